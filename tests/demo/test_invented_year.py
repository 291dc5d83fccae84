"""The invented year holds what its README says: people, times, releases, and who is wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tacit import demo
from tacit.connectors import Options, read_history
from tacit.history import Refused

Row = dict[str, Any]
ELSEWHERE = date(2027, 2, 14)
RELEASE_4_2, RELEASE_4_2_1 = "2025-04-08", "2025-04-11"
RELEASE_4_3, NUMBERING_REVISED, RELEASE_4_4 = "2025-06-17", "2025-07-15", "2025-09-02"
TOPICS = "payslip|bitcoin|crypto|factoring|paper letter|letter service|post them"


@cache
def told(ends_on: date = demo.WRITTEN_UNTIL) -> tuple[Row, ...]:
    return tuple(demo.rows(ends_on))


def kind(name: str, ends_on: date = demo.WRITTEN_UNTIL) -> list[Row]:
    return [row for row in told(ends_on) if row["kind"] == name]


def talks() -> list[Row]:
    return kind("conversation")


def replies(talk: Row) -> Iterator[Row]:
    return (each for each in talk["messages"] if each["author"]["kind"] == "agent")


def said_by(agent: str) -> list[tuple[Row, Row]]:
    wanted = f"agent-{agent}"
    return [
        (talk, each)
        for talk in talks()
        for each in replies(talk)
        if each["author"]["external_id"] == wanted
    ]


def citing(page: str) -> list[tuple[Row, Row]]:
    return [(t, each) for t in talks() for each in replies(t) if page in each.get("cites", ())]


@pytest.mark.parametrize("ends_on", [demo.WRITTEN_UNTIL, date(2025, 1, 31), date(2020, 2, 29)])
def test_it_is_taken_in_without_a_refusal_whenever_it_ends(tmp_path: Path, ends_on: date) -> None:
    path = tmp_path / "invented.ndjson"
    path.write_text("\n".join(json.dumps(row) for row in told(ends_on)))
    now = datetime(ends_on.year, ends_on.month, ends_on.day, 23, 59, tzinfo=UTC)
    rows = list(read_history(path, Options(now=now)).rows())
    assert [each for each in rows if isinstance(each, Refused)] == []
    assert len(rows) == len(told(ends_on))


def test_equal_days_give_equal_rows() -> None:
    assert list(demo.rows(ELSEWHERE)) == list(told(ELSEWHERE))


def test_it_is_as_large_as_promised_and_no_larger() -> None:
    pages = {row["external_id"]: row for row in kind("article")}
    english = [name for name, row in pages.items() if row["locale"] == "en"]
    pairs = Counter(row["locale"] for row in pages.values() if row.get("pair") in english)
    assert len(english) >= 42
    assert pairs == {"de": 6, "fr": 2}
    assert (len(kind("account")), len(kind("customer"))) == (12, 30)
    assert len(talks()) >= 400
    assert sum(len(json.dumps(row)) for row in told()) < 1_500_000


def test_every_account_has_plan_revenue_seats_renewal_and_somebody_who_writes() -> None:
    wanted = {"name", "industry", "country", "plan", "seats", "revenue", "renews_on"}
    accounts = {row["external_id"]: row for row in kind("account")}
    assert all(wanted <= set(row) for row in accounts.values())
    assert all(date.fromisoformat(row["renews_on"]) > demo.WRITTEN_UNTIL for row in kind("account"))
    writing = Counter(talk["customer"]["account"]["external_id"] for talk in talks())
    assert set(writing) == set(accounts)


def test_every_customer_writes_several_times_and_every_page_is_cited() -> None:
    by = Counter(talk["customer"]["external_id"] for talk in talks())
    assert set(by) == {row["external_id"] for row in kind("customer")}
    assert min(by.values()) >= 4
    cited = {page for talk in talks() for each in replies(talk) for page in each.get("cites", ())}
    assert cited == {row["external_id"] for row in kind("article")}


def test_no_two_conversations_open_alike() -> None:
    openings = [talk["messages"][0]["text"] for talk in talks()]
    assert len(set(openings)) == len(openings)


def test_agents_work_on_weekdays_by_day_and_sam_not_on_fridays() -> None:
    for talk in talks():
        for each in talk["messages"]:
            at = datetime.fromisoformat(each["at"])
            if each["author"]["kind"] == "agent":
                assert at.weekday() < 5, (talk["external_id"], each["at"])
                assert 7 <= at.hour < 18, (talk["external_id"], each["at"])
            if talk["customer"]["external_id"] == "sam":
                assert at.weekday() < 4, (talk["external_id"], each["at"])


def test_messages_of_a_conversation_follow_each_other() -> None:
    for talk in talks():
        times = [each["at"] for each in talk["messages"]]
        assert times == sorted(set(times)), talk["external_id"]


def test_nobody_cites_a_page_before_it_was_published() -> None:
    published: dict[str, str] = {}
    for row in kind("article"):
        published.setdefault(row["external_id"], row["at"])
    for talk in talks():
        for each in replies(talk):
            for page in each.get("cites", ()):
                assert published[page] <= each["at"], (talk["external_id"], page)


def test_one_answered_conversation_in_25_to_8_has_no_page() -> None:
    answered = [talk for talk in talks() if any(replies(talk))]
    without = [t for t in answered if not any(each.get("cites") for each in replies(t))]
    assert 0.04 <= len(without) / len(answered) <= 0.12


def test_most_write_english_some_german_and_french() -> None:
    traits = {row["external_id"]: row["traits"]["language"] for row in kind("customer")}
    writers = Counter(traits[talk["customer"]["external_id"]] for talk in talks())
    assert writers["en"] > sum(writers.values()) / 2
    assert set(writers) == {"en", "de", "fr", "es"}


def test_outcomes_marks_and_ratings_are_there_but_not_everywhere() -> None:
    resolved = sum(talk.get("outcome") == "resolved" for talk in talks())
    rated = [talk["csat"] for talk in talks() if "csat" in talk]
    marks = sum(each.get("solution", False) for talk in talks() for each in replies(talk))
    assert 0.5 < resolved / len(talks()) < 0.85
    assert 0.15 < len(rated) / len(talks()) < 0.35
    assert set(rated) == {1, 2, 3, 4, 5}
    assert 15 <= marks <= 60


def test_tomas_is_often_wrong_and_somebody_else_puts_it_right() -> None:
    wrong = said_by("tomas")
    assert len({talk["external_id"] for talk, _ in wrong}) >= 15
    assert min(each["at"] for _, each in wrong) >= "2025-01-13"
    righted = 0
    for talk, each in wrong:
        later = [r for r in replies(talk) if r["at"] > each["at"]]
        others = [r for r in later if r["author"]["external_id"] != "agent-tomas"]
        righted += any(set(r.get("cites", ())) != set(each.get("cites", ())) for r in others)
    assert righted >= 0.6 * len(wrong)
    assert (
        sum(any(r["author"]["external_id"] == "agent-mira" for r in replies(t)) for t, _ in wrong)
        >= 10
    )


def test_exports_fail_from_one_release_to_the_next_and_flood_three_days() -> None:
    opened = [
        t["messages"][0]["at"][:10] for t in talks() if "EXP-52" in str(t["messages"]).upper()
    ]
    assert min(opened) == RELEASE_4_2
    flood = [day for day in opened if RELEASE_4_2 <= day < RELEASE_4_2_1]
    assert len(flood) >= 10
    assert len(set(flood)) == 3
    assert len(flood) > 2 * (len(opened) - len(flood)) > 0


def test_prices_are_complained_of_only_after_they_were_announced() -> None:
    asked = [talk["messages"][0]["at"][:10] for talk, _ in citing("new-prices")]
    assert len(asked) >= 12
    assert min(asked) >= "2025-03-24"


def test_the_numbering_page_stays_old_while_agents_say_the_new_path() -> None:
    old, new = (row for row in kind("article") if row["external_id"] == "invoice-numbering")
    assert new["at"][:10] == NUMBERING_REVISED
    assert "Settings › Documents" not in old["markdown"]
    between = [
        each["text"]
        for _, each in citing("invoice-numbering")
        if RELEASE_4_3 <= each["at"][:10] < NUMBERING_REVISED
        and each["author"]["external_id"] != "agent-tomas"
    ]
    assert len(between) >= 4
    assert all("Documents › Number ranges" in text for text in between)


def test_before_the_release_nobody_knows_the_new_path() -> None:
    for talk in talks():
        for each in replies(talk):
            text, day = each["text"], each["at"][:10]
            assert day >= RELEASE_4_3 or "Settings › Taxes" not in text
            assert day >= RELEASE_4_3 or "Number ranges" not in text
            assert day >= RELEASE_4_4 or "Files › Schedules" not in text
            assert day >= RELEASE_4_2 or "› Files" not in text


def test_the_page_on_schedules_is_still_wrong_at_the_end() -> None:
    [page] = [row for row in kind("article") if row["external_id"] == "scheduled-reports"]
    assert "Reports › Schedule" in page["markdown"]
    assert "Files › Schedules" not in page["markdown"]
    since = {
        t["external_id"] for t, r in citing("scheduled-reports") if r["at"][:10] >= RELEASE_4_4
    }
    assert len(since) >= 4


def test_a_dozen_wait_since_the_last_two_days() -> None:
    waiting = [t for t in talks() if t["messages"][-1]["at"][:10] >= "2025-09-24"]
    assert 8 <= len(waiting) <= 12
    assert all(t["messages"][-1]["author"]["kind"] == "customer" for t in waiting)
    assert all("outcome" not in talk for talk in waiting)
    assert not any(t["messages"][-1]["at"][:10] == "2025-09-23" for t in talks())


def test_everything_moves_along_when_the_year_moves() -> None:
    moved = list(told(ELSEWHERE))
    assert len(moved) == len(told())
    assert "{20" not in json.dumps(moved)
    years = re.compile(r"\b20[12]\d\b(?!-)")
    for row in moved:
        texts = [each["text"] for each in row.get("messages", ())] or [row.get("markdown", "")]
        found = {int(year) for text in texts for year in years.findall(text)}
        assert found <= {2026, 2027}, (row["external_id"], found)
    last = max(each["at"] for row in moved for each in row.get("messages", ()))
    assert last.startswith("2027-02-14")


def test_moved_agents_still_rest_at_weekends() -> None:
    for ends_on in (demo.WRITTEN_UNTIL + timedelta(days=n) for n in range(7)):
        for talk in kind("conversation", ends_on):
            answered = talk["messages"][-1]["at"][:10] < (ends_on - timedelta(days=1)).isoformat()
            for each in replies(talk):
                day = datetime.fromisoformat(each["at"]).weekday()
                assert day < 5 or not answered, (talk["external_id"], each["at"])


def test_newcomers_ask_in_words_that_nobody_used() -> None:
    newcomers = tomllib.loads((demo.FOLDER / "newcomers.toml").read_text())
    known = newcomers["known"]
    pages = {row["external_id"] for row in kind("article")}
    assert len(known) == 12
    assert len(newcomers["unknown"]) == 3
    assert {each["article"] for each in [*known, newcomers["put_right"]]} <= pages
    everything = " ".join(json.dumps(row, ensure_ascii=False).lower() for row in told())
    for each in [*known, *newcomers["unknown"], newcomers["put_right"], newcomers["new_words"]]:
        assert each["question"].lower() not in everything
    assert re.findall(TOPICS, everything) == []


def test_the_cast_is_told_in_the_readme() -> None:
    readme = (demo.FOLDER / "README.md").read_text()
    pages = {row["external_id"] for row in kind("article")}
    assert f"centre of {len(pages)} pages" in readme
    languages = defaultdict(int)
    for row in kind("customer"):
        languages[row["traits"]["language"]] += 1
    assert languages["en"] == max(languages.values())
    published = {row["at"][:10] for row in kind("article")}
    told_of = set(re.findall(r"2025-\d\d-\d\d|2024-\d\d-\d\d", readme))
    releases = {day for day in published if day[:7] >= "2024-11" and day != "2024-11-26"}
    assert releases <= told_of | {"2025-04-09"}
