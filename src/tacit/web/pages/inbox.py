"""The inbox: the list with its filters and search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, page
from tacit.web.views.lines import VIEWS, Choice, Lines, lines_of

if TYPE_CHECKING:
    from tacit.events import WorkspaceId
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

Word = Annotated[str, Query(max_length=300)]
# More accounts than this are found by search, not in a menu.
_ACCOUNTS = 200


def chosen(
    view: Word = "waiting",
    account: Word = "",
    language: Word = "",
    channel: Word = "",
    search: Word = "",
    after: Word = "",
) -> Choice:
    """What the address asks the list for."""
    return Choice(view, account, language, channel, " ".join(search.split()), after)


Chosen = Annotated[Choice, Depends(chosen)]


@router.get("/inbox", **page("desk"))
def inbox(request: Request, who: Here, shared: Process, choice: Chosen) -> Response:
    """The list alone; a conversation's page has it beside itself."""
    lines = listed(shared, who.workspace, choice)
    menus = menus_of(shared, who.workspace)
    return drawing.draw(
        request, "inbox/page.html", lines=lines, menus=menus, views=VIEWS,
        head=shared.app.store.head(who.workspace),
    )  # fmt: skip


def listed(shared: Shared, workspace: WorkspaceId, choice: Choice) -> Lines:
    """The list of a choice."""
    among = shared.search.find(shared.port, workspace, choice.search) if choice.search else None
    return lines_of(shared.port, workspace, choice, among)


def menus_of(shared: Shared, workspace: WorkspaceId) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: (value, label) by filter."""
    found = shared.app.store.listing.choices(workspace)
    return {
        "account": shared.app.store.listing.accounts(workspace, _ACCOUNTS),
        "language": [(each, each) for what, each in found if what == "language"],
        "channel": [(each, each) for what, each in found if what == "channel"],
    }
