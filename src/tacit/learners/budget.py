"""How sure the assistant must be before it answers alone, kept to an error budget.

Fed with every decision that could have been an answer and with each final
word on one, asked at each decision. It sees confidences and who was right,
never what was asked.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.learners.fixed import ONE, rounded

if TYPE_CHECKING:
    from tacit.lesson import Lesson, LookedAt

# Decisions whose confidences the line is drawn from, and how many make a beginning.
_RECENT = 2000
_FEW = 100
# Accounts that complain truly before the first is looked at, and for how many of an account's own
# complaints the usual ones stand.
_FOUNDED, _USUAL = 4, 1


@dataclass
class Budget:
    """Wrong answers stay at most a share α of all answers that were given.

    line = the lowest c with  Σ v·(1 - p) ≤ ε·Σ v  over the recent confidences p ≥ c
    ε = α·e^x;  x ← x + γ·u·(α - r·w),  r = 1 for a wrong answer and 0 for any other
    γ = 1 / (2000·α): what was told is forgotten with about as many answers as the line is of

    Confidences are calibrated, so 1 - p is what a decision risks, and the line is where the
    answers above it risk ε together. v is one over how many of the recent ones the same account
    asked: each has one voice, however loud it is. What comes of them corrects ε: an answer that
    was given counts as right until somebody says otherwise, and then only its wrongness is
    mended. w = 1 + unreported / reported: of the wrong answers that audits found, how many nobody
    complains of, before the audit or after it, each weighed by one over its chance of having been
    drawn (before the first, one in four).

    A complaint that no agent looked at is believed as far as those of the same account are true
    that audits, by lot, or agents who were sent for looked at, and by what is usual as far as one
    more: the mean over accounts, four that complain truly before the first.

    >>> budget = Budget(target=0.25, recent=[4096, 3072, 2048, 1024] * 25, whose=[*"abcd"] * 25)
    >>> budget.predict()            # (0 + 1/4 + 1/2)/3 = 1/4 is in the budget, four are not
    0.5

    `looked` are the complaints of each account that were looked at: how many were true, and of
    how many.
    `doubts` are those that words on answers were believed with, by decision and witness, so
    that each is taken back by what it moved. `lessons` are decisions, each counted once.
    Whose word counts where two witnesses differ is `lesson.standing`.

    After: I. Gibbs, E. Candès, Adaptive Conformal Inference (2021), section 2, for the
    correction; Y. Geifman, R. El-Yaniv, Selective Classification (2017), section 3.
    """

    target: float = rounded(0.02)
    step: float = 0.0
    lowest: float = rounded(0.5)
    lean: float = 0.0
    recent: list[int] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    place: int = 0
    reported: int = 30
    unreported: int = 10
    looked: dict[str, list[int]] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    lessons: int = 0
    # How often each is in `whose`.
    _asked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._asked = Counter(self.whose)
        self.target = rounded(self.target)
        self.step = rounded(self.step or 1 / max(_RECENT * self.target, 1))

    def predict(self, share: float = 1.0) -> float:
        """The confidence that an answer needs now; above 1 where none is sure enough.

        With a share of the budget, that of an answer that may risk no more than so much of it.
        """
        risk = self.risk() * share
        if len(self.recent) < _FEW:
            return max(rounded(1 - risk), self.lowest)
        surest, voices = self._surest()
        risked = np.cumsum((ONE - surest) * voices)
        within = np.flatnonzero(risked <= risk * ONE * np.cumsum(voices))
        line = surest[within[-1]] if len(within) else ONE + 1
        return max(float(line) / ONE, self.lowest)

    def risk(self) -> float:
        """The share ε of wrong answers that the line is drawn for."""
        return self.target * math.exp(self.lean)

    def saw(self, confidence: int, whose: str = "", *, is_shown: bool) -> None:
        """Note a decision's confidence in 1/4096, the account, and whether its answer was given."""
        if len(self.recent) < _RECENT:
            self.recent.append(confidence)
            self.whose.append(whose)
        else:
            earlier = self.whose[self.place]
            self._asked[earlier] -= 1
            if not self._asked[earlier]:
                del self._asked[earlier]
            self.recent[self.place] = confidence
            self.whose[self.place] = whose
            self.place = (self.place + 1) % _RECENT
        self._asked[whose] += 1
        if is_shown:
            self._move(self.target * self._voice(whose))

    def learn(self, lesson: Lesson, earlier: Lesson | None = None, whose: str = "") -> None:
        """Count a decision by its final lesson, in place of the `earlier` one it counted by."""
        if not lesson.is_final:
            return
        now, before = lesson.is_wrong, earlier and earlier.is_wrong
        counted = (now is not None) - (before is not None)
        credit = 0.0 if lesson.is_shown else self.target * counted
        wrong = lesson.wrongness - (earlier.wrongness if earlier else 0.0)
        self._move((credit - self._weight(lesson) * wrong) * self._voice(whose))
        self.lessons += counted

    def heard(self) -> float:
        """The share of wrong answers that somebody complains of, in (0, 1)."""
        return self.reported / (self.reported + self.unreported)

    def check(self, now: LookedAt, earlier: LookedAt, whose: str = "") -> None:
        """Count what is known of an answer of an account, in place of what was known `earlier`.

        An audit that nobody drew tells of no others, whoever looked chose it; an agent whom a
        complaint sends for does not choose.
        """
        held = self.looked.setdefault(whose, [0, 0])
        for known, sign in ((now, 1), (earlier, -1)):
            self.reported += sign * known.found_wrong * known.is_reported
            self.unreported += sign * known.found_wrong * (not known.is_reported)
            word = known.word
            if word is not None and (word.stands_for or word.witness == "agent"):
                held[0] += sign * bool(word.is_wrong)
                held[1] += sign
        if not held[1]:
            del self.looked[whose]

    def doubt(self, whose: str = "") -> int:
        """The chance in 1/4096 that an answer was right of which an account complained."""
        founded = _FOUNDED + math.fsum(true / of for true, of in self.looked.values())
        usual = 1 - founded / (_FOUNDED + len(self.looked))
        true, of = self.looked.get(whose, (0, 0))
        return round(ONE * (of - true + _USUAL * usual) / (of + _USUAL))

    def drop(self, decision: str) -> None:
        """Drop the doubts of a decision that nobody can judge any more."""
        for witness in ("agent", "customer"):
            self.doubts.pop(f"{decision} {witness}", None)

    def _weight(self, lesson: Lesson) -> float:
        """How many wrong answers one that was told stands for."""
        return 1 / self.heard() if lesson.is_shown else 1.0

    def _voice(self, whose: str) -> float:
        """What an account's answer counts for: less where it asks oftener than others do."""
        own = self._asked[whose] if whose else 0
        usual = len(self.whose) / max(len(self._asked), 1)
        return min(1.0, usual / own) if own else 1.0

    def _move(self, by: float) -> None:
        moved = self.lean + self.step * by
        self.lean = rounded(min(max(moved, _LEAST), _MOST))

    def _surest(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The recent confidences from the surest on, each with its part of its account's voice."""
        confidences = np.array(self.recent, dtype=np.int64)
        voices = np.array([1 / self._asked[each] if each else 1.0 for each in self.whose])
        order = np.argsort(-confidences, kind="stable")
        return confidences[order], voices[order]


# ε stays between a third and five thirds of the budget.
_LEAST, _MOST = rounded(-1.0), rounded(0.5)
