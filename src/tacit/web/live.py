"""What happens, as it happens: one connection to the database, fanned out to every stream.

Streams and live pages subscribe to a workspace. A feed reads the log once
for all of them, woken by the database's notices and, should one be missed,
by the clock. Who reads too slowly is dropped and told where to go on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from starlette.concurrency import run_in_threadpool

from tacit.events import (
    ContextNoted,
    DecisionTaken,
    Logged,
    MessageReceived,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.store.notify import Ear
from tacit.store.server import Unusable

if TYPE_CHECKING:
    from tacit.store.log import Store

# What one slow reader may hold back (reliability.md, R15).
HELD_EVENTS = 64
HELD_BYTES = 256 * 1024
# A notice is a hint: without one the log is read this often, in seconds.
POLL_SECONDS = 15
_AWAY_SECONDS = 1
_AT_ONCE = 1000


@dataclass(frozen=True)
class Happened:
    """An event as logged, with the texts that lie beside it."""

    logged: Logged
    texts: dict[str, str]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 500 + sum(len(each.encode()) for each in self.texts.values())


@dataclass(eq=False)
class Subscription:
    """What one reader has not read yet; `is_over` once that was too much."""

    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _held: deque[Happened] = field(default_factory=deque)
    _bytes: int = 0

    def offer(self, happened: Happened) -> None:
        """Hold it until it is read; drop everything where that is too much."""
        if self.is_over.is_set():
            return
        self._held.append(happened)
        self._bytes += happened.size
        if len(self._held) > HELD_EVENTS or self._bytes > HELD_BYTES:
            self._held.clear()
            self.is_over.set()
        self._ready.set()

    async def take(self, seconds: float) -> Happened | None:
        """The next one; None after so many seconds without any, or once it is over."""
        if not self._held and not self.is_over.is_set():
            self._ready.clear()
            try:
                await asyncio.wait_for(self._ready.wait(), seconds)
            except TimeoutError:
                return None
        if not self._held:
            return None
        taken = self._held.popleft()
        self._bytes -= taken.size
        return taken


@dataclass(eq=False)
class Feed:
    """One workspace's log, read once for all who subscribe to it."""

    workspace: WorkspaceId
    position: int
    subscriptions: set[Subscription] = field(default_factory=set)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Live:
    """The feeds of a process, from its start to its stop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._feeds: dict[WorkspaceId, Feed] = {}
        self._ear = Ear(store.url, self._heard)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = asyncio.Event()
        self._opening = asyncio.Lock()

    def open(self) -> None:
        """Begin to listen; called in the loop that will serve the streams."""
        self._loop = asyncio.get_running_loop()
        self._ear.open()

    def close(self) -> None:
        """End every stream; called in the same loop."""
        self._closing.set()

    async def closed(self) -> None:
        """Wait until the streams are to end."""
        await self._closing.wait()

    async def stop(self) -> None:
        """End what is left and listen no more."""
        self.close()
        for feed in [*self._feeds.values()]:
            self._drop(feed)
        await run_in_threadpool(self._ear.close)

    @contextlib.asynccontextmanager
    async def subscribed(self, workspace: WorkspaceId) -> AsyncIterator[Subscription]:
        """Hold what happens in a workspace from now on, until the block ends."""
        async with self._opening:
            feed = self._feeds.get(workspace)
            if feed is None:
                head = await run_in_threadpool(self._store.head, workspace)
                feed = self._feeds[workspace] = Feed(workspace, head)
                feed.task = asyncio.create_task(self._run(feed))
            subscription = Subscription()
            feed.subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            feed.subscriptions.discard(subscription)
            if not feed.subscriptions:
                self._drop(feed)

    def _drop(self, feed: Feed) -> None:
        self._feeds.pop(feed.workspace, None)
        if feed.task is not None:
            feed.task.cancel()

    def _heard(self, workspace: WorkspaceId | None) -> None:
        """Called in the ear's thread: wake the feed, or all of them."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, workspace)

    def _wake(self, workspace: WorkspaceId | None) -> None:
        for feed in self._feeds.values():
            if workspace in (None, feed.workspace):
                feed.bell.set()

    async def _run(self, feed: Feed) -> None:
        while True:
            is_read = await self._read(feed)
            with contextlib.suppress(TimeoutError):
                pause = POLL_SECONDS if is_read else _AWAY_SECONDS
                await asyncio.wait_for(feed.bell.wait(), pause)
            feed.bell.clear()

    async def _read(self, feed: Feed) -> bool:
        """Read on to the log's end; false where the database is away, and the streams wait."""
        while True:
            try:
                found = await run_in_threadpool(
                    happened_after, self._store, feed.workspace, feed.position
                )
            except (psycopg.Error, Unusable):
                return False
            for each in found:
                for subscription in feed.subscriptions:
                    subscription.offer(each)
                feed.position = each.logged.position
            if len(found) < _AT_ONCE:
                return True


def happened_after(store: Store, workspace: WorkspaceId, position: int) -> list[Happened]:
    """What the log holds behind a position, with the texts beside it."""
    events = list(store.read(workspace, after=position, limit=_AT_ONCE))
    return with_texts(store, workspace, events)


def with_texts(store: Store, workspace: WorkspaceId, events: Sequence[Logged]) -> list[Happened]:
    """Events with the texts beside them, read together."""
    ids = {each.event_id: _texts(each) for each in events}
    wanted = [id for own in ids.values() for id in own]
    texts = store.bodies(workspace, wanted) if wanted else {}
    return [
        Happened(each, {id: texts[id] for id in ids[each.event_id] if id in texts})
        for each in events
    ]


def _texts(logged: Logged) -> list[str]:
    match logged.event:
        case MessageReceived(message_id=text) | ReplyDelivered(message_id=text):
            return [text]
        case DecisionTaken(decision_id=text) | ContextNoted(context_id=text):
            return [text]
    return []
