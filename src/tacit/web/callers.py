"""Who calls: a key of one workspace, with its scopes, and how fast it may go on.

Every route of the programming interface is a `Guarded` one, which lets nobody
in before it has asked here: first the key (401), then the pace (429), then
the scope (403), and only then is the body read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tacit.events import Actor, WorkspaceId
from tacit.web.arrival import RETRY_SECONDS, Arriving
from tacit.web.problems import Problem, invalid

if TYPE_CHECKING:
    from tacit.store.log import Store
    from tacit.web.shared import Shared

_READS = {"GET", "HEAD", "OPTIONS"}
SCOPES = {
    "converse": "speak for customers: open and continue conversations, rate, resolve",
    "desk": "speak for agents: the inbox, replies, handoffs, receipts",
    "knowledge": "read and change articles, entries and versions; publish own words",
    "insight": "read metrics and the learning curve",
    "import": "bring in a history, customers and accounts",
    "admin": "erase customers and read the log itself",
}
_BEARER = re.compile(r"Bearer (tacit_[A-Za-z0-9_-]{43})", re.IGNORECASE)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tacit"'}


@dataclass(frozen=True)
class Caller:
    """A key that was let in: its workspace, and what it may do there."""

    key_id: str
    workspace: WorkspaceId
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether the key carries a scope."""
        return scope in self.scopes

    def need(self, scope: str, what: str) -> None:
        """Refuse what takes a scope that the key lacks; `what` says what it is for."""
        if not self.may(scope):
            raise Problem("forbidden", f"{what} takes the scope {scope}.")

    @property
    def actor(self) -> Actor:
        """What the log says of who did it: the key's id, which tells nobody's name."""
        return Actor("system", f"key:{self.key_id}")


def find(store: Store, authorization: str | None) -> Caller | None:
    """The caller whose key a header carries; None for no key, a strange or a revoked one."""
    match = _BEARER.fullmatch(authorization or "")
    known = store.find_key(match[1]) if match else None
    if known is None:
        return None
    return Caller(known.id, known.workspace, frozenset(known.rights))


class Guarded(APIRoute):
    """A route that names its scopes, and is called by nobody without one of them.

    The scopes stand in the description as `x-scopes`; a route without them
    cannot be made.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What the router calls: the guard, then FastAPI's own."""
        answer = super().get_route_handler()
        scopes: list[str] = (self.openapi_extra or {})["x-scopes"]
        assert scopes, f"{self.path} names no scope"
        asked = queries(self.dependant)

        async def guarded(request: Request) -> Response:
            request.state.caller = await run_in_threadpool(let_in, request, scopes)
            refuse_unknown(request, asked)
            return await answer(request)

        return guarded


def queries(dependant: Dependant) -> set[str]:
    """The names that a route reads from the address behind the question mark."""
    own = {each.alias for each in dependant.query_params}
    return own.union(*map(queries, dependant.dependencies))


def refuse_unknown(request: Request, asked: set[str]) -> None:
    """Refuse a query by a name that is not asked for: a filter misspelt would filter nothing."""
    for name in request.query_params:
        if name not in asked:
            there = ", ".join(sorted(asked)) or "none"
            raise invalid(name[:100], f"there is no such parameter here; there is: {there}")


def let_in(request: Request, scopes: list[str]) -> Caller:
    """The caller, or the problem that keeps it out."""
    shared: Shared = request.app.state.shared
    caller = find(shared.app.store, request.headers.get("Authorization"))
    if caller is None:
        raise Problem("unauthenticated", "No key, or none that is known.", headers=_CHALLENGE)
    shared.pace.take(caller.key_id)
    if not caller.scopes.intersection(scopes):
        raise Problem("forbidden", f"This takes a key with the scope {' or '.join(scopes)}.")
    if request.method not in _READS and not request.url.path.endswith("/preview"):
        try:
            shared.arrivals.keep_out(caller.workspace)
        except Arriving as arriving:
            headers = {"Retry-After": str(RETRY_SECONDS)}
            raise Problem("rehearsing", f"{arriving}.", headers=headers) from None
    return caller


async def caller_of(request: Request) -> Caller:
    """The caller that the guard let in."""
    caller: Caller = request.state.caller
    return caller


Calling = Annotated[Caller, Depends(caller_of)]
