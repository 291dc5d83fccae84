"""What the assistant's own answers say of past questions, and what takes that back.

The learned state's fold calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tacit.events import EntryId
from tacit.knowledge.question import whole_of
from tacit.lesson import is_shown

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import DecisionTaken, LessonSettled


def label(learned: Learned, decision: DecisionTaken, vectors: tuple[bytes, ...]) -> None:
    """Count an answer that was given as right until somebody says otherwise.

    Not after an agent answered the conversation: what it asks by then may be something else.
    """
    conversation = EntryId(decision.conversation_id)
    if not is_shown(decision) or not decision.cites or not vectors:
        return
    if conversation not in learned.exemplars.by_id:
        whole = whole_of(vectors)
        learned.pseudo_labels.take(decision.decision_id, conversation, decision.cites[0], whole)


def doubt(learned: Learned, settled: LessonSettled) -> None:
    """Let a label count no more where anybody says that the answer was wrong.

    An audit's word is the last.
    """
    known = learned.awaiting.looked_at(settled.decision_id)
    is_wrong = known.audit.is_wrong if known.audit is not None else known.is_reported
    learned.pseudo_labels.doubt(settled.decision_id, is_doubted=bool(is_wrong))
