"""What is watched of the questions themselves: whether they are far from all past ones."""

from __future__ import annotations

from datetime import timedelta

from tacit.answering.drift import MIX, UNKNOWN, due, fall_of, taken
from tacit.answering.learned import Learned
from tacit.answering.priors import PARTS
from tacit.answering.start import start
from tacit.events import SYSTEM, DriftAlarmed, DriftClosed, IntentFounded, IntentId, Logged
from tacit.learners.novelty import QUESTIONS
from tests.cast import OPENS_AT as MOMENT
from tests.test_lesson import decision

OLD = IntentId("old")
NEAREST = PARTS.index("nearest")


def asked(learned: Learned, *nearness: int, day: int = 0) -> None:
    """Opening questions whose nearest past ones are so near, all of one day."""
    at = MOMENT + timedelta(days=day)
    for each in nearness:
        parts = [0] * len(PARTS)
        parts[NEAREST] = each
        question = decision(intent_id=OLD, query=["m-1"], n=0, parts=parts)
        taken(learned, question, at, is_judged=False)


def usual(count: int) -> list[int]:
    """So many questions, of which one in ten is below 100."""
    return [n * 7 % 10 * 100 + 50 for n in range(count)]


def knowing(count: int = QUESTIONS) -> Learned:
    learned = start(8, frozenset(), 0.05)
    event = IntentFounded(OLD, [])
    learned.see(Logged(1, "e1", event, MOMENT, MOMENT, SYSTEM, "live"))
    asked(learned, *usual(count))
    return learned


def day_of(day: int) -> str:
    return f"{MOMENT + timedelta(days=day):%Y-%m-%d}"


def test_questions_farther_than_those_before_are_alarmed_of_with_their_first_day() -> None:
    learned = knowing()
    asked(learned, *usual(200), day=1)
    assert due(learned, UNKNOWN) is None
    asked(learned, *[0, 500] * 20, day=2)
    alarm = due(learned, UNKNOWN)
    assert isinstance(alarm, DriftAlarmed)
    assert alarm.first_day == day_of(2)
    assert "farther from all past ones than nine in ten had been since" in alarm.reason
    assert due(learned, MIX) is None


def test_before_five_hundred_nothing_is_far() -> None:
    learned = knowing(QUESTIONS - 51)
    asked(learned, *[-4096] * 50)
    assert UNKNOWN not in learned.drift.since
    assert knowing().novelty.line == 100 + 50


def test_a_question_without_a_candidate_is_far() -> None:
    learned = knowing()
    for _ in range(12):
        taken(
            learned, decision(intent_id=None, query=["m-1"], n=0, parts=[]), MOMENT, is_judged=False
        )
    assert isinstance(due(learned, UNKNOWN), DriftAlarmed)
    assert fall_of(learned, UNKNOWN).judged_since == 12


def test_what_is_far_is_not_drawn_anew_by_what_is_suspected() -> None:
    learned = knowing()
    asked(learned, *[0, 0, 500] * QUESTIONS, day=1)
    assert learned.novelty.line == 150
    alarm = due(learned, UNKNOWN)
    assert isinstance(alarm, DriftAlarmed)
    learned.see(Logged(2, "e2", alarm, MOMENT, MOMENT, SYSTEM, "live"))
    asked(learned, *[0, 500] * 50, day=2)
    assert learned.novelty.line == 150
    seen = DriftClosed(UNKNOWN, False, "a new product")
    learned.see(Logged(3, "e3", seen, MOMENT, MOMENT, SYSTEM, "live"))
    asked(learned, *usual(20), day=3)
    assert learned.novelty.line == 0, "what has been since is usual now"
