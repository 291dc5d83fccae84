"""Decisions whose reward may still come or change, and what was said of each so far.

The learned state's fold tells it what was decided and settled, and teaches the
learners by the difference that it finds. It knows no learner.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tacit.answering.asked_again import AnsweredLately
from tacit.events import DecisionId, DecisionTaken, EntryId, LessonSettled, Witness
from tacit.lesson import WITNESSES, Lesson, LookedAt, Rating, is_shown, rating, standing
from tacit.weights import HALF

# A decision can be judged for so long; later words on it teach ranking nothing.
JUDGED_WITHIN = timedelta(days=60)


@dataclass
class Ratings:
    """What is said of answers shown: of each the word of the witness who counts first.

    Unlike a final word, one that is provisional counts until another comes.
    """

    words: dict[DecisionId, dict[Witness, Rating]] = field(default_factory=dict)

    def hear(
        self, decision: DecisionTaken, settled: LessonSettled
    ) -> tuple[Rating | None, Rating | None]:
        """What stood before a word on an answer, and what stands now."""
        words = self.words.setdefault(settled.decision_id, {})
        earlier = _first(words)
        words.pop(settled.witness, None)
        now = rating(decision, settled)
        if now is not None:
            words[settled.witness] = now
        if not words:
            del self.words[settled.decision_id]
        return earlier, _first(words)

    def standing(self, decision: DecisionId) -> Rating | None:
        """What is said of an answer now; None where nothing is."""
        return _first(self.words.get(decision, {}))

    def complaint(self, decision: DecisionId) -> bool:
        """Whether the customer says that an answer was none."""
        word = self.words.get(decision, {}).get("customer")
        return word is not None and word.good == 0 and word.judged >= HALF


def _first(words: Mapping[Witness, Rating]) -> Rating | None:
    return next((words[each] for each in WITNESSES if each in words), None)


@dataclass
class Awaiting:
    """The decisions of the last sixty days, the rates that each taught, and the final words.

    `lately` are the answers that each account saw, `asked_by` the account of each decision, else
    its customer, who stay known while it can be judged.
    """

    lately: AnsweredLately = field(default_factory=lambda: AnsweredLately(JUDGED_WITHIN))
    asked_by: dict[DecisionId, str] = field(default_factory=dict)

    _decisions: dict[DecisionId, tuple[datetime, DecisionTaken]] = field(default_factory=dict)
    _taken: deque[tuple[datetime, DecisionId]] = field(default_factory=deque)
    _rated: Ratings = field(default_factory=Ratings)
    _words: dict[DecisionId, dict[Witness, Lesson]] = field(default_factory=dict)

    def take(self, moment: datetime, decision: DecisionTaken) -> None:
        """Remember a decision."""
        self._decisions[decision.decision_id] = moment, decision
        self._taken.append((moment, decision.decision_id))
        self.asked_by.setdefault(decision.decision_id, self.lately.whose(decision.conversation_id))
        if is_shown(decision):
            self.lately.answered(moment, decision)

    def leave(self, moment: datetime) -> list[DecisionId]:
        """Leave the decisions that nobody can judge any more at a moment: they are told."""
        self.lately.leave(moment)
        left = list[DecisionId]()
        while self._taken and moment - self._taken[0][0] > JUDGED_WITHIN:
            old = self._taken.popleft()[1]
            self._decisions.pop(old, None)
            self.asked_by.pop(old, None)
            self._words.pop(old, None)
            self._rated.words.pop(old, None)
            left.append(old)
        return left

    def decision(self, settled: LessonSettled) -> DecisionTaken | None:
        """The decision that was settled; None where that is too late."""
        held = self._decisions.get(settled.decision_id)
        return held[1] if held is not None else None

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

    def looked_at(self, decision: DecisionId) -> LookedAt:
        """Who looked at an answer and found what; most agents who are sent for come after it."""
        words = self._words.get(decision, {})
        return LookedAt(words.get("audit"), words.get("agent"), self._rated.complaint(decision))

    def audited(self, decision: DecisionId) -> Lesson | None:
        """The audit of an answer."""
        return self._words.get(decision, {}).get("audit")

    def rate(
        self, decision: DecisionTaken, settled: LessonSettled
    ) -> tuple[Rating | None, Rating | None]:
        """What was said of an answer shown before a word, and what is now."""
        return self._rated.hear(decision, settled)

    def accounts_of(self, token: str) -> int:
        """Of how many accounts a decision of the last sixty days holds a token in its situation."""
        held = [decision for _, decision in self._decisions.values()]
        found = [each for each in held if any(token in line for line in each.situation)]
        return len({self.asked_by[each.decision_id] for each in found} - {""})

    def forgotten(self) -> dict[DecisionId, str]:
        """Who asked what can still be judged in conversations that were opened too long ago for
        `lately`: their openings are not read again."""
        held = ((each.decision_id, each.conversation_id) for _, each in self._decisions.values())
        return {
            name: self.asked_by[name]
            for name, opened in held
            if self.asked_by[name] != self.lately.whose(opened)
        }

    def shown(self, entry: EntryId) -> Iterator[DecisionTaken]:
        """The decisions of the last sixty days to answer with an entry, the latest first."""
        for _, decision_id in reversed(self._taken):
            decision = self._decisions[decision_id][1]
            if decision.cites[:1] == [entry]:
                yield decision
