"""Accounts that may leave: what came before others left, and who shows the same now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from tacit.flows.leaving import DEFINITION, HIGHEST, WORDS, leaving
from tacit.flows.record import companies
from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, page

router = APIRouter(route_class=Page, include_in_schema=False)

# More of them are for the terminal and for programs.
_SHOWN = 50


@router.get("/churn", **page("desk"))
def churn(request: Request, who: Here, shared: Process) -> Response:
    """The accounts, the signs, and how well they did."""
    with shared.app.measures.current(who.workspace) as courses:
        found = leaving(courses)
    listed = found.at_risk[:_SHOWN]
    known = companies(shared.port, who.workspace, [each.account_id for each in listed])
    return drawing.draw(
        request, "learning/churn.html", found=found, listed=listed, known=known, words=WORDS,
        highest=HIGHEST, definition=DEFINITION,
    )  # fmt: skip
