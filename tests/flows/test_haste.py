"""Asking for a person soon after an answer is a signal, kept with its delay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import Actor, ConversationHandedOff, PersonAskedFor
from tacit.flows import desk
from tacit.flows.desk import Step
from tacit.store.log import Store
from tests.cast import Shop, Talk
from tests.kept import RETURN, well_known

HUMAN = "Let me talk to a human, please"


@pytest.fixture
def shop(store: Store) -> Shop:
    """The shop, which answers alone how things are sent back."""
    made = well_known(store).again()
    made.mode("auto")
    return made


def answered(shop: Shop, *, ago: float) -> Talk:
    """A question that was answered so many seconds ago."""
    talk = shop.asks(RETURN)
    assert talk.delivered
    # The shop lets a minute pass after whatever follows.
    shop.clock.advance(seconds=ago - 60)
    return talk


def noted(shop: Shop) -> list[tuple[int, bool]]:
    events = (each.event for each in shop.events(PersonAskedFor))
    return [(e.waited_seconds, e.is_fast) for e in events if isinstance(e, PersonAskedFor)]


def test_a_person_who_is_asked_for_forty_seconds_after_an_answer(shop: Shop) -> None:
    talk = answered(shop, ago=40)
    answer = talk.delivered[-1].decision_id
    talk.says(HUMAN)
    (found,) = (each.event for each in shop.events(PersonAskedFor))
    assert found == PersonAskedFor(talk.conversation_id, answer, 40, is_fast=True)
    (given,) = (each.event for each in shop.events(ConversationHandedOff))
    assert isinstance(given, ConversationHandedOff)
    assert given.reason == "customer_request"


@pytest.mark.parametrize(("ago", "is_fast"), [(60, True), (61, False), (3600, False)])
def test_within_a_minute_is_at_once_and_later_keeps_its_delay(
    shop: Shop,
    ago: int,
    is_fast: bool,  # noqa: FBT001
) -> None:
    answered(shop, ago=ago).says(HUMAN)
    assert noted(shop) == [(ago, is_fast)]


def test_the_window_is_a_setting(shop: Shop) -> None:
    talk = answered(shop, ago=40)
    shop.port = replace(shop.port, fast_seconds=30)
    talk.says(HUMAN)
    assert noted(shop) == [(40, False)]


def test_the_button_counts_as_the_words_do(shop: Shop) -> None:
    talk = answered(shop, ago=20)
    step = Step(talk.conversation_id, Actor("customer", shop.ada))
    shop.follow(desk.take_over(shop.port, shop.workspace, step, "customer_request"))
    assert noted(shop) == [(20, True)]


def test_an_agent_who_takes_over_was_not_asked_for(shop: Shop) -> None:
    talk = answered(shop, ago=20)
    step = Step(talk.conversation_id, Actor("agent", shop.ines))
    shop.follow(desk.take_over(shop.port, shop.workspace, step))
    assert noted(shop) == []


def test_who_asks_for_a_person_first_was_answered_by_nothing(shop: Shop) -> None:
    shop.asks(HUMAN)
    assert noted(shop) == []


def test_after_an_agents_reply_it_says_nothing_of_the_answer(shop: Shop) -> None:
    talk = answered(shop, ago=60)
    talk.replies("Bring it to the shop.")
    talk.says(HUMAN)
    assert noted(shop) == []


def test_said_twice_it_is_noted_once(shop: Shop) -> None:
    talk = answered(shop, ago=30)
    logged = talk.says(HUMAN)
    talk.says("I said: let me talk to a human!")
    shop.follow(logged[:1])
    assert noted(shop) == [(30, True)]
