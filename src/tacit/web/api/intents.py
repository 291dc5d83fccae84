"""Intents: what customers want, found in what they asked."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tacit.flows import asking, routing
from tacit.flows.routing import Handled
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.paging import FIRST, After, Limit, Page, cut, number
from tacit.web.shapes.fields import answered
from tacit.web.shapes.intent import IntentListed, intent_of
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["insight"])


@router.get(
    "/intents",
    response_model=Page[IntentListed],
    summary="What customers want, an intent a row, in the order of their founding",
    **operation("insight"),
)
def list_intents(
    caller: Calling, shared: Here, limit: Limit = FIRST, after: After = None
) -> Response:
    """Those that take questions now; one that was split or merged is not listed. Every metric can
    be taken apart `by=intent`, under these ids."""
    with shared.app.measures.counted(caller.workspace) as counted:
        live = {course.intent_id for course in counted.courses if course.intent_id}
        soonest = routing.soonest(shared.port, caller.workspace, counted, sorted(live))
        ways = routing.ways_of(counted.courses, live)
        handled = routing.handled_of(counted, live)
    with shared.port.learned(caller.workspace) as learned:
        all_live = learned.intents.live
    questions = asking.questions(shared.port, caller.workspace, all_live)
    with shared.port.learned(caller.workspace) as learned:
        place = {intent: n for n, intent in enumerate(learned.intents.ids, 1)}
        found = [each for each in learned.intents.live if place[each] > number(after, 0)]
        kept, following = cut(found[: limit + 1], limit, lambda each: str(place[each]))
        listed = [
            intent_of(
                learned,
                each,
                (soonest.get(each), handled.get(each, Handled())),
                ways[each].listed if each in ways else (),
                questions.get(each),
            )
            for each in kept
        ]
    return answered(Page[IntentListed](items=listed, next=following))
