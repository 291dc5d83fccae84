"""Streams: everything once and in order, from any position, to whoever may read, and no slower."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from tacit.app import App
from tacit.events import Logged, MessageReceived
from tacit.flows import receive
from tacit.web import events, live
from tacit.web.live import HELD_EVENTS, Happened, Subscription
from tests.cast import Shop, Talk
from tests.web.door import Door, problem
from tests.web.listening import Listening
from tests.web.test_conversations import opened, said


def told(response: httpx.Response, count: int | None = None) -> list[dict[str, Any]]:
    """So many events of a stream (all until it ends), each with its id and kind; pings apart."""
    found: list[dict[str, Any]] = []
    now: dict[str, Any] = {}
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        if name in ("id", "event"):
            now[name] = value
        elif name == "data":
            found.append(now | {"data": json.loads(value)})
            now = {}
            if len(found) == count:
                break
    return found


@pytest.fixture
def listening(app: App, shop: Shop) -> Iterator[Listening]:
    with Listening(Door(app, shop.workspace)) as served:
        yield served


def test_what_happened_and_what_happens_comes_once_and_in_order(listening: Listening) -> None:
    door = listening.door
    conversation = opened(door)["conversation_id"]
    with listening.stream(conversation) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-accel-buffering"] == "no"
        lines = response.iter_lines()
        assert next(lines) == ": ping"
        past = told_lines(lines, 4)
        assert [each["event"] for each in past] == [
            "conversation.opened", "message.received", "decision.taken", "mood.read",
        ]  # fmt: skip
        assert past[1]["data"]["message"]["text"] == "How do I send back the kettle I bought?"
        assert past[2]["data"]["decision"]["reason"]["code"] == "not_sure"
        said(door, conversation, "See there.", cites=["returns"])
        now = told_lines(lines, 3)
        assert [each["event"] for each in now] == [
            "message.received", "lesson.settled", "exemplar.paired",
        ]  # fmt: skip
        ids = [int(each["id"]) for each in past + now]
        assert ids == sorted(set(ids))


def told_lines(lines: Iterator[str], count: int) -> list[dict[str, Any]]:
    """The next so many events of a stream that goes on."""
    found: list[dict[str, Any]] = []
    now: dict[str, Any] = {}
    while len(found) < count:
        name, _, value = next(lines).partition(": ")
        if name in ("id", "event"):
            now[name] = value
        elif name == "data":
            found.append(now | {"data": json.loads(value)})
            now = {}
    return found


@pytest.mark.parametrize("by_header", [True, False])
def test_a_reader_who_comes_back_goes_on_where_they_were(
    listening: Listening, *, by_header: bool
) -> None:
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as response:
        first = told(response, 2)
    last = first[-1]["id"]
    more = {"headers": {"Last-Event-ID": last}} if by_header else {"params": {"after": last}}
    with listening.stream(conversation, **more) as response:
        assert [each["event"] for each in told(response, 1)] == ["decision.taken"]


def test_other_conversations_are_not_told(listening: Listening, shop: Shop) -> None:
    door = listening.door
    own, other = opened(door)["conversation_id"], opened(door)["conversation_id"]
    with listening.stream(own) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        said(door, other, "Not for you.", cites=["returns"])
        said(door, own, "For you.", cites=["returns"])
        (event,) = told_lines(lines, 1)
        assert event["data"]["message"]["text"] == "For you."


def test_what_another_process_appends_is_told(listening: Listening, shop: Shop) -> None:
    """The notice comes through the database, whoever appended."""
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        elsewhere = receive.Said("customer", shop.ada, "Hello?")
        receive.hear(shop.port, shop.workspace, conversation, elsewhere)  # type: ignore[arg-type]
        assert told_lines(lines, 1)[0]["data"]["message"]["text"] == "Hello?"


def test_who_may_not_read_hears_nothing(listening: Listening) -> None:
    door = listening.door
    conversation = opened(door)["conversation_id"]
    path = f"/conversations/{conversation}/stream"
    assert problem(door.get(path, key="")) == (401, "unauthenticated")
    assert problem(door.get(path, key=door.key_with("insight"))) == (403, "forbidden")
    assert problem(door.get("/conversations/none/stream")) == (404, "not_found")
    refused = door.get(path, headers={"Last-Event-ID": "last"})
    assert problem(refused) == (422, "invalid")


def test_a_revoked_keys_stream_ends_and_tells_nothing_more(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.01)
    door = listening.door
    conversation = opened(door)["conversation_id"]
    key = door.app.store.create_key(door.workspace, "gone", ["converse"])
    with listening.stream(conversation, key=key) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        door.app.store.revoke_key(door.workspace, "gone")
        said(door, conversation, "Too late for them.", cites=["returns"])
        assert "Too late for them." not in "\n".join(lines)


def test_an_erased_customers_stream_says_so_and_ends(listening: Listening, shop: Shop) -> None:
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        shop.erase(shop.ada)
        assert [each["event"] for each in told_lines(lines, 1)] == ["erased"]
        assert [line for line in lines if line and line != ": ping"] == []


def test_a_server_that_stops_ends_its_streams(app: App, shop: Shop) -> None:
    door = Door(app, shop.workspace)
    conversation = opened(door)["conversation_id"]
    with Listening(door) as served, served.stream(conversation) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        served.door.shared.live.close()
        assert [line for line in lines if line and line != ": ping"] == []


def happened(n: int, text: str = "") -> Happened:
    said = MessageReceived("c", f"m-{n}", "customer", None, "")  # type: ignore[arg-type]
    logged = Logged(n, f"e-{n}", said, None, None, None, "live")  # type: ignore[arg-type]
    return Happened(logged, {f"m-{n}": text})


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "text"), [(HELD_EVENTS + 1, ""), (3, "x" * 100_000)])
def test_what_a_slow_reader_holds_back_is_bounded(count: int, text: str) -> None:
    async def work() -> None:
        subscription = Subscription()
        for n in range(count):
            assert not subscription.is_over.is_set()
            subscription.offer(happened(n, text))
        assert subscription.is_over.is_set()
        subscription.offer(happened(count))
        assert await subscription.take(0) is None

    run(work)


def test_a_reader_who_keeps_up_gets_everything() -> None:
    async def work() -> None:
        subscription = Subscription()
        for n in range(3 * HELD_EVENTS):
            subscription.offer(happened(n, "x" * 50_000))
            taken = await subscription.take(0)
            assert taken is not None
            assert taken.logged.position == n
        assert not subscription.is_over.is_set()

    run(work)


def test_a_reader_who_fell_behind_is_told_where_to_go_on_and_loses_nothing(
    listening: Listening, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HELD_EVENTS", 2)
    conversation = opened(listening.door)["conversation_id"]
    talk = Talk(shop, conversation, shop.ada)  # type: ignore[arg-type]
    with listening.stream(conversation) as response:
        lines = response.iter_lines()
        seen = told_lines(lines, 4)
        writing = shop.port.write(shop.workspace)
        for n in range(20):  # one append, so that they come together
            writing.event(
                MessageReceived(
                    talk.conversation_id,
                    f"m-{n}",
                    "customer",
                    shop.ada,
                    "0" * 64,  # type: ignore[arg-type]
                )
            )
        writing.append()
        (hint,) = told_lines(lines, 1)
    assert hint["event"] == "resync"
    assert hint["data"]["after"] == int(seen[-1]["id"])
    with listening.stream(conversation, params=hint["data"]) as response:
        assert len(told_lines(response.iter_lines(), 20)) == 20


def test_a_reader_who_takes_nothing_in_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "GRACE_SECONDS", 0.01)

    async def work() -> None:
        subscription = Subscription()
        for n in range(HELD_EVENTS + 1):
            subscription.offer(happened(n))
        never = asyncio.Event()
        await events.first_of(never.wait(), events._stuck(subscription))

    run(work)


def test_a_silent_stream_pings(listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(events, "PING_SECONDS", 0.02)
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        assert next(line for line in lines if line) == ": ping"
        assert next(line for line in lines if line) == ": ping"


def test_a_notice_that_is_missed_is_made_up_for(
    listening: Listening, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)
    listening.door.shared.live._ear.close()
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as response:
        lines = response.iter_lines()
        told_lines(lines, 4)
        said(listening.door, conversation, "See there.", cites=["returns"])
        assert told_lines(lines, 1)[0]["event"] == "message.received"


def test_many_readers_of_one_workspace_share_one_feed(listening: Listening) -> None:
    conversation = opened(listening.door)["conversation_id"]
    with listening.stream(conversation) as one, listening.stream(conversation) as two:
        first, second = one.iter_lines(), two.iter_lines()
        told_lines(first, 4)
        told_lines(second, 4)
        assert len(listening.door.shared.live._feeds) == 1
        said(listening.door, conversation, "See there.", cites=["returns"])
        assert told_lines(first, 1) == told_lines(second, 1)
