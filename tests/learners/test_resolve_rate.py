"""How often an entry resolves the conversations it is shown in."""

from __future__ import annotations

from tacit.events import EntryId
from tacit.learners.resolve_rate import ResolveRate

A, B = EntryId("a"), EntryId("b")


def test_the_chance_by_hand() -> None:
    """Two of three resolved: (1 + 2) / (2 + 3) = .6; nobody saw the other: 1/2."""
    rate = ResolveRate()
    for reward in (1000, 0, 1000):
        rate.learn(A, reward)
    assert rate.predict(A) == 0.6
    assert rate.predict(B) == 0.5


def test_a_part_of_a_reward_counts_in_part() -> None:
    """Silence is worth .1: (1 + .1) / (2 + 1)."""
    rate = ResolveRate()
    rate.learn(A, 100)
    assert round(rate.predict(A), 4) == 0.3667


def test_a_superseded_reward_is_taken_back() -> None:
    rate = ResolveRate()
    rate.learn(A, 100)
    rate.forget(A, 100)
    rate.learn(A, 1000)
    assert (rate.resolved, rate.shown) == ({A: 1000}, {A: 1})


def test_an_entry_whose_rewards_were_all_taken_back_is_unknown() -> None:
    rate = ResolveRate()
    rate.learn(A, 0)
    rate.forget(A, 0)
    assert rate == ResolveRate()
