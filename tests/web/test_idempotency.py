"""A request is done once, however often it is sent and wherever a process dies meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response

from tacit.app import App, fire
from tacit.store.batch import Appended, Batch
from tacit.store.log import Store
from tacit.worker import work
from tests.cast import Shop
from tests.web.door import Door, problem
from tests.web.test_conversations import opening

KEY = {"Idempotency-Key": "the-first-try"}


class Died(BaseException):
    """The process ends here, as kill -9 would end it: nothing catches this."""


class Dying:
    """A store whose process dies around one append; it is as good as new to whoever comes next."""

    def __init__(self, store: Store, nth: int, *, is_before: bool) -> None:
        self._store = store
        self._nth = nth
        self._is_before = is_before
        self.appends = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def append(self, batch: Batch, *, durable: bool = True) -> Appended:
        self.appends += 1
        if self.appends == self._nth and self._is_before:
            raise Died
        appended = self._store.append(batch, durable=durable)
        if self.appends == self._nth:
            raise Died
        return appended


def kinds(shop: Shop, *wanted: str) -> Counter[str]:
    counted = Counter(each.event.kind for each in shop.events())
    return Counter({kind: counted[kind] for kind in wanted})


ONCE = Counter({"conversation.opened": 1, "message.received": 1, "decision.taken": 1})


def test_the_same_request_is_answered_with_the_same_bytes(door: Door, shop: Shop) -> None:
    first = door.post("/conversations", opening(), headers=KEY)
    head = shop.head()
    again = door.post("/conversations", opening(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert shop.head() == head


def test_another_body_or_address_with_the_same_key_is_refused(door: Door) -> None:
    first = door.post("/conversations", opening(), headers=KEY).json()
    refused = door.post("/conversations", opening("Else?"), headers=KEY)
    assert problem(refused) == (422, "key_reused")
    path = f"/conversations/{first['conversation_id']}/feedback"
    refused = door.post(path, {"kind": "csat", "value": 5}, headers=KEY)
    assert problem(refused) == (422, "key_reused")


def test_two_programs_may_choose_the_same_key(door: Door) -> None:
    first = door.post("/conversations", opening(), headers=KEY).json()
    other = door.post("/conversations", opening(), headers=KEY, key=door.key_with("converse"))
    assert other.json()["conversation_id"] != first["conversation_id"]


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "é"])
def test_a_key_is_short_and_plain(door: Door, key: str) -> None:
    refused = door.post(
        "/conversations", opening(), headers={"Idempotency-Key": key.encode("latin-1")}
    )
    assert problem(refused) == (422, "invalid")


def test_a_key_is_forgotten_after_seven_days(door: Door, shop: Shop) -> None:
    first = door.post("/conversations", opening(), headers=KEY).json()
    shop.clock.advance(days=6.9)
    assert door.post("/conversations", opening(), headers=KEY).json() == first
    shop.clock.advance(days=0.2)
    assert door.post("/conversations", opening(), headers=KEY).json() != first


def test_an_erased_customers_retry_is_gone(door: Door, shop: Shop) -> None:
    first = door.post("/conversations", opening(), headers=KEY).json()
    path = f"/conversations/{first['conversation_id']}/messages"
    reply = {"author": {"kind": "agent", "external_id": "ines"}, "text": "Dear Ada, no."}
    door.post(path, reply, headers={"Idempotency-Key": "the-reply"})
    shop.erase(shop.ada)
    assert problem(door.post("/conversations", opening(), headers=KEY)) == (410, "erased")
    # The agent's own request was about her, too.
    refused = door.post(path, reply, headers={"Idempotency-Key": "the-reply"})
    assert problem(refused) == (410, "erased")


def test_while_it_is_in_flight_another_try_is_told_to_wait(door: Door, shop: Shop) -> None:
    with HeldUp(door) as hold, ThreadPoolExecutor(1) as first:
        running = first.submit(door.post, "/conversations?wait=30", opening(), headers=KEY)
        hold.reached.wait(30)
        refused = door.post("/conversations?wait=30", opening(), headers=KEY)
        hold.released.set()
        answer = running.result()
    assert problem(refused) == (409, "in_flight")
    assert refused.headers["retry-after"] == "1"
    assert answer.status_code == 201
    assert door.post("/conversations", opening(), headers=KEY).content == answer.content
    assert kinds(shop, *ONCE) == ONCE


class HeldUp:
    """Holds up whatever follows a message, until it is released."""

    def __init__(self, door: Door) -> None:
        self._app = door.shared.app
        self._shared = door.shared
        self.reached, self.released = threading.Event(), threading.Event()

    def __enter__(self) -> HeldUp:
        app = self._app
        hold = self

        class Held(App):
            def follow(self, *given: Any) -> Any:
                hold.reached.set()
                assert hold.released.wait(60)
                return app.follow(*given)

        self._shared.app = Held(app.settings, app.store, app.port)
        return self

    def __exit__(self, *failure: object) -> None:
        self.released.set()
        self._shared.app = self._app


def test_sent_at_once_by_many_it_is_done_once(door: Door, shop: Shop) -> None:
    start = threading.Barrier(8)

    def send(n: int) -> Response:
        start.wait()
        return door.post("/conversations", opening(), headers=KEY)

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(send, range(8)))
    done = [each for each in answers if each.status_code == 201]
    waiting = [each for each in answers if each.status_code != 201]
    assert len({each.content for each in done}) == 1
    assert {problem(each) for each in waiting} <= {(409, "in_flight")}
    assert kinds(shop, *ONCE) == ONCE
    assert door.post("/conversations", opening(), headers=KEY).content == done[0].content


def dies(
    app: App,
    shop: Shop,
    point: tuple[int, bool],
    request: Callable[[Door], Response],
    key: str = "",
) -> str:
    """Send a request to a process that dies at that append, or behind it; returns the key used."""
    nth, is_before = point
    dying = Dying(app.store, nth, is_before=is_before)
    port = replace(app.port, store=dying, timers=None)  # its jobs lie in the queue, as live ones do
    door = Door(replace(app, store=dying, port=port), shop.workspace, key)
    with pytest.raises(Died):
        request(door)
    assert dying.appends == nth
    return door.key


def work_off(app: App) -> None:
    """Do what is due: by the shop's clock, which is years behind the queue's, all of it is."""
    work(app.store.url, lambda job: fire(app.port, job), is_once=True)


def send(door: Door, body: Any) -> Response:
    return door.post("/conversations", body, headers=KEY)


# What the appends of a customer's message are: the message with who wrote it, the decision.
POINTS = [
    ("before the message is logged", 1, True),
    ("behind the message", 1, False),
    ("before the decision is logged", 2, True),
    ("behind the decision", 2, False),
]


@pytest.mark.parametrize(("nth", "is_before"), [p[1:] for p in POINTS], ids=[p[0] for p in POINTS])
def test_a_retry_after_a_crash_goes_on_where_it_was(
    app: App, shop: Shop, nth: int, *, is_before: bool
) -> None:
    body = opening(customer={"external_id": "new"})
    key = dies(app, shop, (nth, is_before), lambda door: send(door, body))
    with Door(app, shop.workspace, key=key) as second:
        at_once = second.post("/conversations", body, headers=KEY)
        if (nth, is_before) == (1, False) or (nth, is_before) == (2, True):
            assert problem(at_once) == (409, "in_flight")
        shop.clock.advance(seconds=11)
        answer = second.post("/conversations", body, headers=KEY)
        assert answer.status_code == 201
        assert answer.json()["decision"] is not None
        again = second.post("/conversations", body, headers=KEY)
        assert again.content == answer.content
    assert kinds(shop, *ONCE) == ONCE


def test_a_retry_that_finds_the_workers_decision_answers_with_it(app: App, shop: Shop) -> None:
    body = opening(customer={"external_id": "new"})
    key = dies(app, shop, (1, False), lambda door: send(door, body))
    work_off(app)
    assert kinds(shop, *ONCE) == ONCE
    shop.clock.advance(seconds=11)
    with Door(app, shop.workspace, key=key) as second:
        answer = second.post("/conversations", body, headers=KEY)
        (taken,) = [e.event for e in shop.events() if e.event.kind == "decision.taken"]
        assert answer.json()["decision"]["decision_id"] == taken.decision_id
        assert second.post("/conversations", body, headers=KEY).content == answer.content
    assert kinds(shop, *ONCE) == ONCE


@pytest.mark.parametrize("is_before", [True, False])
def test_an_agents_reply_is_logged_and_answered_in_one_append(
    app: App, door: Door, shop: Shop, *, is_before: bool
) -> None:
    conversation = door.post("/conversations", opening()).json()["conversation_id"]
    path = f"/conversations/{conversation}/messages"
    author = {"kind": "agent", "external_id": "ines"}
    body = {"author": author, "text": "See there.", "cites": ["returns"]}
    dies(app, shop, (1, is_before), lambda dying: dying.post(path, body, headers=KEY), door.key)
    answer = door.post(path, body, headers=KEY)
    assert answer.status_code == 201
    assert door.post(path, body, headers=KEY).content == answer.content
    work_off(app)  # what the reply teaches
    wanted = Counter({"message.received": 2, "lesson.settled": 1, "exemplar.paired": 1})
    assert kinds(shop, *wanted) == wanted


def feedback(door: Door, body: Any = None) -> Callable[[], Response]:
    conversation = door.post("/conversations", opening()).json()["conversation_id"]
    path = f"/conversations/{conversation}/feedback"
    return lambda: door.post(path, body or {"kind": "csat", "value": 5}, headers=KEY)


def test_feedback_is_taken_once(door: Door, shop: Shop) -> None:
    send = feedback(door)
    answers = [send() for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 201, 201]
    assert len({each.content for each in answers}) == 1
    assert kinds(shop, "feedback.given") == Counter({"feedback.given": 1})


def test_a_wait_that_ran_out_is_the_answer_for_good(door: Door, shop: Shop) -> None:
    with HeldUp(door):
        first = door.post("/conversations?wait=0", opening(), headers=KEY)
        assert first.json()["decision"] is None
    door.shared.deciders.shutdown(wait=True)
    assert kinds(shop, *ONCE) == ONCE  # it was decided on all the same
    again = door.post("/conversations?wait=0", opening(), headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
