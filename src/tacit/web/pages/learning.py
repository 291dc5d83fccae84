"""Does it get better: the learning curve, and all figures with their size beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from tacit.answering.drift import OVER_ALL, chance_of
from tacit.flows import drift, terms
from tacit.metrics import ALL
from tacit.metrics.curve import DEFINITION
from tacit.metrics.reliability import DEFINITION as RELIABILITY
from tacit.metrics.reliability import LEAST
from tacit.metrics.traits import DEFINITION as TRAITS
from tacit.metrics.window import Window
from tacit.web import drawing
from tacit.web.pages.months import ZONE, zone_of
from tacit.web.pages.settings import reason_of
from tacit.web.problems import missing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, Sent, SignedIn, one, page
from tacit.web.views.changes import alarms_over_all
from tacit.web.views.curve import drawn
from tacit.web.views.drift import SAID, Unsaid, alarms_in
from tacit.web.views.intents import observed_intents
from tacit.web.views.situation import situations_of

if TYPE_CHECKING:
    from tacit.events import WorkspaceId
    from tacit.metrics.curve import Curve
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

# Judged conversations a step: where there are few, shorter steps show something at all.
_SIZES = (100, 50, 25)
# More of customers' own words are for the terminal.
TERMS = 20


@router.get("/learning", **page("desk"))
def learning(request: Request, who: Here, shared: Process) -> Response:
    """The curve and the figures, as of the log's end."""
    return _learning(request, shared, who, SAID)


def _learning(request: Request, shared: Shared, who: SignedIn, unsaid: Unsaid) -> Response:
    """The page, in the reader's days, with what is wrong with a word on one of its alarms."""
    window = Window(zone=zone_of(request.cookies.get(ZONE, "")))
    curve = curve_of(shared, who.workspace, window)
    figures = shared.app.measures.overview(who.workspace, window).readings
    with shared.port.learned(who.workspace) as learned:
        alarms = alarms_in(learned)
    before, earlier = alarms_over_all(shared.port, who.workspace)
    words = terms.known(shared.port, who.workspace)
    return drawing.draw(
        request, "learning/page.html", 422 if unsaid.wrong else 200, curve=curve,
        chart=drawn(curve), figures=figures,
        traits=shared.app.measures.traits(who.workspace, "resolution_confirmed", window),
        traits_definition=TRAITS, metrics=ALL, definition=DEFINITION, alarms=alarms,
        alarms_before=before, alarms_earlier=earlier, unsaid=unsaid, zone=window.zone,
        chance=chance_of(""), situations=situations_of(shared.port, who.workspace),
        terms=words[:TERMS], terms_more=len(words[TERMS:]),
        reliability=shared.app.measures.reliability(who.workspace),
        reliability_definition=RELIABILITY, reliability_least=LEAST,
    )  # fmt: skip


@router.post("/learning/seen", **page("desk", "knowledge"))
def seen(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Close an alarm over all, with the reason that the log keeps: it is usual from now on."""
    watched = one(sent, "watched")
    if watched not in OVER_ALL:
        raise missing("alarm over all of", watched)
    reason, wrong = reason_of(sent)
    if wrong:
        return _learning(request, shared, who, Unsaid(watched, wrong))
    drift.seen(shared.port, who.workspace, watched, reason, who.actor)
    return RedirectResponse("/learning", 303)


@router.get("/observed", **page("desk"))
def observed(request: Request, who: Here, shared: Process) -> Response:
    """What it would have said while it only watched, scored against what agents said."""
    readings = shared.app.measures.overview(who.workspace, Window()).readings
    by_intent = observed_intents(shared, who.workspace)
    wanted = ("observe_score", "recall_at_1", "recall_at_3", "calibration_error")
    with shared.port.learned(who.workspace) as learned:
        mode = learned.mode_of(None)
    return drawing.draw(
        request, "observe/page.html", score=readings["observe_score"], metrics=ALL, mode=mode,
        by_intent=by_intent,
        figures={name: readings[name] for name in wanted[1:]},
    )  # fmt: skip


def curve_of(shared: Shared, workspace: WorkspaceId, window: Window) -> Curve:
    """The curve in the longest steps of which there are at least three."""
    curve = shared.app.measures.curve(workspace, window, _SIZES[0])
    for size in _SIZES[1:]:
        if len(curve.steps) >= 3:
            break
        curve = shared.app.measures.curve(workspace, window, size)
    return curve
