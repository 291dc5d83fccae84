"""The moods that a benchmark judges: what the product read and was taught, in numbers by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bench import mood
from bench.memory_store import in_memory
from bench.mood import Blank, Course, Outcome, Shares, auroc, figures_of, grouped, walked
from tacit.history import Conversation, Message
from tacit.settings import Settings
from tests.cast import OPENS_AT


def talk(name: str, *lines: tuple[str, str]) -> Conversation:
    """What a customer and an agent said, an hour apart."""
    said = [
        Message(f"{name}-{n}", OPENS_AT + timedelta(hours=n), "agent" if who == "a" else "customer",
                f"{who}-{name}", text)
        for n, (who, text) in enumerate(lines)
    ]  # fmt: skip
    return Conversation(name, f"c-{name}", "Kettle", tuple(said))


COMPLAINS = talk("one", ("c", "It leaks"), ("a", "Turn it"), ("c", "It still does not work"))
THANKS = talk("two", ("c", "It hums"), ("a", "Descale it"), ("c", "Thanks a lot"))
SILENT = talk("three", ("c", "It stinks"), ("a", "Rinse it"))
ADDS_A_LINE = talk(
    "four", ("c", "It drips"), ("a", "Dry it"), ("c", "Thanks"), ("a", "Gladly"), ("c", "It is red")
)  # fmt: skip


def course_of(folder: Path, *told: Conversation) -> Course:
    return walked(in_memory(Settings(folder), 0, Blank()), told)


def test_a_reading_is_judged_by_the_customers_next_word(tmp_path: Path) -> None:
    found = course_of(tmp_path, COMPLAINS, THANKS, SILENT).found["frustration"]
    assert sorted(each.is_so for each in found) == [False, True]
    assert all(each.is_first for each in found)


def test_who_adds_a_line_to_thanks_has_not_complained(tmp_path: Path) -> None:
    found = course_of(tmp_path, ADDS_A_LINE).found["frustration"]
    assert [each.is_so for each in found] == [False]


def test_nothing_is_known_of_what_comes_later(tmp_path: Path) -> None:
    """All three are read before anybody came back: as the first guess and one of two have it."""
    found = course_of(tmp_path, COMPLAINS, THANKS).found["frustration"]
    assert {each.chances["rate"] for each in found} == {1 / 2}
    assert {each.chances["words"] for each in found} == {1 / 2}
    assert len({each.chances["tacit"] for each in found}) == 1


def test_a_list_of_words_tells_complaints_from_thanks_and_neither() -> None:
    texts = ("It still does not work", "Thanks a lot", "It hums")
    assert [grouped("frustration", each) for each in texts] == ["complains", "thanks", "none"]
    assert [grouped("urgency", each) for each in ("I need it ASAP", "It hums")] == [
        "hurried",
        "none",
    ]


def test_shares_are_of_their_own_group() -> None:
    shares = Shares()
    for is_so in (True, True, False):
        shares.tell("complains", is_so=is_so)
    assert shares.share("complains") == (2 + 1) / (3 + 2)
    assert shares.share("none") == 1 / 2


def test_order_is_told_in_pairs_and_ties_count_half() -> None:
    """Of the pairs (.9, .2), (.9, .5), (.5, .2), (.5, .5) three are right and one is a tie."""
    chances, so = np.array([0.9, 0.2, 0.5, 0.5]), np.array([1, 0, 1, 0])
    assert auroc(chances, so) == pytest.approx(3.5 / 4)
    assert np.isnan(auroc(chances, np.ones(4)))


def test_an_interval_is_over_weeks_and_what_cannot_be_told_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Weeks are alike, so any draw of them gives the same figure, and few draws will do."""
    monkeypatch.setattr(mood, "_DRAWS", 20)
    course = Course()
    course.readings[2024] = 9
    for week in range(4):
        for chance, is_so in (
            (0.75, True),
            (0.75, True),
            (0.75, True),
            (0.75, False),
            (0.25, False),
        ):
            held = {"tacit": chance, "rate": 0.6, "words": 0.6}
            course.found["frustration"].append(Outcome(2024, week, True, held, is_so))
    figures = figures_of(course, seed=0)
    assert figures["2024.frustration.outcomes"] == 20
    assert figures["2024.frustration.so"] == pytest.approx(3 / 5)
    # Of 6 pairs in a week 3 are right and 3 are ties.
    for name in ("auroc", "auroc_low", "auroc_high"):
        assert figures[f"2024.frustration.tacit.{name}"] == pytest.approx(4.5 / 6)
    assert figures["2024.frustration.rate.auroc"] == pytest.approx(1 / 2)
    assert figures["2024.frustration.tacit.auroc_minus_words"] == pytest.approx(1 / 4)
    assert figures["2024.frustration.tacit.above_half"] == pytest.approx(4 / 5)
    assert figures["2024.frustration.tacit.so_above_half"] == pytest.approx(3 / 4)
    assert "2024.frustration.tacit.later.auroc" not in figures
    assert not any(name.startswith("2024.urgency") for name in figures)
