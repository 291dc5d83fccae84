"""How sure the assistant must be before it answers alone, kept to an error budget.

Fed once a judged decision, also those it handed over (which count as no error:
a controller that saw only answers would fall silent for ever), and again
where the judgement of one changes. Asked at each decision.
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

    λ ← λ + γ·(c - c'),  c = r - α,  r = 1 for a wrong answer, 0 for a right one or a handoff

    c' is what the decision counted until now: 0 at the first final word on it.
    So a decision counts once, however many witnesses speak of it: a later word
    that says something else mends its one step, and a word taken back takes it
    back. λ stays the sum of γ·(r - α) over judged decisions, and so r near α.

    >>> budget = Budget(threshold=0.5, step=0.25, target=0.5, lowest=0.25)
    >>> budget.move(is_wrong=True)                      # 0.5 + 0.25 · (1 - 0.5)
    >>> budget.threshold
    0.625
    >>> budget.move(is_wrong=False, was_wrong=True)     # 0.625 + 0.25 · ((0 - 0.5) - (1 - 0.5))
    >>> budget.threshold, budget.lessons
    (0.375, 1)

    `lessons` are decisions, each counted once. Whose word counts where two
    witnesses differ is `lesson.standing`.

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

    def learn(self, lesson: Lesson, earlier: Lesson | None = None) -> None:
        """Count a decision by its final lesson, in place of the `earlier` one it counted by."""
        if lesson.is_final:
            self.move(is_wrong=_is_wrong(lesson), was_wrong=_is_wrong(earlier))

    def move(self, *, is_wrong: bool | None, was_wrong: bool | None = None) -> None:
        """One step of the controller, from how a decision counted to how it counts (None: not)."""
        now, before = (
            0.0 if each is None else each - self.target for each in (is_wrong, was_wrong)
        )
        moved = self.threshold + self.step * (now - before)
        self.threshold = rounded(min(max(moved, self.lowest), self.highest))
        self.lessons += (is_wrong is not None) - (was_wrong is not None)


def _is_wrong(lesson: Lesson | None) -> bool | None:
    """Whether a lesson says that a wrong answer was given; None where it says nothing."""
    if lesson is None or lesson.reward is None:
        return None
    return lesson.action == "answer" and lesson.reward < 500
