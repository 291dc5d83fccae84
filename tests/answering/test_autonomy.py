"""What an intent earns by its answers, and what it loses."""

from __future__ import annotations

import pytest

from tacit.answering.autonomy import moved
from tacit.answering.start import start
from tacit.events import SYSTEM, EarningSet, Event, IntentFounded, IntentId, Logged, Mode, ModeSet
from tests.cast import OPENS_AT as MOMENT

A = IntentId("a")


def after(mode: Mode, earns: Mode, answers: int, wrong: int) -> ModeSet | None:
    """What becomes of an intent in a mode, once so many answers were counted."""
    learned = start(8, frozenset(), 0.05)
    events: list[Event] = [IntentFounded(A, []), EarningSet(earns), ModeSet("*", mode)]
    for position, event in enumerate(events, 1):
        learned.see(Logged(position, f"e{position}", event, MOMENT, MOMENT, SYSTEM, "live"))
    learned.track_record.learn(A, answers, wrong)
    return moved(learned, A)


def test_auto_falls_to_draft_once_more_are_wrong_than_the_budget_allows() -> None:
    assert after("auto", "observe", answers=2, wrong=1) is None
    move = after("auto", "observe", answers=2, wrong=2)
    assert move is not None
    told = "lost: 2 of 2 answers were wrong; the odds are 85 to one that more than 0.05 are"
    assert move == ModeSet(A, "draft", told, "lost", answers=2, wrong=2)


def test_draft_rises_to_auto_where_it_may_once_few_enough_are_wrong() -> None:
    assert after("draft", "auto", answers=70, wrong=0) is None
    move = after("draft", "auto", answers=71, wrong=0)
    assert move is not None
    assert (move.mode, move.why, move.answers, move.wrong) == ("auto", "earned", 71, 0)
    assert move.reason.startswith("earned: 0 of 71 answers were wrong; the odds are 20 to one")


def test_what_is_alarmed_of_earns_nothing_until_that_is_over() -> None:
    learned = start(8, frozenset(), 0.05)
    events: list[Event] = [IntentFounded(A, []), EarningSet("auto"), ModeSet("*", "draft")]
    for position, event in enumerate(events, 1):
        learned.see(Logged(position, f"e{position}", event, MOMENT, MOMENT, SYSTEM, "live"))
    learned.track_record.learn(A, 71, 0)
    learned.drift.alarm(A, 0)
    assert moved(learned, A) is None
    learned.drift.close(A, is_usual=True)
    assert moved(learned, A) is not None


@pytest.mark.parametrize("earns", ["observe", "draft"])
def test_nothing_rises_further_than_was_said(earns: Mode) -> None:
    assert after("draft", earns, answers=500, wrong=0) is None


def test_observe_rises_to_draft_after_ten_of_which_most_were_right() -> None:
    assert after("observe", "auto", answers=9, wrong=0) is None
    assert after("observe", "auto", answers=10, wrong=6) is None
    assert after("observe", "observe", answers=10, wrong=0) is None
    move = after("observe", "draft", answers=10, wrong=5)
    told = "earned: 5 of 10 answers were wrong of those it would have given"
    assert move == ModeSet(A, "draft", told, "earned", answers=10, wrong=5)


def test_counts_begin_anew_where_the_mode_changes_and_only_there() -> None:
    learned = start(8, frozenset(), 0.05)
    events: list[Event] = [IntentFounded(A, []), ModeSet(A, "auto")]
    later: list[tuple[Event, int]] = [
        (ModeSet(A, "auto", "again"), 3),
        (ModeSet("*", "draft"), 3),  # of the others: this one has its own
        (ModeSet(A, "draft"), 0),
    ]
    for position, event in enumerate(events, 1):
        learned.see(Logged(position, f"e{position}", event, MOMENT, MOMENT, SYSTEM, "live"))
    learned.track_record.learn(A, answers=3, wrong=1)
    for position, (event, left) in enumerate(later, 3):
        learned.see(Logged(position, f"e{position}", event, MOMENT, MOMENT, SYSTEM, "live"))
        assert learned.track_record.counts([A])[0] == left
