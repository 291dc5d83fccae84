"""The nearest past questions vote, the nearer the more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tacit.answering.votes import (
    NEIGHBOURS,
    Nearest,
    backers,
    familiar,
    nearest,
    reach,
    seconded,
    tally,
    together,
)


def near(nearness: list[float], votes: list[list[int]]) -> Nearest:
    return nearest(np.array(nearness), np.arange(len(votes), dtype=np.int64), votes)


def shares(nearness: list[float], votes: list[list[int]], places: int = 2) -> list[float]:
    found = tally(near(nearness, votes), 0.5, places)
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


def test_who_is_behind_by_less_than_a_step_is_as_near_and_the_earlier_goes_first() -> None:
    """.49999 and .5 are both 2048 steps: the first voter stays, the last of the others goes."""
    votes = [[1]] + [[0]] * NEIGHBOURS
    found = near([0.49999] + [0.5] * NEIGHBOURS, votes)
    assert found.voters.tolist() == [*range(NEIGHBOURS)]
    assert found.steps.tolist() == [2048] * NEIGHBOURS
    behind = near([0.4995] + [0.5] * NEIGHBOURS, votes)
    assert behind.voters.tolist() == [*range(1, NEIGHBOURS + 1)]


def test_shares_add_up_to_one() -> None:
    assert abs(sum(shares([0.9, 0.1, 0.4], [[0], [1], [0, 1]])) - 1) < 1e-4


def reached(nearness: list[float], votes: list[list[int]], places: int = 3) -> list[float]:
    return [float(each) for each in reach(near(nearness, votes), places)]


def test_an_entry_is_as_near_as_its_nearest_voter_and_others_as_the_furthest() -> None:
    assert reached([0.5, 0.75, 0.25], [[0], [0, 1], [1]]) == [0.75, 0.75, 0.25]


def test_without_voters_nothing_is_near() -> None:
    assert reached([], []) == [0.0, 0.0, 0.0]


def test_only_the_nearest_voters_reach() -> None:
    votes = [[0]] * NEIGHBOURS + [[1]]
    assert reached([0.5] * NEIGHBOURS + [0.25], votes)[:2] == [0.5, 0.5]


def test_who_else_says_so_by_hand() -> None:
    """At temperature .05 cosines of 1, .95 and .95 weigh 1, e^-1 and e^-1: without the first
    voter for 0 the others are even; without the first for 1 it has e^-1 of 1 + e^-1."""
    asked = near([1.0, 0.95, 0.95, 0.95], [[0], [0], [1], [1]])
    steps = math.exp(-round(0.05 * 4096) / (4096 * 0.05))
    assert seconded(asked, 0) == pytest.approx(1 / 3, abs=1e-3)
    assert seconded(asked, 1) == pytest.approx(steps / (1 + 2 * steps), abs=1e-3)


def test_a_lone_voice_is_seconded_by_nobody_however_near_it_is() -> None:
    assert seconded(near([1.0, 0.4, 0.4], [[0], [1], [1]]), 0) == 0.0
    assert seconded(near([1.0], [[0]]), 0) == 0.0
    assert seconded(near([], []), 0) == 0.0


def test_a_voter_for_two_seconds_each_by_half() -> None:
    assert seconded(near([0.9, 0.9, 0.9], [[0], [0, 1], [1]]), 0) == pytest.approx(0.25)


def test_those_who_back_an_entry_are_among_the_nearest_only() -> None:
    assert backers(near([0.5, 0.9, 0.7], [[0], [0, 1], [1]]), 0) == [1, 0]
    assert backers(near([0.5, 0.9, 0.7], [[0], [0, 1], [1]]), 2) == []
    votes = [[0]] * NEIGHBOURS + [[1]]
    assert backers(near([0.5] * NEIGHBOURS + [0.25], votes), 1) == []


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


def test_of_both_the_nearest_vote_and_those_of_the_second_are_told_apart() -> None:
    """Of equals the first's go first; its voters keep their places, the others' are -1 - place."""
    found = together(near([0.9, 0.5], [[0], [0]]), near([0.7, 0.9], [[1], [1]]))
    assert found.voters.tolist() == [0, -2, -1, 1]
    assert found.votes == [[0], [1], [1], [0]]
    many = together(near([0.5] * 15, [[0]] * 15), near([0.6] * 15, [[1]] * 15))
    assert (len(many.voters), sum(v == [1] for v in many.votes)) == (NEIGHBOURS, 15)
    assert backers(found, 1) == [], "a pseudo-label is no agent"
