"""Brings a decision to the customer where its mode allows, or hands the conversation over.

Runs after each decision. In observe and draft nothing leaves; what lost mode auto by its wrong
answers is handed over as it would be in auto. Once an agent
has taken a conversation, the assistant stays silent until it is given back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tacit.answering.handoff import HANDOFF_REASONS
from tacit.conversation import Conversation
from tacit.events import (
    ASSISTANT,
    SYSTEM,
    AuditDrawn,
    ConversationHandedOff,
    ConversationId,
    DecisionId,
    DecisionTaken,
    Logged,
    MessageId,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.store.batch import Job

# Silence means a little after three days and more after seven (design.md 3.8).
SILENCES = (72, 168)


def on_decision(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Deliver an answer or a question back, or hand off; nothing leaves outside mode auto."""
    decision = logged.event
    assert isinstance(decision, DecisionTaken)
    if decision.mode != "auto" and decision.rule != "lost":
        return []
    conversation = port.conversation(workspace, decision.conversation_id)
    if conversation.state == "with_agent" or _is_superseded(conversation, decision):
        return []
    if decision.rule == "thanks":
        return []
    if decision.action == "hand_off" or decision.rule == "lost":
        return hand_off(port, workspace, conversation, decision, logged)
    text = port.texts(workspace, [decision.decision_id])[decision.decision_id]
    writing = port.write(workspace, logged.at)
    message = MessageId(writing.new_id())
    commitment = writing.body(message, text, conversation.customer_id, conversation.conversation_id)
    cites = decision.cites if decision.action == "answer" else []
    writing.event(
        ReplyDelivered(
            decision.conversation_id, decision.decision_id, message, commitment, [*cites]
        ),
        ASSISTANT,
        logged.position,
    )
    if decision.action == "answer":
        _draw(writing, decision, logged.position)
    writing.expected[decision.stream] = conversation.position
    writing.jobs += silences(
        workspace, decision.conversation_id, decision.decision_id, writing.recorded_at
    )
    return writing.append()


def _draw(writing: Writing, decision: DecisionTaken, cause: int) -> None:
    """Let the dice say whether an agent is asked to judge this answer; none of a history's is."""
    if writing.port.origin != "live":
        return
    with writing.port.learned(writing.workspace) as learned:
        chance = learned.audits.chance(decision.intent_id)
    if writing.port.dice.getrandbits(12) < chance:
        drawn = AuditDrawn(
            decision.conversation_id, decision.decision_id, decision.intent_id, chance
        )
        writing.event(drawn, SYSTEM, cause)


def silences(
    workspace: WorkspaceId, conversation: ConversationId, decision: DecisionId, since: datetime
) -> list[Job]:
    """The jobs that listen, at the end of each window, whether all was silent since a reply."""
    return [
        Job(
            "settle_silence",
            since + timedelta(hours=hours),
            {
                "workspace": workspace,
                "conversation": conversation,
                "decision": decision,
                "hours": str(hours),
            },
            f"silence:{decision}:{hours}",
        )
        for hours in SILENCES
    ]


def hand_off(
    port: Port,
    workspace: WorkspaceId,
    conversation: Conversation,
    decision: DecisionTaken,
    cause: Logged,
) -> list[Logged]:
    """Log that an agent is to take over, with the reason from the closed list."""
    writing = port.write(workspace, cause.at)
    reason = HANDOFF_REASONS[decision.rule]
    writing.event(
        ConversationHandedOff(
            conversation.conversation_id, reason, conversation.handoffs + 1, decision.decision_id
        ),
        ASSISTANT,
        cause.position,
    )
    writing.expected[decision.stream] = conversation.position
    return writing.append()


def _is_superseded(conversation: Conversation, decision: DecisionTaken) -> bool:
    is_delivered = any(r.decision_id == decision.decision_id for r in conversation.delivered)
    return is_delivered or conversation.decisions[-1].decision_id != decision.decision_id
