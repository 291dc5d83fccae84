"""Decisions whose reward may still come or change, and what was said of each so far.

The learned state's fold tells it what was decided and settled, and teaches the
learners by the difference that it finds. It knows no learner.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tacit.answering.asked_again import AnsweredLately
from tacit.events import DecisionId, DecisionTaken, EntryId, LessonSettled, Witness
from tacit.lesson import WITNESSES, Lesson, is_shown, standing

# A decision can be judged for so long; later words on it teach ranking nothing.
JUDGED_WITHIN = timedelta(days=60)


@dataclass
class Awaiting:
    """The decisions of the last sixty days, the rates that each taught, and the final words.

    `lately` are the answers that each account saw.
    """

    lately: AnsweredLately = field(default_factory=AnsweredLately)

    _decisions: dict[DecisionId, tuple[datetime, DecisionTaken]] = field(default_factory=dict)
    _taken: deque[tuple[datetime, DecisionId]] = field(default_factory=deque)
    _rated: dict[tuple[DecisionId, Witness], tuple[EntryId, int]] = field(default_factory=dict)
    _words: dict[DecisionId, dict[Witness, Lesson]] = field(default_factory=dict)

    def take(self, moment: datetime, decision: DecisionTaken) -> list[DecisionId]:
        """Remember a decision, and leave those that nobody can judge any more: they are told."""
        left = list[DecisionId]()
        self._decisions[decision.decision_id] = moment, decision
        self._taken.append((moment, decision.decision_id))
        if is_shown(decision):
            self.lately.answered(decision)
        while self._taken and moment - self._taken[0][0] > JUDGED_WITHIN:
            old = self._taken.popleft()[1]
            self._decisions.pop(old, None)
            self._words.pop(old, None)
            for witness in WITNESSES:
                self._rated.pop((old, witness), None)
            left.append(old)
        return left

    def decision(self, moment: datetime, settled: LessonSettled) -> DecisionTaken | None:
        """The decision that was settled at this moment; None where that is too late."""
        taken_at, decision = self._decisions.get(settled.decision_id, (moment, None))
        return decision if moment - taken_at <= JUDGED_WITHIN else None

    def taken_at(self, decision: DecisionId) -> datetime:
        """When a decision was taken that can still be judged."""
        return self._decisions[decision][0]

    def weigh(self, settled: LessonSettled, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        """The final word on a decision that stood before this one, and the one that stands now."""
        words = self._words.setdefault(settled.decision_id, {})
        earlier = standing(words)
        if lesson.is_final:
            words.pop(settled.witness, None)
            if lesson.reward is not None:
                words[settled.witness] = lesson
        return earlier, standing(words)

    def looked_at(self, decision: DecisionId) -> Lesson | None:
        """The audit of an answer that a customer complained of, whichever came first."""
        _, reward = self._rated.get((decision, "customer"), ("", None))
        return self._words.get(decision, {}).get("audit") if reward == 0 else None

    def rate(
        self, decision: DecisionTaken, settled: LessonSettled
    ) -> tuple[tuple[EntryId, int] | None, tuple[EntryId, int] | None]:
        """The entry that a witness rated with this decision before, and the one rated now."""
        key = decision.decision_id, settled.witness
        earlier = self._rated.pop(key, None)
        if settled.reward is None or not decision.cites:
            return earlier, None
        now = decision.cites[0], settled.reward
        self._rated[key] = now
        return earlier, now
