"""The chances of being retired are worked out, not drawn; and no test beats the best one."""

from __future__ import annotations

import random

import pytest

from bench.retiring import ALPHA, GROSS, SOUND, SUBTLE, Reject, best, retired
from tacit.events import EntryId
from tacit.learners.trials import Trials

A = EntryId("a")


def steady(harm: float, longest: int) -> list[float]:
    return retired(lambda n: harm, longest)


def test_the_first_outcomes_by_hand() -> None:
    """Three of three: .8³ = .512; of the first four never four alone, as three came before.

    With the fifth outcome come four of five, one of the first three a success: 3 · .8⁴ · .2.
    """
    by = steady(GROSS, 5)
    assert by[:3] == pytest.approx([0, 0, 0.512])
    assert by[3] == pytest.approx(0.512)
    assert by[4] == pytest.approx(0.512 + 3 * 0.8**4 * 0.2)


def test_the_chances_are_those_of_a_drawn_sample() -> None:
    dice, found = random.Random(3), 0
    for _ in range(2000):
        trials = Trials()
        for _ in range(60):
            trials.learn(A, 0 if dice.random() < SUBTLE else 1000)
            if trials.predict(A) >= 1:
                found += 1
                break
    assert found / 2000 == pytest.approx(steady(SUBTLE, 60)[-1], abs=0.02)


def test_a_lesson_may_turn() -> None:
    sound, turned = steady(SOUND, 80), retired(lambda n: SOUND if n <= 70 else GROSS, 80)
    assert turned[:70] == sound[:70]
    assert turned[-1] > 0.4 > 0.02 > sound[-1]


def test_what_we_do_is_near_what_any_test_can_and_never_beyond() -> None:
    ours = steady(GROSS, 8)[-1], steady(SUBTLE, 60)[-1]
    bound = best(gross=ours[0])
    assert steady(SOUND, 300)[-1] <= ALPHA
    assert bound.gross - 0.005 < ours[0] <= bound.gross < 1
    assert bound.subtle_with_gross - 0.02 < ours[1] <= bound.subtle_with_gross <= bound.subtle < 1


def test_a_test_of_one_look_spends_its_chance_on_the_most_failures() -> None:
    """Of two outcomes at one half: two failures are .25, so .35 leaves .1 of the .5 of one."""
    look = Reject(2)
    shares = look.at(0.5, 0.35)
    assert shares == pytest.approx([0, 0.2, 1])
    assert look.chance(0.5, shares) == pytest.approx(0.35)
    assert look.chance(1.0, shares) == 1


def test_without_any_chance_of_error_nothing_is_retired() -> None:
    bound = best(alpha=0.0)
    assert (bound.gross, bound.subtle, bound.subtle_with_gross) == (0, 0, 0)
