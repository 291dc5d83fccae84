"""What to do first: what is worth learning, what is asked or searched for in vain, what several
say unwritten, what failures call for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from tacit.flows.unwritten import LEAST_AGENTS
from tacit.metrics.worth import DAYS, DEFINITION, LEAST
from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, page
from tacit.web.views.first import first_of

router = APIRouter(route_class=Page, include_in_schema=False)


@router.get("/first", **page("desk"))
def first(request: Request, who: Here, shared: Process) -> Response:
    """The five lists."""
    return drawing.draw(
        request, "learning/first.html", first=first_of(shared, who.workspace), least=LEAST,
        agents=LEAST_AGENTS, days=DAYS, definition=DEFINITION,
    )  # fmt: skip
