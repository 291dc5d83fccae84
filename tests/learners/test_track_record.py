"""Odds that an intent's answers are wrong more often than is allowed, or less often."""

from __future__ import annotations

import pytest

from tacit.learners.fixed import ONE
from tacit.learners.track_record import CONVINCING, TrackRecord
from tests.contracts.subjects import lesson

ALLOWED = 0.25


def test_the_odds_are_the_mean_over_shares_above_and_below() -> None:
    """α = 1/4; above: .5, .9, .9, .9; below: 0, 1/16, 1/8. One wrong, one right."""
    record = TrackRecord()
    record.learn("a", answers=2, wrong=1)
    worse = (2 * (2 / 3) + 3 * 3.6 * (0.4 / 3)) / 4
    better = (0 + (1 / 4) * (15 / 12) + (1 / 2) * (7 / 6)) / 3
    assert record.odds(["a"], ALLOWED) == pytest.approx((worse, better), abs=1e-6)


def test_an_intent_goes_by_all_its_ids() -> None:
    record = TrackRecord()
    record.learn("a", answers=2, wrong=1)
    record.learn("b", answers=3, wrong=0)
    assert record.counts(["a", "b"]) == (5, 1)
    assert record.odds(["a", "b"], ALLOWED) != record.odds(["a"], ALLOWED)


def test_of_nothing_nothing_is_told() -> None:
    assert TrackRecord().odds(["a"], ALLOWED) == (1, 1)


def test_two_wrong_in_a_row_are_convincing_at_a_twentieth_and_one_is_not() -> None:
    """p = .1, .2, .4, .8: (2 + 4 + 8 + 16) / 4 = 7.5, then (2² + 4² + 8² + 16²) / 4 = 85."""
    record = TrackRecord()
    record.learn("a", answers=1, wrong=1)
    assert record.odds(["a"], 0.05)[0] == 7.5
    record.learn("a", answers=1, wrong=1)
    assert record.odds(["a"], 0.05)[0] == 85


def test_seventy_one_right_ones_are_convincing_at_a_twentieth() -> None:
    record = TrackRecord()
    record.learn("a", answers=70, wrong=0)
    before = record.odds(["a"], 0.05)[1]
    record.learn("a", answers=1, wrong=0)
    assert before < CONVINCING <= record.odds(["a"], 0.05)[1]


def test_what_begins_anew_has_no_counts_and_others_keep_theirs() -> None:
    record = TrackRecord()
    for intent in ("a", "b"):
        record.learn(intent, answers=2, wrong=1)
    record.restart(["a", "c"])
    assert (record.answers, record.wrong) == ({"b": 2}, {"b": 1})


def test_a_word_taken_back_after_a_restart_is_no_negative_count() -> None:
    record = TrackRecord()
    record.learn("a", answers=0, wrong=-1)
    assert record.counts(["a"]) == (0, 0)
    assert record.odds(["a"], ALLOWED) == (1, 1)


def test_a_complaint_that_is_more_likely_unfounded_counts_against_no_intent() -> None:
    record = TrackRecord()
    record.learn("a", answers=1, wrong=0)
    given = {"action": "answer", "reward": 0, "is_shown": True, "witness": "customer"}
    believed, doubted = (lesson(**given, doubted=n) for n in (ONE // 2, ONE // 2 + 1))
    record.judge("a", doubted, None)
    assert record.counts(["a"]) == (1, 0)
    record.judge("a", believed, doubted)
    assert record.counts(["a"]) == (1, 1)
    record.judge("a", doubted, believed)
    assert record.counts(["a"]) == (1, 0)
