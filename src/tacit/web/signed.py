"""Who is signed in to the pages: the cookie, the rights, and that a form is one of ours.

Every page is a `Page`, which names the rights that it takes, or `None` for a
page that is open to everybody. A browser's form must come from our own origin
and carry the token that the page gave it; a stranger's page has neither.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tacit.events import Actor, PersonId, WorkspaceId
from tacit.store.sign_ins import workspace_of
from tacit.web import refusals
from tacit.web.problems import LacksRight, Problem

if TYPE_CHECKING:
    from datetime import datetime

    from tacit.store.log import Store
    from tacit.web.shared import Shared

COOKIE = "tacit_sign_in"
RIGHTS = {
    "desk": "work in the inbox",
    "knowledge": "publish words and change entries",
    "admin": "change settings and keys",
}
_SAFE = {"GET", "HEAD", "OPTIONS"}
Form = Mapping[str, list[str]]


@dataclass(frozen=True)
class SignedIn:
    """An agent at their browser: of which workspace, and what they may do there."""

    workspace: WorkspaceId
    workspace_name: str
    person_id: PersonId
    name: str
    rights: frozenset[str]
    csrf: str

    def may(self, right: str) -> bool:
        """Whether they have a right."""
        return right in self.rights

    @property
    def actor(self) -> Actor:
        """What the log says of who did it."""
        return Actor("agent", self.person_id)


def page(*rights: str) -> dict[str, Any]:
    """What a route of a page says of itself; without rights it is open to everybody."""
    return {"openapi_extra": {"x-rights": list(rights)}}


class Page(APIRoute):
    """A route that a browser opens: guarded, and refused in words that a person reads."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What the router calls: the guard, then FastAPI's own, then the words for failures."""
        answer = super().get_route_handler()
        rights: list[str] = (self.openapi_extra or {})["x-rights"]

        async def guarded(request: Request) -> Response:
            request.state.signed_in = None
            request.state.form = {}
            try:
                if request.method not in _SAFE:
                    request.state.form = parse_form(await request.body())
                await run_in_threadpool(_let_in, request, rights)
                response = await answer(request)
            except Exception as failure:
                response = refusals.page_of(request, failure)
            return refusals.sealed(response)

        return guarded


def parse_form(body: bytes) -> dict[str, list[str]]:
    """The fields of a form as browsers send it without files."""
    text = body.decode("utf-8", errors="replace")
    return parse_qs(text, keep_blank_values=True, max_num_fields=200)


def find(store: Store, token: str | None, now: datetime) -> SignedIn | None:
    """Who a cookie belongs to; None for no cookie, a strange one, or one that is over."""
    workspace = workspace_of(token) if token else None
    held = store.sign_ins.find(workspace, token, now) if token and workspace else None
    if held is None or workspace is None or token is None:
        return None
    rights = frozenset(held.rights)
    name, csrf = held.name or "Agent", csrf_of(token)
    return SignedIn(workspace, held.workspace_name, held.person_id, name, rights, csrf)


def csrf_of(token: str) -> str:
    """What a form of this sign-in carries; it tells nothing of the cookie it is made from."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def _let_in(request: Request, rights: list[str]) -> None:
    shared: Shared = request.app.state.shared
    if request.method not in _SAFE and not is_own_origin(request):
        raise Problem("forbidden", "This form came from another site.")
    token = request.cookies.get(COOKIE)
    who = find(shared.app.store, token, shared.port.clock())
    request.state.signed_in = who
    if not rights:
        return
    if who is None:
        raise Problem("unauthenticated", "You are not signed in, or no longer.")
    if request.method not in _SAFE:
        sent = one(request.state.form, "csrf")
        if not hmac.compare_digest(sent.encode(), who.csrf.encode()):
            raise Problem("forbidden", "This form is of another sign-in. Open the page again.")
    missing = [each for each in rights if not who.may(each)]
    if missing:
        raise LacksRight(RIGHTS[missing[0]])
    request.state.arrival = shared.arrivals.of(who.workspace)
    # Read before the page is: what happens while it is read, its stream tells.
    request.state.head = shared.app.store.head(who.workspace)
    if request.url.path != "/sign-out":
        shared.arrivals.keep_out(who.workspace)


def is_own_origin(request: Request) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("Host")
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def one(form: Form, name: str) -> str:
    """A field of a form; '' where it was not sent."""
    values = form.get(name, [])
    return values[-1] if values else ""


async def signed_in_of(request: Request) -> SignedIn:
    """Who the guard let in."""
    who: SignedIn | None = request.state.signed_in
    assert who is not None, "a page without rights has nobody signed in"
    return who


async def form_of(request: Request) -> Form:
    """What the form said."""
    form: Form = request.state.form
    return form


Here = Annotated[SignedIn, Depends(signed_in_of)]
Sent = Annotated[Form, Depends(form_of)]
