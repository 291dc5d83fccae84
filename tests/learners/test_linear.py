"""The linear map from a question's vector to its entries, from whole-number sums."""

from __future__ import annotations

import numpy as np
import pytest

from tacit.events import EntryId
from tacit.learners.fixed import to_bytes
from tacit.learners.linear import Linear
from tacit.learners.pairing import Pairing

A, B = EntryId("a"), EntryId("b")
X, Y = np.array([10, 0], np.int8), np.array([0, 10], np.int8)


def pairing(vector: np.ndarray, *entries: EntryId) -> Pairing:
    return Pairing(entries, vector, vector, day=0)


def taught(*pairings: Pairing) -> Linear:
    linear = Linear(dimensions=2, scale=10)
    for each in pairings:
        linear.learn(each)
    return linear


def test_each_question_more_moves_it_nearer_by_hand() -> None:
    """λ = 1: one question explains 1/(1 + 1) = .5, three explain 3/(3 + 1) = .75."""
    assert taught(pairing(X, A)).predict([A, B], X).tolist() == [0.5, 0.0]
    assert taught(*[pairing(X, A)] * 3).predict([A], X).tolist() == [0.75]


def test_questions_at_right_angles_know_nothing_of_each_other() -> None:
    linear = taught(pairing(X, A), pairing(Y, B))
    assert linear.predict([A, B], X).tolist() == [0.5, 0.0]
    assert linear.predict([A, B], Y).tolist() == [0.0, 0.5]


def test_what_one_reply_cites_shares_the_question() -> None:
    assert taught(pairing(X, A, B)).predict([A, B], X).tolist() == [0.25, 0.25]


def test_entries_that_contradict_each_other_share_what_is_explained() -> None:
    """Σ xxᵀ + λ = 3 and each entry has one of two questions: 1/3 each."""
    told = taught(pairing(X, A), pairing(X, B)).predict([A, B], X)
    assert told.tolist() == pytest.approx([1 / 3, 1 / 3])


def test_the_sums_are_whole_numbers_by_hand() -> None:
    """x = (10, 0): Σ x·xᵀ = 100 in one corner, Σ x·share = 10 · 2520."""
    linear = taught(pairing(X, A))
    linear.settle()
    assert linear.gram.tolist() == [[100, 0], [0, 0]]
    assert linear.sums[A].tolist() == [25_200, 0]
    assert linear.gram.dtype == linear.sums[A].dtype == np.int64


def test_what_waits_is_in_the_bytes_and_added_once_however_much_there_is() -> None:
    """300 questions (10, 0) and 40 taken back: 260 · 100, whether asked for half-way or not."""
    one, other = Linear(dimensions=2, scale=10), Linear(dimensions=2, scale=10)
    for n in range(300):
        one.learn(pairing(X, A))
        other.learn(pairing(X, A))
        if n % 7 == 0:
            to_bytes(other)
    for _ in range(40):
        one.forget(pairing(X, A))
        other.forget(pairing(X, A))
    assert to_bytes(one) == to_bytes(other)
    assert one.gram.tolist() == [[26_000, 0], [0, 0]]


def test_sums_are_exact_at_the_ends_of_a_step() -> None:
    """256 · 128² = 4,194,304 in one product; -128 is the furthest a step goes."""
    furthest = np.array([-128, 127], np.int8)
    linear = taught(*[pairing(furthest, A)] * 256)
    assert linear.gram.tolist() == [[4_194_304, -4_161_536], [-4_161_536, 4_129_024]]


def test_a_forgotten_question_leaves_no_trace() -> None:
    linear = taught(pairing(X, A), pairing(Y, B))
    linear.predict([A, B], X)
    linear.forget(pairing(X, A))
    assert set(linear.sums) == {B}
    assert linear.predict([A, B], X).tolist() == [0.0, 0.0]
    assert linear.lessons == 1


def test_nobody_taught_anything_says_nothing() -> None:
    assert Linear(dimensions=2).predict([A, B], X).tolist() == [0.0, 0.0]


def test_what_is_kept_between_questions_follows_every_lesson() -> None:
    """n questions of one direction explain n / (n + 1) of the next, as the first test says."""
    linear = Linear(dimensions=2, scale=10)
    linear.learn(pairing(X, A))
    assert linear.predict([A, B], X).tolist() == [0.5, 0.0]
    linear.learn(pairing(X, A))
    assert linear.predict([A, B], X).tolist() == pytest.approx([2 / 3, 0.0])
    assert linear.predict([B, A], X).tolist() == pytest.approx([0.0, 2 / 3])
    linear.learn(pairing(X, B))
    assert linear.predict([B, A], X).tolist() == pytest.approx([1 / 4, 2 / 4])
