"""How much oftener than said an entry was wrong of late.

Fed by the learn fold with each decision that had the entry first and with what came of it,
asked by confidence. It sees ids and chances, never words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tacit.learners.fixed import rounded

# What an entry begins with, on both sides: half a wrong answer.
_BEGINNING = 0.5


@dataclass
class Residual:
    """log((½ + wrong) / (½ + said)) of an entry's late answers; 0 before the first.

    said ← λ·said + 1 - p and wrong ← λ·wrong at each of its answers, wrong ← wrong + n once
    it was wrong: p is the confidence less this learner's own part in it, n how many wrong
    answers the word stands for.

    >>> residual = Residual()
    >>> residual.saw("refunds", 0.9)              # ½ + .1 was said
    >>> residual.learn("refunds", 1.0)            # ½ + 1 came
    >>> round(residual.predict("refunds"), 3)     # log(1.5 / .6)
    0.916

    After: S. Roberts, Control Chart Tests Based on Geometric Moving Averages (1959).
    """

    keeps: float = rounded(0.9)
    said: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, float] = field(default_factory=dict)

    def saw(self, entry: str, chance: float) -> None:
        """Count one more answer of the entry, right with this chance."""
        self.said[entry] = rounded(self.keeps * self.said.get(entry, 0.0) + 1 - chance)
        self.wrong[entry] = rounded(self.keeps * self.wrong.get(entry, 0.0))

    def learn(self, entry: str, wrong: float) -> None:
        """Count so many wrong answers of the entry; below 0 takes them back."""
        self.wrong[entry] = rounded(max(self.wrong.get(entry, 0.0) + wrong, 0.0))

    def predict(self, entry: str, usual: float = 0.0) -> float:
        """Above 0 for an entry that was wrong oftener than said, below for one that was not.

        log((½·e^usual + wrong) / (½ + said)) - usual: of a part of what `usual` was found for,
        how much oftener than that; 0 before its first answer.
        """
        wrong, said = self.wrong.get(entry, 0.0), self.said.get(entry, 0.0)
        return math.log((_BEGINNING * math.exp(usual) + wrong) / (_BEGINNING + said)) - usual
