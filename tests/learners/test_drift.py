"""Drift: what goes wrong oftener than it used to is found soon, dated, and seldom by chance."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

import pytest

from tacit.learners.drift import FALSE_ALARM_EVERY, OVER_AT, Drift

A = "refunds"


def taught(words: Iterable[bool], drift: Drift | None = None, day: int = 0) -> Drift:
    """A drift that was told these judgements, one a day."""
    drift = drift or Drift()
    for n, is_bad in enumerate(words, day):
        drift.learn(A, bad=int(is_bad), day=n)
    return drift


def usual(judged: float, bad: float) -> Drift:
    return Drift(usual={A: [judged, bad]})


def bad(count: int) -> list[bool]:
    return [True] * count


def test_evidence_is_the_product_of_bets_against_as_usual() -> None:
    # The most that is usual: (10 + ½ + √(10 · 90 / 100 + ¼)) / 101 = 13.54 / 101 = .13407.
    drift = usual(100, 10)
    assert round(drift.most(A), 5) == 0.13407
    # Bet on first: (1 + .13407) / 2 = .56704; after one bad: (1 + 1.13407) / 3 = .71136.
    taught([True, True, False], drift)
    gains = [0.56704 / 0.13407, 0.71136 / 0.13407, (1 - 0.78352) / (1 - 0.13407)]
    assert math.isclose(math.exp(drift.evidence[A]), math.prod(gains), rel_tol=1e-3)
    assert drift.since[A] == [0, 3, 2]


def test_the_fifth_bad_one_in_a_row_raises_the_alarm_and_the_first_is_its_day() -> None:
    # Bets .567, .711, .784, .827 and .856 of .134: 4.23, 5.31, 5.84, 6.17, 6.38; four make 809.
    drift = taught(bad(4), usual(100, 10), day=7)
    assert math.isclose(math.exp(drift.evidence[A]), 4.23 * 5.31 * 5.84 * 6.17, rel_tol=0.01)
    assert drift.predict(A) < 1
    taught(bad(1), drift, day=11)
    assert drift.predict(A) >= 1
    assert drift.since[A] == [7, 5, 5]


def test_what_turns_out_as_usual_is_counted_there_and_the_next_bad_day_is_another() -> None:
    drift = taught([True, False, False, False, False, False], usual(100, 0))
    # u = .05: the bad one counts 10.5, good ones .33, .51, .62 and .69, which is below 1.
    assert A not in drift.since
    # Five of the run count at once, then one: (100 · .995⁵ + 5) · .995 + 1, and .995 bad ones.
    assert [round(each, 3) for each in drift.usual[A]] == [103.012, 0.995]
    taught([True], drift, day=40)
    assert drift.since[A] == [40, 1, 1]


def test_a_long_run_that_turns_out_good_is_over_soon() -> None:
    """A bet is at least (1 - u) / 8 above u, so that each good one takes an eighth: 7 / 8."""
    drift = Drift(usual={A: [100.0, 30.0]}, since={A: [0, 50, 2]}, evidence={A: 0.25})
    drift.learn(A, bad=0, day=51)
    assert round(drift.evidence[A], 4) == round(0.25 + math.log(7 / 8), 4)
    drift.learn(A, bad=0, day=52)
    assert A not in drift.evidence


def test_the_young_are_not_suspected_whose_answers_get_better() -> None:
    for seed in range(20):
        dice, drift = random.Random(seed), Drift()
        for n in range(400):
            drift.learn(A, bad=int(dice.random() < 0.9 * 0.99**n), day=n)
            assert drift.predict(A) < 1, f"seed {seed}, judgement {n}"


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.9])
def test_false_alarms_are_rarer_than_is_stated(share: float) -> None:
    """What is usual is learned, not told: begun anew after each alarm, of 40,000 judgements."""
    dice, drift, alarms, judged = random.Random(24), Drift(), 0, 40_000
    for n in range(judged):
        drift.learn(A, bad=int(dice.random() < share), day=n)
        if drift.predict(A) >= 1:
            drift, alarms = Drift(), alarms + 1
    assert alarms <= judged / FALSE_ALARM_EVERY


def test_of_many_small_ones_together_there_are_no_more_false_alarms_than_stated() -> None:
    dice, drift, alarms = random.Random(24), Drift(), 0
    shares = [dice.random() ** 3 for _ in range(200)]
    for n in range(40_000):
        watched = n % 200
        drift.learn(str(watched), bad=int(dice.random() < shares[watched]), day=n)
        if drift.predict(str(watched)) >= 1:
            drift.close(str(watched), is_usual=False)
            alarms += 1
    assert alarms <= 40_000 / FALSE_ALARM_EVERY


@pytest.mark.parametrize(
    ("before", "after", "within"), [(0.1, 0.9, 12), (0.2, 0.6, 60), (0.05, 0.4, 80)]
)
def test_a_fall_is_found_and_dated_within_a_few_judgements(
    before: float, after: float, within: int
) -> None:
    waited, off = [], []
    for seed in range(41):
        dice = random.Random(seed)
        drift = taught(dice.random() < before for _ in range(100))
        n = 100
        while drift.predict(A) < 1 and n < 500:
            drift.learn(A, bad=int(dice.random() < after), day=n)
            n += 1
        waited.append(n - 100)
        off.append(abs(drift.since[A][0] - 100))
    assert sorted(waited)[20] <= within
    assert sorted(off)[20] <= 5


def test_an_alarm_is_over_once_good_ones_outweigh_what_is_bad_two_hundred_times() -> None:
    drift = taught(bad(6), usual(100, 10))
    drift.alarm(A, day=5)
    assert drift.predict(A) == 0
    # Six of six and two guesses of .567 each: .892 were bad; a good one is .866 / .108 = 8.
    taught([False, False], drift, day=6)
    assert not drift.is_over(A)
    assert round(math.exp(drift.evidence[A])) == 64
    # A bad one takes .134 / .892 of that: 9.6, 77, 614.
    taught([True, False], drift, day=8)
    assert not drift.is_over(A)
    taught([False], drift, day=10)
    assert drift.is_over(A)
    assert drift.since[A] == [0, 11, 7]
    assert OVER_AT == 200


def test_what_stays_bad_is_seldom_closed_by_chance() -> None:
    dice, closed, judged = random.Random(24), 0, 20_000
    drift = Drift(usual={A: [100.0, 10.0]}, since={A: [0, 40, 16]})
    drift.alarm(A, day=1)
    for n in range(judged):
        drift.learn(A, bad=int(dice.random() < 0.4), day=n)
        if drift.is_over(A):
            drift.evidence[A], closed = 0.0, closed + 1
    assert closed <= judged / OVER_AT


def test_closed_it_is_watched_against_what_was_usual_or_against_what_is_now() -> None:
    mended, accepted = (taught(bad(6), usual(100, 10)) for _ in range(2))
    for each in (mended, accepted):
        each.alarm(A, day=5)
    mended.close(A, is_usual=True)
    accepted.close(A, is_usual=False)
    assert mended.usual[A] == [100, 10]
    assert accepted.usual[A] == [6, 6]
    for each in (mended, accepted):
        assert (each.since, each.evidence, each.alarmed) == ({}, {}, {})
    assert taught(bad(6), mended).predict(A) >= 1
    assert taught(bad(60), accepted).predict(A) < 1


def test_an_answer_shown_is_good_once_the_next_is_shown() -> None:
    drift = usual(100, 10)
    drift.shown(A, "first", 1)
    assert drift.usual[A] == [100, 10]
    drift.shown(A, "second", 2)
    assert [round(each, 4) for each in drift.usual[A]] == [100.5, 9.95]
    drift.hear(A, "second", 2, is_bad=True, is_new=False)
    assert drift.since[A] == [2, 1, 1]
    assert drift.unheard == {}


def test_praise_for_what_counts_as_good_already_says_nothing_new() -> None:
    drift = usual(100, 10)
    drift.shown(A, "first", 1)
    drift.shown(A, "second", 2)
    held = drift.usual[A]
    drift.hear(A, "first", 1, is_bad=False, is_new=False)
    assert drift.usual[A] == held
    assert drift.unheard[A] == ["second", 2]
    drift.hear(A, "second", 2, is_bad=False, is_new=False)
    assert drift.usual[A] != held
    assert drift.unheard == {}


def test_a_late_complaint_counts_once_more() -> None:
    drift = usual(100, 10)
    drift.shown(A, "first", 1)
    drift.shown(A, "second", 2)
    drift.hear(A, "first", 1, is_bad=True, is_new=False)
    # The second was taken for good before it.
    assert drift.since[A] == [1, 1, 1]


def test_parts_of_what_was_split_take_over_what_was_usual_and_what_is_suspected() -> None:
    drift = taught(bad(3), usual(100, 10), day=7)
    evidence = drift.evidence[A]
    drift.move(A, ["one", "two"])
    assert A not in {*drift.usual, *drift.since, *drift.evidence}
    # One in ten was bad; of a part that is a guess, worth ten.
    assert [round(each, 2) for each in drift.usual["one"]] == [10, 1]
    drift.learn("one", bad=1, day=10)
    assert drift.since == {"one": [7, 1, 1], "two": [7, 0, 0]}
    assert drift.evidence["one"] > drift.evidence["two"] == evidence


def test_what_is_merged_into_another_leaves_that_one_as_it_was() -> None:
    drift = taught(bad(3), usual(100, 10))
    drift.usual["other"] = [50.0, 1.0]
    drift.move(A, ["other"])
    assert drift == Drift(usual={"other": [50.0, 1.0]})
    drift.move("other", ["new"])
    assert drift == Drift(usual={"new": [50.0, 1.0]})
