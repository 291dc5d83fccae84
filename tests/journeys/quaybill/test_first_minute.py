"""The first minute with the invented desk: newcomers' questions, and what one correction does.

The year was rehearsed by the installed `tacit` with the bundled model; then
everything in newcomers.toml is asked in one sitting.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tacit import demo
from tests.journeys.conftest import First
from tests.journeys.small_shop import Shop

ROWS = list(demo.rows())
ASKED: dict[str, Any] = tomllib.loads((demo.FOLDER / "newcomers.toml").read_text("utf-8"))
PAGES = {row["external_id"]: row for row in ROWS if row["kind"] == "article"}


@dataclass(frozen=True)
class Shown:
    """One panel and what `/why` said of it."""

    title: str
    text: str
    first: str
    confidence: float

    @property
    def is_answer(self) -> bool:
        return self.title == "Answer"

    def puts_first(self, page: str) -> bool:
        return self.first.startswith(PAGES[page]["title"])


def shown(output: str) -> Iterator[Shown]:
    for panel in output.split("╭")[1:]:
        text, _, below = panel.partition("╯")
        title = re.match(r"─+ (.+?) ─+╮", text)
        sure = re.search(r"confidence ([\d.]+)%", below)
        first = re.search(r"^1 +(.+)$", below, re.MULTILINE)
        assert title is not None, panel
        assert sure is not None, panel
        yield Shown(title[1], text, first[1] if first else "", float(sure[1]))


@pytest.fixture(scope="module")
def sitting(copied: Callable[[], Path]) -> dict[str, Shown]:
    """What each question of newcomers.toml was shown, asked one after the other."""
    right, new = ASKED["put_right"], ASKED["new_words"]
    lines = list[str]()
    names = list[str]()

    def ask(name: str, line: str) -> None:
        names.append(name)
        lines.extend((line, "/why"))

    for each in [*ASKED["known"], *ASKED["unknown"]]:
        ask(each["question"], each["question"])
    ask("misread", right["question"])
    ask("put right", f"/cite {PAGES[right['article']]['url']}")
    ask("in other words", right["again"])
    ask("not known", new["question"])
    ask("published", f"/publish {new['reply']}")
    ask("found again", new["again"])
    output = Shop(copied(), Path()).says("ask", "--workspace", "demo", lines=(*lines,))
    return dict(zip(names, shown(output), strict=True))


def test_the_year_is_rehearsed_whole(first: First) -> None:
    said = first.said
    talks = sum(row["kind"] == "conversation" for row in ROWS)
    assert f"conversations: {talks} taken in" in said
    assert f"customers: {sum(row['kind'] == 'customer' for row in ROWS)} taken in" in said
    assert "refused" not in said
    judged = re.search(r"first in\s+(\d+)% of (\d+)", said)
    assert judged is not None, said
    assert int(judged[1]) >= 50
    assert int(judged[2]) >= 350


def test_newcomers_find_the_right_page_first(sitting: dict[str, Shown]) -> None:
    missed = [
        (each["question"], sitting[each["question"]].first)
        for each in ASKED["known"]
        if not sitting[each["question"]].puts_first(each["article"])
    ]
    assert len(missed) <= 2, missed


def test_what_is_answered_alone_is_answered_from_the_right_page(sitting: dict[str, Shown]) -> None:
    for each in ASKED["known"]:
        seen = sitting[each["question"]]
        assert not seen.is_answer or seen.puts_first(each["article"]), seen


def test_what_nobody_knows_is_not_answered(sitting: dict[str, Shown]) -> None:
    for each in ASKED["unknown"]:
        assert not sitting[each["question"]].is_answer, each["question"]


def test_a_page_named_once_is_found_in_other_words(sitting: dict[str, Shown]) -> None:
    page = ASKED["put_right"]["article"]
    misread, again = sitting["misread"], sitting["in other words"]
    assert not misread.is_answer
    assert not misread.puts_first(page)
    assert sitting["put right"].is_answer
    assert PAGES[page]["url"] in sitting["put right"].text
    assert again.puts_first(page)
    assert PAGES[page]["url"] in again.text
    assert again.confidence >= 2 * misread.confidence


def test_published_words_are_found_by_the_next_who_asks_otherwise(
    sitting: dict[str, Shown],
) -> None:
    words = ASKED["new_words"]["reply"][:40]
    assert not sitting["not known"].is_answer
    assert words not in sitting["not known"].text
    assert sitting["published"].is_answer
    assert words in sitting["published"].text
    assert sitting["found again"].first.startswith(words)
