"""An answer that was drawn by lot, as a conversation's page asks an agent to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import ConversationId, WorkspaceId
from tacit.web.views.sources import sources_of

if TYPE_CHECKING:
    from tacit.flows.port import Port
    from tacit.web.views.talk import Talk

_OFFERED = 6


@dataclass(frozen=True)
class Audit:
    """What is to be judged: the answer, what it rests on, and what else it might have been.

    `others` are the likeliest entries besides: (id, title).
    """

    decision_id: str
    text: str
    title: str
    others: Sequence[tuple[str, str]]


def audit_of(port: Port, workspace: WorkspaceId, talk: Talk) -> Audit | None:
    """The answer of a conversation that waits to be judged, the earliest; None where none does."""
    if not any(each.action == "answer" and each.mode == "auto" for each in talk.decisions):
        return (
            None  # nothing was answered, so nothing drawn: what is learned need not be waited for
        )
    with port.learned(workspace) as learned:
        drawn = learned.audits.of(ConversationId(talk.id))
    taken = [each for each in talk.decisions if drawn and each.decision_id == drawn.decision_id]
    if not taken:
        return None
    decision = taken[0]
    offered = [each.entry_id for each in decision.candidates[:_OFFERED]]
    sources = sources_of(port, workspace, [*decision.cites, *offered])
    cited = [sources[each].title for each in decision.cites if each in sources]
    text = port.texts(workspace, [decision.decision_id]).get(decision.decision_id, "")
    return Audit(
        decision.decision_id,
        text,
        cited[0] if cited else "an entry that is gone",
        [(id, each.title) for id, each in sources.items() if id not in decision.cites],
    )
