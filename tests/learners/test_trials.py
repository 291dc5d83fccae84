"""Sequential tests of exemplars: soon for what is plainly wrong, hardly ever for what is sound."""

from __future__ import annotations

import math
import random

from tacit.events import EntryId
from tacit.learners.trials import Trials

A, B = EntryId("a"), EntryId("b")


def after(*rewards: int) -> Trials:
    trials = Trials()
    for each in rewards:
        trials.learn(A, each)
    return trials


def test_the_evidence_by_hand() -> None:
    """A failure counts ln(.8 / .1) = 2.079; it takes ln(2 / .01 · π⁴ / 90) = 5.377."""
    assert round(after(0).predict(A), 3) == round(math.log(8) / 5.377, 3) == 0.387
    assert after(0, 0).predict(A) < 1 < after(0, 0, 0).predict(A)
    assert after(0, 0, 0).counts(A) == (3, 3)


def test_a_success_outweighs_most_of_a_failure() -> None:
    """It counts ln(.2 / .9) = -1.504 for the gross harm, so that 2.079 - 1.504 = .575 stays.

    For the subtle one it counts ln(.7 / .9) = -.251 of ln(.3 / .1) = 1.099: .847 of 5.377.
    """
    assert round(after(0, 1000).predict(A), 3) == round(0.847 / 5.377, 3)


def test_less_than_half_a_reward_is_a_failure() -> None:
    assert after(499).counts(A) == (1, 1)
    assert after(500).counts(A) == (1, 0)


def test_what_was_dropped_leaves_nothing() -> None:
    trials = after(0, 0)
    trials.drop(A)
    assert trials == Trials()
    assert (trials.predict(A), trials.counts(A)) == (0.0, (0, 0))


def test_exemplars_are_tried_apart() -> None:
    trials = after(0, 0)
    trials.learn(B, 1000)
    assert trials.counts(B) == (1, 0)
    assert trials.predict(B) < 0 < trials.predict(A)


def test_long_years_of_success_do_not_hide_what_goes_wrong_then() -> None:
    """A test is begun anew each time that it acquits."""
    trials = after(*[1000] * 2000)
    failures = 0
    while trials.predict(A) < 1:
        trials.learn(A, 0)
        failures += 1
    assert failures <= 16


def test_gross_harm_is_found_within_eight_and_subtle_within_sixty() -> None:
    for harm, within, least in ((0.8, 8, 0.9), (0.3, 60, 0.7)):
        dice = random.Random(4)
        found = sum(_until(dice, harm, within) for _ in range(300))
        assert found >= least * 300, (harm, found)


def test_a_sound_one_is_hardly_ever_suspended() -> None:
    """Wrong once in ten, over 400 outcomes each: α = .01 bounds the share."""
    dice = random.Random(5)
    assert sum(_until(dice, 0.1, 400) for _ in range(300)) <= 0.02 * 300


def _until(dice: random.Random, harm: float, within: int) -> bool:
    trials = Trials()
    for _ in range(within):
        trials.learn(A, 0 if dice.random() < harm else 1000)
        if trials.predict(A) >= 1:
            return True
    return False
