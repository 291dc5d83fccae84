"""The desk's own pace: the median of how soon customers come back."""

from __future__ import annotations

from tacit.learners.pace import ENOUGH, Pace


def paced(*steps: int) -> Pace:
    pace = Pace()
    for step in steps:
        pace.learn(step)
    return pace


def test_the_median_by_hand() -> None:
    """Of 21 returns, 10 lie at 3 and 11 at 9: the eleventh lies at 9."""
    assert paced(*[9] * 11, *[3] * 10).predict() == 9
    assert paced(*[9] * 10, *[3] * 11).predict() == 3


def test_too_few_returns_say_nothing() -> None:
    assert paced(*[5] * (ENOUGH - 1)).predict() is None
    assert paced(*[5] * ENOUGH).predict() == 5


def test_steps_are_ordered_as_numbers() -> None:
    """'9' comes after '10' in a row of letters."""
    assert paced(*[10] * 11, *[9] * 10).predict() == 10


def test_what_was_taken_back_is_as_never_counted() -> None:
    pace = paced(4, 7)
    pace.forget(4)
    assert pace == paced(7)
