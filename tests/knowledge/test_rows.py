"""Vectors in rows: growth, products and cosines by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tacit.knowledge.rows import Rows, gathered, products


def test_rows_grow_and_keep_what_they_hold() -> None:
    rows = Rows()
    for n in range(600):
        rows.add(np.array([n % 100, 1], np.int8), day=n)
    assert rows.count == 600
    assert rows.days[599] == 599
    assert rows.vectors[599].tolist() == [99, 1]
    assert rows.lengths[3] == np.sqrt(10)


def test_a_cosine_by_hand() -> None:
    """(3, 4)·(4, 3) / (5·5) = 24/25; an empty question is like nothing."""
    rows = Rows()
    rows.add(np.array([3, 4], np.int8), day=0)
    cosines = rows.cosines(np.array([[4, 3], [0, 0]], np.int8))
    assert cosines.tolist() == [[0.96], [0.0]]
    assert Rows().cosines(np.array([[4, 3], [0, 0]], np.int8)).shape == (2, 0)


@pytest.mark.parametrize("count", [1, 128, 255, 256, 257, 600])
def test_questions_compared_together_say_what_each_says_alone(count: int) -> None:
    """There is room for 256 rows at first; what lies behind the last is compared with nothing."""
    rows, asked = drawn(count)
    together = rows.cosines(asked)
    alone = np.concatenate([rows.cosines(each[None, :]) for each in asked])
    assert together.shape == (3, count)
    assert together.tobytes() == alone.tobytes()
    whole = asked.astype(np.int64) @ rows.vectors[:count].astype(np.int64).T
    lengths = np.sqrt((rows.vectors[:count].astype(np.int64) ** 2).sum(axis=1).astype(float))
    own = np.sqrt((asked.astype(np.int64) ** 2).sum(axis=1).astype(float))
    assert (together == whole / lengths / own[:, None]).all()


def test_some_rows_compared_say_what_they_say_among_all() -> None:
    rows, asked = drawn(200)
    places = np.array([150, 3, 199])
    assert (rows.cosines(asked, places) == rows.cosines(asked)[:, places]).all()
    assert rows.cosines(asked, places[:0]).shape == (3, 0)


def drawn(count: int) -> tuple[Rows, NDArray[np.int8]]:
    """Rows and three questions, drawn by seed."""
    dice, rows = np.random.default_rng(7), Rows()
    for _ in range(count):
        rows.add(dice.integers(-127, 128, 384).astype(np.int8), 0)
    return rows, dice.integers(-127, 128, (3, 384)).astype(np.int8)


def test_a_product_is_a_whole_number_to_the_last_step_there_is() -> None:
    """384 · 127 · 128 = 6,242,304, with either sign; an odd width leaves a rest to the loop."""
    asked = np.array([[127] * 384, [-128] * 384], np.int8)
    assert products(asked, np.full((3, 384), -128, np.int8)).tolist() == [
        [-6_242_304.0] * 3,
        [6_291_456.0] * 3,
    ]
    assert products(np.array([[1] * 7], np.int8), np.array([[-3] * 7], np.int8)).tolist() == [[-21]]


def test_a_message_without_a_title_asks_twice_the_same() -> None:
    rows, asked = drawn(5)
    twice = products(np.stack([asked[0], asked[0]]), rows.vectors[:5])
    assert twice.tolist() == [products(asked[:1], rows.vectors[:5])[0].tolist()] * 2


@pytest.mark.parametrize("count", [0, 3, 8191, 8193])
def test_a_product_of_matrices_says_the_same(count: int) -> None:
    """It is taken in blocks of 8,192 rows."""
    rows, asked = drawn(count)
    assert rows.against(asked).tobytes() == rows.cosines(asked).tobytes()
    assert rows.against(asked).shape == (3, count)


def test_each_row_is_gathered_once_with_the_first_that_is_near() -> None:
    """(1, 0) is .707 near (1, 1), which is as near (0, 1), but the first came first."""
    rows = np.array([[9, 0], [9, 9], [0, 9], [0, 0], [0, 0]], np.int8)
    assert [each.tolist() for each in gathered(rows, 0.7)] == [[0, 1], [2], [3], [4]]
    assert [each.tolist() for each in gathered(rows, 0.71)] == [[0], [1], [2], [3], [4]]
    assert list(gathered(rows[:0], 0.7)) == []
