"""Voids what an answer seemed to resolve once the same account asks the same again.

Runs after the first decision of a conversation. A colleague, or another channel, counts as the
customer themselves: where one was helped, nobody beside them has to ask it anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tacit.conversation import Conversation
from tacit.events import ConversationReopened, DecisionTaken, Logged, WorkspaceId
from tacit.flows.port import Port
from tacit.knowledge.question import likeness, question_of
from tacit.learners.fixed import ONE

# Two questions this alike are the same one (cosine of the whole texts).
_SAME = 0.8
# Two questions that are this likely of one intent are the same one.
_LIKELY = ONE // 2


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
        if not _stands(conversation):
            continue
        voided = ConversationReopened(earlier.conversation_id, "asked_again")
        writing.expected[voided.stream] = conversation.position
        writing.event(voided, cause=logged.position)
        writing.follow_up()
    return writing.append() if writing.events else []


def _stands(conversation: Conversation) -> bool:
    """Whether an answer of the assistant's counts as what helped, or may yet by silence."""
    is_own = bool(conversation.delivered) and conversation.state != "with_agent"
    return is_own and not conversation.is_asked_again


def _same(
    port: Port, workspace: WorkspaceId, decision: DecisionTaken, answered: list[DecisionTaken]
) -> list[DecisionTaken]:
    """Those of the answered decisions that were on the same question."""
    messages = [each.message_id for each in (decision, *answered)]
    vectors = port.store.vectors(workspace, decision.namespace, messages)
    wholes = {of: question_of("", None, held).whole for of, held in vectors.items()}
    asked = wholes.get(decision.message_id)
    return [
        each
        for each in answered
        if _is_one_intent(decision, each) or _is_alike(asked, wholes.get(each.message_id))
    ]


def _is_one_intent(first: DecisionTaken, second: DecisionTaken) -> bool:
    is_known = first.intent_id is not None and first.intent_id == second.intent_id
    return is_known and min(first.intent_confidence, second.intent_confidence) >= _LIKELY


def _is_alike(first: NDArray[np.int8] | None, second: NDArray[np.int8] | None) -> bool:
    return first is not None and second is not None and likeness(first, second) >= _SAME
