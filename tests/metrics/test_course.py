"""The course of a conversation: what metrics know of it, and whom they must not know."""

from __future__ import annotations

import pytest

from tacit.events import (
    KINDS,
    Actor,
    CauseSet,
    DraftCompared,
    EntryId,
    ExemplarPassed,
    ExemplarWithdrawn,
    FailureDiagnosed,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentSplit,
    Logged,
    MessageId,
    MoodCorrected,
    MoodRead,
    PersonAskedFor,
    PersonId,
    SolutionMarked,
)
from tacit.metrics.course import Corrected, Course, Decided
from tacit.metrics.courses import KINDS as READ
from tacit.metrics.courses import courses_of
from tests.metrics.written import AGENT, Log

JONAS = Actor("agent", "jonas")
SENDING_BACK, RETURNS = IntentId("sending-back"), IntentId("returns")


def without(log: Log, person: str, conversations: set[str]) -> list[Logged]:
    """The same events, theirs left out and ids kept (design: what erasing equals)."""
    return [
        each
        for each in log.events
        if getattr(each.event, "conversation_id", None) not in conversations
        and each.actor.id != person
    ]


def test_an_erased_customers_conversations_are_as_if_they_had_never_been() -> None:
    log = Log()
    log.opens("gone", customer="ada").decides("answer").delivers().resolves()
    log.opens("kept", customer="bruno").decides("answer").delivers()
    log.erases("ada")
    erased = frozenset({PersonId("ada")})
    left = courses_of(log.events, erased)
    assert left.by_id == courses_of(without(log, "ada", {"gone"})).by_id
    assert list(left.by_id) == ["kept"]


def test_what_an_erased_person_did_elsewhere_is_passed_over() -> None:
    log = Log()
    talk = log.opens("talk", customer="ada").decides("hand_off", "ab")
    talk.replies("b", JONAS)
    talk.replies("a", AGENT)
    log.erases("jonas")
    left = courses_of(log.events, frozenset({PersonId("jonas")})).by_id["talk"]
    assert (left.cited, left.agent_replies) == (("a",), 1)
    assert left == courses_of(without(log, "jonas", set())).by_id["talk"]


def test_a_conversation_whose_opening_is_unknown_has_no_course() -> None:
    log = Log()
    log.opens().decides("answer").delivers()
    assert courses_of(log.events[1:]).by_id == {}


def test_position_is_that_of_the_last_event_seen() -> None:
    log = Log()
    log.opens()
    log.erases("nobody")
    assert courses_of(log.events).position == 2


def test_every_kind_that_changes_a_course_is_read() -> None:
    """A kind that `see` matches but nobody reads would be counted in tests and never in life."""
    log = Log()
    talk = (
        log.opens()
        .decides("answer")
        .delivers()
        .hands_off()
        .goes_to("t-1")
        .resolves()
        .reopens()
        .rates(5)
    )
    reply = talk.replies("b")
    talk.settles(0, reply.position).paired(reply.position)
    log.add(FailureDiagnosed(talk.name, talk.decision, 1, "unknown_term", [0]))
    log.add(CauseSet(talk.name, talk.decision, 1, "missing_article", "unknown_term"), AGENT)
    log.add(PersonAskedFor(talk.name, talk.decision, waited_seconds=40, is_fast=True))
    log.add(DraftCompared(talk.name, talk.decision, MessageId("m"), "sent", "same", 1, 0, 0, []))
    log.add(MoodRead(talk.name, MessageId("m"), 1, 1, []))
    log.add(MoodCorrected(talk.name, MessageId("m"), "frustration", True, 1, []))
    log.add(IntentFounded(SENDING_BACK, []))
    log.add(IntentJoined(SENDING_BACK, []))
    log.add(IntentMerged(SENDING_BACK, RETURNS))
    log.add(IntentSplit(RETURNS, [IntentId("parcels")]))
    talk.published(reply.position)
    log.add(ExemplarPassed(EntryId(talk.name), 1, "approved"))
    log.add(ExemplarWithdrawn(EntryId(talk.name), "corrected"))
    log.leaves("acme")
    log.erases("nobody")
    assert {each.event.kind for each in log.events} == set(READ)
    assert set(READ) <= set(KINDS)


def test_a_conversation_is_about_what_its_question_was_sorted_to() -> None:
    log = Log()
    for name in ("decided", "founding", "joining", "strange"):
        log.opens(name).decides("answer", intent="sending-back" if name == "decided" else None)
    log.add(IntentFounded(SENDING_BACK, [EntryId("founding"), EntryId("erased long ago")]))
    log.add(IntentJoined(SENDING_BACK, [EntryId("joining")]))
    courses = courses_of(log.events)
    about = {name: course.intent_id for name, course in courses.by_id.items()}
    assert about == {
        "decided": SENDING_BACK, "founding": SENDING_BACK, "joining": SENDING_BACK, "strange": None,
    }  # fmt: skip
    log.add(IntentMerged(SENDING_BACK, RETURNS))
    about = {name: course.intent_id for name, course in courses_of(log.events).by_id.items()}
    assert about == {
        "decided": RETURNS, "founding": RETURNS, "joining": RETURNS, "strange": None,
    }  # fmt: skip


def test_thanks_do_not_change_what_a_conversation_is_about() -> None:
    log = Log()
    talk = log.opens("talk").decides("answer", intent="returns")
    talk.decides("hand_off")
    assert courses_of(log.events).by_id["talk"].intent_id == RETURNS


def test_other_events_change_nothing() -> None:
    log = Log()
    talk = log.opens()
    talk.says()
    before = talk.course
    log.add(SolutionMarked(talk.name, MessageId("m")))
    assert talk.course == before


def test_its_facts_are_itself_its_decisions_and_its_corrections() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "ab").decides("answer", "ab")
    talk.replies("b")
    talk.replies("a")
    facts = list(talk.course.facts())
    assert [type(each) for each in facts] == [Course, Decided, Decided, Corrected]
    assert [each.at for each in facts] == [log.events[n].at for n in (0, 1, 2, 3)]
    assert all(each.course == talk.course for each in facts)


@pytest.mark.parametrize(
    ("told", "who"),
    [("", "nobody"), ("a", "assistant"), ("h", "agent"), ("ah", "both"), ("q", "assistant")],
)
def test_who_answered(told: str, who: str) -> None:
    log = Log()
    talk = log.opens()
    for each in told:
        if each == "h":
            talk.replies("a")
        else:
            talk.decides("answer" if each == "a" else "ask").delivers()
    assert talk.course.answered_by == who
