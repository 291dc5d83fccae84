"""The desk layout: tickets, help centre and judgements."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tacit.connectors import judged, read_history, snapshot_dates
from tacit.history import Article, Conversation
from tests.connectors.written import (
    A_TIME,
    AN_ID,
    NOT_LATER,
    answer,
    articles,
    conversations,
    question,
    refusals,
    rows,
    write,
)


def page(slug: str, number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": number, "slug": slug, "title": slug.title(), "md": f"All of {slug}.", **fields}


def tickets(folder: Path, *lines: object) -> Path:
    write(folder / "tickets-2024.jsonl.gz", *lines)
    return folder


def test_a_question_and_its_answers_are_a_conversation(tmp_path: Path) -> None:
    reply = answer(31, kb=["bulbs", "switches"], solution=True)
    [told] = conversations(tickets(tmp_path, question(7, answers=[reply], solved=True)))
    opening, only = told.messages
    assert (told.external_id, told.customer, told.subject) == ("7", "asker-7", "Lamp stays dark")
    assert (told.locale, told.language, told.outcome, told.is_spam) == (
        "en-GB",
        "en",
        "resolved",
        False,
    )
    assert (opening.external_id, opening.author, opening.author_id) == ("q7", "customer", "asker-7")
    assert opening.at == datetime(2024, 1, 8, tzinfo=UTC)
    assert (only.external_id, only.author, only.author_id) == ("a31", "bystander", "bo")
    assert only.cites == ("bulbs", "switches")
    assert only.is_solution


def test_a_language_nobody_could_tell_and_a_question_not_solved_say_nothing(
    tmp_path: Path,
) -> None:
    [told] = conversations(tickets(tmp_path, question(1, lang="und", solved=False, spam=True)))
    assert (told.language, told.outcome, told.is_spam) == (None, None, True)


def test_who_asks_is_always_the_customer(tmp_path: Path) -> None:
    own = [answer(1, "asker-1", role="asker"), answer(2, "asker-1", role="helper")]
    [told] = conversations(tickets(tmp_path, question(1, answers=own)))
    assert [message.author for message in told.messages] == ["customer"] * 3


def test_answers_come_in_time_order_and_never_before_the_question(tmp_path: Path) -> None:
    late = answer(1, t="2024-03-03T00:00:00Z")
    early = answer(2, t="2023-12-01T00:00:00Z")
    [told] = conversations(tickets(tmp_path, question(1, answers=[late, early])))
    assert [message.external_id for message in told.messages] == ["q1", "a2", "a1"]
    assert told.messages[1].at < told.messages[0].at


# ---- who is an agent ---------------------------------------------------------


def busy(count: int, by: str = "bo") -> list[dict[str, Any]]:
    """One question a day, each answered by one person the day it was asked, twice."""
    asked = []
    for number in range(count):
        at = f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}T0"
        replies = [
            answer(10 * number, by, t=f"{at}1:00:00Z"),
            answer(10 * number + 1, by, t=f"{at}2:00:00Z"),
        ]
        asked.append(question(number, t=f"{at}0:00:00Z", answers=replies))
    return asked


def kinds(folder: Path) -> list[set[str]]:
    return [{message.author for message in each.messages[1:]} for each in conversations(folder)]


def test_the_twenty_first_conversation_is_an_agents(tmp_path: Path) -> None:
    assert kinds(tickets(tmp_path, *busy(22))) == [{"bystander"}] * 20 + [{"agent"}] * 2


def test_twenty_conversations_make_no_agent_yet(tmp_path: Path) -> None:
    assert kinds(tickets(tmp_path, *busy(20))) == [{"bystander"}] * 20


def test_what_is_counted_is_time_not_the_order_of_the_lines(tmp_path: Path) -> None:
    backwards = kinds(tickets(tmp_path, *reversed(busy(22))))
    assert backwards == [{"agent"}] * 2 + [{"bystander"}] * 20


def test_the_count_runs_over_all_files_of_the_folder(tmp_path: Path) -> None:
    asked = busy(22)
    write(tmp_path / "tickets-a.jsonl", *asked[:11])
    write(tmp_path / "tickets-b.jsonl.gz", *asked[11:])
    assert kinds(tmp_path)[19:] == [{"bystander"}, {"agent"}, {"agent"}]


def test_spam_counts_towards_nothing(tmp_path: Path) -> None:
    asked = busy(22)
    for reply in asked[0]["answers"]:
        reply["spam"] = True
    assert kinds(tickets(tmp_path, *asked))[20:] == [{"bystander"}, {"agent"}]


def test_a_folder_may_name_its_agents(tmp_path: Path) -> None:
    write(tmp_path / "agents.jsonl", {"by": "cy"})
    replies = [answer(1, "bo"), answer(2, "cy")]
    tickets(tmp_path, question(50, answers=replies), *busy(22))
    first, *others = kinds(tmp_path)
    assert first == {"bystander", "agent"}
    assert others == [{"bystander"}] * 22


def test_a_list_of_agents_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path / "agents.jsonl", {"name": "cy"}, "nonsense")
    told = refusals(tickets(tmp_path, question(1)))
    assert told == [
        (1, "by: expected the id of an agent"),
        (2, "not JSON: Expecting value at character 1"),
    ]


# ---- citations -----------------------------------------------------------------


def cited(folder: Path) -> list[tuple[str, ...]]:
    return [message.cites for each in conversations(folder) for message in each.messages[1:]]


def test_links_are_citations_where_the_answer_lists_none(tmp_path: Path) -> None:
    write(tmp_path / "kb" / "2023-04-18.jsonl", page("bulbs"), page("fuses", 2))
    texts = [
        "See https://help.shop.example/en/kb/bulbs#change",
        "Or [this](/de/kb/fuses?x=1) and https://other.example/kb/ht1",
        "Not here: https://help.shop.example/kb/new?title=bulbs",
    ]
    replies = [answer(number, text=text) for number, text in enumerate(texts)]
    assert cited(tickets(tmp_path, question(1, answers=replies))) == [("bulbs",), ("fuses",), ()]


def test_what_the_answer_lists_goes_before_its_links(tmp_path: Path) -> None:
    reply = answer(1, text="See https://help.shop.example/kb/gluehbirnen", kb=["bulbs", "?odd"])
    assert cited(tickets(tmp_path, question(1, answers=[reply]))) == [("bulbs", "odd")]


def test_articles_take_their_address_and_other_slugs_from_the_answers(tmp_path: Path) -> None:
    write(tmp_path / "kb" / "2023-04-18.jsonl", page("bulbs", 8), page("fuses", 9))
    replies = [
        answer(1, text="https://help.shop.example/en/kb/bulbs", kb=["bulbs"]),
        answer(2, text="https://help.shop.example/en/kb/bulbs", kb=["bulbs"]),
        answer(3, text="https://help.shop.example/de/kb/gluehbirnen", kb=["bulbs"]),
        answer(4, text="https://help.shop.example/de/kb/fuses", kb=["fuses"]),
    ]
    told = articles(tickets(tmp_path, question(1, answers=replies)))
    assert [(each.url, each.aliases) for each in told] == [
        ("https://help.shop.example/en/kb/bulbs", ("8", "gluehbirnen")),
        ("https://help.shop.example/en/kb/fuses", ("9",)),
    ]


# ---- the help centre -------------------------------------------------------------


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """Three days of a help centre, and a question on either side of the second."""
    write(tmp_path / "kb" / "2024-01-01.jsonl.gz", page("bulbs"), page("fuses", 2), page("old", 3))
    changed = page("fuses", 2, md="New words.")
    write(tmp_path / "kb" / "2024-01-10.jsonl.gz", page("bulbs"), changed, page("plugs", 4))
    write(tmp_path / "kb" / "2024-01-20.jsonl", page("lamps", 1), changed, page("plugs", 4))
    return tickets(tmp_path, question(4), question(14))


def test_the_first_snapshot_was_there_from_the_start(centre: Path) -> None:
    told = articles(centre)
    assert [each.external_id for each in told] == ["bulbs", "fuses", "old"]
    assert {each.at for each in told} == {None}
    assert told[0] == Article("bulbs", "Bulbs", "All of bulbs.", aliases=("1",))


def test_later_snapshots_tell_only_what_changed_and_when(centre: Path) -> None:
    told = articles(centre, snapshots=True)[3:]
    assert [(each.external_id, each.at and each.at.day, each.is_withdrawn) for each in told] == [
        ("fuses", 10, False),
        ("plugs", 10, False),
        ("old", 10, True),
        ("bulbs", 20, False),
    ]
    assert told[2].markdown == ""


def test_a_renamed_article_keeps_its_first_slug(centre: Path) -> None:
    renamed = articles(centre, snapshots=True)[-1]
    assert (renamed.external_id, renamed.title, renamed.aliases) == (
        "bulbs",
        "Lamps",
        ("1", "lamps"),
    )


def test_snapshots_stand_between_the_conversations_of_their_time(centre: Path) -> None:
    order = [row.external_id for row in rows(centre, snapshots=True) if not hasattr(row, "reason")]
    assert order == ["bulbs", "fuses", "old", "4", "fuses", "plugs", "old", "14", "bulbs"]


def test_a_line_that_cannot_be_read_withdraws_nothing(tmp_path: Path) -> None:
    write(tmp_path / "kb" / "2024-01-01.jsonl", page("bulbs"), page("fuses", 2))
    write(tmp_path / "kb" / "2024-01-10.jsonl", page("bulbs"), '{"slug": "fuses"')
    assert len(articles(tmp_path, snapshots=True)) == 2
    assert refusals(tmp_path, snapshots=True)[0][0] == 2


def test_days_are_read_from_the_names_of_the_snapshots(centre: Path) -> None:
    write(centre / "kb" / "2024-99-99.jsonl", page("no"))
    write(centre / "kb" / "notes.jsonl", page("no"))
    assert snapshot_dates(centre) == [date(2024, 1, day) for day in (1, 10, 20)]


def test_every_part_is_optional(tmp_path: Path) -> None:
    write(tmp_path / "kb" / "2024-01-01.jsonl", page("bulbs"))
    assert read_history(tmp_path).kind == "desk"
    assert [type(row) for row in rows(tmp_path)] == [Article]
    assert judged(tmp_path) == {}


def test_judgements_are_english_and_specific(tmp_path: Path) -> None:
    head = "question_id\tkb_slug\thelpers_citing\tquestion_lang\tgeneric"
    write(tmp_path / "qrels-2023.tsv", head, "7\tbulbs\t1\ten\t0", '7\tfu"ses\t1\ten\t0')
    write(tmp_path / "qrels-2024.tsv", head, "8\tbulbs\t1\tit\t0", "9\tbulbs\t1\ten\t1")
    assert judged(tmp_path) == {"7": {"bulbs", 'fu"ses'}}


# ---- refusals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, f"id: {AN_ID}, found null"),
        ({"id": True}, f"id: {AN_ID}, found true"),
        (
            {"id": "x" * 501},
            f"id: expected an id of 1 to 500 characters, found the text '{'x' * 40}'",
        ),
        ({"by": " \x00"}, "by: expected an id of 1 to 500 characters, found the text ' \\x00'"),
        (
            {"t": "soon"},
            f"t: {A_TIME}, found the text 'soon'",
        ),
        (
            {"t": 17},
            f"t: {A_TIME}, found the number 17",
        ),
        (
            {"t": "0001-01-01T00:00:00+14:00"},
            f"t: {A_TIME}, found the text '0001-01-01T00:00:00+14:00'",
        ),
        (
            {"t": "2031-01-01T00:00:00Z"},
            f"t: {NOT_LATER}, found the text '2031-01-01T00:00:00Z'",
        ),
        ({"text": 5}, "text: expected a text, found the number 5"),
        (
            {"text": "\u200b", "title": " "},
            "text: expected a question, found neither a title nor a text",
        ),
        ({"answers": {}}, "answers: expected a list, found an object"),
        ({"answers": [7]}, "answers[0]: expected an object, found the number 7"),
        ({"solved": "yes"}, "solved: expected true or false, found the text 'yes'"),
        (
            {"answers": [answer(1, role="boss")]},
            "answers[0].role: expected one of asker, helper, found the text 'boss'",
        ),
        (
            {"answers": [answer(1, kb=[{}])]},
            f"answers[0].kb: {AN_ID}, found an object",
        ),
        (
            {"answers": [answer(1), answer(1)]},
            "answers[1].id: expected an id of its own, found one used before",
        ),
    ],
)
def test_a_ticket_of_wrong_shape_is_refused_whole(
    tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    folder = tickets(tmp_path, question(1), question(2, **fields), question(3))
    assert refusals(folder) == [(2, reason)]
    assert [each.external_id for each in conversations(folder)] == ["1", "3"]


def test_a_time_without_a_zone_is_in_utc(tmp_path: Path) -> None:
    [told] = conversations(tickets(tmp_path, question(1, t="2024-01-02T03:04:05")))
    assert told.messages[0].at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_replies_that_say_nothing_or_are_spam_are_left_out_and_named(tmp_path: Path) -> None:
    replies = [answer(1, text=" \u200b"), answer(2, spam=True), answer(3)]
    folder = tickets(tmp_path, question(1, answers=replies))
    assert refusals(folder) == [
        (1, "answers[0]: reply a1 left out: it has no text"),
        (1, "answers[1]: reply a2 left out: marked as spam"),
    ]
    assert [each.external_id for each in conversations(folder)[0].messages] == ["q1", "a3"]


def test_the_same_question_twice_is_told_once_and_another_under_its_number_refused(
    tmp_path: Path,
) -> None:
    write(tmp_path / "tickets-a.jsonl", question(1), question(1), question(1, title="Other"))
    write(tmp_path / "tickets-b.jsonl", question(1, title="Third"))
    assert len(conversations(tmp_path)) == 1
    assert refusals(tmp_path) == [
        (3, "external_id: '1' seen already at line 1, with other content"),
        (1, "external_id: '1' seen already at tickets-a.jsonl line 1, with other content"),
    ]


def test_texts_are_cleaned_and_other_scripts_kept(tmp_path: Path) -> None:
    asked = question(
        1, title="a\r\nb\x00", text="\u05e9\u05dc\u05d5\u05dd \U0001f44d\U0001f3fd \ud800"
    )
    [told] = conversations(tickets(tmp_path, asked))
    assert isinstance(told, Conversation)
    assert (told.subject, told.messages[0].text) == (
        "a b",
        "\u05e9\u05dc\u05d5\u05dd \U0001f44d\U0001f3fd \ufffd",
    )
