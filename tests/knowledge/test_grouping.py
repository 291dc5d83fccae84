"""Past questions that ask alike are one group; what answered them decides where that is close."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tacit.events import EntryId
from tacit.knowledge.grouping import NEIGHBOURS, agreement, answered_alike, groups, nearest

X, Y = EntryId("x"), EntryId("y")


def at(*degrees: float) -> NDArray[np.float32]:
    """Questions in a plane: two are as alike as the cosine of the angle between them."""
    return np.array([[500 * cos(radians(d)), 500 * sin(radians(d))] for d in degrees], np.float32)


def grouped(*degrees: float, answers: Sequence[Sequence[EntryId]] = ()) -> list[list[int]]:
    return groups(at(*degrees), answers or [()] * len(degrees))


def test_nothing_of_nothing() -> None:
    assert groups(np.zeros((0, 64), np.float32), []) == []
    assert grouped(0) == [[0]]


def test_questions_that_ask_alike_are_grouped_the_largest_first() -> None:
    assert grouped(0, 90, 95, 5, 100) == [[1, 2, 4], [0, 3]]


def test_alike_is_a_cosine_of_45_hundredths() -> None:
    """cos 63° = .454, cos 64° = .438."""
    assert grouped(0, 63) == [[0, 1]]
    assert grouped(0, 64) == [[0], [1]]


def test_a_group_is_as_near_as_its_questions_are_on_average() -> None:
    """The middle one is near both; (cos 52° + cos 100°) / 2 = .221 keeps the third out."""
    assert grouped(0, 48, 100) == [[0, 1], [2]]


def test_questions_with_one_answer_are_grouped_sooner() -> None:
    """cos 75° = .259, and one shared answer adds .35 · 1/1.3."""
    assert grouped(0, 75) == [[0], [1]]
    assert grouped(0, 75, answers=[[X], [X]]) == [[0, 1]]


def test_questions_with_different_answers_are_grouped_later() -> None:
    """cos 50° = .643, and two answers apart take .35 · 1/1.3 from it."""
    assert grouped(0, 50) == [[0, 1]]
    assert grouped(0, 50, answers=[[X], [Y]]) == [[0], [1]]


def test_one_answer_alone_says_nothing() -> None:
    assert grouped(0, 50, answers=[[X], []]) == [[0, 1]]
    assert grouped(0, 75, answers=[[X], []]) == [[0], [1]]


def test_many_answers_say_more_than_one() -> None:
    """cos 42° = .743: answers apart take .269 of it for two questions, .330 for five and five."""
    assert grouped(0, 42, answers=[[X], [Y]]) == [[0, 1]]
    five = [*range(5)], [*range(5, 10)]
    assert grouped(*[0] * 5, *[42] * 5, answers=[[X]] * 5 + [[Y]] * 5) == [*five]


def test_answers_of_groups_by_hand() -> None:
    """Half of one group and all of the other: 2 · ½ · 1 - 1 = 0; apart: .35 · 2/2.3 · -1."""
    assert answered_alike({X: 1, Y: 1}, {X: 2}) == 0
    assert round(answered_alike({X: 2}, {Y: 8}), 4) == -0.3043
    assert answered_alike({X: 2}, {}) == answered_alike({}, {}) == 0


def test_answers_of_two_questions_agree_where_they_share_one() -> None:
    assert agreement([X], [Y, X]) == answered_alike({X: 1}, {X: 1})
    assert agreement([X], [Y]) == answered_alike({X: 1}, {Y: 1})
    assert agreement([], []) == 0


def test_many_questions_as_near_as_can_be_do_not_hide_the_others() -> None:
    """Each has its ten nearest in its own half, so no near question leads to the other half."""
    half = NEIGHBOURS + 2
    assert grouped(*[0] * half, *[30] * half) == [[*range(2 * half)]]


def test_a_group_is_compared_with_all_that_any_of_its_questions_is_near() -> None:
    """The three have near ones among the eight alone, which the nine were joined to before."""
    assert grouped(*[40] * 3, *[70] * 8, *[80] * 9) == [[*range(20)]]


def test_a_question_without_a_vector_is_alone() -> None:
    assert groups(np.array([[3, 4], [0, 0], [3, 4]], np.float32), [()] * 3) == [[0, 2], [1]]


def test_the_nearest_are_other_rows_and_no_more_than_there_are() -> None:
    units = (at(0, 10, 90) / 500).astype(np.float32)
    assert [sorted(each) for each in nearest(units, 9).tolist()] == [[1, 2], [0, 2], [0, 1]]
    assert nearest(units, 1).tolist() == [[1], [0], [1]]
    assert nearest(units[:1], 9).shape == (1, 0)


# ---- the order of the input ------------------------------------------------------------


def crowd() -> tuple[NDArray[np.float32], list[list[EntryId]]]:
    """Forty questions round five centres, near enough that some groups are close calls."""
    dice = np.random.default_rng(7)
    centres = dice.normal(size=(5, 8))
    rows = centres[np.arange(40) % 5] + 0.7 * dice.normal(size=(40, 8))
    return (100 * rows).astype(np.float32), [[EntryId("xyz"[n % 3])] * (n % 2) for n in range(40)]


@given(st.permutations(range(40)))
def test_the_order_of_the_questions_does_not_matter(order: list[int]) -> None:
    vectors, answers = crowd()
    expected = {frozenset(each) for each in groups(vectors, answers)}
    shuffled = groups(vectors[order], [answers[row] for row in order])
    assert {frozenset(order[row] for row in each) for each in shuffled} == expected
    assert 5 <= len(expected) < 40
