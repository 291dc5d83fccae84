"""Notes how soon after an answer a customer asked for a person: the sooner, the less it helped.

Runs after a customer's message that wants a person, and after a handoff that a customer asked for
by a button. It keeps the delay of every answer's first such request, and whether it was fast.
"""

from __future__ import annotations

from tacit.events import (
    ConversationHandedOff,
    ConversationId,
    Logged,
    MessageReceived,
    PersonAskedFor,
    ReplyDelivered,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port


def on_message(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """A customer wrote that they want a person."""
    message = logged.event
    assert isinstance(message, MessageReceived)
    if message.author != "customer" or "wants_human" not in message.signals:
        return []
    return _noted(port, workspace, logged, message.conversation_id)


def on_handoff(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """A customer asked for a person by a button; the assistant's own handoffs follow messages."""
    given = logged.event
    assert isinstance(given, ConversationHandedOff)
    if given.reason != "customer_request" or given.decision_id is not None:
        return []
    return _noted(port, workspace, logged, given.conversation_id)


def _noted(
    port: Port, workspace: WorkspaceId, logged: Logged, conversation_id: ConversationId
) -> list[Logged]:
    then = port.conversation(workspace, conversation_id, logged.position - 1)
    replies = [each for each in then.spoken if each.author in ("agent", "assistant")]
    reply = replies[-1].event if replies else None
    if not isinstance(reply, ReplyDelivered):
        return []
    decision = then.decision(reply.decision_id)
    if decision is None or decision.action != "answer":
        return []
    noted = (e.event for e in port.stream(workspace, Stream("conversation", conversation_id)))
    if any(isinstance(e, PersonAskedFor) and e.decision_id == reply.decision_id for e in noted):
        return []
    waited = max(int((logged.at - replies[-1].at).total_seconds()), 0)
    writing = port.write(workspace, logged.at)
    asked = PersonAskedFor(conversation_id, reply.decision_id, waited, waited <= port.fast_seconds)
    writing.event(asked, logged.actor, logged.position)
    writing.unique.append(("asked_for", reply.decision_id))
    return writing.append()
