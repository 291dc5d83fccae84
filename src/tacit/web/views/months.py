"""The report month by month as its page shows it: figures in words, topics by name, replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tacit.events import IntentId, PersonId, WorkspaceId
from tacit.metrics.months import FIGURES, Change, Month, Topic
from tacit.metrics.widened import Widened
from tacit.metrics.window import Window
from tacit.web.views.sources import Source, sources_of

if TYPE_CHECKING:
    from tacit.metrics.metric import Reading
    from tacit.web.shared import Shared

# A year: nobody compares further back on one page.
_PERIODS = 12
_WIDENED = 20
SHORT = {
    "resolution_confirmed": "Resolved, confirmed",
    "resolution_assumed": "Resolved, assumed",
    "handoff": "Handed over",
    "coverage": "Answered",
    "handoff_fell_short": "Handoffs that fell short",
}


@dataclass(frozen=True)
class Cell:
    """One figure of a period, and how far it moved since the one before."""

    name: str
    reading: Reading
    change: Change | None


@dataclass(frozen=True)
class Reply:
    """An agent's reply that taught an entry, by whom, how many `more` said the same, and how many
    conversations were answered from it."""

    conversation_id: str
    who: str
    at: datetime
    more: int
    source: Source | None
    answered: int


@dataclass(frozen=True)
class Moved:
    """One figure that an intent moved: its short name, its points, and its counts in words."""

    name: str
    points: float
    counts: str


@dataclass(frozen=True)
class Mover:
    """An intent that moved the figures of a period, with the replies that taught it."""

    intent_id: IntentId
    name: str
    moved: Sequence[Moved]
    replies: Sequence[Reply]
    others: int


@dataclass(frozen=True)
class Shown:
    """One period."""

    begins: date
    ends: date
    n: int
    cells: Sequence[Cell]
    known_limit: str
    movers: Sequence[Mover]


@dataclass(frozen=True)
class Class:
    """One intent before a handoff taught something about it, and since."""

    name: str
    found: Widened


@dataclass(frozen=True)
class Report:
    """The whole page: the periods, the newest first, and what handoffs widened."""

    zone: str
    periods: Sequence[Shown]
    classes: Sequence[Class]
    others: int


def report_of(shared: Shared, workspace: WorkspaceId, window: Window) -> Report:
    """The report over a window, in days of its zone."""
    found = shared.app.measures.months(workspace, window)[-_PERIODS:]
    widened = shared.app.measures.widened(workspace)
    entries = {e.taught.entry_id for m in found for t in m.topics for e in t.learnings}
    people = {e.taught.by for m in found for t in m.topics for e in t.learnings}
    sources = sources_of(shared.port, workspace, sorted(entries))
    beings = shared.port.store.people(workspace, people) if people else {}
    who = {id: each.name for id, each in beings.items()}
    with shared.port.learned(workspace) as learned:
        intents = {t.intent_id for m in found for t in m.topics}
        intents |= {each.intent_id for each in widened}
        called = {each: learned.name_of(each) or "without a name" for each in intents}
    return Report(
        str(window.zone),
        [
            _shown(month, [_mover(t, called, sources, who) for t in month.topics])
            for month in reversed(found)
        ],
        [Class(called[each.intent_id], each) for each in widened[:_WIDENED]],
        len(widened[_WIDENED:]),
    )


def _shown(month: Month, movers: Sequence[Mover]) -> Shown:
    limit = month.readings["handoff_fell_short"].parts.get("known_limit")
    return Shown(
        month.begins,
        month.ends,
        month.readings["coverage"].n,
        [Cell(name, month.readings[name], month.changes.get(name)) for name in FIGURES],
        f"{limit.part} of {limit.whole}" if limit else "",
        movers,
    )


def _mover(
    topic: Topic, called: dict[IntentId, str], sources: dict[str, Source], who: dict[PersonId, str]
) -> Mover:
    moved = [
        Moved(
            SHORT[name],
            points,
            f"{topic.before[name].part} of {topic.before[name].whole}, then "
            f"{topic.now[name].part} of {topic.now[name].whole}",
        )
        for name, points in topic.points.items()
        if points
    ]
    replies = [
        Reply(
            each.conversation_id,
            who.get(each.taught.by) or "an agent",
            each.taught.at,
            each.replies - 1,
            sources.get(each.taught.entry_id),
            each.answered,
        )
        for each in topic.learnings
    ]
    return Mover(topic.intent_id, called[topic.intent_id], moved, replies, topic.others)
