"""Tests of exemplars: soon for what is plainly wrong, hardly ever for what is sound."""

from __future__ import annotations

import random

from tacit.events import EntryId
from tacit.learners.trials import Trials

A, B = EntryId("a"), EntryId("b")
WRONG, RIGHT = 0, 1000


def after(*rewards: int) -> Trials:
    trials = Trials()
    for each in rewards:
        trials.learn(A, each)
    return trials


def test_three_of_three_and_the_fourth_of_eight_are_too_many() -> None:
    assert round(after(WRONG, WRONG).predict(A), 3) == 0.667  # 2 of 3
    assert after(WRONG, WRONG, WRONG).predict(A) == 1
    assert after(*[RIGHT, WRONG] * 3).predict(A) == 0.75  # 3 of 4
    assert after(*[RIGHT, WRONG] * 4).predict(A) == 1
    assert after(*[RIGHT, WRONG] * 4).counts(A) == (8, 4)


def test_the_sums_by_hand() -> None:
    """From the ninth outcome on four failures are no more than 4 of 13.

    They sum up to 16 of 28 and 16 of 40; three successes take 9 and 3 away.
    """
    assert after(*[RIGHT] * 9, *[WRONG] * 4).predict(A) == 16 / 28
    assert after(*[RIGHT] * 9, *[WRONG] * 4, RIGHT, RIGHT, RIGHT).predict(A) == 13 / 40


def test_the_thirteenth_of_57_and_the_fourteenth_of_60_are_too_many() -> None:
    """One in five, so that no sum grows: 4 - 4 and 4 - 12 each time."""
    thirteen = [*[RIGHT] * 44, *[RIGHT, WRONG] * 6]
    spread = [*[RIGHT, RIGHT, RIGHT, WRONG] * 12, *[RIGHT] * 7]
    assert after(*thirteen).predict(A) < 1
    assert after(*spread, WRONG).counts(A) == (56, 13)
    assert after(*spread, WRONG).predict(A) == 1
    assert after(*spread, RIGHT, RIGHT, WRONG).counts(A) == (58, 13)
    assert after(*spread, RIGHT, RIGHT, WRONG).predict(A) == 13 / 14
    assert after(*spread, RIGHT, RIGHT, WRONG, WRONG).counts(A) == (59, 14)
    assert after(*spread, RIGHT, RIGHT, WRONG, WRONG).predict(A) == 1


def test_less_than_half_a_reward_is_a_failure() -> None:
    assert after(499).counts(A) == (1, 1)
    assert after(500).counts(A) == (1, 0)


def test_what_was_dropped_leaves_nothing() -> None:
    trials = after(WRONG, WRONG)
    trials.drop(A)
    assert trials == Trials()
    assert (trials.predict(A), trials.counts(A)) == (0.0, (0, 0))


def test_exemplars_are_tried_apart() -> None:
    trials = after(WRONG, WRONG)
    trials.learn(B, RIGHT)
    assert trials.counts(B) == (1, 0)
    assert trials.predict(B) == 0 < trials.predict(A)


def test_long_years_of_success_do_not_hide_what_goes_wrong_then() -> None:
    """Seven failures of 4 each make 28."""
    assert after(*[RIGHT] * 2000, *[WRONG] * 6).predict(A) < 1
    assert after(*[RIGHT] * 2000, *[WRONG] * 7).predict(A) == 1


def test_gross_harm_is_found_within_eight_and_subtle_within_sixty() -> None:
    for harm, within, least in ((0.8, 8, 0.95), (0.3, 60, 0.85)):
        dice = random.Random(4)
        found = sum(_until(dice, harm, within) for _ in range(300))
        assert found >= least * 300, (harm, found)


def test_a_sound_one_is_hardly_ever_suspended() -> None:
    """Wrong once in ten, over 400 outcomes each: one in a hundred, two in a sample."""
    dice = random.Random(5)
    assert sum(_until(dice, 0.1, 400) for _ in range(300)) <= 0.02 * 300


def _until(dice: random.Random, harm: float, within: int) -> bool:
    trials = Trials()
    for _ in range(within):
        trials.learn(A, WRONG if dice.random() < harm else RIGHT)
        if trials.predict(A) >= 1:
            return True
    return False
