"""What was learned and published between two positions that bears on some entries.

Doors show it beside two answers to one question: why they differ. It reads
the log and writes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from tacit.events import (
    EntryRevised,
    ExemplarPaired,
    ExemplarPublished,
    ExemplarWithdrawn,
    KnowledgePointed,
    KnowledgePublished,
    LessonSettled,
    Logged,
    ModeSet,
    WorkspaceId,
)
from tacit.flows.port import Port

KINDS = tuple(
    kind.kind
    for kind in (
        LessonSettled, ExemplarPaired, ExemplarPublished, ExemplarWithdrawn, EntryRevised,
        KnowledgePublished, KnowledgePointed, ModeSet,
    )
)  # fmt: skip
AT_MOST = 50


@dataclass
class Causes:
    """The latest of what bears on the entries, newest first, and how many there are in all."""

    latest: list[Logged] = field(default_factory=list)
    count: int = 0


def causes(port: Port, workspace: WorkspaceId, after: int, entries: Collection[str]) -> Causes:
    """What the log holds behind a position that bears on these entries, or on all."""
    held = deque[Logged](maxlen=AT_MOST)
    found = Causes()
    for logged in port.store.read(workspace, after=after, kinds=KINDS):
        if bears_on(logged, entries):
            held.append(logged)
            found.count += 1
    found.latest = list(reversed(held))
    return found


def bears_on(logged: Logged, entries: Collection[str]) -> bool:
    """Whether an event moved one of these entries, or every answer."""
    match logged.event:
        case LessonSettled(cites=cites):
            return any(each in entries for each in cites)
        case ExemplarPaired(conversation_id=own, cites=cites):
            return own in entries or any(each in entries for each in cites)
        case ExemplarPublished(entry_id=entry) | ExemplarWithdrawn(entry_id=entry):
            return entry in entries
        case EntryRevised(entry_id=entry):
            return entry in entries
        case KnowledgePublished(revisions=revisions, dropped=dropped):
            return any(each in entries for each in (*revisions, *dropped))
        case KnowledgePointed() | ModeSet():
            return True
    return False
