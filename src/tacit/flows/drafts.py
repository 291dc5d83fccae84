"""Lays an agent's reply beside the draft that they had: sent, edited, or put aside.

Runs after each reply of an agent. Nobody had a draft before them while a history was rehearsed or
imported, so it is of live replies alone.
"""

from __future__ import annotations

from typing import Literal

from tacit.answering.draft import difference
from tacit.clean import clean
from tacit.conversation import Conversation
from tacit.events import (
    DecisionTaken,
    DraftCompared,
    Logged,
    MessageReceived,
    WorkspaceId,
)
from tacit.flows.port import Port


def on_reply(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Log what became of the draft that lay before whoever replied, with both texts named."""
    message = logged.event
    assert isinstance(message, MessageReceived)
    if message.author != "agent" or logged.origin != "live":
        return []
    then = port.conversation(workspace, message.conversation_id, logged.position - 1)
    decision = then.decision(message.decision_id) if message.decision_id else lying(then)
    if decision is None:
        return []
    texts = port.texts(workspace, [decision.decision_id, message.message_id])
    draft, reply = (texts.get(each) for each in (decision.decision_id, message.message_id))
    if not draft or reply is None:
        return []
    found = difference(clean(draft).strip(), reply)
    compared = DraftCompared(
        message.conversation_id,
        decision.decision_id,
        message.message_id,
        _outcome(message),
        found.sort,
        found.kept,
        found.added,
        found.removed,
        found.spans,
    )
    writing = port.write(workspace, logged.at)
    writing.event(compared, logged.actor, logged.position)
    writing.unique.append(("draft", message.message_id))
    return writing.append()


def lying(conversation: Conversation) -> DecisionTaken | None:
    """The decision whose text waits to be sent by an agent; None where nothing waits.

    It is the last one, as long as nobody replied behind it and it was not sent to the customer.
    """
    if not conversation.decisions or conversation.state == "resolved" or not conversation.turn():
        return None
    last = conversation.decisions[-1]
    is_sent = any(each.decision_id == last.decision_id for each in conversation.delivered)
    return None if is_sent else last


def _outcome(message: MessageReceived) -> Literal["sent", "edited", "overridden"]:
    if message.decision_id is None:
        return "overridden"
    return "edited" if message.is_edited else "sent"
