"""Counts by two names add up, and what is taken back leaves no trace."""

from __future__ import annotations

from tacit.learners.counts import add, add_all


def test_what_is_taken_back_leaves_no_trace() -> None:
    counts: dict[str, dict[str, int]] = {}
    add(counts, "refunds", "ann", 2)
    add(counts, "refunds", "bob", 1)
    add(counts, "refunds", "ann", -2)
    assert counts == {"refunds": {"bob": 1}}
    add(counts, "refunds", "bob", -1)
    assert counts == {}


def test_two_tables_add_up_whatever_comes_first() -> None:
    one, other = {"refunds": {"ann": 2}}, {"refunds": {"ann": -2, "bob": 1}, "delivery": {"ann": 3}}
    both = {"refunds": {"bob": 1}, "delivery": {"ann": 3}}
    add_all(one, other)
    assert one == both
    again = {"refunds": {"ann": -2, "bob": 1}, "delivery": {"ann": 3}}
    add_all(again, {"refunds": {"ann": 2}})
    assert again == both
