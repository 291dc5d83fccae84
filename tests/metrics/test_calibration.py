"""Calibration error: the gap between confidence and truth, with the gap that chance would show."""

from __future__ import annotations

import random

import pytest

from tacit.metrics.calibration import BINS, ONE, CalibrationError
from tests.metrics.written import Log


def judged(*told: tuple[int, int, int]) -> CalibrationError:
    """Counts of (confidence in 1/4096, judged, right)."""
    return CalibrationError({c: n for c, n, _ in told}, {c: right for c, _, right in told if right})


def test_three_quarters_sure_and_half_right_is_a_gap_of_a_quarter() -> None:
    metric = judged((3072, 4, 2))
    assert metric.reading().value() == 0.25


def test_two_bins_weigh_by_their_conversations() -> None:
    # |0.5 · 10 - 2| = 3 and |1 · 30 - 27| = 3 of 40 together: 0.15
    metric = judged((2048, 10, 2), (4096, 30, 27))
    assert metric.reading().value() == pytest.approx(6 / 40)


def test_gaps_of_one_bin_cancel_and_of_two_do_not() -> None:
    one = judged((2048, 10, 5))
    assert one.reading().value() == 0
    two = judged((1024, 10, 5), (3072, 10, 5))
    assert two.reading().value() == 0.25


def test_it_sees_first_decisions_that_agents_judged_whatever_was_done_with_them() -> None:
    log = Log()
    log.opens().decides("answer", "ab", confidence=4096).delivers().replies("a")
    log.opens().decides("hand_off", "ab", mode="observe", confidence=2048).replies("b")
    log.opens().decides("hand_off", confidence=1024)
    reading = log.total("calibration_error")
    assert (reading.value(), reading.n, reading.left_out) == (0.25, 2, 1)
    assert (reading.parts["answered"].part, reading.parts["answered"].whole) == (1, 2)


def test_bins_hold_equal_mass() -> None:
    metric = judged(*((100 * n, 1, 0) for n in range(30)))
    assert [each[0] for each in metric.bins()] == [2] * BINS


def test_equal_confidences_share_a_bin_in_whatever_order_they_came() -> None:
    metric = judged((100, 58, 30), (200, 1, 1), (300, 1, 0))
    assert [each[0] for each in metric.bins()] == [58, 2]


def test_nothing_judged_is_none_yet() -> None:
    reading = CalibrationError().reading()
    assert (reading.value(), reading.n, reading.interval) == (None, 0, (0.0, 1.0))
    assert reading.figures == {"bins": 0, "by_chance_thousandths": None}


def test_few_conversations_show_a_gap_by_chance_and_the_interval_reaches_zero() -> None:
    dice = random.Random(5)
    metric = CalibrationError()
    for _ in range(60):
        confidence = dice.randrange(ONE)
        metric.judged[confidence] = metric.judged.get(confidence, 0) + 1
        right = dice.random() < confidence / ONE
        metric.right[confidence] = metric.right.get(confidence, 0) + right
    reading = metric.reading()
    assert reading.value() > 0.05
    assert reading.figures["by_chance_thousandths"] > 50
    assert reading.interval[0] == 0
