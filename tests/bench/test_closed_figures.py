"""The figures of the closed loop, with numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bench.closed_figures import (
    Outcomes,
    calibration_error,
    figures_of,
    in_hindsight,
    is_broken,
    recovery,
    s1_figures_of,
    within_budget,
)
from bench.closed_stream import Protocol


def outcomes(answered: list[int], right: list[int], confidence: list[float]) -> Outcomes:
    foreign = np.zeros(len(answered), bool)
    return Outcomes(np.array(answered, bool), np.array(right, bool), foreign, np.array(confidence))


def test_coverage_counts_all_and_wrong_only_the_answered() -> None:
    found = outcomes([1, 1, 0, 1], [1, 0, 0, 1], [0.9, 0.8, 0.1, 0.7])
    assert found.coverage() == 3 / 4
    assert found.wrong() == pytest.approx(1 / 3)
    assert figures_of("a", found, Protocol())["a.wrong_per_incoming"] == 1 / 4


def test_the_line_in_hindsight_takes_the_surest_until_the_budget_is_spent() -> None:
    found = outcomes([0] * 5, [1, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5])
    # Wrong among the surest 1 to 5: 0, 0, 1/3, 1/4, 2/5
    assert in_hindsight(found, 0.25) == 4 / 5
    assert in_hindsight(found, 0.1) == 2 / 5


def test_coverage_within_the_budget_drops_the_least_sure_answers_and_adds_none() -> None:
    found = outcomes([1, 1, 1, 0], [1, 0, 1, 1], [0.7, 0.6, 0.9, 0.95])
    # In the order of confidence, of those that were answered: right, right, wrong
    assert within_budget(found, 0.1) == 2 / 4
    assert within_budget(found, 0.34) == 3 / 4


def test_a_window_is_broken_two_standard_errors_above_the_budget() -> None:
    # 100 answers at 2%: .02 + 2 · √(.02 · .98 / 100) = .048
    right = [0] * 4 + [1] * 96
    assert not is_broken(outcomes([1] * 100, right, [0.9] * 100), 0.02)
    assert is_broken(outcomes([1] * 100, [0] * 5 + [1] * 95, [0.9] * 100), 0.02)


def test_a_last_window_of_less_than_half_is_left_out() -> None:
    found = outcomes([1] * 12, [1] * 12, [0.9] * 12)
    assert [len(each.answered) for each in found.windows(5)] == [5, 5]
    assert [len(each.answered) for each in found.windows(8)] == [8, 4]
    assert [len(each.answered) for each in found.windows(50)] == [12]


def test_calibration_error_is_the_gap_of_confidence_and_success() -> None:
    # One question a bin: |.9 - 1|, |.2 - 0|, and 13 of them exact
    confidence = np.array([0.9, 0.2] + [1.0] * 13)
    assert calibration_error(confidence, np.array([1, 0] + [1] * 13, bool)) == pytest.approx(0.02)


def test_recovery_ends_with_the_last_question_at_which_too_many_of_100_were_wrong() -> None:
    # 1,000 questions, all answered; at 600 begin 20 wrong ones: .05 + 2 · √(.05 · .95 / 100)
    # = .0936, so ten wrong of the last hundred are too many: from the tenth on, and until
    # eleven of the twenty lie more than a hundred back.
    right = np.ones(1000, bool)
    right[600:620] = False
    found = Outcomes(np.ones(1000, bool), right, np.zeros(1000, bool), np.ones(1000))
    assert recovery(found, 0.05) == 110
    right[600:620] = True
    assert recovery(found, 0.05) == 0


def test_the_share_of_the_distance_lies_between_static_and_oracle() -> None:
    found = Outcomes(
        np.array([True] * 6 + [False] * 4), np.ones(10, bool),
        np.array([False] * 9 + [True]), np.ones(10),
    )  # fmt: skip
    figures = s1_figures_of("tacit", found, 0.05, static=0.1, oracle=0.9)
    # (.6 - .1) / (.9 - .1)
    assert figures["tacit.share_of_distance"] == pytest.approx(0.625)
    assert figures["tacit.out_of_scope_answered"] == 0
    assert figures["tacit.windows_broken_share"] == 0


def test_the_outcomes_of_two_runs_stand_one_behind_the_other() -> None:
    both = outcomes([0], [1], [0.4]).behind(outcomes([1, 1], [1, 0], [0.9, 0.8]))
    assert both.answered.tolist() == [True, True, False]
    assert both.right.tolist() == [True, False, True]
    assert both.confidence.tolist() == [0.9, 0.8, 0.4]
