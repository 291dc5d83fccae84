"""A rehearsal runs the flows along a history: predict first, then learn, by the history's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tacit.app import fire, follow
from tacit.events import (
    Actor,
    ConversationOpened,
    ConversationResolved,
    DecisionTaken,
    FeedbackGiven,
    LessonSettled,
    Logged,
    MessageReceived,
    ModeSet,
    ReplyDelivered,
)
from tacit.flows import publish
from tacit.history import Conversation
from tacit.rehearsal import Rehearsal, rehearsal
from tacit.store.batch import Refused
from tests.cast import ARTICLES, Shop
from tests.flows.told import BEGINS_AT, CONVERSATIONS, RETURN, cites, take, told


def begin(shop: Shop, mode: str = "observe") -> Rehearsal:
    """A rehearsal into a workspace that holds the help centre and is not live."""
    before = BEGINS_AT - timedelta(days=1)
    port = replace(shop.port, origin="import", clock=lambda: before)
    publish.put_articles(port, shop.workspace, ARTICLES, "help centre")
    writing = port.write(shop.workspace)
    writing.event(ModeSet("*", mode), Actor("agent"))
    writing.append()
    shop.name_entries()
    return rehearsal(shop.port, shop.workspace, BEGINS_AT, follow, fire)


def run(rehearsed: Rehearsal, *conversations: Conversation) -> list[Logged]:
    """Step through all messages in the order of time."""
    steps = [(m.at, n, c, m) for n, c in enumerate(conversations) for m in c.messages]
    everything = list[Logged]()
    for at, _, conversation, message in sorted(steps, key=lambda step: step[:2]):
        everything += rehearsed.step(conversation, message, at)
    return everything


ASKED_TWICE = (
    told("c1", 0, ("ada", RETURN), ("ines", "There.", cites("warranty"))),
    told("c2", 1, ("bruno", RETURN), ("ines", "There.", cites("warranty"))),
)


def test_it_predicts_before_it_learns(empty: Callable[[], Shop]) -> None:
    shop = empty()
    run(begin(shop), *ASKED_TWICE)
    first, second = (e.event for e in shop.events(DecisionTaken))
    assert isinstance(first, DecisionTaken)
    assert isinstance(second, DecisionTaken)
    assert first.cites == [shop.entries["returns"]], "nobody had said yet"
    assert (second.cites, second.action) == ([shop.entries["warranty"]], "answer")
    words = [e.event.reward for e in shop.events(LessonSettled)]
    assert words == [0, 1000]


def test_fifty_conversations_that_nobody_tagged_leave_fifty_lessons(
    empty: Callable[[], Shop],
) -> None:
    """Each is found under the conversation that it came from."""
    shop = empty()
    lines = (("ada", RETURN), ("ines", "There.", cites("warranty")), ("ada", "Thanks, that helped"))
    run(begin(shop), *(told(f"c{n}", n / 10, *lines) for n in range(50)))
    opened = {each.event.conversation_id for each in shop.events(ConversationOpened)}
    judged = {each.event.conversation_id for each in shop.events(LessonSettled)}
    assert len(opened) == 50
    assert judged == opened == set(shop.learned().exemplars.by_id)
    resolved = {each.event.conversation_id for each in shop.events(ConversationResolved)}
    assert resolved == opened


def test_everything_happens_by_the_historys_clock(empty: Callable[[], Shop]) -> None:
    shop = empty()
    logged = run(begin(shop), *CONVERSATIONS)
    first = min(each.at for each in logged)
    assert first == BEGINS_AT
    assert all(each.origin == "rehearsal" for each in logged)
    assert all(each.at == each.recorded_at for each in logged)
    assert not shop.port.store.is_live(shop.workspace)


def test_what_was_said_is_what_is_logged(empty: Callable[[], Shop]) -> None:
    shop = empty()
    logged = run(begin(shop), *CONVERSATIONS)
    heard = [e.event for e in logged if isinstance(e.event, MessageReceived)]
    assert len(heard) == sum(len(each.messages) for each in CONVERSATIONS)
    assert {each.author for each in heard} == {"customer", "agent", "bystander"}


def answered_then(*later: Conversation) -> list[Conversation]:
    """A question that is known by then, and what comes later."""
    return [*ASKED_TWICE, told("c3", 2, ("ada", RETURN)), *later]


def silences(shop: Shop) -> list[Logged]:
    lessons = shop.events(LessonSettled)
    return [each for each in lessons if each.event.reason == "silence"]


def test_timers_fire_by_the_historys_clock(empty: Callable[[], Shop]) -> None:
    shop = empty()
    run(begin(shop, "auto"), *answered_then(told("c4", 30, ("bruno", "Where is it?"))))
    unheeded = shop.events(ReplyDelivered)[-1]
    due = [unheeded.at + timedelta(hours=hours) for hours in (72, 168)]
    assert [each.at for each in silences(shop)] == due


def test_timers_due_after_the_last_day_never_fire(empty: Callable[[], Shop]) -> None:
    shop = empty()
    run(begin(shop, "auto"), *answered_then())
    assert shop.events(ReplyDelivered)
    assert silences(shop) == []


def test_what_is_due_comes_before_what_is_said_then(empty: Callable[[], Shop]) -> None:
    shop = empty()
    later = told("c4", 9, ("bruno", RETURN))
    run(begin(shop, "auto"), *answered_then(later))
    asked = shop.events(MessageReceived)[-1]
    assert silences(shop)
    assert all(each.position < asked.position for each in silences(shop))


def test_a_live_workspace_is_refused(shop: Shop) -> None:
    with pytest.raises(ValueError, match="live"):
        rehearsal(shop.port, shop.workspace, BEGINS_AT, follow, fire)


def test_a_workspace_that_went_live_meanwhile_is_refused(empty: Callable[[], Shop]) -> None:
    shop = empty()
    rehearsed = begin(shop)
    run(rehearsed, ASKED_TWICE[0])
    shop.writes(ModeSet("*", "observe"), Actor("agent"))
    with pytest.raises(Refused, match="live"):
        run(rehearsed, ASKED_TWICE[1])


def test_whoever_watches_sees_all_that_was_appended(empty: Callable[[], Shop]) -> None:
    shop = empty()
    seen = list[Logged]()
    rehearsed = begin(shop, "auto")
    rehearsed.seen = seen.extend
    begun = shop.head()
    run(rehearsed, *answered_then(told("c4", 30, ("bruno", "Where is it?"))))
    assert sorted(each.position for each in seen) == list(range(begun + 1, shop.head() + 1))


def test_a_message_stepped_twice_is_taken_in_once(empty: Callable[[], Shop]) -> None:
    shop = empty()
    rehearsed = begin(shop)
    run(rehearsed, *CONVERSATIONS)
    before = shop.head()
    again = rehearsal(shop.port, shop.workspace, BEGINS_AT, follow, fire)
    run(again, *CONVERSATIONS)
    assert shop.head() == before


def test_an_opening_that_links_to_an_article_is_rehearsed(empty: Callable[[], Shop]) -> None:
    shop = empty()
    linking = told("c1", 0, ("ada", "Is this page right?", cites("returns")))
    run(begin(shop), linking)
    assert len(shop.events(DecisionTaken)) == 1


def test_two_rehearsals_of_one_history_learn_the_same_numbers(empty: Callable[[], Shop]) -> None:
    one, other = empty(), empty()
    run(begin(one), *CONVERSATIONS)
    run(begin(other), *CONVERSATIONS)
    assert one.learned().fingerprint() == other.learned().fingerprint()


def test_how_the_other_system_says_it_ended_is_logged_once(empty: Callable[[], Shop]) -> None:
    shop = empty()
    ended = replace(
        told("e1", 0, ("ada", RETURN), ("ines", "Like this.", cites("returns"))),
        outcome="resolved",
        csat=4,
    )
    for _ in range(2):
        take(shop, (*ARTICLES, ended))
    (resolved,), (rated,) = shop.events(ConversationResolved), shop.events(FeedbackGiven)
    assert (resolved.event.how, resolved.actor.kind) == ("confirmed", "customer")
    assert (rated.event.feedback, rated.event.value) == ("csat", 4)
    assert {resolved.origin, rated.origin} == {"rehearsal"}
    assert resolved.at == rated.at == ended.messages[-1].at
