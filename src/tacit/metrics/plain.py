"""Answers as plain values: what the programming interface sends and `tacit metrics --json` prints.

Times are days of the reader's zone. A share of nothing is null, never zero.
"""

from __future__ import annotations

from typing import Any

from tacit.metrics import ALL, months, traits
from tacit.metrics.curve import DEFINITION, Curve, Step
from tacit.metrics.groups import GROUPINGS, WIDER
from tacit.metrics.measure import Measured, Overview, Series
from tacit.metrics.metric import Metric, Reading
from tacit.metrics.months import Month, Topic
from tacit.metrics.traits import Finding
from tacit.metrics.widened import DEFINITION as WIDENED
from tacit.metrics.widened import Span, Widened
from tacit.metrics.window import Window
from tacit.share import Share

DIGITS = 6


def described(name: str, metric: type[Metric]) -> dict[str, Any]:
    """One row of the list of metrics: its name, and what it counts."""
    return {
        "name": name,
        "title": metric.title,
        "definition": metric.definition,
        "units": metric.units,
        "awaits": metric.awaits,
        "beside": list(metric.beside),
        "by": [*GROUPINGS, *WIDER, *metric.splits],
    }


def listed() -> list[dict[str, Any]]:
    """All metrics, in the order in which people are shown them."""
    return [described(name, metric) for name, metric in ALL.items()]


def of_overview(found: Overview) -> list[dict[str, Any]]:
    """All metrics with their definitions, and what each says of one window."""
    span = {"from": _day(found.begins), "to": _day(found.ends)}
    return [
        {**described(name, ALL[name]), **span, **_reading(reading)}
        for name, reading in found.readings.items()
    ]


def of_measured(measured: Measured) -> dict[str, Any]:
    """A measured metric with all that stands beside it."""
    return {
        **_series(measured.series),
        "every": measured.window.every,
        "by": measured.by,
        "zone": str(measured.window.zone),
        "from": _day(measured.begins),
        "to": _day(measured.ends),
        "beside": [_series(each) for each in measured.beside],
    }


def of_curve(curve: Curve) -> dict[str, Any]:
    """A learning curve."""
    gain = None
    if curve.gain is not None:
        interval = [_rounded(curve.gain.low), _rounded(curve.gain.high)]
        gain = {
            "origin": curve.gain.origin,
            "value": _rounded(curve.gain.points),
            "interval": interval,
        }
    return {
        "definition": DEFINITION,
        "size": curve.size,
        "left_out": curve.left_out,
        "points": [_step(each) for each in curve.steps],
        "gain": gain,
    }


def of_months(found: list[Month], widened: list[Widened], window: Window) -> dict[str, Any]:
    """The periods of a window, the newest first, and what handoffs widened."""
    return {
        "definition": months.DEFINITION,
        "every": window.every,
        "zone": str(window.zone),
        "periods": [_month(each) for each in reversed(found)],
        "widened_definition": WIDENED,
        "widened": [of_widened(each) for each in widened],
    }


def of_traits(name: str, found: list[Finding], window: Window) -> dict[str, Any]:
    """What a metric goes with among traits, the surest first."""
    return {
        "name": name,
        "title": ALL[name].title,
        "definition": traits.DEFINITION,
        "zone": str(window.zone),
        "items": [
            {
                "trait": each.trait,
                "value": each.value,
                "share": _share(each.share),
                "accounts": each.accounts,
                "others": _share(each.others),
                "other_accounts": each.other_accounts,
                "above_by": _rounded(each.points),
                "interval": [_rounded(each.low), _rounded(each.high)],
                "chance": None if each.chance is None else _rounded(each.chance),
                "is_clear": each.is_clear,
            }
            for each in found
        ],
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        "from": _day(month.begins),
        "to": _day(month.ends),
        "figures": {name: _reading(each) for name, each in month.readings.items()},
        "changes": {
            name: {
                "value": _rounded(each.points),
                "interval": [_rounded(each.low), _rounded(each.high)],
                "is_clear": each.is_clear,
            }
            for name, each in month.changes.items()
        },
        "moved_by": [_topic(each) for each in month.topics],
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "intent_id": topic.intent_id,
        "points": {name: _rounded(each) for name, each in topic.points.items()},
        "before": {name: _share(each) for name, each in topic.before.items()},
        "now": {name: _share(each) for name, each in topic.now.items()},
        "learnings": [
            {
                "conversation_id": each.conversation_id,
                "entry_id": each.taught.entry_id,
                "taught_at": each.taught.at,
                "taught_by": each.taught.by,
                "replies": each.replies,
                "answered_conversations": each.answered,
            }
            for each in topic.learnings
        ],
        "other_learnings": topic.others,
    }


def of_widened(found: Widened) -> dict[str, Any]:
    """One intent before a handoff taught something about it, and since."""
    gain = found.gain
    return {
        "intent_id": found.intent_id,
        "learned_at": found.learned_at,
        "conversation_id": found.conversation_id,
        "before": _span(found.before),
        "since": _span(found.since),
        "fell_by": None if gain is None else _rounded(gain[0]),
        "interval": None if gain is None else [_rounded(each) for each in gain[1:]],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"handed_over": _share(span.handed_over), "without_person": _share(span.alone)}


def _step(step: Step) -> dict[str, Any]:
    names = "recall_at_1", "recall_at_3", "recall_at_5", "precision"
    return {
        "origin": step.origin,
        "first": step.first,
        "last": step.last,
        "from": _day(step.begins),
        "to": _day(step.ends),
        **{name: _reading(getattr(step, name)) for name in names},
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "name": series.name,
        "title": series.metric.title,
        "definition": series.metric.definition,
        "units": series.metric.units,
        "total": _reading(series.total),
        "groups": {name: _reading(reading) for name, reading in series.groups.items()},
        "points": [
            {
                "from": _day(each.begins),
                "to": _day(each.ends),
                "group": each.group,
                **_reading(each.reading),
            }
            for each in series.points
        ],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    value = reading.value()
    return {
        **_share(reading.share),
        "interval": None if value is None else [_rounded(each) for each in reading.interval],
        "n": reading.n,
        "left_out": reading.left_out,
        "parts": {name: _share(share) for name, share in reading.parts.items()},
        "figures": dict(reading.figures),
    }


def _share(share: Share) -> dict[str, Any]:
    value = share.value()
    return {
        "numerator": share.part,
        "denominator": share.whole,
        "value": None if value is None else _rounded(value),
    }


def _rounded(value: float) -> float:
    return round(value, DIGITS)


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
