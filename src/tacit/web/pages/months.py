"""Month by month: resolution, handoffs and coverage, and the learnings that moved them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Request
from starlette.responses import Response

from tacit.metrics import ALL
from tacit.metrics.months import DEFINITION
from tacit.metrics.widened import DEFINITION as WIDENED
from tacit.metrics.window import Window
from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, page
from tacit.web.views.months import SHORT, report_of

router = APIRouter(route_class=Page, include_in_schema=False)

# What times.js keeps: the zone of the browser, so that the server's months are the reader's.
ZONE = "zone"


@router.get("/months", **page("desk"))
def months(request: Request, who: Here, shared: Process) -> Response:
    """The report, in the reader's months once their browser has said its zone."""
    window = Window(zone=zone_of(request.cookies.get(ZONE, "")))
    return drawing.draw(
        request, "months/page.html", report=report_of(shared, who.workspace, window), short=SHORT,
        metrics=ALL, definition=DEFINITION, widened_definition=WIDENED,
    )  # fmt: skip


def zone_of(name: str) -> ZoneInfo:
    """The zone that a browser says it is in; UTC for none, or one that nobody knows here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
