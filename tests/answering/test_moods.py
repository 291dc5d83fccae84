"""What became of each reading teaches: once, by the first word, and an agent's to the byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tacit.answering.learned import JUDGED_WITHIN, Beside, Learned
from tacit.answering.mood import MARKS, outcome_of, signs_of
from tacit.events import (
    SYSTEM,
    Actor,
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    Event,
    FeedbackGiven,
    Logged,
    MessageId,
    MoodCorrected,
    MoodRead,
    SolutionMarked,
)
from tacit.learners.fixed import to_bytes
from tests.answering.known import help_centre
from tests.cast import OPENS_AT

C = ConversationId("c-1")
CUSTOMER, AGENT = Actor("customer", "ada"), Actor("agent", "ines")


def marks(**some: int) -> list[int]:
    return [some.get(name, 0) for name in MARKS]


def reading(n: int = 1, **some: int) -> MoodRead:
    return MoodRead(C, MessageId(f"m-{n}"), 1000, 2000, marks(**some))


WORDS = {"yes": True, "no": False, "undo": None}


def says(word: str, about: Any = "frustration") -> MoodCorrected:
    is_so = WORDS[word]
    return MoodCorrected(C, MessageId("m-1"), about, is_so, 1000, marks())


TEXTS = {"m-1": "it broke", "m-2": "so there"}


def fold(*events: Event | tuple[Event, Actor], days: float = 0.1) -> Learned:
    learned = help_centre().learned
    for n, each in enumerate(events):
        event, by = each if isinstance(each, tuple) else (each, SYSTEM)
        at = OPENS_AT + timedelta(days=days * n)
        logged = Logged(learned.position + 1, f"e-{n}", event, at, at, by, "live")
        learned.see(logged, Beside(TEXTS, {}))
    return learned


def taught(learned: Learned) -> tuple[int, int, int]:
    """Lessons of frustration, those that said so, and lessons of urgency."""
    held = learned.frustration
    return held.lessons, held.so - 12, learned.urgency.lessons


@pytest.mark.parametrize(
    ("mark", "found"), [("still_broken", (1, 1, 0)), ("thanks", (1, 0, 0)), ("words", (0, 0, 0))]
)
def test_the_next_message_teaches_of_the_one_before(mark: str, found: Any) -> None:
    assert taught(fold(reading(), reading(2, **{mark: 1}))) == found


@pytest.mark.parametrize(
    ("event", "by", "word"),
    [
        (FeedbackGiven(C, "csat", 2), CUSTOMER, 1000),
        (FeedbackGiven(C, "csat", 4), CUSTOMER, 0),
        (FeedbackGiven(C, "csat", 3), CUSTOMER, None),
        (FeedbackGiven(C, "ces", 7), CUSTOMER, 1000),
        (FeedbackGiven(C, "thumb", 1), CUSTOMER, 0),
        (FeedbackGiven(C, "flag", 1), CUSTOMER, 1000),
        (FeedbackGiven(C, "csat", 1), AGENT, None),
        (ConversationReopened(C, "rephrased"), SYSTEM, 1000),
        (ConversationReopened(C, "reopened"), AGENT, None),
        (ConversationResolved(C, "confirmed", "customer"), CUSTOMER, 0),
        (ConversationResolved(C, "assumed", "silence"), SYSTEM, None),
        (SolutionMarked(C, MessageId("r")), CUSTOMER, 0),
        (SolutionMarked(C, MessageId("r")), AGENT, None),
    ],
)
def test_what_a_customer_does_is_a_word_and_an_agents_step_is_none(
    event: Event, by: Actor, word: int | None
) -> None:
    assert outcome_of(Logged(1, "e", event, OPENS_AT, OPENS_AT, by, "live")) == word
    assert fold(reading(), (event, by)).frustration.lessons == (word is not None)


def test_a_message_that_reopens_says_what_its_own_words_say() -> None:
    """Somebody thanks, and adds a line: the log has it reopened by that message."""
    reopened = ConversationReopened(C, "reopened")
    logged = Logged(2, "e", reopened, OPENS_AT, OPENS_AT, CUSTOMER, "live", cause_position=1)
    assert outcome_of(logged) is None
    assert outcome_of(replace(logged, cause_position=None)) == 1000


def test_the_first_word_counts_and_no_second() -> None:
    rated = FeedbackGiven(C, "csat", 1), CUSTOMER
    learned = fold(reading(), rated, rated, reading(2, thanks=1))
    assert taught(learned) == (1, 1, 0)


def test_words_are_counted_with_what_came_of_them() -> None:
    learned = fold(reading(), reading(2, still_broken=1))
    from_text = [held for sign, held in learned.frustration.counts.items() if ":" not in sign]
    assert from_text == [[1, 1], [1, 1]]


def test_who_comes_back_sooner_than_most_is_in_a_hurry() -> None:
    """Twenty returns at step 20 are the usual; the next at 10 is sooner, one at 20 is not."""
    back = [reading(2, replies=1, since=20) for _ in range(20)]
    usual = fold(reading(), *back)
    assert taught(usual)[2] == 0
    learned = fold(reading(), *back, reading(2, replies=1, since=10))
    assert (learned.urgency.lessons, learned.urgency.so, learned.urgency.seen) == (1, 21, 41)
    slow = fold(reading(), *back, reading(2, replies=1, since=20))
    assert (slow.urgency.lessons, slow.urgency.so) == (1, 20)


def test_what_comes_too_late_teaches_nothing() -> None:
    days = JUDGED_WITHIN.days
    word = FeedbackGiven(C, "csat", 1), CUSTOMER
    assert fold(reading(), word, days=days).frustration.lessons == 1
    assert fold(reading(), word, days=days + 1).frustration.lessons == 0


def test_an_agents_word_is_learned_changed_and_taken_back_to_the_byte() -> None:
    plain = fold(reading())
    no = fold(reading(), says("no"))
    assert to_bytes(no.frustration) != to_bytes(plain.frustration)
    assert to_bytes(no.urgency) == to_bytes(plain.urgency)
    assert to_bytes(fold(reading(), says("yes"), says("no")).frustration) == to_bytes(
        no.frustration
    )
    assert fold(reading(), says("no"), says("undo")).to_bytes() == plain.to_bytes()


def test_an_agents_word_moves_such_messages() -> None:
    signs = signs_of(marks(), TEXTS["m-1"])
    said, plain = fold(reading(), says("yes", "urgency")), fold(reading())
    assert said.urgency.predict(signs) > plain.urgency.predict(signs)
