"""What is watched of the questions themselves: whether they ask for what was asked before."""

from __future__ import annotations

from datetime import timedelta

from tacit.answering.drift import MIX, UNKNOWN, Fall, due, fall_of, taken
from tacit.answering.learned import Learned
from tacit.answering.start import start
from tacit.events import SYSTEM, DriftAlarmed, IntentFounded, IntentId, Logged
from tacit.learners.mix import QUESTIONS
from tests.cast import OPENS_AT as MOMENT
from tests.test_lesson import decision

OLD, NEW = IntentId("old"), IntentId("new")


def asked(learned: Learned, *intents: str | None, day: int = 0) -> None:
    """Opening questions of these intents, all of one day."""
    at = MOMENT + timedelta(days=day)
    for intent in intents:
        question = decision(intent_id=intent, query=["m-1"], n=0)
        taken(learned, question, at, is_judged=False)


def knowing(*intents: IntentId) -> Learned:
    learned = start(8, frozenset(), 0.05)
    for position, intent in enumerate(intents, 1):
        event = IntentFounded(intent, [])
        learned.see(Logged(position, f"e{position}", event, MOMENT, MOMENT, SYSTEM, "live"))
    return learned


def test_what_nobody_asked_before_is_alarmed_of_though_it_is_an_intent_by_now() -> None:
    """Founded within days, the new intent would otherwise be a known one at once."""
    learned = knowing(OLD, NEW)
    asked(learned, *[OLD] * (QUESTIONS + 100))
    asked(learned, *[OLD, NEW] * 6, day=1)
    alarm = due(learned, UNKNOWN)
    assert isinstance(alarm, DriftAlarmed)
    assert alarm.first_day == f"{MOMENT + timedelta(days=1):%Y-%m-%d}"
    assert alarm.reason.startswith(
        "6 of 11 questions were of no intent, or of one that five hundred before were not of since"
    )
    assert due(learned, MIX) is None


def test_before_five_hundred_were_asked_no_intent_is_new() -> None:
    learned = knowing(OLD, NEW)
    asked(learned, *[OLD] * 100, *[NEW] * 50)
    assert UNKNOWN not in learned.drift.since
    assert due(learned, UNKNOWN) is None


def test_what_is_near_no_intent_is_of_none_that_was_asked() -> None:
    learned = knowing(OLD)
    asked(learned, *[OLD] * 100)
    asked(learned, *[None] * 8, day=2)
    assert isinstance(due(learned, UNKNOWN), DriftAlarmed)
    assert fall_of(learned, UNKNOWN) == Fall(
        UNKNOWN, f"{MOMENT + timedelta(days=2):%Y-%m-%d}", 98, 0, 8, 8
    )
