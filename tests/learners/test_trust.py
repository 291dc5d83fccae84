"""An agent's reply that sets a likely answer aside is believed by where its entry stood."""

from __future__ import annotations

import pytest

from tacit.learners.fixed import ONE
from tacit.learners.trust import Belief, Trust


def test_a_belief_by_hand() -> None:
    """p = .9, not listed, 101 entries: rightly .96 · .1 · .01 = .00096, by mistake
    .04 · 81/100 = .0324; of .03336 that is .0288 and .9712, nine tenths of it the first one's."""
    found = Trust().belief("ann", confidence=0.9, place=0, entries=101)
    assert found == Belief(round(0.00096 / 0.03336 * ONE), round(0.9 * 0.0324 / 0.03336 * ONE))


def test_the_second_of_the_list_is_believed_and_so_is_any_where_nothing_was_sure() -> None:
    trust = Trust()
    assert trust.belief("ann", confidence=0.9, place=2, entries=101).cited > 0.98 * ONE
    assert trust.belief("ann", confidence=0.1, place=0, entries=101).aside < 0.1 * ONE
    doubted = [trust.belief("ann", p, place=0, entries=101).cited for p in (0.1, 0.5, 0.9, 0.99)]
    assert doubted == sorted(doubted, reverse=True)


def test_what_is_doubted_is_either_the_first_or_something_else() -> None:
    found = Trust().belief("ann", confidence=0.5, place=0, entries=101)
    assert found.cited + found.aside < ONE
    assert found.aside == pytest.approx((ONE - found.cited) / 2, abs=1)


def test_an_agent_who_errs_more_is_believed_less() -> None:
    trust = Trust()
    for _ in range(50):
        trust.learn("bob", 0, Belief(cited=ONE // 2))
        trust.learn("ann", 1, Belief())
    # (2 + 25) / (50 + 50) and (2 + 0) / (50 + 50)
    assert (trust.error("bob"), trust.error("ann")) == (0.27, 0.02)
    ann, bob = (trust.belief(each, 0.9, 6, 101).cited for each in ("ann", "bob"))
    assert bob < ann


def test_where_the_right_ones_stood_is_learned() -> None:
    """A desk whose list is often too short: what is not listed is mostly right there."""
    trust, before = Trust(), Trust().belief("ann", 0.9, 0, 101)
    for _ in range(100):
        trust.learn(f"agent {_}", 0, Belief())
    assert trust.stood[-1] == 101 * ONE
    assert trust.belief("ann", 0.9, 0, 101).cited > before.cited


@pytest.mark.parametrize("entries", [1, 2, 19, 20])
def test_where_all_entries_are_listed_an_unlisted_one_is_no_mistake(entries: int) -> None:
    assert Trust().belief("ann", 0.99, 0, entries) == Belief()
