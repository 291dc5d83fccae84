"""How sure the assistant must be before it answers alone, kept to an error budget.

Fed with every decision that could have been an answer and with each final
word on one, asked at each decision. It sees confidences and who was right,
never what was asked.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tacit.learners.fixed import ONE, rounded

if TYPE_CHECKING:
    from tacit.lesson import Lesson

# Decisions whose confidences the line is drawn from, and how many make a beginning.
_RECENT = 2000
_FEW = 100


@dataclass
class Budget:
    """Wrong answers stay at most a share α of all answers that were given.

    line = the lowest c with  Σ (1 - p) ≤ ε·n  over the n recent confidences p ≥ c
    ε = α·e^x;  x ← x + γ·(α - r·w),  r = 1 for a wrong answer and 0 for any other

    Confidences are calibrated, so 1 - p is what a decision risks, and the line is where
    the answers above it risk ε together. What comes of them corrects ε: an answer that
    was given counts as right until somebody says otherwise, and then only its wrongness
    is mended. w = 1 + unreported / reported: of the wrong answers that audits found, how
    many had nobody complained of, each weighed by one over its chance of having been drawn
    (before the first, one in four).

    A complaint that no agent looked at is believed as far as those are true that audits
    looked at by lot, weighed alike, with four true ones before the first.

    >>> budget = Budget(target=0.25, recent=[4096, 3072, 2048, 1024] * 25)
    >>> budget.predict()            # (0 + 1/4 + 1/2)/3 = 1/4 is in the budget, four are not
    0.5

    `doubts` are those that words on answers were believed with, by decision and witness, so
    that each is taken back by what it moved. `lessons` are decisions, each counted once.
    Whose word counts where two witnesses differ is `lesson.standing`.

    After: I. Gibbs, E. Candès, Adaptive Conformal Inference (2021), section 2, for the
    correction; Y. Geifman, R. El-Yaniv, Selective Classification (2017), section 3.
    """

    target: float = rounded(0.02)
    step: float = rounded(0.01)
    lowest: float = rounded(0.5)
    lean: float = 0.0
    recent: list[int] = field(default_factory=list)
    place: int = 0
    reported: int = 30
    unreported: int = 10
    founded: int = 4
    unfounded: int = 0
    doubts: dict[str, int] = field(default_factory=dict)
    lessons: int = 0
    _ordered: list[int] | None = None

    def __post_init__(self) -> None:
        self.target = rounded(self.target)

    def predict(self, share: float = 1.0) -> float:
        """The confidence that an answer needs now; above 1 where none is sure enough.

        With a share of the budget, that of an answer that may risk no more than so much of it.
        """
        risk = self.risk() * share
        if len(self.recent) < _FEW:
            return max(rounded(1 - risk), self.lowest)
        surest = np.array(self._in_order()[::-1], dtype=np.int64)
        risked = np.cumsum(ONE - surest)
        within = np.flatnonzero(risked <= risk * ONE * np.arange(1, len(surest) + 1))
        line = surest[within[-1]] if len(within) else ONE + 1
        return max(float(line) / ONE, self.lowest)

    def risk(self) -> float:
        """The share ε of wrong answers that the line is drawn for."""
        return self.target * math.exp(self.lean)

    def saw(self, confidence: int, *, is_shown: bool) -> None:
        """Note a decision's confidence, in 1/4096, and whether its answer was given."""
        ordered = self._in_order()
        if len(self.recent) < _RECENT:
            self.recent.append(confidence)
        else:
            del ordered[bisect_left(ordered, self.recent[self.place])]
            self.recent[self.place] = confidence
            self.place = (self.place + 1) % _RECENT
        insort(ordered, confidence)
        if is_shown:
            self._move(self.target)

    def learn(self, lesson: Lesson, earlier: Lesson | None = None) -> None:
        """Count a decision by its final lesson, in place of the `earlier` one it counted by."""
        if not lesson.is_final:
            return
        now, before = lesson.is_wrong, earlier and earlier.is_wrong
        if lesson.witness == "audit" and now:
            self.reported += lesson.stands_for * bool(before)
            self.unreported += lesson.stands_for * (not before)
        counted = (now is not None) - (before is not None)
        credit = 0.0 if lesson.is_shown else self.target * counted
        wrong = lesson.wrongness - (earlier.wrongness if earlier else 0.0)
        self._move(credit - self._weight(lesson) * wrong)
        self.lessons += counted

    def heard(self) -> float:
        """The share of wrong answers that somebody complains of, in (0, 1)."""
        return self.reported / (self.reported + self.unreported)

    def check(self, now: Lesson | None, earlier: Lesson | None) -> None:
        """Count a complaint by the audit that looked at it, in place of the `earlier` one."""
        if now is earlier:
            return
        for audit, sign in ((now, 1), (earlier, -1)):
            if audit is not None and audit.is_wrong:
                self.founded += sign * audit.stands_for
            elif audit is not None:
                self.unfounded += sign * audit.stands_for

    def doubt(self) -> int:
        """The chance in 1/4096 that an answer was right that a customer complained of."""
        return round(ONE * self.unfounded / (self.founded + self.unfounded))

    def drop(self, decision: str) -> None:
        """Drop the doubts of a decision that nobody can judge any more."""
        for witness in ("agent", "customer"):
            self.doubts.pop(f"{decision} {witness}", None)

    def _weight(self, lesson: Lesson) -> float:
        """How many wrong answers one that was told stands for."""
        return 1 / self.heard() if lesson.is_shown else 1.0

    def _move(self, by: float) -> None:
        moved = self.lean + self.step * by
        self.lean = rounded(min(max(moved, _LEAST), _MOST))

    def _in_order(self) -> list[int]:
        if self._ordered is None:
            self._ordered = sorted(self.recent)
        return self._ordered


# ε stays between a third and five thirds of the budget.
_LEAST, _MOST = rounded(-1.0), rounded(0.5)
