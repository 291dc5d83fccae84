"""Confidence, learned one lesson at a time."""

from __future__ import annotations

import math
import random

import pytest

from tacit.learners.calibrator import Calibrator
from tacit.lesson import Lesson
from tests.contracts.subjects import lesson

ONE = 4096


def test_a_chance_is_the_logistic_of_the_weighted_parts() -> None:
    """p = 1 / (1 + e^-(-1 + 2·1 + .5·(-2))) = 1 / (1 + e^0) = .5"""
    assert Calibrator(prior=[2.0, 0.5], bias=-1.0).predict([ONE, -2 * ONE]) == 0.5


def test_one_lesson_by_hand() -> None:
    """p = .5, r = 1, so g = .5 for the bias and .5 · 2 = 1 for the weight;
    b = .5 · .5/√(1 + .25) = .2236, w = .5 · 1/√(1 + 1) = .3536."""
    calibrator = Calibrator(prior=[0.0], rate=0.5)
    calibrator.squares = [1.0, 1.0]
    calibrator.learn(lesson(parts=[2 * ONE], reward=1000))
    assert calibrator.bias == pytest.approx(0.25 / math.sqrt(1.25), abs=2e-6)
    assert calibrator.weights[0] == pytest.approx(0.5 / math.sqrt(2), abs=2e-6)
    assert calibrator.squares == [1.25, 2.0]


def test_a_part_of_nothing_moves_its_weight_nowhere() -> None:
    calibrator = Calibrator(prior=[1.0, 1.0])
    calibrator.learn(lesson(parts=[0, ONE], reward=0))
    assert calibrator.weights[0] == 1.0
    assert calibrator.weights[1] < 1.0


def test_a_half_reward_pulls_to_the_middle() -> None:
    sure = Calibrator(prior=[0.0], bias=2.0)
    sure.learn(lesson(parts=[0], reward=500))
    doubtful = Calibrator(prior=[0.0], bias=-2.0)
    doubtful.learn(lesson(parts=[0], reward=500))
    assert sure.bias < 2.0
    assert doubtful.bias > -2.0


@pytest.mark.parametrize(
    "waiting",
    [lesson(parts=[ONE], reward=0, is_final=False), lesson(parts=[ONE]), lesson(reward=0)],
    ids=["provisional", "no reward", "no candidate"],
)
def test_what_is_not_judged_yet_moves_nothing(waiting: object) -> None:
    calibrator = Calibrator(prior=[0.5])
    calibrator.learn(waiting)
    assert calibrator == Calibrator(prior=[0.5])


@pytest.mark.parametrize("part", [10**9, -(10**9)])
def test_no_part_is_so_large_that_a_chance_breaks(part: int) -> None:
    calibrator = Calibrator(prior=[1.0])
    assert 0 < calibrator.predict([part]) < 1
    calibrator.learn(lesson(parts=[part], reward=0))
    assert 0 < calibrator.predict([part]) < 1


def test_it_ends_at_the_share_that_happens() -> None:
    """Three of four are right, so without any sign the chance is .75."""
    calibrator = Calibrator(prior=[0.0])
    for n in range(4000):
        calibrator.learn(lesson(parts=[0], reward=0 if n % 4 == 0 else 1000))
    assert calibrator.predict([0]) == pytest.approx(0.75, abs=0.02)


def test_a_doubted_word_pulls_less_by_hand() -> None:
    """Set aside with a chance of ¾ that it was right after all: p = .5, g = .75 - .5 = .25;
    b = .5 · .25/√(1 + .0625)."""
    calibrator = Calibrator(prior=[0.0], rate=0.5)
    calibrator.learn(lesson(parts=[0], reward=0, doubted=3 * ONE // 4))
    assert calibrator.bias == pytest.approx(0.5 * 0.25 / math.sqrt(1.0625), abs=2e-6)


def test_unfair_words_teach_nothing() -> None:
    calibrator = Calibrator(prior=[1.0])
    calibrator.learn(lesson(parts=[ONE], reward=0, is_fair=False))
    assert (calibrator.lessons, calibrator.weights) == (0, [1.0])


def test_a_receipt_of_fewer_parts_is_read_as_if_the_others_were_nothing() -> None:
    calibrator, whole = Calibrator(prior=[1.0, 2.0]), Calibrator(prior=[1.0, 2.0])
    assert calibrator.predict([ONE]) == calibrator.predict([ONE, 0])
    calibrator.learn(lesson(parts=[ONE], reward=0))
    whole.learn(lesson(parts=[ONE, 0], reward=0))
    assert (calibrator.weights, calibrator.bias) == (whole.weights, whole.bias)


# ---- answers that customers saw -----------------------------------------------------------


def shown(**fields: object) -> Lesson:
    """A word on an answer that a customer saw, which only an audit says fairly."""
    plain = {"parts": [0], "is_shown": True, "is_fair": False}
    return lesson(**(plain | fields))


COMPLAINT = shown(reward=0)
AUDIT = {"is_fair": True, "witness": "audit"}


def taught(*words: Lesson | None, heard: float = 0.75) -> Calibrator:
    """A calibrator at p = .5 after one answer shown, of which these words stood in turn."""
    calibrator, earlier = Calibrator(prior=[0.0], rate=0.5), None
    calibrator.shown([0], heard)
    for word in words:
        calibrator.learn(word or shown(), earlier, heard)
        earlier = word
    return calibrator


def test_an_answer_that_nobody_complains_of_speaks_a_little_for_it_by_hand() -> None:
    """h·p·(1 - p) / (1 - h·(1 - p)) = .75 · .25 / .625 = .3; b = .5 · .3/√(1 + .09)."""
    assert taught().bias == pytest.approx(0.5 * 0.3 / math.sqrt(1.09), abs=2e-6)


def test_a_complaint_takes_that_back_and_speaks_against_it() -> None:
    """At p = .5357, behind the first step, g = -p - .75·p·(1 - p)/(1 - .75·(1 - p))."""
    first = taught().bias
    p = 1 / (1 + math.exp(-first))
    g = -p - 0.75 * p * (1 - p) / (1 - 0.75 * (1 - p))
    expected = first + 0.5 * g / math.sqrt(1.09 + g * g)
    assert taught(COMPLAINT).bias == pytest.approx(expected, abs=4e-6)


def test_more_complaints_than_its_chance_said_lower_it_and_fewer_raise_it() -> None:
    """At p = .9 and h = .75 it says 7.5 complaints of 100."""
    for complaints, sign in ((15, -1), (2, 1)):
        calibrator = Calibrator(prior=[0.0], bias=math.log(9), rate=0.05)
        before = calibrator.bias
        for n in range(100):
            calibrator.shown([0], 0.75)
            if n < complaints:
                calibrator.learn(COMPLAINT, None, 0.75)
        assert (calibrator.bias - before) * sign > 0.02


@pytest.mark.parametrize("word", [shown(reward=1000), shown(reward=100, is_silence=True)])
def test_thanks_and_silence_say_no_more_than_that_nobody_complained(word: Lesson) -> None:
    assert taught(word).bias == taught().bias


def test_an_audit_says_what_was_right_whatever_was_heard() -> None:
    assert taught(shown(reward=1000, **AUDIT)).bias > taught().bias
    assert taught(shown(reward=0, **AUDIT)).bias < 0
    assert taught(COMPLAINT, shown(reward=0, **AUDIT)).bias == taught(COMPLAINT).bias


def test_a_complaint_that_is_taken_back_leaves_the_chance_near_where_it_was() -> None:
    assert abs(taught(COMPLAINT, None).bias - taught().bias) < 0.1
    assert taught(COMPLAINT, shown(reward=1000)).bias > taught(COMPLAINT).bias + 0.2


def test_the_gap_between_promised_and_true_shrinks_with_outcomes_in_every_band() -> None:
    """F90: too sure of the likely and of the unlikely alike, it is nearer in each band later."""
    calibrator, dice = Calibrator(prior=[2.0], bias=1.0), random.Random(7)
    gaps: list[list[float]] = []
    for n in range(2000):
        if n in (0, 1999):
            gaps.append([abs(calibrator.predict([p * ONE]) - _true(p)) for p in _BANDS])
        part = dice.choice(_BANDS)
        is_right = dice.random() < _true(part)
        calibrator.learn(lesson(parts=[part * ONE], reward=1000 * is_right))
    first, last = gaps
    assert all(later < before / 2 for later, before in zip(last, first, strict=True))
    assert max(last) < 0.05 < min(first)


_BANDS = (-2, -1, 0, 1, 2)


def _true(part: int) -> float:
    """The share of answers with such a sign that are right."""
    return 1 / (1 + math.exp(-(0.8 * part - 0.5)))
