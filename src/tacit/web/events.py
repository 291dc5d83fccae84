"""Server-sent events: a response that goes on for as long as somebody reads it.

Routes give it a subscription's workspace and how to tell an event. The event
id is the log's position, so a reader that comes back is caught up by the log.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tacit.events import WorkspaceId
from tacit.web.live import Happened, Live, Subscription

# Proxies cut what is silent for longer.
PING_SECONDS = 15
# How soon a revoked key's stream ends (reliability.md, S23).
CHECK_SECONDS = 5
# How long a reader who fell behind may take to hear of it before the line is cut.
GRACE_SECONDS = 10
HEADERS = {
    "Cache-Control": "no-store",
    # A proxy that buffers would hold every event back.
    "X-Accel-Buffering": "no",
}
PING = b": ping\n\n"


@dataclass
class Telling:
    """What a stream tells: of which workspace, from which position, and how.

    `past` reads what the log holds already, `tell` makes the bytes of an event
    (None: it is none of this stream's), `may_go_on` asks whether the reader
    still has the right to read. All three may block.
    """

    workspace: WorkspaceId
    after: int
    past: Callable[[], list[Happened]]
    tell: Callable[[Happened], bytes | None]
    may_go_on: Callable[[], bool]
    ends: Callable[[Happened], bool] = field(default=lambda happened: False)


class EventStream(Response):
    """A response that never ends by itself, but by its reader, its rights, or the server's stop."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, telling: Telling) -> None:
        self.live = live
        self.telling = telling
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers(HEADERS)
        self._checked = time.monotonic()
        self._told = telling.after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the past, then what happens, until any of the reasons to end."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": [h for h in self.raw_headers if h[0] != b"content-length"],
            }
        )
        async with self.live.subscribed(self.telling.workspace) as subscription:
            pump = self._pump(subscription, send)
            await first_of(pump, _gone(receive), _stuck(subscription), self.live.closed())
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pump(self, subscription: Subscription, send: Send) -> None:
        await self._send(send, PING)
        for happened in await run_in_threadpool(self.telling.past):
            if not await self._pass_on(happened, send):
                return
        pinged = time.monotonic()
        while True:
            happened_now = await subscription.take(CHECK_SECONDS)
            if subscription.is_over.is_set():
                await self._send(send, resync(self._told))
                return
            if not await self._may_go_on():
                return
            if happened_now is not None:
                if not await self._pass_on(happened_now, send):
                    return
            elif time.monotonic() - pinged >= PING_SECONDS:
                await self._send(send, PING)
                pinged = time.monotonic()

    async def _pass_on(self, happened: Happened, send: Send) -> bool:
        """Tell an event unless it was told; false where the stream ends with it."""
        if happened.logged.position > self._told:
            told = await run_in_threadpool(self.telling.tell, happened)
            if told is not None:
                await self._send(send, told)
            self._told = happened.logged.position
        return not self.telling.ends(happened)

    async def _may_go_on(self) -> bool:
        if time.monotonic() - self._checked < CHECK_SECONDS:
            return True
        self._checked = time.monotonic()
        return await run_in_threadpool(self.telling.may_go_on)

    async def _send(self, send: Send, body: bytes) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": True})


def event(kind: str, body: bytes, position: int | None = None) -> bytes:
    r"""One event as the wire has it.

    >>> event("reply.delivered", b"{}", 7)
    b'id: 7\nevent: reply.delivered\ndata: {}\n\n'
    """
    id = b"" if position is None else b"id: %d\n" % position
    return b"%sevent: %s\ndata: %s\n\n" % (id, kind.encode(), body)


def resync(position: int) -> bytes:
    """The hint to one who read too slowly: come back from there."""
    return event("resync", b'{"after": %d}' % position)


async def first_of(*ways: Awaitable[None]) -> None:
    """Wait for the first to end, end the others, and raise what it raised."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _stuck(subscription: Subscription) -> None:
    """End where a reader who fell behind does not even take in that they did."""
    await subscription.is_over.wait()
    await asyncio.sleep(GRACE_SECONDS)
