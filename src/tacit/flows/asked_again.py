"""Voids what an answer seemed to resolve once the same account asks the same again.

Runs after the first decision of a conversation. A colleague, or another channel, counts as the
customer themselves: where one was helped, nobody beside them has to ask it anew.
"""

from __future__ import annotations

from tacit.answering.matter import matter_of
from tacit.events import ConversationReopened, DecisionTaken, Logged, WorkspaceId
from tacit.flows.port import Port


def on_decision(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Reopen the account's other conversations in which this was answered within seven days."""
    decision = logged.event
    assert isinstance(decision, DecisionTaken)
    with port.learned(workspace, logged.position) as learned:
        answered = learned.awaiting.lately.before(decision.conversation_id)
    if not answered or port.conversation(workspace, decision.conversation_id).decisions[1:]:
        return []
    writing = port.write(workspace, logged.at)
    for earlier in _same(port, workspace, decision, answered):
        conversation = port.conversation(workspace, earlier.conversation_id)
        if not conversation.is_helped_alone:
            continue
        voided = ConversationReopened(earlier.conversation_id, "asked_again")
        writing.expected[voided.stream] = conversation.position
        writing.event(voided, cause=logged.position)
        writing.follow_up()
    return writing.append() if writing.events else []


def _same(
    port: Port, workspace: WorkspaceId, decision: DecisionTaken, answered: list[DecisionTaken]
) -> list[DecisionTaken]:
    """Those of the answered decisions that were on the same question."""
    messages = [each.message_id for each in (decision, *answered)]
    held = port.store.vectors(workspace, decision.namespace, messages)
    asked = matter_of(decision, held.get(decision.message_id))
    return [e for e in answered if asked.is_same(matter_of(e, held.get(e.message_id)))]
