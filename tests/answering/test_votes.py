"""The nearest past questions vote, the nearer the more."""

from __future__ import annotations

import math

import numpy as np

from tacit.answering.votes import NEIGHBOURS, familiar, reach, tally


def shares(nearness: list[float], votes: list[list[int]], places: int = 2) -> list[float]:
    voters = np.arange(len(votes), dtype=np.int64)
    found = tally(np.array(nearness), voters, votes, 0.5, places)
    return [round(float(each), 4) for each in found]


def test_votes_weigh_by_nearness_by_hand() -> None:
    """One half less near at temperature ½ weighs e^-1: 1 / (1 + e^-1) = .7311."""
    assert shares([1.0, 0.5], [[0], [1]]) == [0.7311, 0.2689]
    assert round(1 / (1 + math.exp(-1)), 4) == 0.7311


def test_a_voter_for_two_gives_half_to_each() -> None:
    assert shares([1.0], [[0, 1]]) == [0.5, 0.5]


def test_nobody_to_vote_gives_nothing() -> None:
    assert shares([], []) == [0.0, 0.0]


def test_only_the_nearest_vote_and_ties_go_to_the_earlier() -> None:
    votes = [[0]] * NEIGHBOURS + [[1]] * 5
    assert shares([0.5] * len(votes), votes) == [1.0, 0.0]
    nearness = [0.5] * NEIGHBOURS + [0.9] * 5
    assert shares(nearness, votes)[1] > 0.25


def test_shares_add_up_to_one() -> None:
    assert abs(sum(shares([0.9, 0.1, 0.4], [[0], [1], [0, 1]])) - 1) < 1e-4


def reached(nearness: list[float], votes: list[list[int]], places: int = 3) -> list[float]:
    voters = np.arange(len(votes), dtype=np.int64)
    return [float(each) for each in reach(np.array(nearness), voters, votes, places)]


def test_an_entry_is_as_near_as_its_nearest_voter_and_others_as_the_furthest() -> None:
    assert reached([0.5, 0.75, 0.25], [[0], [0, 1], [1]]) == [0.75, 0.75, 0.25]


def test_without_voters_nothing_is_near() -> None:
    assert reached([], []) == [0.0, 0.0, 0.0]


def test_only_the_nearest_voters_reach() -> None:
    votes = [[0]] * NEIGHBOURS + [[1]]
    assert reached([0.5] * NEIGHBOURS + [0.25], votes)[:2] == [0.5, 0.5]


def test_what_is_familiar_by_hand() -> None:
    """Cosines .5 and .4 at temperature .05 weigh e^-10 and e^-12, a stranger 20 · e^-12:
    e^-10 / (e^-10 + 21 · e^-12) = 1 / (1 + 21 · e^-2) = .2603, in steps of cosines of 1/4096."""
    places = np.array([0, 1], dtype=np.int64)
    found = familiar(np.array([0.5, 0.4]), places, lambda place: place == 0)
    assert abs(found - 1 / (1 + 21 * math.exp(-2))) < 1e-3


def test_a_question_far_from_all_others_is_familiar_to_none() -> None:
    places = np.arange(NEIGHBOURS, dtype=np.int64)
    near, far = (familiar(np.full(NEIGHBOURS, c), places, lambda _: True) for c in (0.9, 0.2))
    assert near > 0.99
    assert far < 0.02
    assert familiar(np.zeros(0), places[:0], lambda _: True) == 0.0
