"""Turns a ranking's signs of certainty into a calibrated chance that the reply resolves.

Fed with every final lesson that has a reward, asked at each decision. It sees
the parts that a receipt records and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacit.learners.fixed import ONE, rounded

if TYPE_CHECKING:
    from tacit.lesson import Lesson

_FURTHEST = 12.0  # log-odds beyond this say no more: 6 in a million


@dataclass
class Calibrator:
    """Online logistic regression on the parts of a confidence.

    p = 1 / (1 + e^-(b + w·x));  w ← w + rate · g / √(Σ g²),  g = (r - p)·x

    >>> calibrator = Calibrator(prior=[1.0], bias=-1.0)
    >>> calibrator.predict([4096])                     # 1 / (1 + e^-(1·1 - 1))
    0.5

    g = (r - p)·x where the word is fair: it would have been said of a right reply as of a
    wrong one. Of an answer that a customer saw, only audits are. Of any other such answer,
    complaints are heard with the chance h·(1 - p), and it teaches by that likelihood:

    g = -p·x after a complaint, h·p·(1 - p) / (1 - h·(1 - p)) · x while there is none

    which cancel out where h·(1 - p) of them complain. h is what audits told of complaints.

    After: J. Platt, Probabilistic Outputs for Support Vector Machines (1999), section 2;
    C. Elkan, K. Noto, Learning Classifiers from Only Positive and Unlabeled Data (2008).
    """

    prior: list[float]
    bias: float = 0.0
    rate: float = rounded(0.3)
    weights: list[float] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)
    lessons: int = 0

    def __post_init__(self) -> None:
        if not self.weights:
            self.weights = [rounded(each) for each in self.prior]
            self.squares = [1.0 for _ in range(len(self.prior) + 1)]
            self.bias = rounded(self.bias)

    def predict(self, parts: Sequence[int]) -> float:
        """The chance in [0, 1] that a reply with these parts resolves."""
        odds = self.bias
        # A receipt of an older judgement may hold fewer parts: what it lacks counts as 0.
        for weight, part in zip(self.weights, parts, strict=False):
            odds += weight * part / ONE
        return 1 / (1 + math.exp(-min(max(odds, -_FURTHEST), _FURTHEST)))

    def shown(self, parts: Sequence[int], heard: float) -> None:
        """A customer sees a reply with these parts; of a wrong one they complain with `heard`."""
        self._step(parts, _uncomplained(self.predict(parts), heard))

    def learn(self, lesson: Lesson, earlier: Lesson | None = None, heard: float = 1.0) -> None:
        """Move towards what happened; provisional lessons wait until they are firm.

        `earlier` is the word on an answer shown that stood until now and has taught already.
        """
        if not lesson.is_final or not lesson.parts:
            return
        chance = self.predict(lesson.parts)
        if lesson.is_shown:
            missed = _of_shown(lesson, chance, heard) - _of_shown(earlier, chance, heard)
        elif lesson.is_fair and lesson.reward is not None:
            missed = _resolves(lesson) - chance
        else:
            return
        self._step(lesson.parts, missed)
        self.lessons += 1

    def _step(self, parts: Sequence[int], missed: float) -> None:
        self.bias = self._moved(0, self.bias, missed)
        for place, part in enumerate(parts):
            slope = missed * part / ONE
            self.weights[place] = self._moved(place + 1, self.weights[place], slope)

    def _moved(self, place: int, weight: float, slope: float) -> float:
        self.squares[place] = rounded(self.squares[place] + slope * slope)
        return rounded(weight + self.rate * slope / math.sqrt(self.squares[place]))


def _resolves(lesson: Lesson) -> float:
    """The reward in [0, 1] of a lesson that has one."""
    assert lesson.reward is not None
    resolves = lesson.reward / 1000
    # Who set the answer aside may have been wrong: so likely it was right after all.
    return resolves + (1 - resolves) * lesson.doubted / ONE


def _of_shown(word: Lesson | None, chance: float, heard: float) -> float:
    """What the word that stands on an answer shown says the chance should move by."""
    if word is not None and word.is_fair and word.reward is not None:
        return _resolves(word) - chance
    wrongness = word.wrongness if word is not None else 0.0
    return -chance * wrongness + (1 - wrongness) * _uncomplained(chance, heard)


def _uncomplained(chance: float, heard: float) -> float:
    return heard * chance * (1 - chance) / (1 - heard * (1 - chance))
