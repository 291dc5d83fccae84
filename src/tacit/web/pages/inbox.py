"""The inbox: the list with its filters and search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, page
from tacit.web.views.lines import VIEWS, Choice, listed, menus_of

router = APIRouter(route_class=Page, include_in_schema=False)

Chosen = Annotated[Choice, Depends()]


@router.get("/inbox", **page("desk"))
def inbox(request: Request, who: Here, shared: Process, choice: Chosen) -> Response:
    """The list alone; a conversation's page has it beside itself."""
    lines = listed(shared, who.workspace, choice)
    menus = menus_of(shared, who.workspace)
    return drawing.draw(request, "inbox/page.html", lines=lines, menus=menus, views=VIEWS)
