"""One walk reads each stream and text once, and sees what others wrote as soon as it matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from tacit.app import follow
from tacit.events import (
    AuditDrawn,
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    Logged,
    MessageReceived,
)
from tacit.flows import receive
from tacit.flows.port import Port
from tacit.store.batch import Batch, Body, Conflict
from tacit.store.log import Store
from tacit.store.walk import Walk
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"
MORE = "I bought the kettle last week."
NEVER: Callable[..., Any] = pytest.fail


@dataclass
class Counting:
    """A store that counts what is read of it, and lets somebody be quicker at its nth append."""

    store: Store
    read: Counter[str] = field(default_factory=Counter)
    appends: int = -1
    meanwhile: Callable[[], object] = lambda: None

    def read_stream(self, *given: Any) -> list[Logged]:
        self.read["stream"] += 1
        return self.store.read_stream(*given)

    def bodies(self, *given: Any) -> dict[str, str]:
        self.read["texts"] += 1
        return self.store.bodies(*given)

    def append(self, batch: Batch, *, durable: bool = True) -> Any:
        self.appends -= 1
        if self.appends == -1:
            self.meanwhile()
        return self.store.append(batch, durable=durable)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def counted(shop: Shop, walk: Walk | None = None) -> tuple[Port, Counting]:
    store = Counting(shop.port.store)
    return replace(shop.port, store=cast("Store", store), walk=walk), store


def opened(port: Port, shop: Shop) -> list[Logged]:
    said = receive.Said("customer", shop.ada, RETURN)
    return receive.open_conversation(port, shop.workspace, receive.Opening(shop.ada, said))


def opening(shop: Shop, number: int = 0) -> Logged:
    """One of the log's events that opened a conversation."""
    return shop.events(ConversationOpened)[number]


# ---- how much is read ------------------------------------------------------------------


def test_a_walk_that_opened_a_conversation_answers_it_without_reading_it(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    port, store = counted(shop, Walk())
    everything = follow(port, shop.workspace, opened(port, shop))
    kinds = [each.event.kind for each in everything if each.event.kind != AuditDrawn.kind]
    assert kinds == [
        "conversation.opened", "message.received", "decision.taken", "mood.read",
        "reply.delivered",
    ]  # fmt: skip
    assert store.read == {}


def test_what_follows_an_opening_that_was_logged_before_reads_it_once(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    port, store = counted(shop)
    everything = follow(port, shop.workspace, opened(port, shop))
    assert everything[4].event.kind == "reply.delivered"
    assert store.read == {"stream": 1, "texts": 1}


def test_two_walks_share_nothing(shop: Shop) -> None:
    port, store = counted(shop)
    logged = opened(port, shop)
    follow(port, shop.workspace, logged)
    follow(port, shop.workspace, logged)
    assert store.read["stream"] == 2
    assert len(shop.events(DecisionTaken)) == 1


def test_a_decision_on_a_held_conversation_sees_a_message_that_came_meanwhile(shop: Shop) -> None:
    """The append expects the stream as it is held, is refused, and everything is read anew."""
    port, store = counted(shop, Walk())
    logged = opened(port, shop)
    conversation = ConversationId(logged[0].event.stream_id)

    def customer_goes_on() -> None:
        said = receive.Said("customer", shop.ada, MORE)
        receive.hear(shop.port, shop.workspace, conversation, said)

    store.appends, store.meanwhile = 0, customer_goes_on
    follow(port, shop.workspace, logged)
    said = [e.event for e in shop.events(MessageReceived) if isinstance(e.event, MessageReceived)]
    first, second = (each.message_id for each in said)
    taken = [e.event for e in shop.events(DecisionTaken) if isinstance(e.event, DecisionTaken)]
    assert [(each.message_id, each.query) for each in taken] == [(second, [first, second])]
    assert store.read == {"stream": 1, "texts": 1}


# ---- what it holds -----------------------------------------------------------------------


def test_its_own_append_is_added_where_the_stream_was_expected_as_it_is_held(shop: Shop) -> None:
    shop.asks(RETURN)
    first = opening(shop)
    stream, later = first.event.stream, replace(first, position=first.position + 7)
    walk = Walk()
    walk.wrote([first], {stream: 0}, [])
    walk.wrote([later], {stream: first.position}, [])
    assert walk.stream(stream, NEVER) == [first, later]


@pytest.mark.parametrize("expected", [None, 0, 3])
def test_a_stream_that_may_hold_more_by_now_is_read_anew(shop: Shop, expected: int | None) -> None:
    shop.asks(RETURN)
    first = opening(shop)
    stream, later = first.event.stream, replace(first, position=first.position + 7)
    walk = Walk()
    walk.wrote([first], {stream: 0}, [])
    walk.wrote([later], {} if expected is None else {stream: expected}, [])
    assert walk.stream(stream, lambda: [first, later, later]) == [first, later, later]


def test_an_append_to_one_stream_leaves_another_as_it_is_held(shop: Shop) -> None:
    shop.asks(RETURN)
    shop.asks(MORE)
    one, other = opening(shop), opening(shop, 1)
    walk = Walk()
    walk.wrote([one, other], {one.event.stream: 0, other.event.stream: 0}, [])
    walk.wrote([replace(other, position=99)], {}, [])
    assert walk.stream(one.event.stream, NEVER) == [one]
    assert walk.stream(other.event.stream, list) == []


def test_a_text_is_read_once_and_an_erased_one_asked_for_again() -> None:
    walk, asked = Walk(), list[list[str]]()

    def read(missing: list[str]) -> dict[str, str]:
        asked.append(missing)
        return {"b": "two"} if "b" in missing else {}

    walk.wrote([], {}, [Body("a", "one", b"salt")])
    assert walk.texts(["a", "b", "gone"], read) == {"a": "one", "b": "two"}
    assert walk.texts(["b", "gone"], read) == {"b": "two"}
    assert asked == [["b", "gone"], ["gone"]]


def test_what_moved_makes_it_forget_everything(shop: Shop) -> None:
    shop.asks(RETURN)
    first, walk = opening(shop), Walk()
    walk.wrote([first], {first.event.stream: 0}, [Body("a", "one", b"salt")])
    walk.forget()
    assert walk.stream(first.event.stream, list) == []
    assert walk.texts(["a"], lambda missing: dict.fromkeys(missing, "new")) == {"a": "new"}


def test_a_refused_append_is_what_makes_it_forget(shop: Shop) -> None:
    port, store = counted(shop, Walk())
    stream = opened(port, shop)[0].event.stream
    writing = port.write(shop.workspace)
    writing.event(ConversationOpened(ConversationId(stream.id), shop.ada, None, "web", None))
    writing.expected[stream] = 0
    with pytest.raises(Conflict):
        writing.append()
    port.stream(shop.workspace, stream)
    assert store.read == {"stream": 1}
