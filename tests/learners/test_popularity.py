"""How often an entry answered, over all time and of late."""

from __future__ import annotations

import numpy as np
import pytest

from tacit.events import EntryId
from tacit.learners.pairing import WEIGHT, Pairing
from tacit.learners.popularity import Popularity

A, B = EntryId("a"), EntryId("b")
VECTOR = np.zeros(2, np.int8)
WEEK = 2700


def pairing(week: int, *entries: EntryId) -> Pairing:
    return Pairing(entries, VECTOR, VECTOR, day=7 * week)


def told(popularity: Popularity, week: int) -> tuple[list[float], list[float]]:
    everything, recent = popularity.predict([A, B], day=7 * week)
    return everything.tolist(), recent.tolist()


def test_a_citation_counts_half_after_four_weeks_by_hand() -> None:
    """Cited now and eight weeks ago: 2 in all, 1 + ½² = 1.25 of late."""
    popularity = Popularity()
    popularity.learn(pairing(WEEK, A))
    popularity.learn(pairing(WEEK - 8, A))
    assert told(popularity, WEEK) == ([2.0, 0.0], [1.25, 0.0])


def test_a_reply_that_cites_two_counts_half_for_each() -> None:
    popularity = Popularity()
    popularity.learn(pairing(WEEK, A, B, A))
    assert told(popularity, WEEK) == ([0.5, 0.5], [0.5, 0.5])
    assert popularity.counts[A] == {str(WEEK): WEIGHT // 2}


def test_the_days_of_one_week_count_alike() -> None:
    one, other = Popularity(), Popularity()
    one.learn(Pairing((A,), VECTOR, VECTOR, day=7 * WEEK))
    other.learn(Pairing((A,), VECTOR, VECTOR, day=7 * WEEK + 6))
    assert one.counts == other.counts


def test_asking_as_of_an_earlier_week_halves_nothing_twice() -> None:
    popularity = Popularity()
    popularity.learn(pairing(WEEK, A))
    later = told(popularity, WEEK + 4)
    assert told(popularity, WEEK) == ([1.0, 0.0], [1.0, 0.0])
    assert told(popularity, WEEK + 4) == later == ([1.0, 0.0], [0.5, 0.0])


def test_what_is_kept_between_questions_follows_every_lesson() -> None:
    """2 in all and 1 + 1; one is taken back; another shard brings three more."""
    popularity, other = Popularity(), Popularity()
    popularity.learn(pairing(WEEK, A))
    popularity.learn(pairing(WEEK, A))
    assert (popularity.total(A), told(popularity, WEEK)) == (2.0, ([2.0, 0.0], [2.0, 0.0]))
    popularity.forget(pairing(WEEK, A))
    assert (popularity.total(A), told(popularity, WEEK)) == (1.0, ([1.0, 0.0], [1.0, 0.0]))
    for _ in range(3):
        other.learn(pairing(WEEK, B))
    popularity.merge(other)
    assert (popularity.total(B), told(popularity, WEEK)) == (3.0, ([1.0, 3.0], [1.0, 3.0]))


def test_other_entries_are_told_their_own() -> None:
    popularity = Popularity()
    popularity.learn(pairing(WEEK, A))
    assert told(popularity, WEEK)[0] == [1.0, 0.0]
    everything, _ = popularity.predict([B, A], day=7 * WEEK)
    assert everything.tolist() == [0.0, 1.0]


def test_what_falls_to_nothing_leaves_no_trace() -> None:
    popularity = Popularity()
    popularity.learn(pairing(WEEK, A))
    popularity.forget(pairing(WEEK, A))
    assert popularity.counts == {}


@pytest.mark.parametrize("many", range(1, 13))
def test_shares_are_whole_and_add_up_for_up_to_ten_citations(many: int) -> None:
    entries = [EntryId(f"e{n}") for n in range(many)]
    shares = pairing(WEEK, *entries).shares()
    assert list(shares) == entries[:10]
    assert sum(shares.values()) == WEIGHT
