"""The live stream of a desk's page: fragments drawn anew by the templates that drew them first.

A reader holds no queue of fragments, only the position it was told last: who
is slow is told the newest state next, and who fell far behind comes back with
its position. Rights are asked before each fragment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Send

from tacit.events import WorkspaceId
from tacit.store.batch import Erased
from tacit.web import drawing
from tacit.web.events import CHECK_SECONDS, PING, EventStream, Telling, resync
from tacit.web.live import Live, Subscription
from tacit.web.shared import Here as Process
from tacit.web.shared import Shared
from tacit.web.signed import COOKIE, Here, Page, SignedIn, find, page
from tacit.web.views.lines import VIEWS, Choice, listed
from tacit.web.views.routing import soonest_for
from tacit.web.views.talk import talk_of
from tacit.web.views.why import why_in

router = APIRouter(route_class=Page, include_in_schema=False)

Chosen = Annotated[Choice, Depends()]

# What changes meanwhile, drawn: (position of the log, fragments), or None to end.
Draw = Callable[[], "tuple[int, str] | None"]
_LIST = (("#rows", "inbox/rows.html"), ("#views", "inbox/views.html"))
_TALK = (
    ("#standing", "conversation/standing.html"),
    ("#timeline", "conversation/timeline.html"),
    ("#draft", "conversation/draft.html"),
    ("#why", "conversation/why.html"),
)


@router.get("/live/stream", **page("desk"))
def stream(
    request: Request,
    who: Here,
    shared: Process,
    choice: Chosen,
    talk: Annotated[str, Query(max_length=100)] = "",
    begin: Annotated[int, Query(ge=0, le=10**15)] = 0,
) -> Response:
    """Fragments of the list, and of the conversation that is open, from a position on."""
    token = request.cookies.get(COOKIE)

    def draw() -> tuple[int, str] | None:
        now = find(shared.app.store, token, shared.port.clock())
        if now is None or not now.may("desk"):
            return None
        # Read first: what happens while it is drawn is drawn once more.
        position = shared.app.store.head(now.workspace)
        return position, fragments(shared, now, choice, talk)

    return Fragments(shared.live, who.workspace, _resumed(request, begin), draw)


def _resumed(request: Request, begin: int) -> int:
    """The position that a reader who comes back was told last, else that of its page."""
    told_last = request.headers.get("Last-Event-ID", "")
    return int(told_last) if told_last.isdecimal() and len(told_last) < 16 else begin


def fragments(shared: Shared, who: SignedIn, choice: Choice, conversation_id: str) -> str:
    """Everything on a page that may have changed, each piece with where it goes."""
    shown = {
        "lines": listed(shared, who.workspace, choice),
        "choice": choice,
        "views": VIEWS,
        "signed_in": who,
        "open_id": conversation_id,
    }
    wanted: tuple[tuple[str, str], ...] = _LIST
    if conversation_id:
        try:
            talk = talk_of(shared.port, who.workspace, conversation_id)
        except (KeyError, Erased):
            return drawing.fragment("conversation/gone.html")
        # What is being typed lies outside these pieces, so it stays.
        shown |= {
            "talk": talk,
            "soonest": soonest_for(shared, who.workspace, talk.id),
            "why": why_in(shared.port, who.workspace, talk.decisions, None),
            "composing_text": "",
        }
        wanted = (*_LIST, *_TALK)
    return "".join(
        f'<hx-partial hx-target="{target}" hx-swap="outerMorph">'
        f"{drawing.fragment(template, **shown)}</hx-partial>"
        for target, template in wanted
    )


class Fragments(EventStream):
    """A stream of what a page shows, drawn at most once for all that came in meanwhile."""

    def __init__(self, live: Live, workspace: WorkspaceId, after: int, draw: Draw) -> None:
        super().__init__(live, Telling(workspace, after, list, lambda happened: None, lambda: True))
        self._draw = draw

    async def _pump(self, subscription: Subscription, send: Send) -> None:
        await self._send(send, PING)
        while True:
            drawn = await run_in_threadpool(self._draw)
            if drawn is None:
                return
            position, body = drawn
            if position > self._told:
                await self._send(send, told(body, position))
                self._told = position
            if not await self._woken(subscription, send):
                return

    async def _woken(self, subscription: Subscription, send: Send) -> bool:
        """Wait until something happens, or the rights are to be asked again."""
        if await subscription.take(CHECK_SECONDS) is None:
            await self._send(send, PING)
        while not subscription.is_over.is_set() and subscription.is_behind:
            await subscription.take(0)
        if subscription.is_over.is_set():
            await self._send(send, resync(self._told))
        return not subscription.is_over.is_set()


def told(body: str, position: int) -> bytes:
    r"""A message that a page puts in place.

    >>> told("<p>\na</p>", 7)
    b'id: 7\ndata: <p>\ndata: a</p>\n\n'
    """
    lines = "\n".join(f"data: {line}" for line in body.splitlines())
    return f"id: {position}\n{lines}\n\n".encode()
