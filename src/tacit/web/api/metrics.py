"""The figures: every metric with its definition, over any window, and the learning curve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from tacit.events import IntentId
from tacit.flows.leaving import leaving, plainly
from tacit.flows.record import names
from tacit.metrics import plain
from tacit.metrics.curve import SIZE
from tacit.metrics.groups import UnknownGrouping
from tacit.metrics.measure import Measured as Answer
from tacit.metrics.measure import Series as Counted
from tacit.metrics.metric import UnknownMetric
from tacit.metrics.window import Window, WrongWindow, window_of
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.paging import Page
from tacit.web.problems import Problem, Wrong, invalid, missing
from tacit.web.shapes.churn import Leaving
from tacit.web.shapes.fields import answered
from tacit.web.shapes.metric import Curve, Measured, Metric, Traits
from tacit.web.shapes.months import Months
from tacit.web.shapes.reliability import Reliability, reliability_of
from tacit.web.shared import Here, Shared

router = APIRouter(route_class=Guarded, tags=["insight"])

_DAY: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": each} for each in ("date", "date-time")]
}
_WINDOW = "A day such as 2026-03-01, or a time."
# Groups that the log holds as ids, and the kind of external id that names them.
_NAMED = {"team": "team", "account": "account"}


@dataclass
class Asked:
    """The window of a question, as its caller writes it."""

    from_: Annotated[
        str | None, Query(alias="from", min_length=1, description=_WINDOW, json_schema_extra=_DAY)
    ] = None
    to: Annotated[
        str | None,
        Query(min_length=1, description=_WINDOW + " A day counts whole.", json_schema_extra=_DAY),
    ] = None
    zone: Annotated[
        str,
        Query(
            max_length=60,
            description="Whose days: an IANA zone.",
            json_schema_extra={"format": "iana-zone"},
        ),
    ] = "UTC"

    def window(self, every: str = "month") -> Window:
        """The window; a problem with the field that cannot be where it cannot."""
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise invalid("zone", "write one such as UTC or Europe/Berlin") from None
        try:
            return window_of(self.from_, self.to, every, zone)
        except WrongWindow as wrong:
            raise invalid(str(wrong).split(" ", 1)[0], str(wrong)) from None


Windowed = Annotated[Asked, Depends()]
OfIntent = Annotated[
    str | None, Query(min_length=1, max_length=100, description="The id of one intent.")
]


@router.get(
    "/metrics",
    response_model=Page[Metric],
    summary="Every metric with its definition, and what it says of a window",
    **operation("insight"),
)
def list_metrics(asked: Windowed, caller: Calling, shared: Here) -> Response:
    """Confirmed and assumed resolutions are two metrics and are never added."""
    found = shared.app.measures.overview(caller.workspace, asked.window())
    listed = [Metric.model_validate(each) for each in plain.of_overview(found)]
    return answered(Page[Metric](items=listed, next=None))


@router.get(
    "/metrics/{name}",
    response_model=Measured,
    summary="One metric by period, and by what it can be taken apart",
    **operation("insight", problems=["not_found"]),
)
def read_metric(
    name: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$")],
    asked: Windowed,
    caller: Calling,
    shared: Here,
    every: Literal["day", "week", "month"] = "month",
    by: Annotated[
        str | None,
        Query(pattern=r"^[a-z_]{1,30}$", description="One of the metric's `by` in the list."),
    ] = None,
) -> Response:
    """Points with numerator, denominator and interval; a metric that would flatter alone comes
    with those that keep it honest."""
    try:
        found = shared.app.measures.measure(caller.workspace, name, asked.window(every), by)
    except UnknownMetric as unknown:
        raise missing("metric", name) from unknown
    except UnknownGrouping as unknown:
        raise invalid("by", str(unknown)) from None
    except WrongWindow as wrong:
        raise Problem("invalid", str(wrong), errors=[Wrong("every", str(wrong))]) from None
    told = plain.of_measured(_named(shared, caller, found))
    return answered(Measured.model_validate(told))


@router.get(
    "/metrics/{name}/traits",
    response_model=Traits,
    summary="What of customers and their accounts one metric goes with",
    **operation("insight", problems=["not_found"]),
)
def read_traits(
    name: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$")],
    asked: Windowed,
    caller: Calling,
    shared: Here,
) -> Response:
    """Each value of a trait, such as a plan or a billing status, against all others. Of metrics
    that count conversations."""
    window = asked.window()
    try:
        found = shared.app.measures.traits(caller.workspace, name, window)
    except UnknownMetric as unknown:
        raise missing("metric", name) from unknown
    return answered(Traits.model_validate(plain.of_traits(name, found, window)))


def _named(shared: Shared, caller: Caller, found: Answer) -> Answer:
    """The same, with groups under the names that other systems know them by."""
    kind = _NAMED.get(found.by or "")
    if kind is None:
        return found
    ids = [*found.series.groups]
    known = names(shared.port, caller.workspace, kind, ids)
    return replace(
        found,
        series=_renamed(found.series, known),
        beside=[_renamed(each, known) for each in found.beside],
    )


def _renamed(series: Counted, known: dict[str, str]) -> Counted:
    def name(group: str | None) -> str | None:
        return None if group is None else known.get(group, group)

    return replace(
        series,
        groups={known.get(group, group): reading for group, reading in series.groups.items()},
        points=[replace(each, group=name(each.group)) for each in series.points],
    )


@router.get(
    "/learning-curve",
    response_model=Curve,
    summary="Does it get better with every conversation that an agent judged?",
    **operation("insight"),
)
def read_curve(
    asked: Windowed,
    caller: Calling,
    shared: Here,
    size: Annotated[
        int, Query(ge=1, le=100_000, description="Judged conversations a step.")
    ] = SIZE,
) -> Response:
    """Steps of equal size in the order of the log: what decisions ranked when they were taken,
    judged by what agents cited later."""
    found: Any = shared.app.measures.curve(caller.workspace, asked.window(), size)
    return answered(Curve.model_validate(plain.of_curve(found)))


@router.get(
    "/reliability",
    response_model=Reliability,
    summary="What confidences promise, and what each error budget would answer",
    **operation("insight", problems=["not_found"]),
)
def read_reliability(caller: Calling, shared: Here, intent: OfIntent = None) -> Response:
    """The reliability curve, over all intents or of one, and for five budgets the line that kept
    it on the older half with what became of the newer half by that line."""
    if intent is not None:
        with shared.port.learned(caller.workspace) as learned:
            if intent not in learned.intents.live:
                raise missing("intent", intent)
    wanted = None if intent is None else IntentId(intent)
    return answered(reliability_of(shared.app.measures.reliability(caller.workspace, wanted)))


@router.get(
    "/churn",
    response_model=Leaving,
    summary="The accounts that may leave within 30 days, and what says so",
    **operation("insight"),
)
def read_churn(caller: Calling, shared: Here) -> Response:
    """Each account that has not left, by its conversation of the last 30 days with the highest
    chance, highest first; the signs with their odds, and how well they found accounts that left."""
    with shared.app.measures.current(caller.workspace) as courses:
        found = leaving(courses)
    ids = [each.account_id for each in found.at_risk]
    called = names(shared.port, caller.workspace, "account", ids)
    return answered(Leaving.model_validate(plainly(found, called)))


@router.get(
    "/months",
    response_model=Months,
    summary="Month by month: resolution, handoffs and coverage, and the learnings that moved them",
    **operation("insight"),
)
def read_months(
    asked: Windowed,
    caller: Calling,
    shared: Here,
    every: Literal["week", "month"] = "month",
) -> Response:
    """Each change comes with its interval and with the intents that made it; each of those with
    the agents' replies that its answers of the period rested on."""
    window, measures = asked.window(every), shared.app.measures
    found = measures.months(caller.workspace, window)
    told = plain.of_months(found, measures.widened(caller.workspace), window)
    return answered(Months.model_validate(told))
