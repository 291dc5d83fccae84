"""One request, done once: what an Idempotency-Key remembers, and how a retry finds it.

A POST is an `Exchange`. Its record is written by the appends of the request
itself, through the port's stamp: as in flight by the append that begins it,
with status and bytes by the append that ends it. So the record and what was
done cannot differ, however a process dies between the two.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from tacit.events import Event, PersonId
from tacit.store.batch import AlreadyKnown, Batch, Idempotency
from tacit.store.walk import Walk
from tacit.web.callers import Caller
from tacit.web.problems import Problem, invalid, reused
from tacit.web.shapes.fields import body_of

if TYPE_CHECKING:
    from tacit.flows.port import Port, Writing
    from tacit.web.shared import Shared

KEPT = timedelta(days=7)
WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 30
# A process that answers nothing for so long after the wait is dead.
GRACE = timedelta(seconds=5)

Wait = Annotated[
    float,
    Query(
        ge=0,
        le=LONGEST_WAIT_SECONDS,
        description="Seconds to wait for the decision; after that it is null and comes by stream.",
    ),
]


@dataclass
class Exchange:
    """One POST by one caller: what an earlier try of it left, and what this one leaves.

    `key` is None where none was sent: then nothing is remembered. `ids` are
    what the append that began it named, for a retry to go on from.
    """

    shared: Shared
    caller: Caller
    key: str | None
    request_hash: bytes
    wait: float = WAIT_SECONDS
    status: int = 201
    person_id: PersonId | None = None
    ids: dict[str, str] = field(default_factory=dict)
    response: bytes | None = None
    is_over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def earlier(self) -> Response | None:
        """The answer of an earlier try; None for a new request, or one to be resumed (`ids`).

        Raises the problem of a key in flight, of another request, or of somebody erased.
        """
        if self.key is None:
            return None
        found = self.shared.app.store.find_request(self.caller.workspace, self.key)
        if found is None:
            return None
        known, began_at = found
        now = self.shared.port.clock()
        if now - began_at > KEPT:
            self.shared.app.store.drop_old_requests(self.caller.workspace, now - KEPT)
            return None
        if known.request_hash != self.request_hash:
            raise reused()
        if known.status == 410:
            raise Problem("erased", "Whom this request was about was erased.")
        if known.status is not None:
            return _same(known.status, known.response)
        waited = timedelta(seconds=float(known.ids.get("wait", WAIT_SECONDS)))
        if now - began_at < waited + GRACE:
            raise in_flight()
        self.ids = known.ids
        return None

    def port(self, stamp: Callable[[Writing], Idempotency | None]) -> Port:
        """The port of this request: its appends carry the record, the worker minds the rest."""
        after = timedelta(seconds=self.wait) + GRACE
        return replace(self.shared.port, stamp=stamp, follow_up_after=after, walk=Walk())

    def begun(self, person_id: PersonId | None, ids: dict[str, str]) -> Idempotency | None:
        """The record as in flight, for the append that begins the request."""
        self.person_id = person_id
        self.ids = ids | {"wait": str(self.wait)}
        if self.key is None:
            return None
        return Idempotency(self.key, self.request_hash, ids=self.ids, person_id=person_id)

    def ended(self, answer: BaseModel) -> Idempotency | None:
        """The record as answered, for the append that ends the request; None once it is over."""
        with self._lock:
            if self.is_over:
                return None
            self.response = body_of(answer)
        if self.key is None:
            return None
        return Idempotency(
            self.key, self.request_hash, self.status, self.response, person_id=self.person_id
        )

    def start(self) -> None:
        """Write the record as in flight, for a request that no append of a flow begins.

        Raises AlreadyKnown where another try was quicker.
        """
        if self.key is None or self.ids:
            return
        record = self.begun(None, {})
        batch = Batch(self.caller.workspace, (), self.shared.port.clock(), idempotency=record)
        self.shared.app.store.append(batch)

    def once(
        self, root: type[Event] | tuple[type[Event], ...], answer: Callable[[Writing], BaseModel]
    ) -> Callable[[Writing], Idempotency | None]:
        """The stamp of a request that one append both begins and ends: the one of that event,
        or of one of several."""

        def stamp(writing: Writing) -> Idempotency | None:
            is_ours = any(isinstance(each.event, root) for each in writing.events)
            return self.ended(answer(writing)) if is_ours else None

        return stamp

    def finish(self, answer: BaseModel) -> Response:
        """End a request that no append of a flow has ended; returns what is answered to it.

        Where an append ended it at the same moment, that answer stands.
        """
        with self._lock:
            self.is_over = True
            self.response = body_of(answer)
        if self.key is not None:
            record = Idempotency(
                self.key, self.request_hash, self.status, self.response, person_id=self.person_id
            )
            now = self.shared.port.clock()
            batch = Batch(self.caller.workspace, (), now, idempotency=record)
            try:
                self.shared.app.store.append(batch)
            except AlreadyKnown:
                return self.told()
        return _same(self.status, self.response)

    def told(self) -> Response:
        """What was answered to this request by whoever was first."""
        stored = self.earlier()
        if stored is None:
            raise in_flight()
        return stored

    def answered(self) -> Response:
        """The answer that the request's own append carries."""
        assert self.response is not None, "the append that ends a request answers it"
        return _same(self.status, self.response)


def is_same_request(failure: AlreadyKnown) -> bool:
    """Whether an append was refused since another try of the same request was quicker."""
    return failure.what.startswith("idempotency key")


def in_flight() -> Problem:
    """The problem of a request that is still being worked on."""
    headers = {"Retry-After": "1"}
    return Problem("in_flight", "The same request is still being worked on.", headers=headers)


def _same(status: int, body: bytes | None) -> Response:
    return Response(body or b"", status, media_type="application/json")


async def exchange_of(request: Request) -> Exchange:
    """The exchange of a POST: its key, and a hash of what identifies it."""
    return exchange_with(request, hashlib.sha256(await request.body()).digest())


def exchange_with(request: Request, digest: bytes) -> Exchange:
    """The exchange of a POST whose body has this hash."""
    shared: Shared = request.app.state.shared
    caller: Caller = request.state.caller
    hashed = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + digest)
    key = request.headers.get("Idempotency-Key")
    if key is not None:
        _check(key)
        # Two programs of one workspace may choose the same key.
        key = f"{caller.key_id}:{key}"
    return Exchange(shared, caller, key, hashed.digest())


def _check(key: str) -> None:
    if not 1 <= len(key) <= 255 or not all("!" <= letter <= "~" for letter in key):
        raise invalid("Idempotency-Key", "1 to 255 letters, digits and signs without spaces")


Asked = Annotated[Exchange, Depends(exchange_of)]
