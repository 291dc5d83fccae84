"""How much is let in: bodies, requests that wait, and each key's pace.

`Gate` and `Bodies` stand round the whole interface as plain ASGI; `Pace` is
asked by `callers`. What is refused here has changed nothing.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tacit.web.courtesy import Courtesy
from tacit.web.problems import Problem

BODY_BYTES = 1 << 20
# Requests that work or wait for a thread. An answer takes about 30 ms of one core, so
# what waits behind so many waits a second or two; more would wait longer than it is worth.
INSIDE_AT_MOST = 64
STREAMS_AT_MOST = 1000
RETRY_SECONDS = 1
# Keys whose pace is remembered; one that was forgotten starts anew with a full bucket.
_KEYS_REMEMBERED = 10_000


@dataclass
class Pace:
    """A bucket of tokens for each key: `rate` a second, `burst` at once (RFC 6585, 429)."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key_id: str) -> None:
        """Take one token, or say when there will be one."""
        with self._lock:
            now = self.clock()
            tokens, at = self._buckets.pop(key_id, (self.burst, now))
            tokens = min(self.burst, tokens + (now - at) * self.rate)
            self._buckets[key_id] = (tokens - 1 if tokens >= 1 else tokens, now)
            if len(self._buckets) > _KEYS_REMEMBERED:
                self._buckets.popitem(last=False)
        if tokens < 1:
            seconds = math.ceil((1 - tokens) / self.rate)
            detail = f"This key may send {self.rate:g} requests a second."
            raise Problem("too_many", detail, headers={"Retry-After": str(seconds)})


class Gate:
    """Lets in so many requests at once; who comes then is told to come back (back-pressure)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        courtesy: Courtesy,
        inside: int = INSIDE_AT_MOST,
        streams: int = STREAMS_AT_MOST,
    ) -> None:
        self.app = app
        self.courtesy = courtesy
        self.room = {"requests": inside, "streams": streams}
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while there is room."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # A stream holds no thread while it waits, so it takes no request's place.
        sort = "streams" if scope["path"].endswith("/stream") else "requests"
        if not self._enter(sort):
            await overloaded().response()(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            with self._lock:
                self.room[sort] += 1
                self.courtesy.inside -= sort == "requests"

    def _enter(self, sort: str) -> bool:
        with self._lock:
            has_room = self.room[sort] > 0
            self.room[sort] -= has_room
            self.courtesy.inside += has_room and sort == "requests"
        return has_room


def overloaded() -> Problem:
    """The problem of a request for which there is no room."""
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem("overloaded", "Too many requests are waiting; try again.", headers=headers)


class Bodies:
    """Refuses a body longer than a mebibyte, also one that does not say how long it is."""

    def __init__(self, app: ASGIApp, *, without: tuple[str, ...] = ()) -> None:
        self.app = app
        self.without = without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting its body."""
        if scope["type"] != "http" or scope["path"] in self.without:
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > BODY_BYTES:
            await too_large().response()(scope, receive, send)
            return
        seen = 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > BODY_BYTES:
                raise too_large()
            return message

        await self.app(scope, counting, send)


def too_large() -> Problem:
    """The problem of a body that is too long."""
    return Problem("too_large", f"A body may have {BODY_BYTES:,} bytes.")
