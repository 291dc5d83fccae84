"""A conversation folded from its events: whose turn it is, what was asked, which reply is best."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tacit.conversation import Conversation, answers, best_reply, fold
from tacit.events import (
    Actor,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    DecisionTaken,
    Event,
    LessonSettled,
    Logged,
    MessageReceived,
    ReplyDelivered,
    SolutionMarked,
)
from tests.test_lesson import decision, settled

NINE = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
C = ConversationId("c-1")


@dataclass
class Script:
    """Writes a conversation's events one after the other."""

    events: list[Logged] = field(default_factory=list)

    def add(self, event: Event, cause: int | None = None) -> Script:
        position = len(self.events) + 1
        at = NINE + timedelta(minutes=position)
        row = Logged(position, f"e-{position}", event, at, at, Actor("system"), "live", cause)
        self.events.append(row)
        return self

    def say(self, author: Any, name: str, **more: Any) -> Script:
        return self.add(MessageReceived(C, name, author, f"p-{author}", "", **more))

    def deliver(self, name: str) -> Script:
        return self.add(ReplyDelivered(C, "d-1", name, ""))

    def decide(self, message: str, name: str, n: int = 0) -> Script:
        return self.add(decision(message_id=message, decision_id=name, n=n))

    @property
    def folded(self) -> Conversation:
        return fold(C, self.events)


def names(messages: list[MessageReceived]) -> list[str]:
    return [str(each.message_id) for each in messages]


def test_a_turn_is_what_the_customer_said_since_the_last_reply() -> None:
    script = Script().say("customer", "a").say("agent", "r").say("customer", "b")
    script.say("customer", "c")
    assert names(script.folded.turn()) == ["b", "c"]


def test_a_bystander_ends_no_turn_and_is_no_part_of_it() -> None:
    script = Script().say("customer", "a").say("bystander", "x").say("customer", "b")
    assert names(script.folded.turn()) == ["a", "b"]
    assert names(script.folded.opening_turn()) == ["a", "b"]


def test_an_answer_that_nobody_saw_ends_no_turn() -> None:
    script = Script().say("customer", "a").decide("a", "d-1").say("customer", "b")
    assert names(script.folded.turn()) == ["a", "b"]


def test_a_reply_that_reached_the_customer_ends_the_turn() -> None:
    script = Script().say("customer", "a").deliver("r").say("customer", "b")
    assert names(script.folded.turn()) == ["b"]
    assert names(script.folded.opening_turn()) == ["a"]


def test_a_later_query_has_the_opening_message_before_the_turn() -> None:
    script = Script().say("customer", "a").say("customer", "b").say("agent", "r")
    script.say("customer", "c").say("customer", "d")
    assert names(script.folded.query()) == ["a", "c", "d"]


def test_the_opening_message_is_not_asked_twice() -> None:
    script = Script().say("customer", "a").say("customer", "b")
    assert names(script.folded.query()) == ["a", "b"]


def test_a_turn_is_empty_once_it_was_replied_to() -> None:
    script = Script().say("customer", "a").say("agent", "r")
    assert script.folded.turn() == []


def best(script: Script) -> str | None:
    found = best_reply(script.folded)
    return str(found.message_id) if found else None


def test_the_marked_solution_is_the_best_reply() -> None:
    script = Script().say("customer", "a").say("agent", "solves").say("agent", "cites", cites=["e"])
    assert best(script.add(SolutionMarked(C, "solves"))) == "solves"


def test_without_a_solution_the_last_that_cites_is_best() -> None:
    script = Script().say("agent", "cites", cites=["e"]).say("agent", "cites again", cites=["f"])
    assert best(script.say("agent", "tells")) == "cites again"


def cited(script: Script) -> list[str]:
    found = best_reply(script.folded)
    assert found is not None
    return [*answers(script.folded, found)]


def test_what_answers_a_later_turn_stands_beside_what_answered_the_first() -> None:
    """Who asks something else once an agent is there takes no answer from the opening."""
    script = Script().say("customer", "a").say("agent", "r", cites=["first"])
    script.say("customer", "b").say("agent", "s", cites=["second"])
    assert cited(script) == ["second", "first"]


def test_within_a_turn_the_last_word_stands() -> None:
    script = Script().say("customer", "a").say("agent", "r", cites=["wrong"])
    assert cited(script.say("agent", "s", cites=["right"])) == ["right"]


def test_the_marked_solution_stands_alone() -> None:
    script = Script().say("customer", "a").say("agent", "r", cites=["first"])
    script.say("customer", "b").say("agent", "s", cites=["second"])
    assert cited(script.add(SolutionMarked(C, "s"))) == ["second"]


def test_without_a_citation_the_last_that_is_no_question_is_best() -> None:
    script = Script().say("agent", "tells").say("agent", "tells more").say("agent", "?", asks=True)
    assert best(script) == "tells more"


def test_questions_back_alone_are_worth_no_exemplar() -> None:
    assert best(Script().say("agent", "which?", asks=True)) is None


def test_only_an_agents_words_are_worth_imitating() -> None:
    script = Script().say("customer", "a").say("bystander", "b").deliver("r")
    assert best(script.add(SolutionMarked(C, "b"))) is None


def test_a_reply_judges_the_last_decision_before_it() -> None:
    script = Script().say("customer", "a").decide("a", "d-a").say("customer", "b")
    script.decide("b", "d-b").say("agent", "r").say("customer", "c").decide("c", "d-c")
    reply = script.folded.replies()[0]
    found = script.folded.decision_before(reply.position)
    assert found is not None
    assert found.decision_id == "d-b"


def test_a_decision_that_came_late_still_belongs_to_its_message() -> None:
    script = Script().say("customer", "a").say("agent", "r").decide("a", "late")
    found = script.folded.decision_before(2)
    assert found is not None
    assert found.decision_id == "late"


def test_each_return_from_an_agent_asks_for_a_decision_of_its_own() -> None:
    script = Script().say("customer", "a").decide("a", "d-1")
    assert script.folded.decision_on("a") is not None
    script.add(ConversationReturned(C))
    assert script.folded.decision_on("a") is None
    assert script.decide("a", "d-2", n=1).folded.decision_on("a") is not None


def test_an_agents_word_takes_the_conversation() -> None:
    assert Script().say("customer", "a").folded.state == "open"
    assert Script().say("customer", "a").say("agent", "r").folded.state == "with_agent"
    assert Script().say("customer", "a").say("bystander", "x").folded.state == "open"


def test_handoffs_returns_and_resolutions_move_the_state() -> None:
    script = Script().add(ConversationOpened(C, "p-customer"))
    steps: list[tuple[Event, str, str | None]] = [
        (ConversationHandedOff(C, "low_confidence", 1), "with_agent", None),
        (ConversationReturned(C), "open", None),
        (ConversationResolved(C, "assumed", "silence"), "resolved", "assumed"),
        (ConversationReopened(C, "reopened"), "open", None),
    ]
    for event, state, resolution in steps:
        folded = script.add(event).folded
        assert (folded.state, folded.resolution) == (state, resolution)
    assert (script.folded.handoffs, script.folded.returns) == (1, 1)


def test_a_later_word_of_a_witness_stands_in_place_of_the_earlier() -> None:
    script = Script().add(settled(), cause=7).add(settled(reward=1000), cause=9)
    held = script.folded.lessons["d-1", "agent"]
    assert isinstance(held, LessonSettled)
    assert held.reward == 1000
    assert script.folded.settled == {7, 9}


def test_folding_in_two_goes_is_folding_at_once() -> None:
    script = Script().say("customer", "a").decide("a", "d-1").say("agent", "r")
    script.add(ConversationReturned(C)).say("customer", "b")
    for cut in range(len(script.events)):
        conversation = fold(C, script.events[:cut])
        for logged in itertools.islice(script.events, cut, None):
            conversation.see(logged)
        assert conversation == script.folded


def test_a_conversation_forgets_no_decision() -> None:
    script = Script().say("customer", "a").decide("a", "d-1").decide("a", "d-2")
    assert [each.decision_id for each in script.folded.decisions] == ["d-1", "d-2"]
    assert all(isinstance(each, DecisionTaken) for each in script.folded.decisions)
