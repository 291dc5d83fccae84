"""Calibration error: the gap between confidence and truth, with the gap that chance would show."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tacit.metrics.calibration import BINS, ONE, CalibrationError
from tacit.metrics.window import Window
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


def test_an_audit_judges_an_answer_that_no_citation_did() -> None:
    log = Log()
    log.opens().decides("answer", confidence=4096).delivers().settles(1000, witness="audit")
    log.opens().decides("answer", confidence=2048).delivers().settles(0, witness="audit")
    log.opens().decides("answer", confidence=1024).delivers()
    reading = log.total("calibration_error")
    # |1 - 1| and |.5 - 0| of two.
    assert (reading.value(), reading.n, reading.left_out) == (0.25, 2, 1)
    assert (reading.parts["answered"].part, reading.parts["answered"].whole) == (2, 2)


def test_what_a_citation_judges_an_audit_does_not_judge_again() -> None:
    log = Log()
    talk = log.opens().decides("answer", "ab", confidence=4096).delivers()
    talk.settles(0, witness="audit").replies("a")
    assert (log.total("calibration_error").value(), log.total("calibration_error").n) == (0, 1)
    talk.decides("answer", "ab", confidence=2048).delivers().settles(0, witness="audit")
    # The second answer is another decision: |1 - 1| and |.5 - 0|.
    assert (log.total("calibration_error").value(), log.total("calibration_error").n) == (0.25, 2)


def test_the_last_word_on_an_audited_answer_stands() -> None:
    log = Log()
    talk = log.opens().decides("answer", confidence=4096).delivers()
    talk.settles(0, witness="audit").settles(1000, witness="audit")
    assert log.total("calibration_error").value() == 0
    talk.settles(None)
    assert log.total("calibration_error").value() == 0, "an agent's silence says nothing of it"
    talk.settles(0)
    assert log.total("calibration_error").value() == 1
    talk.settles(None, witness="audit", standing="void")
    assert log.total("calibration_error").n == 0


def test_agents_words_without_a_citation_judge_no_confidence_by_themselves() -> None:
    log = Log()
    log.opens().decides("answer", confidence=4096).settles(1000)
    log.opens().decides("answer", confidence=4096).delivers().settles(0, witness="customer")
    assert (log.total("calibration_error").n, log.total("calibration_error").left_out) == (0, 2)


def test_an_audited_answer_counts_on_the_day_it_was_decided() -> None:
    log = Log()
    talk = log.opens().decides("ask").delivers()
    log.waits(days=2)
    talk.decides("answer", confidence=4096).delivers()
    log.waits(days=2)
    talk.settles(1000, witness="audit")
    points = log.measured("calibration_error", Window(every="day")).series.points
    assert [each.begins for each in points if each.reading.n] == [date(2024, 3, 6)]


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
