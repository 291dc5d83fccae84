"""What was set or alarmed of before, by whom and why, as pages list it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.answering.drift import OVER_ALL, name_of
from tacit.events import (
    DriftAlarmed,
    DriftClosed,
    EarningSet,
    ExplorationSet,
    Logged,
    ModeSet,
    ModeUnset,
    PatienceSet,
    PersonId,
    PolicySet,
    SignalWeighed,
    WorkspaceId,
)
from tacit.flows import autonomy, drift

if TYPE_CHECKING:
    from tacit.flows.port import Port

Changed = (
    ModeSet | ModeUnset | EarningSet | ExplorationSet | PatienceSet | PolicySet | SignalWeighed
)
Alarms = DriftAlarmed | DriftClosed
ALARMS = 10
_RAISED = "alarm"


@dataclass(frozen=True)
class Change:
    """One time that a mode was set, or given up: then `mode` is empty."""

    at: datetime
    mode: str
    reason: str
    who: str


def changes_of(port: Port, workspace: WorkspaceId, intent: str) -> list[Change]:
    """How what may be done about an intent was changed, the newest first.

    Of `manifest` how far intents may rise by themselves, how much is tried (a number) and what
    rising frustration does, of a policy class what was done about it.
    """
    return _told(port, workspace, autonomy.history(port, workspace, intent))


def alarms_before(port: Port, workspace: WorkspaceId, watched: str) -> list[Change]:
    """The alarms of something watched that ended, with their ends, the newest first."""
    found = _told(port, workspace, drift.history(port, workspace, watched))
    # One that is open has no end yet, and stands elsewhere with what was counted since.
    return found[1:] if found and found[0].mode == _RAISED else found


def alarms_over_all(port: Port, workspace: WorkspaceId) -> tuple[Sequence[Change], int]:
    """The last that ended of what is watched over all, by name; and how many earlier steps."""
    with port.learned(workspace) as learned:
        names = {each: name_of(learned, each) for each in OVER_ALL}
    found = [
        replace(each, mode=f"{name}: {each.mode}")
        for watched, name in names.items()
        for each in alarms_before(port, workspace, watched)
    ]
    found.sort(key=lambda each: each.at, reverse=True)
    return found[:ALARMS], len(found[ALARMS:])


def _told(port: Port, workspace: WorkspaceId, events: Iterable[Logged]) -> list[Change]:
    events = list(events)
    ids = {PersonId(each.actor.id) for each in events if each.actor.id}
    people = port.store.people(workspace, ids) if ids else {}

    def who(logged: Logged) -> str:
        person = people.get(PersonId(logged.actor.id or ""))
        return person.name if person else logged.actor.kind

    return [
        Change(each.at, _what(each.event), each.event.reason, who(each))
        for each in reversed(events)
        if isinstance(each.event, Changed | Alarms)
    ]


def _what(event: Changed | Alarms) -> str:
    match event:
        case ModeSet(mode=mode) | EarningSet(upto=mode):
            return mode
        case PolicySet(treatment=treatment):
            return treatment or ""
        case PatienceSet(action=action):
            return action
        case ExplorationSet(percent=percent):
            return str(percent)
        case SignalWeighed(weight=int(weight)):
            return f"{weight // 10}%"
        case DriftAlarmed():
            return _RAISED
        case DriftClosed(is_usual=is_usual):
            return "over" if is_usual else "seen"
    return ""
