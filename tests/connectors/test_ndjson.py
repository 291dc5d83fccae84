"""Our own rows as JSON lines."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.connectors import ndjson
from tacit.history import Account, Article, Conversation, Customer, Refused
from tests.connectors.written import (
    A_TIME,
    AN_ID,
    NOT_LATER,
    articles,
    conversations,
    customers,
    refusals,
    rows,
    said,
    talk,
    write,
)


def article(external_id: str = "reset", **fields: Any) -> dict[str, Any]:
    return {
        "kind": "article",
        "external_id": external_id,
        "title": "Reset",
        "markdown": "Press it.",
        **fields,
    }


def test_the_example_of_the_reference_is_taken_in(tmp_path: Path) -> None:
    readme = Path(ndjson.__file__).with_name("README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```\n(.*?)```", readme, re.DOTALL)
    told = rows(write(tmp_path / "a.ndjson", *example.splitlines()))
    assert [type(row) for row in told] == [Article, Account, Customer, Conversation]
    assert told[-1].messages[1].cites == ("reset",)  # type: ignore[union-attr]


def test_a_conversation_keeps_what_was_recorded(tmp_path: Path) -> None:
    messages = [
        said("How do I get in?", external_id="m1"),
        said("Use it.", "agent", "bo", 9, cites=["reset", 12], solution=True),
        said("Try this.", "assistant", "assistant", 3),
        said("Me too.", "bystander", "eve", 5),
    ]
    line = talk(
        messages=messages,
        channel="email",
        locale="de-AT",
        outcome="unresolved",
        csat=2,
        extra={"a": 1},
    )
    [told] = conversations(write(tmp_path / "a.ndjson", line))
    assert (told.channel, told.locale, told.outcome, told.csat) == (
        "email",
        "de-AT",
        "unresolved",
        2,
    )
    assert [(each.external_id, each.author, each.author_id) for each in told.messages] == [
        ("m1", "customer", "ana"),
        ("7/3", "assistant", "assistant"),
        ("7/4", "bystander", "eve"),
        ("7/2", "agent", "bo"),
    ]
    assert (told.messages[3].cites, told.messages[3].is_solution) == (("reset", "12"), True)
    assert told.messages[0].at == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_people_come_before_the_conversation_that_names_them_and_once(tmp_path: Path) -> None:
    person = {
        "external_id": "ana",
        "name": "Ana",
        "account": {"external_id": "acme", "name": "Acme", "plan": "team", "seats": 12},
        "traits": {"vip": True},
    }
    told = rows(
        write(tmp_path / "a.ndjson", talk("1", customer=person), talk("2", customer=person))
    )
    assert told[:2] == [
        Account("acme", "Acme", {"plan": "team", "seats": "12"}),
        Customer("ana", "Ana", account="acme", traits={"vip": "true"}),
    ]
    assert [type(row) for row in told[2:]] == [Conversation, Conversation]
    assert told[2].account == "acme"  # type: ignore[union-attr]


def test_a_customer_of_whom_only_the_id_is_told_is_no_row(tmp_path: Path) -> None:
    assert customers(write(tmp_path / "a.ndjson", talk())) == []


def test_news_of_a_customer_are_told_again(tmp_path: Path) -> None:
    lines = [
        talk(str(n), customer={"external_id": "ana", "name": name}) for n, name in enumerate("AAB")
    ]
    assert [each.name for each in customers(write(tmp_path / "a.ndjson", *lines))] == ["A", "B"]


def test_a_refused_conversation_names_nobody(tmp_path: Path) -> None:
    line = talk(customer={"external_id": "ana", "name": "Ana"}, messages=[])
    assert [type(row) for row in rows(write(tmp_path / "a.ndjson", line))] == [Refused]


def test_html_is_told_as_markdown(tmp_path: Path) -> None:
    page = article(html="<h1>Reset</h1><script>x</script><p>Press <b>it</b>.</p>")
    mail = {
        "author": {"kind": "customer"},
        "html": "<p>Hi<br>there</p>",
        "at": "2024-05-01T10:00:00Z",
    }
    told = rows(write(tmp_path / "a.ndjson", page, talk(messages=[mail])))
    assert told[0].markdown == "# Reset\n\nPress it."  # type: ignore[union-attr]
    assert told[1].messages[0].text == "Hi\nthere"  # type: ignore[union-attr]


def test_links_to_articles_above_are_citations_where_none_are_listed(tmp_path: Path) -> None:
    page = article(url="https://help.shop.example/reset/", aliases=["https://old.example/r?id=1"])
    texts = [
        "See [it](http://HELP.shop.example/reset#top).",
        "https://old.example/r or https://shop.example/else",
        "https://help.shop.example/reset",
    ]
    messages = [said("Help")] + [said(text, "agent", "bo", 1) for text in texts]
    messages[3]["cites"] = []
    [told] = conversations(write(tmp_path / "a.ndjson", page, talk(messages=messages)))
    assert [each.cites for each in told.messages] == [(), ("reset",), ("reset",), ()]


def test_an_article_may_come_again_at_another_time_only(tmp_path: Path) -> None:
    later = article(markdown="Hold it.", at="2024-02-01")
    gone = {**article(at="2024-03-01", withdrawn=True), "markdown": ""}
    path = write(tmp_path / "a.ndjson", article(), later, gone, article(markdown="Other."))
    assert [(each.at and each.at.month, each.is_withdrawn) for each in articles(path)] == [
        (None, False),
        (2, False),
        (3, True),
    ]
    assert refusals(path) == [
        (4, "external_id: 'reset' seen already at line 1, with other content")
    ]


def test_order_of_keys_and_unknown_fields_make_no_other_content(tmp_path: Path) -> None:
    again = dict(reversed(talk(extra=1).items()))
    assert len(rows(write(tmp_path / "a.ndjson", talk(), again))) == 1


def test_files_of_a_folder_are_read_by_name(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl.gz", talk("2"))
    write(tmp_path / "a.ndjson", talk("1"))
    write(tmp_path / "c.txt", "not ours")
    assert [each.external_id for each in conversations(tmp_path)] == ["1", "2"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"customer": None}, "customer: expected an object, found null"),
        (
            {"customer": {}},
            f"customer.external_id: {AN_ID}, found nothing",
        ),
        (
            {"customer": {"external_id": "a", "account": "acme"}},
            "customer.account: expected an object, found the text 'acme'",
        ),
        ({"messages": None}, "messages: expected a list, found null"),
        ({"messages": []}, "messages: expected at least the opening message, found an empty list"),
        (
            {"messages": [said("Hello", "agent")]},
            "messages[0].author.kind: expected customer, who opens, found agent",
        ),
        (
            {"messages": [said("Hello", "bot")]},
            "messages[0].author.kind: expected one of customer, agent, bystander, assistant, "
            "found the text 'bot'",
        ),
        (
            {"messages": [said("Hello") | {"author": "me"}]},
            "messages[0].author: expected an object, found the text 'me'",
        ),
        (
            {
                "messages": [
                    said("Hello"),
                    {"author": {"kind": "agent"}, "text": "a", "at": "2024-01-01"},
                ]
            },
            f"messages[1].author.external_id: {AN_ID}, found nothing",
        ),
        (
            {"messages": [said("Hello") | {"text": None}]},
            "messages[0].text: expected a text, found null",
        ),
        (
            {"messages": [said("Hello") | {"at": "1 May"}]},
            f"messages[0].at: {A_TIME}, found the text '1 May'",
        ),
        (
            {"messages": [said("Hello") | {"at": "2027-05-01"}]},
            f"messages[0].at: {NOT_LATER}, found the text '2027-05-01'",
        ),
        (
            {"messages": [said("a", external_id="m"), said("b", external_id="m")]},
            "messages[1].external_id: expected one of its own, found 'm' again",
        ),
        (
            {"messages": [said("  ")], "subject": ""},
            "messages[0].text: expected words, found neither a subject nor a text",
        ),
        (
            {"messages": [said("a", cites="reset")]},
            "messages[0].cites: expected a list, found the text 'reset'",
        ),
        ({"csat": 6}, "csat: expected a whole number from 1 to 5, found the number 6"),
        ({"csat": 4.5}, "csat: expected a whole number from 1 to 5, found the number 4.5"),
        (
            {"outcome": "done"},
            "outcome: expected one of resolved, unresolved, found the text 'done'",
        ),
        ({"subject": ["a"]}, "subject: expected a text, found a list"),
    ],
)
def test_a_conversation_of_wrong_shape_is_refused_whole(
    tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    path = write(tmp_path / "a.ndjson", talk("1"), talk("2", **fields), talk("3"))
    assert refusals(path) == [(2, reason)]
    assert len(conversations(path)) == 2


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"markdown": " "}, "markdown: expected the text of the article, here or as html"),
        ({"title": None}, "title: expected a text, found null"),
        (
            {"external_id": 1.5},
            f"external_id: {AN_ID}, found the number 1.5",
        ),
        ({"aliases": "a"}, "aliases: expected a list, found the text 'a'"),
    ],
)
def test_an_article_of_wrong_shape_is_refused(
    tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    assert refusals(write(tmp_path / "a.ndjson", article(**fields))) == [(1, reason)]


def test_an_empty_reply_is_left_out_and_named(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.ndjson", talk(messages=[said("Hello"), said(" \u2060", "agent", "bo")])
    )
    assert refusals(path) == [(1, "messages[1]: reply 7/2 left out: it has no text")]
    assert len(conversations(path)[0].messages) == 1


# ---- anything at all -----------------------------------------------------------------

WORDS = """kind external_id customer account messages author text html at cites title markdown
aliases traits subject csat outcome solution name"""
NAMES = st.sampled_from(WORDS.split())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=9)
    | st.sampled_from(
        ["article", "customer", "account", "conversation", "agent", "2024-05-01T10:00Z"]
    )
)
ANYTHING = st.recursive(
    SCALARS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(NAMES, parts, max_size=6),
    max_leaves=12,
)


@given(st.lists(ANYTHING, max_size=4))
def test_no_json_breaks_the_reading(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Any]
) -> None:
    rows(write(tmp_path_factory.mktemp("any") / "a.ndjson", *lines))


@given(
    st.sampled_from(
        ["customer", "subject", "messages", "csat", "outcome", "locale", "external_id"]
    ),
    ANYTHING,
)
def test_any_field_of_a_conversation_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    told = rows(write(tmp_path_factory.mktemp("any") / "a.ndjson", talk(**{name: value})))
    assert len(told) >= 1
    for row in told:
        json.dumps(repr(row)).encode("utf-8")


@given(st.sampled_from(["author", "text", "at", "cites", "solution", "external_id"]), ANYTHING)
def test_any_field_of_a_message_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    line = talk(messages=[said("Hello"), said("Hi", "agent", "bo") | {name: value}])
    assert rows(write(tmp_path_factory.mktemp("any") / "a.ndjson", line))
