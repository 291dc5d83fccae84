"""What a conversation's events say of how it began and in which turn it was resolved."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from tacit.answering.first_replies import Beginning, FirstReplies
from tacit.events import (
    Actor,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    DecisionTaken,
    Event,
    ExemplarPaired,
    FeedbackGiven,
    IntentFounded,
    IntentMerged,
    Logged,
    MessageReceived,
    ReplyDelivered,
)
from tacit.knowledge.intents import Intents
from tacit.learners.asking import Asking
from tests.cast import OPENS_AT

C = ConversationId("c-1")


def logged(event: Event, day: float = 0, by: str = "customer") -> Logged:
    at = OPENS_AT + timedelta(days=day)
    return Logged(1, "e", event, at, at, Actor(by), "live")  # type: ignore[arg-type]


def told(*lines: str) -> Beginning:
    """A conversation of one-word lines: who did what."""
    found = Beginning()
    events = {
        "customer": said("customer"),
        "broken": said("customer", signals=["still_broken"]),
        "asks": said("agent", asks=True),
        "tells": said("agent"),
        "cites": said("agent", asks=True, cites=["e"]),
        "confirmed": ConversationResolved(C, "confirmed", "customer"),
        "silence": ConversationResolved(C, "assumed", "silence"),
        "reopened": ConversationReopened(C, "reopened"),
        "thumb down": FeedbackGiven(C, "thumb", -1),
    }
    for line in lines:
        found.see(logged(events[line]))
    return found


def said(author: str, **more: object) -> MessageReceived:
    return heard(C, author, **more)


def heard(name: str, author: str, **more: object) -> MessageReceived:
    return MessageReceived(name, "m", author, author, "", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "start", "resolved"),
    [
        ("customer asks customer tells confirmed", "ask", 2),
        ("customer customer tells customer confirmed", "answer", 1),
        ("customer cites confirmed", "answer", 1),
        ("customer tells customer asks customer tells confirmed", "answer", 3),
        ("customer asks confirmed", "ask", 1),
        ("customer asks silence", "ask", 0),
        ("customer asks customer tells silence", "ask", 2),
        ("customer tells broken silence", "answer", 0),
        ("customer tells confirmed reopened", "answer", 0),
        ("customer tells confirmed reopened customer tells confirmed", "answer", 2),
        ("customer tells confirmed thumb-down", "answer", 0),
        ("customer", None, 0),
    ],
)
def test_how_it_began_and_the_turn_that_resolved_it(
    lines: str, start: str | None, resolved: int
) -> None:
    found = told(*(each.replace("-", " ") for each in lines.split()))
    assert (found.start, found.resolved) == (start, resolved)


def test_the_assistants_question_begins_as_an_agents_does() -> None:
    found = told("customer")
    decision = {each.name: None for each in fields(DecisionTaken)} | {
        "decision_id": "d-1", "action": "ask", "intent_id": "i-1",
    }  # fmt: skip
    found.see(logged(DecisionTaken(**decision)))  # type: ignore[arg-type]
    found.see(logged(ReplyDelivered(C, "d-1", "m-2", "")))  # type: ignore[arg-type]
    assert (found.start, found.question, found.intent) == ("ask", "", "i-1")


def test_what_is_older_than_sixty_days_stays_as_it_was_counted() -> None:
    fold, learner = FirstReplies(timedelta(days=60)), Asking()
    opened = ConversationOpened(C, "ada")  # type: ignore[arg-type]
    for event in (opened, said("customer"), said("agent", asks=True)):
        fold.see(logged(event), Intents(), learner)
    fold.open[C].intent = "i-1"  # type: ignore[assignment]
    fold.see(logged(said("customer"), day=60), Intents(), learner)
    assert learner.predict(["i-1"]).ask.n == 1
    fold.see(logged(said("agent"), day=60), Intents(), learner)
    confirmed = ConversationResolved(C, "confirmed", "customer")
    fold.see(logged(confirmed, day=60.1), Intents(), learner)
    assert fold.open == {}
    assert learner.predict(["i-1"]).ask.turns == {}


def test_an_intent_that_is_founded_later_counts_what_was_paired_of_old_conversations() -> None:
    """As at the end of an import: of three years' conversations only those that taught are kept."""
    fold, learner, intents = FirstReplies(timedelta(days=60)), Asking(), Intents()
    for name in ("taught", "silent"):
        spoken = (ConversationOpened(name, "ada"), heard(name, "customer"), heard(name, "agent"))
        for event in spoken:
            fold.see(logged(event), intents, learner)
    pair = ExemplarPaired("taught", 1, ["m"], "m-2", "ines", [])  # type: ignore[arg-type]
    fold.see(logged(pair), intents, learner)
    fold.see(logged(ConversationOpened("now", "ada"), day=1000), intents, learner)  # type: ignore[arg-type]
    assert (set(fold.open), set(fold.early)) == ({"now"}, {"taught"})

    founded = IntentFounded("i-1", ["taught", "silent"])  # type: ignore[arg-type, list-item]
    intents.of |= {"taught": "i-1", "silent": "i-1"}  # type: ignore[dict-item]
    fold.see(logged(founded, day=1000), intents, learner)
    fold.see(logged(founded, day=1000), intents, learner)
    assert learner.predict(["i-1"]).answer.n == 1
    assert fold.early == {}


def test_what_was_kept_stands_whatever_is_read_again_of_its_end() -> None:
    """Where somebody was erased all openings are read again, of old conversations their ends."""
    fold, learner, intents = FirstReplies(timedelta(days=60)), Asking(), Intents()
    pair = ExemplarPaired(C, 1, ["m"], "m-2", "ines", [])  # type: ignore[arg-type]
    begun = (ConversationOpened(C, "ada"), said("customer"), said("agent", asks=True))  # type: ignore[arg-type]
    ended = (said("customer"), said("agent"), pair)
    late = ConversationOpened("now", "ada")  # type: ignore[arg-type]
    for event, day in [*((e, 0) for e in begun), *((e, 40) for e in ended), (late, 61)]:
        fold.see(logged(event, day=day), intents, learner)
    assert (fold.early[C].start, fold.early[C].turns) == ("ask", 2)

    again = FirstReplies(timedelta(days=60))
    again.restore_early(fold.early_state())
    for event, day in [(begun[0], 0), *((e, 40) for e in ended), (late, 61)]:
        again.see(logged(event, day=day), intents, None)
    again.bring_back()
    assert again.early == fold.early


def test_what_is_merged_is_counted_where_it_went_at_once() -> None:
    fold, learner, intents = FirstReplies(timedelta(days=60)), Asking(), Intents()
    for event in (ConversationOpened(C, "ada"), said("customer"), said("agent", asks=True)):  # type: ignore[arg-type]
        fold.see(logged(event), intents, learner)
    intents.of[C] = "i-1"  # type: ignore[index, assignment]
    fold.see(logged(IntentFounded("i-1", [C])), intents, learner)  # type: ignore[arg-type, list-item]
    assert learner.predict(["i-1"]).ask.n == 1
    intents.of[C] = "i-2"  # type: ignore[index, assignment]
    fold.see(logged(IntentMerged("i-1", "i-2")), intents, learner)  # type: ignore[arg-type]
    assert (learner.predict(["i-1"]).ask.n, learner.predict(["i-2"]).ask.n) == (0, 1)
    before = learner.counts
    fold.see(logged(ConversationHandedOff(C, "low_confidence", 1)), intents, learner)
    assert learner.counts == before, "what it does not fold moves nothing"
