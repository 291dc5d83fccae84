"""Whoever speaks while an answer is under way is heeded, and nobody is answered twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tacit.app import follow
from tacit.events import DecisionTaken, MessageReceived, ReplyDelivered
from tacit.flows import receive
from tacit.store.batch import Batch
from tacit.store.log import Store
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"


class Interrupted:
    """A store at which somebody else is a moment quicker, once."""

    def __init__(self, store: Store, appends: int, meanwhile: Callable[[], object]) -> None:
        self._store, self._left, self._meanwhile = store, appends, meanwhile

    def append(self, batch: Batch, *, durable: bool = True) -> Any:
        self._left -= 1
        if self._left == -1:
            self._meanwhile()
        return self._store.append(batch, durable=durable)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def known(shop: Shop) -> Talk:
    """A conversation whose question the assistant is sure of, not yet followed."""
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    return shop.opened(RETURN)


def follow_while(talk: Talk, appends: int, meanwhile: Callable[[], object]) -> None:
    """Follow the opening; at its nth append somebody else appends first."""
    shop = talk.shop
    store = Interrupted(shop.port.store, appends, meanwhile)
    follow(replace(shop.port, store=store), shop.workspace, talk.logged)


def spoken_after(shop: Shop, position: int) -> list[str]:
    """Who said something that reached the customer after a position."""
    said = shop.events(MessageReceived, ReplyDelivered)
    return [e.actor.kind for e in said if e.position > position]


@pytest.mark.parametrize("appends", [0, 1])
def test_an_agents_word_silences_an_answer_under_way(shop: Shop, appends: int) -> None:
    talk, took_over = known(shop), list[int]()

    def agent_speaks() -> None:
        said = receive.Said("agent", shop.ines, "I will see to it.")
        logged = receive.hear(shop.port, shop.workspace, talk.conversation_id, said)
        took_over.append(logged[0].position)

    follow_while(talk, appends, agent_speaks)
    assert talk.delivered == []
    assert spoken_after(shop, took_over[0]) == []
    assert talk.state.state == "with_agent"


@pytest.mark.parametrize("appends", [0, 1])
def test_a_customers_further_word_is_answered_once_with_the_rest(shop: Shop, appends: int) -> None:
    talk = known(shop)

    def customer_goes_on() -> None:
        said = receive.Said("customer", talk.customer, "I bought the kettle last week.")
        logged = receive.hear(shop.port, shop.workspace, talk.conversation_id, said)
        follow(shop.port, shop.workspace, logged)

    follow_while(talk, appends, customer_goes_on)
    assert len(talk.delivered) == 1
    assert len(talk.decision.query) == 2, "the last decision saw both messages"
    assert talk.delivered[0].decision_id == talk.decision.decision_id


@pytest.mark.parametrize("appends", [0, 1])
def test_two_workers_on_one_message_answer_it_once(shop: Shop, appends: int) -> None:
    talk = known(shop)
    before = len(shop.events(DecisionTaken))
    follow_while(talk, appends, lambda: follow(shop.port, shop.workspace, talk.logged))
    assert len(shop.events(DecisionTaken)) == before + 1
    assert len(talk.delivered) == 1
