"""How sure the assistant must be before it answers alone, kept to an error budget.

Fed with every final lesson, also those of conversations it handed over (which
count as no error: a controller that saw only answers would fall silent for
ever). Asked at each decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.learners.fixed import rounded

if TYPE_CHECKING:
    from tacit.lesson import Lesson


@dataclass
class Budget:
    """Adaptive threshold: wrong answers per incoming conversation stay near the target.

    λ ← λ + γ·(r - α),  r = 1 for a wrong answer, 0 for a right one or a handoff

    >>> budget = Budget(threshold=0.5, step=0.25, target=0.5)
    >>> budget.move(is_wrong=True)                      # 0.5 + 0.25 · (1 - 0.5)
    >>> budget.threshold
    0.625

    After: I. Gibbs, E. Candès, Adaptive Conformal Inference (2021), section 2.
    """

    threshold: float = rounded(0.85)
    target: float = rounded(0.02)
    step: float = rounded(0.02)
    lowest: float = rounded(0.5)
    highest: float = rounded(1.01)
    lessons: int = 0

    def __post_init__(self) -> None:
        self.threshold = rounded(self.threshold)
        self.target = rounded(self.target)

    def predict(self) -> float:
        """The confidence that an answer needs now."""
        return self.threshold

    def learn(self, lesson: Lesson) -> None:
        """Count one judged conversation against the budget."""
        if lesson.is_final and lesson.reward is not None:
            self.move(is_wrong=lesson.action == "answer" and lesson.reward < 500)

    def move(self, *, is_wrong: bool) -> None:
        """One step of the controller."""
        moved = self.threshold + self.step * ((1.0 if is_wrong else 0.0) - self.target)
        self.threshold = rounded(min(max(moved, self.lowest), self.highest))
        self.lessons += 1
