"""How much to trust each source of evidence about which entry answers a question.

Fed by the learn fold with each final lesson, asked by answering for every
question. It sees features, never words or vectors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import starmap
from operator import mul
from typing import TYPE_CHECKING

from tacit.learners.fixed import ONE, rounded

if TYPE_CHECKING:
    from tacit.lesson import Lesson


@dataclass
class Fusion:
    """Online softmax regression over the candidates of one decision.

    p(e) = exp(w·x(e)) / Σ exp(w·x(e'));  w ← w + rate · g / √(Σ g²),  g = x(right) - Σ p(e)·x(e)

    Weights start at `prior` and stay within `floors` and `ceilings`: a source
    that says "this very question was answered so" may never be unlearned.

    >>> fusion = Fusion(prior=[1.0], floors=[0.0], ceilings=[9.0])
    >>> fusion.chances([[4096], [0]])                # e^1 / (e^1 + e^0)
    [0.7310585786300049, 0.2689414213699951]

    After: J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods (2011), section 1.3.
    """

    prior: list[float]
    floors: list[float]
    ceilings: list[float]
    rate: float = rounded(0.3)
    weights: list[float] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)
    lessons: int = 0

    def __post_init__(self) -> None:
        if not self.weights:
            self.weights = [rounded(each) for each in self.prior]
            self.squares = [1.0 for _ in self.prior]

    def chances(self, features: Sequence[Sequence[int]]) -> list[float]:
        """The chance of each candidate to be the one, given that one of them is."""
        scores = [_dot(self.weights, row) / ONE for row in features]
        top = max(scores, default=0.0)
        raised = [math.exp(score - top) for score in scores]
        total = math.fsum(raised)
        return [each / total for each in raised]

    def learn(self, lesson: Lesson) -> None:
        """Move towards what the witness vouched for; a lesson without one is passed over."""
        if not lesson.is_final or not lesson.right:
            return
        chances = self.chances(lesson.features)
        right = set(lesson.right)
        share, weight = 1 / len(right), lesson.believed / ONE
        pulls = [weight * ((share if i in right else 0.0) - p) for i, p in enumerate(chances)]
        for place, column in enumerate(zip(*lesson.features, strict=True)):
            if any(column):
                self._step(place, _dot(pulls, column) / ONE)
        self.lessons += 1

    def _step(self, place: int, slope: float) -> None:
        self.squares[place] = rounded(self.squares[place] + slope * slope)
        moved = self.weights[place] + self.rate * slope / math.sqrt(self.squares[place])
        bounded = min(max(moved, self.floors[place]), self.ceilings[place])
        self.weights[place] = rounded(bounded)


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    """Σ left·right. What Python's own `sum` makes of floats depends on its minor; `fsum` not.

    A receipt of an older judgement may hold fewer features: what it lacks counts as 0.
    """
    return math.fsum(starmap(mul, zip(left, right, strict=False)))
