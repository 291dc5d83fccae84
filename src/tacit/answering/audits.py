"""Which answers are drawn for agents to judge, how likely, and which still wait for it.

Of what customers saw, complaints tell of wrong answers only, and not of all: only answers
drawn by lot tell how many are wrong. The deliver flow asks for the chance, the pages for
what waits; a fold over `audit.*` events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tacit.events import AuditDrawn, AuditJudged, ConversationId, DecisionId, IntentId
from tacit.learners.fixed import ONE

# One answer of five is drawn while an intent is young, one of fifty once so many were judged.
MOST, LEAST = round(0.2 * ONE), round(0.02 * ONE)
_YOUNG = 20
# Those that nobody judged hold the others back: more than so many are not asked for.
_WAITING = 50
_NO_INTENT = ""


@dataclass
class Audits:
    """Answers that were drawn and wait to be judged, and how many were judged of each intent."""

    waiting: dict[DecisionId, AuditDrawn] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)

    def chance(self, intent: IntentId | None) -> int:
        """The chance in 1/4096 with which an answer about this intent is to be drawn.

        .2 while fewer than 20 were judged, then .2 · 20 / n, never below .02

        >>> Audits(judged={"refunds": 40}).chance(IntentId("refunds"))  # 4096 · .2 · 20 / 40
        410
        """
        if len(self.waiting) >= _WAITING:
            return 0
        judged = max(self.judged.get(intent or _NO_INTENT, 0), _YOUNG)
        return max(round(MOST * _YOUNG / judged), LEAST)

    def draw(self, drawn: AuditDrawn) -> None:
        """An answer waits to be judged."""
        self.waiting[drawn.decision_id] = drawn

    def stands_for(self, decision: DecisionId) -> int:
        """For how many answers one that is being judged stands: 1 drawn at .2, 10 at .02.

        One that nobody drew stands for none beside itself: whoever looked chose it, and people
        look at what seems wrong to them.
        """
        drawn = self.waiting.get(decision)
        return 0 if drawn is None else round(MOST / max(drawn.chance, LEAST))

    def judge(self, judged: AuditJudged) -> None:
        """An answer was judged, and waits no more."""
        drawn = self.waiting.pop(judged.decision_id, None)
        if drawn is not None:
            intent = drawn.intent_id or _NO_INTENT
            self.judged[intent] = self.judged.get(intent, 0) + 1

    def conversations(self) -> list[ConversationId]:
        """Where an answer waits to be judged, the earliest drawn first."""
        return list(dict.fromkeys(each.conversation_id for each in self.waiting.values()))

    def of(self, conversation: ConversationId) -> AuditDrawn | None:
        """The earliest answer of a conversation that waits to be judged."""
        found = (each for each in self.waiting.values() if each.conversation_id == conversation)
        return next(found, None)

    def state(self) -> dict[str, Any]:
        """All of it as plain ids and numbers."""
        return {"waiting": [*self.waiting], "judged": self.judged}
