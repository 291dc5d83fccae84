"""Reads from the log every answer that somebody saw and judged, with its chance, for backtests.

Reads only; the terminal asks it. Conversations of the erased are passed over.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from tacit.answering.awaiting import Ratings
from tacit.answering.backtest import Draw, Judged, judged_of
from tacit.events import (
    ConversationId,
    ConversationOpened,
    DecisionId,
    DecisionTaken,
    LessonSettled,
    WorkspaceId,
    day_number,
)
from tacit.flows.port import Port

_DRAWS = 1000
_KINDS = (ConversationOpened.kind, DecisionTaken.kind, LessonSettled.kind)


def judged_in(port: Port, workspace: WorkspaceId) -> list[Judged]:
    """Every judged answer in the order in which they were given, by the words that stand now."""
    erased = port.store.erased(workspace)
    gone, ratings = set[ConversationId](), Ratings()
    taken = dict[DecisionId, tuple[datetime, DecisionTaken]]()
    for logged in port.store.read(workspace, kinds=_KINDS):
        match logged.event:
            case ConversationOpened() as opened if opened.customer_id in erased:
                gone.add(opened.conversation_id)
            case DecisionTaken() as decision if decision.conversation_id not in gone:
                taken[decision.decision_id] = logged.at, decision
            case LessonSettled(decision_id=decision_id) as settled if decision_id in taken:
                ratings.hear(taken[decision_id][1], settled)
    found = list[Judged]()
    for decision_id, (at, decision) in taken.items():
        rating = ratings.standing(decision_id)
        if rating is not None:
            found.append(judged_of(decision, rating, day_number(at)))
    return found


def drawn_by(seed: int) -> Draw:
    """Days drawn anew, as many as there are, by this seed: the same each time."""
    return lambda days: np.random.default_rng(seed).multinomial(
        days, np.full(days, 1 / days), size=_DRAWS
    )
