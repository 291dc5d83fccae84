"""An answer that an agent may judge with one press: one drawn by lot first, else the last given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import ConversationId, DecisionId, WorkspaceId
from tacit.web.views.sources import sources_of

if TYPE_CHECKING:
    from tacit.conversation import Conversation
    from tacit.events import LessonSettled
    from tacit.flows.port import Port
    from tacit.web.views.talk import Talk

_OFFERED = 6
_GONE = "an entry that is gone"


@dataclass(frozen=True)
class Audit:
    """What is to be judged: the answer, what it rests on, and what else it might have been.

    `others` are the likeliest entries besides: (id, title). `verdict` is what an agent said of
    it so far, "" where nobody did; `named` is the entry that they said would have been right, one
    of the others too, "" where they named none. `is_drawn`: the lot asks for it.
    """

    decision_id: str
    text: str
    title: str
    others: Sequence[tuple[str, str]]
    is_drawn: bool
    verdict: str
    named: str = ""

    @property
    def named_title(self) -> str:
        """The title of what was named; of an entry that is gone, that it is."""
        return dict(self.others).get(self.named, _GONE)


def audit_of(port: Port, workspace: WorkspaceId, talk: Talk) -> Audit | None:
    """The answer of a conversation that waits to be judged, else the last that its customer saw.

    None where nothing was answered.
    """
    if not any(each.action == "answer" and each.mode == "auto" for each in talk.decisions):
        # What is learned need not be waited for.
        return None
    conversation = port.conversation(workspace, ConversationId(talk.id))
    with port.learned(workspace) as learned:
        drawn = learned.audits.of(ConversationId(talk.id))
    judged = drawn.decision_id if drawn else _last(conversation)
    taken = [each for each in talk.decisions if each.decision_id == judged]
    if not taken:
        return None
    decision = taken[0]
    offered = [each.entry_id for each in decision.candidates[:_OFFERED]]
    word = conversation.lessons.get((decision.decision_id, "audit"))
    named = _named(word)
    sources = sources_of(port, workspace, [*decision.cites, *offered, *filter(None, [named])])
    cited = [sources[each].title for each in decision.cites if each in sources]
    text = port.texts(workspace, [decision.decision_id]).get(decision.decision_id, "")
    return Audit(
        decision.decision_id,
        text,
        cited[0] if cited else _GONE,
        [(id, s.title) for id, s in sources.items() if id == named or id not in decision.cites],
        drawn is not None,
        _verdict(word),
        named,
    )


def _last(conversation: Conversation) -> DecisionId | None:
    """The last answer that a customer saw."""
    given = (each.decision_id for each in reversed(conversation.delivered) if each.cites)
    return next(given, None)


def _verdict(word: LessonSettled | None) -> str:
    if word is None or word.reward is None:
        return ""
    if word.reward:
        return "right"
    return "corrected" if word.cites else "wrong"


def _named(word: LessonSettled | None) -> str:
    """What an agent said would have answered it, where the answer was wrong."""
    return word.cites[0] if word is not None and word.reward == 0 and word.cites else ""
