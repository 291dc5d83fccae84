"""Sets what may be done with decisions: for all intents, for one, for a policy class or segment.

Doors call it; each step is an event with its reason and who took it. `*` stands for every
intent without a mode of its own. What an intent, or a segment of customers, earns or loses by
itself is such a step too, taken by the system after each final lesson.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from tacit.answering.autonomy import moved, segments_moved
from tacit.answering.learned import Learned
from tacit.answering.policy import CLASSES
from tacit.answering.segment import segment_of
from tacit.events import (
    EVERY_INTENT,
    Actor,
    DecisionTaken,
    EarningSet,
    ExplorationSet,
    IntentId,
    LessonSettled,
    Logged,
    Mode,
    ModeSet,
    ModeUnset,
    Patience,
    PatienceSet,
    PolicySet,
    SignalWeighed,
    Stream,
    Treatment,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.store.batch import Conflict
from tacit.weights import WEIGHTS

# Of so many in a hundred answers another may be tried: a small share, or it is no trial.
MOST_PERCENT = 10


def set_mode(
    port: Port,
    workspace: WorkspaceId,
    mode: Mode,
    reason: str,
    by: Actor,
    intent: IntentId = EVERY_INTENT,
) -> list[Logged]:
    """Set what may be done with decisions about an intent, unless that was said of it already.

    A segment of customers, ATTRIBUTE=VALUE, has one too: of its questions no more is done than
    it allows. Raises KeyError for an intent that there is none of, and ValueError for a segment
    that nobody can be of.
    """
    token = None
    if "=" in intent:
        segment = segment_of(intent)
        intent = IntentId(segment.name)
        token = segment.token(port.store.background(workspace, None, None).secret)
    with port.learned(workspace) as learned:
        intent = _known(learned, intent)
        held = learned.modes.held.get(intent)
        # A new workspace observes without anybody's having said so.
        if held == mode or (held is None and intent == EVERY_INTENT and mode == "observe"):
            return []
    writing = port.write(workspace)
    writing.event(ModeSet(intent, mode, reason, token=token), by)
    return writing.append()


def unset_mode(
    port: Port, workspace: WorkspaceId, reason: str, by: Actor, intent: IntentId
) -> list[Logged]:
    """Let an intent follow all others again, or a segment its intents; nothing where it does.

    Raises KeyError for an intent that there is none of, ValueError as `set_mode` does.
    """
    if "=" in intent:
        intent = IntentId(segment_of(intent).name)
    with port.learned(workspace) as learned:
        intent = _known(learned, intent)
        if (learned.modes.held.get(intent) if "=" in intent else learned.own_mode(intent)) is None:
            return []
    writing = port.write(workspace)
    writing.event(ModeUnset(intent, reason), by)
    return writing.append()


def set_earning(
    port: Port, workspace: WorkspaceId, upto: Mode, reason: str, by: Actor
) -> list[Logged]:
    """Say up to which mode intents may rise by themselves; nothing where that was said already."""
    with port.learned(workspace) as learned:
        if learned.earns == upto:
            return []
    writing = port.write(workspace)
    writing.event(EarningSet(upto, reason), by)
    return writing.append()


def explore(
    port: Port, workspace: WorkspaceId, percent: int, reason: str, by: Actor
) -> list[Logged]:
    """Say of how many in a hundred answers another about as likely is tried; 0: of none.

    Nothing where that was said already. Raises ValueError for more than may be.
    """
    if not 0 <= percent <= MOST_PERCENT:
        raise ValueError(f"{percent} in a hundred cannot be: 0 to {MOST_PERCENT} may be tried")
    said = ExplorationSet(percent, reason)
    # Where the stream ends is read before what it says: of two presses at once, the second either
    # finds the setting made or meets a conflict.
    earlier = port.store.read_stream(workspace, said.stream)
    with port.learned(workspace) as learned:
        if learned.policies.explores_percent == percent:
            return []
    writing = port.write(workspace)
    writing.expected[said.stream] = earlier[-1].position if earlier else 0
    writing.event(said, by)
    try:
        return writing.append()
    except Conflict:
        with port.learned(workspace) as learned:
            if learned.policies.explores_percent != percent:
                raise
        return []


def weigh(
    port: Port,
    workspace: WorkspaceId,
    signal: str,
    percent: int | None,
    by: Actor,
    reason: str = "",
) -> list[Logged]:
    """Say of how much of a word a customer's signal is worth; None: as if nobody had said.

    What was settled before keeps its weight. Nothing where that was said already. Raises
    KeyError for a signal that there is none of, and ValueError for more than a word.
    """
    if signal not in WEIGHTS:
        raise KeyError(f"there is no signal {signal}; one of: {', '.join(WEIGHTS)}")
    if percent is not None and not 0 <= percent <= 100:
        raise ValueError(f"{percent}% cannot be: a signal is 0 to 100% of a word")
    weight = None if percent is None else 10 * percent
    with port.learned(workspace) as learned:
        if learned.policies.weights.get(signal) == weight:
            return []
    writing = port.write(workspace)
    writing.event(SignalWeighed(signal, weight, reason), by)
    return writing.append()


def set_patience(
    port: Port, workspace: WorkspaceId, action: Patience, reason: str, by: Actor
) -> list[Logged]:
    """Say what is done where frustration rises; nothing where that was said already."""
    with port.learned(workspace) as learned:
        if learned.policies.patience == action:
            return []
    writing = port.write(workspace)
    writing.event(PatienceSet(action, reason), by)
    return writing.append()


def treat(
    port: Port,
    workspace: WorkspaceId,
    policy_class: str,
    treatment: Treatment | None,
    by: Actor,
    reason: str = "",
) -> list[Logged]:
    """Say what is done about a policy class, or ATTRIBUTE=VALUE; None: as if nobody had said.

    Nothing where that was said already. Raises KeyError for a class that there is none of, and
    ValueError for a segment that nobody can be of.
    """
    token = None
    if policy_class not in CLASSES:
        if "=" not in policy_class:
            raise KeyError(f"there is no policy class {policy_class}")
        segment = segment_of(policy_class)
        policy_class = segment.name
        token = segment.token(port.store.background(workspace, None, None).secret)
    with port.learned(workspace) as learned:
        if learned.policies.treatments.get(policy_class) == treatment:
            return []
    writing = port.write(workspace)
    writing.event(PolicySet(policy_class, treatment, reason, token), by)
    return writing.append()


def on_lesson(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Let an intent and the customer's segments rise or fall by what came of their answers.

    Nothing while a history is told.
    """
    lesson = logged.event
    assert isinstance(lesson, LessonSettled)
    if port.origin != "live" or lesson.standing == "provisional":
        return []
    taken = port.conversation(workspace, lesson.conversation_id).decisions
    decision = next((d for d in taken if d.decision_id == lesson.decision_id), None)
    if decision is None:
        return []
    writing = port.write(workspace, logged.at)
    with port.learned(workspace) as learned:
        intent = learned.intents.now(decision.intent_id)
        move = moved(learned, intent) if intent else None
        steps = segments_moved(learned, decision.situation)
    for step in (*filter(None, [move]), *_named(port, workspace, decision, steps)):
        writing.move(step, logged.position)
    return writing.append()


def _named(
    port: Port, workspace: WorkspaceId, decision: DecisionTaken, steps: Sequence[ModeSet]
) -> list[ModeSet]:
    """The steps of segments by their names, which lie beside the log; none whose words are gone."""
    if not steps:
        return []
    held = port.store.bodies(workspace, [decision.situation_id or ""]).values()
    words = {token: "=".join(told) for text in held for token, told in json.loads(text).items()}
    named = [(step, step.intent_id or words.get(step.token or "")) for step in steps]
    return [replace(step, intent_id=name) for step, name in named if name]


def go_live(port: Port, workspace: WorkspaceId) -> list[Logged]:
    """End a workspace's rehearsal: its mode, whichever it is, is the first live event."""
    with port.learned(workspace) as learned:
        mode = learned.mode_of(None)
    writing = port.write(workspace)
    writing.event(ModeSet(EVERY_INTENT, mode, "its history was rehearsed"))
    return writing.append()


def history(port: Port, workspace: WorkspaceId, intent: str) -> list[Logged]:
    """How the mode of an intent was set and unset so far, in the log's order.

    Of `manifest` how far intents may rise by themselves, how much is explored and what rising
    frustration does, of a policy class what was done about it.
    """
    return port.store.read_stream(workspace, Stream("autonomy", intent))


def _known(learned: Learned, intent: IntentId) -> IntentId:
    """An intent by the id that it goes by now: it may have been merged into another."""
    if intent == EVERY_INTENT or "=" in intent:
        return intent
    now = learned.intents.now(intent)
    if now is None:
        raise KeyError(f"there is no intent {intent}")
    return now
