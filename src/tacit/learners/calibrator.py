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

    Taught by fair words only: those that would have been said whether the reply was right
    or wrong. Of an answer that a customer saw, complaints alone would teach doubt.

    After: J. Platt, Probabilistic Outputs for Support Vector Machines (1999), section 2.
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

    def learn(self, lesson: Lesson) -> None:
        """Move towards what happened; provisional lessons wait until they are firm."""
        if not lesson.is_final or not lesson.is_fair or lesson.reward is None or not lesson.parts:
            return
        resolves = lesson.reward / 1000
        # Who set the answer aside may have been wrong: so likely it was right after all.
        resolves += (1 - resolves) * lesson.doubted / ONE
        missed = resolves - self.predict(lesson.parts)
        self.bias = self._moved(0, self.bias, missed)
        for place, part in enumerate(lesson.parts):
            slope = missed * part / ONE
            self.weights[place] = self._moved(place + 1, self.weights[place], slope)
        self.lessons += 1

    def _moved(self, place: int, weight: float, slope: float) -> float:
        self.squares[place] = rounded(self.squares[place] + slope * slope)
        return rounded(weight + self.rate * slope / math.sqrt(self.squares[place]))
