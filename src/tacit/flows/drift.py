"""Says in the log that something goes wrong oftener than it used to, and when that is over.

Runs after each final lesson, of a history too: the lead of a new desk is told on which day
its past went wrong. An alarm is closed by itself, or by a person who saw it. An intent that is
alarmed of answers alone no more, in the same step.
"""

from __future__ import annotations

from tacit.answering import autonomy
from tacit.answering.drift import OVER_ALL, due
from tacit.events import (
    SYSTEM,
    Actor,
    DriftAlarmed,
    DriftClosed,
    LessonSettled,
    Logged,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing


def on_lesson(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Raise or close the alarms that are due, of what was decided about or of all."""
    lesson = logged.event
    assert isinstance(lesson, LessonSettled)
    if lesson.standing == "provisional":
        return []
    taken = port.conversation(workspace, lesson.conversation_id).decisions
    named = next((d.intent_id for d in taken if d.decision_id == lesson.decision_id), None)
    writing = port.write(workspace, logged.at)
    with port.learned(workspace) as learned:
        intent = learned.intents.now(named)
        watched = OVER_ALL if intent is None else (intent, *OVER_ALL)
        events = [event for each in watched if (event := due(learned, each)) is not None]
        alarms = [each for each in events if isinstance(each, DriftAlarmed)]
        steps = [autonomy.alarmed(learned, each) for each in alarms if port.origin == "live"]
    for event in events:
        _expect(port, writing, event.watched)
        writing.event(event, SYSTEM, logged.position)
    for step in filter(None, steps):
        writing.move(step, logged.position)
    return writing.append()


def seen(port: Port, workspace: WorkspaceId, watched: str, reason: str, by: Actor) -> list[Logged]:
    """Close an alarm: what has been since is usual from now on; nothing where there is none."""
    writing = port.write(workspace)
    _expect(port, writing, watched)
    with port.learned(workspace) as learned:
        if watched not in learned.drift.alarmed:
            return []
    writing.event(DriftClosed(watched, False, reason), by)
    return writing.append()


def history(port: Port, workspace: WorkspaceId, watched: str) -> list[Logged]:
    """The alarms of something watched and their ends so far, in the log's order."""
    return port.store.read_stream(workspace, Stream("drift", watched))


def _expect(port: Port, writing: Writing, watched: str) -> None:
    held = history(port, writing.workspace, watched)
    writing.expected[Stream("drift", watched)] = held[-1].position if held else 0
