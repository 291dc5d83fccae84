"""Signing in by a one-time link that the terminal prints, and signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from tacit.events import PersonId
from tacit.flows import receive
from tacit.store.batch import Person
from tacit.store.sign_ins import Link, workspace_of
from tacit.web import drawing
from tacit.web.problems import Problem
from tacit.web.shared import Here as Process
from tacit.web.signed import COOKIE, RIGHTS, Page, Sent, one, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tacit.events import WorkspaceId
    from tacit.flows.port import Port
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

# A link is in the terminal's history: it opens nothing after an hour.
LINK_LASTS = timedelta(hours=1)
SIGN_IN_LASTS = timedelta(days=14)
_NAME_LETTERS = 60
# Where a link may lead: never to somewhere that its writer chose.
_OPENS = ("/inbox", "/ask")


def link_to(
    port: Port, workspace: WorkspaceId, name: str = "", rights: Sequence[str] = tuple(RIGHTS)
) -> str:
    """The path of a new one-time link; without a name it asks for one."""
    until = port.clock() + LINK_LASTS
    return f"/sign-in/{port.store.sign_ins.make_link(workspace, name, list(rights), until)}"


@router.get("/", **page())
def home(request: Request) -> Response:
    """The inbox, or how to get there."""
    if request.state.signed_in is None:
        raise Problem("unauthenticated", "You are not signed in, or no longer.")
    return RedirectResponse("/inbox", 303)


@router.get("/sign-in/{token}", **page())
def offer(request: Request, token: str, shared: Process) -> Response:
    """Ask who it is. Nothing is used up by looking: browsers and mail programs look ahead."""
    _, link = _link(shared, token)
    return _asked(request, link, "")


@router.post("/sign-in/{token}", **page())
def sign_in(request: Request, token: str, sent: Sent, shared: Process) -> Response:
    """Use the link up and give the browser its cookie."""
    workspace, link = _link(shared, token)
    name = link.name or " ".join(one(sent, "name").split())[:_NAME_LETTERS]
    if not name:
        return _asked(request, link, "Write the name that customers know you by.")
    now = shared.port.clock()
    signing, used = shared.app.store.sign_ins, None
    if (used := signing.use_link(workspace, token, now)) is None:
        raise _over()
    person = agent_named(shared.port, workspace, name)
    until = now + SIGN_IN_LASTS
    cookie = signing.begin(workspace, person, used.rights, until)
    wanted = request.query_params.get("to")
    response = RedirectResponse(wanted if wanted in _OPENS else "/inbox", 303)
    response.set_cookie(
        COOKIE, cookie, max_age=int(SIGN_IN_LASTS.total_seconds()), httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


@router.post("/sign-out", **page("desk"))
def sign_out(request: Request, shared: Process) -> Response:
    """End this browser's sign-in, here and on the server."""
    token = request.cookies[COOKIE]
    workspace = request.state.signed_in.workspace
    shared.app.store.sign_ins.end(workspace, token, shared.port.clock())
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE)
    return response


def agent_named(port: Port, workspace: WorkspaceId, name: str) -> PersonId:
    """The agent of this name, made known where they are not: a name is one person."""
    return receive.person(
        port, workspace, f"desk:{name.casefold()}", Person(PersonId(""), "agent", name)
    )


def _link(shared: Shared, token: str) -> tuple[WorkspaceId, Link]:
    workspace = workspace_of(token)
    now = shared.port.clock()
    link = shared.app.store.sign_ins.link(workspace, token, now) if workspace else None
    if workspace is None or link is None:
        raise _over()
    return workspace, link


def _over() -> Problem:
    return Problem("not_found", "This link was used already, or it is older than an hour.")


def _asked(request: Request, link: Link, why: str) -> Response:
    status = 422 if why else 200
    return drawing.draw(request, "sign_in/page.html", status, link=link, why=why)
