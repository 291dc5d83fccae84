"""The steps of a conversation and the resolutions they led to: by whom, how soon, and whether
they held."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import Actor, MessageId, MessageReceived, PersonId
from tacit.metrics.steps import Ending
from tests.metrics.written import CUSTOMER, Log, Talk

NIA, TOM = Actor("agent", "nia"), Actor("agent", "tom")


def begun(waits: int = 0) -> Talk:
    """A conversation that the assistant handed over at its second minute."""
    log = Log()
    talk = log.opens().decides("hand_off").hands_off()
    log.waits(minutes=waits)
    return talk


def complains(talk: Talk) -> None:
    said = MessageReceived(
        talk.name, MessageId("m"), "customer", PersonId("ada"), "", signals=["still_broken"]
    )
    talk.log.add(said, CUSTOMER)


def the_ending(talk: Talk) -> Ending:
    (found,) = talk.course.endings
    return found


def ways(talk: Talk) -> list[list[str]]:
    return [[what for what, _ in each.path] for each in talk.course.endings]


def test_the_last_telling_reply_before_the_resolution_is_what_resolved() -> None:
    """Opened at 0, handed over at 2, replied at 2 + 1 + 30 = 33: it waited 31 minutes."""
    talk = begun(waits=30)
    talk.replies("a", NIA)
    talk.log.waits(days=3)
    talk.resolves("assumed", "silence")
    found = the_ending(talk)
    assert (found.agent_id, found.waited_minutes, found.minutes) == ("nia", 31, 33)
    assert found.path == (("handed_over", None), ("replied", "a"), ("resolved", None))
    assert found.is_held


def test_a_question_back_resolves_only_where_nothing_else_was_said() -> None:
    talk = begun()
    talk.replies("a", NIA)
    talk.replies("", TOM, asks=True)
    talk.resolves()
    assert the_ending(talk).agent_id == "nia"
    assert ways(talk) == [["handed_over", "replied", "agent_asked", "resolved"]]
    asked = begun()
    asked.replies("", TOM, asks=True)
    asked.resolves()
    assert the_ending(asked).agent_id == "tom"


def test_what_the_assistant_resolved_is_nobodys() -> None:
    talk = Log().opens().decides("ask").delivers().decides("answer").delivers().resolves()
    assert the_ending(talk).agent_id is None
    assert ways(talk) == [["asked", "answered", "resolved"]]


@pytest.mark.parametrize("undone", ["reopens", "complains", "thumb", "csat"])
def test_what_is_reopened_or_complained_of_did_not_hold(undone: str) -> None:
    talk = begun()
    talk.replies("a", NIA)
    talk.resolves()
    if undone == "reopens":
        talk.reopens()
    elif undone == "complains":
        complains(talk)
    else:
        given: Any = undone
        talk.rates(2 if undone == "csat" else -1, feedback=given)
    assert not the_ending(talk).is_held


def test_a_middling_rating_is_no_complaint() -> None:
    talk = begun()
    talk.replies("a", NIA)
    talk.resolves().rates(3)
    assert the_ending(talk).is_held


def test_a_reopened_matter_is_counted_anew_from_there() -> None:
    talk = begun()
    talk.replies("a", NIA)
    talk.resolves().reopens()
    talk.log.waits(minutes=59)
    talk.replies("b", TOM)
    talk.resolves()
    first, second = talk.course.endings
    assert (first.agent_id, first.is_held) == ("nia", False)
    assert (second.agent_id, second.waited_minutes, second.is_held) == ("tom", 60, True)
    assert second.path == (("replied", "b"), ("resolved", None))


def test_a_reply_that_did_not_help_resolved_nothing() -> None:
    talk = begun()
    talk.replies("a", NIA)
    complains(talk)
    talk.replies("b", TOM)
    talk.resolves()
    assert the_ending(talk).agent_id == "tom"
    assert ways(talk) == [["handed_over", "replied", "complained", "replied", "resolved"]]


def test_still_broken_in_the_first_message_is_the_matter_and_no_complaint() -> None:
    talk = begun()
    complains(talk)
    talk.replies("a", NIA)
    talk.resolves()
    assert ways(talk) == [["handed_over", "replied", "resolved"]]


def test_what_is_confirmed_after_it_was_assumed_counts_once() -> None:
    talk = begun()
    talk.replies("a", NIA)
    talk.resolves("assumed", "silence").replies("", NIA)
    talk.resolves()
    assert len(talk.course.endings) == 1


def test_what_nobody_replied_to_was_resolved_by_nobody() -> None:
    assert begun().resolves().course.endings == ()


def test_the_same_step_twice_running_is_one() -> None:
    talk = begun()
    for _ in range(3):
        talk.replies("a", NIA)
    talk.resolves()
    assert ways(talk) == [["handed_over", "replied", "resolved"]]
