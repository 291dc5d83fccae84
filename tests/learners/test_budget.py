"""The controller of the error budget, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.learners.budget import Budget
from tests.contracts.subjects import lesson

STEP = 2**-20  # what every field is rounded to


def after(**fields: Any) -> float:
    """The threshold after one lesson, from .5 with γ = .25 and α = .5."""
    budget = Budget(threshold=0.5, step=0.25, target=0.5, lowest=0.0)
    budget.learn(lesson(**fields))
    return budget.threshold


def test_a_wrong_answer_raises_the_line_by_hand() -> None:
    """λ = .5 + .25 · (1 - .5) = .625"""
    assert after(action="answer", reward=0) == 0.625


@pytest.mark.parametrize(
    ("action", "reward"), [("answer", 1000), ("answer", 500), ("hand_off", 0), ("ask", 0)]
)
def test_right_answers_and_handoffs_lower_it(action: str, reward: int) -> None:
    """λ = .5 + .25 · (0 - .5) = .375"""
    assert after(action=action, reward=reward) == 0.375


@pytest.mark.parametrize("waits", [{"is_final": False}, {"reward": None}])
def test_what_is_not_judged_yet_moves_nothing(waits: dict[str, Any]) -> None:
    assert after(**({"action": "answer", "reward": 0} | waits)) == 0.5


def test_a_weak_silence_counts_as_wrong() -> None:
    """Silence is worth .1: customers who give up are silent too."""
    assert after(action="answer", reward=100) == 0.625


def test_the_line_stays_between_its_bounds() -> None:
    budget = Budget()
    for _ in range(100):
        budget.move(is_wrong=True)
    assert budget.threshold == budget.highest > 1, "no confidence is high enough then"
    for _ in range(100_000):
        budget.move(is_wrong=False)
    assert budget.threshold == budget.lowest


def test_every_step_is_rounded() -> None:
    budget = Budget(target=0.0123456789)
    for n in range(50):
        budget.move(is_wrong=n % 7 == 0)
        assert budget.threshold % STEP == 0
    assert budget.target % STEP == 0
    assert budget.lessons == 50


def test_the_target_is_what_wrong_answers_settle_at() -> None:
    """One wrong in 1/α lessons leaves the line where it was: γ·((1 - α) - (1/α - 1)·α) = 0."""
    budget = Budget(threshold=0.75, target=0.25, step=0.125)
    for n in range(8):
        budget.move(is_wrong=n % 4 == 0)
    assert budget.threshold == 0.75


# ---- several words on one decision -----------------------------------------------------


def heard(*rewards: int | None, **fields: Any) -> Budget:
    """A budget after one decision of which these were said, one after the other."""
    budget = Budget(threshold=0.5, step=0.25, target=0.25, lowest=0.0)
    earlier = None
    for reward in rewards:
        word = lesson(**({"action": "answer", "reward": reward} | fields))
        budget.learn(word, earlier)
        earlier = word
    return budget


@pytest.mark.parametrize(
    ("rewards", "line", "lessons"),
    [
        ((0,), 0.6875, 1),  # .5 + .25 · (1 - .25)
        ((0, 0), 0.6875, 1),  # the second word says the same: + .25 · (.75 - .75)
        ((0, 1000), 0.4375, 1),  # .6875 + .25 · ((0 - .25) - (1 - .25)), as if right at once
        ((1000,), 0.4375, 1),  # .5 + .25 · (0 - .25)
        ((1000, 0), 0.6875, 1),  # .4375 + .25 · (.75 + .25), as if wrong at once
        ((1000, 500, 1000), 0.4375, 1),
        ((0, None), 0.5, 0),  # taken back: .6875 + .25 · (0 - .75)
        ((1000, None), 0.5, 0),  # .4375 + .25 · (0 + .25)
        ((1000, None, 0), 0.6875, 1),
    ],
)
def test_a_decision_counts_once_by_its_last_word(
    rewards: tuple[int | None, ...], line: float, lessons: int
) -> None:
    budget = heard(*rewards)
    assert (budget.threshold, budget.lessons) == (line, lessons)


def test_a_handoff_counts_as_no_error_whatever_is_said_of_it() -> None:
    assert heard(0, 1000, 0, action="hand_off").threshold == 0.4375


def test_wrong_answers_that_everybody_speaks_of_count_no_more_than_others() -> None:
    """One wrong in four at α = .25: the line stays, though two speak of each wrong answer."""
    budget = Budget(threshold=0.75, target=0.25, step=0.125)
    for n in range(8):
        word = lesson(action="answer", reward=0 if n % 4 == 0 else 1000)
        budget.learn(word)
        if n % 4 == 0:
            budget.learn(lesson(action="answer", reward=0), word)
    assert (budget.threshold, budget.lessons) == (0.75, 8)
