"""Sends what is handed over to the team that resolves such matters soonest, where one does.

Runs after each handoff by the assistant. Who resolves what is counted by the process
(`Measures`); what the choice rests on is written into the event, so that it can be read later.
"""

from __future__ import annotations

from tacit.events import (
    ConversationHandedOff,
    ConversationRouted,
    Logged,
    TeamId,
    WorkspaceId,
)
from tacit.flows.port import Port


def on_handoff(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Route to the soonest team; nothing where agents did, or where none stands out."""
    handed = logged.event
    assert isinstance(handed, ConversationHandedOff)
    if port.teams is None or logged.actor.kind != "assistant" or port.origin != "live":
        return []
    conversation = port.conversation(workspace, handed.conversation_id)
    decision = conversation.decision(handed.decision_id) if handed.decision_id else None
    if conversation.team_id is not None or decision is None:
        return []
    with port.learned(workspace) as learned:
        intent = learned.intents.now(decision.intent_id)
    found = port.teams(workspace, intent) if intent is not None else None
    if found is None:
        return []
    counts = [
        count
        for tally in (found.own, found.others)
        for count in (tally.n, tally.held, tally.median)
    ]
    writing = port.write(workspace, logged.at)
    routed = ConversationRouted(handed.conversation_id, TeamId(found.agent), counts)
    writing.event(routed, cause=logged.position)
    writing.expected[handed.stream] = conversation.position
    return writing.append()
