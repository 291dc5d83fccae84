"""Which source of evidence to trust, learned from what agents cite."""

from __future__ import annotations

import math

import pytest

from tacit.learners.fusion import Fusion
from tests.contracts.subjects import lesson

ONE = 4096


def fusion(prior: list[float], floor: float = 0.0, ceiling: float = 9.0) -> Fusion:
    return Fusion(prior, [floor] * len(prior), [ceiling] * len(prior))


def test_chances_are_a_softmax_by_hand() -> None:
    """Scores 1 and 0: e / (e + 1) = .7311."""
    assert fusion([1.0]).chances([[ONE], [0]])[0] == pytest.approx(math.e / (math.e + 1))


def test_chances_add_up_to_one() -> None:
    assert sum(fusion([1.0, 2.0]).chances([[1, 5], [900, 2], [0, 0]])) == pytest.approx(1.0)
    assert fusion([1.0]).chances([]) == []


def test_one_lesson_by_hand() -> None:
    """Chances .5 and .5; g = 1 - .5 = .5, so w = 0 + .3 · .5/√(1 + .25) = .1342."""
    learned = fusion([0.0])
    learned.learn(lesson(features=[[ONE], [0]], right=(0,)))
    assert learned.weights[0] == pytest.approx(0.15 / math.sqrt(1.25), abs=2e-6)
    assert learned.squares == [1.25]


def test_two_right_entries_share_the_pull() -> None:
    """Both right: each should have .5 and has .5, so nothing moves."""
    learned = fusion([1.0])
    learned.learn(lesson(features=[[ONE], [ONE]], right=(0, 1)))
    assert learned.weights == [1.0]


def test_a_weight_stays_between_its_floor_and_its_ceiling() -> None:
    learned = fusion([1.0], floor=0.5, ceiling=1.5)
    for _ in range(50):
        learned.learn(lesson(features=[[0], [ONE]], right=(0,)))
    assert learned.weights == [0.5]
    for _ in range(200):
        learned.learn(lesson(features=[[ONE], [0]], right=(0,)))
    assert learned.weights == [1.5]


@pytest.mark.parametrize("passed_over", [{"right": ()}, {"right": (0,), "is_final": False}])
def test_a_lesson_without_a_right_entry_is_passed_over(passed_over: dict[str, object]) -> None:
    learned = fusion([1.0])
    learned.learn(lesson(features=[[ONE], [0]], **passed_over))
    assert learned == fusion([1.0])


def test_large_scores_do_not_overflow() -> None:
    assert fusion([9.0]).chances([[10**6], [-(10**6)]]) == [1.0, 0.0]


def test_a_sum_is_exact_on_every_minor_of_python() -> None:
    """2^60 + 1 - 2^60 = 1: adding from the left loses the 1 before Python 3.12."""
    chances = fusion([2.0**60, 1.0, -(2.0**60)]).chances([[ONE, ONE, ONE], [0, 0, 0]])
    assert chances[0] == pytest.approx(1 / (1 + math.exp(-1)))
