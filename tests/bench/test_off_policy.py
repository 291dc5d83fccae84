"""The backtests' benchmark: its desks are what they say, and their intervals hold the truth."""

from __future__ import annotations

import random

import pytest

from bench.off_policy import Desk, figures_of, run, truly
from tacit.answering.backtest import likeliest
from tacit.learners.quality import Quality


def test_the_truth_is_the_mean_chance_of_what_would_have_been_given() -> None:
    log, truth = Desk(random.Random(1), 10, Quality()).days()
    assert len(log) == 3000
    means = [truth[next(iter(likeliest(each)))] for each in log]
    assert truly(log, likeliest, truth) == pytest.approx(sum(means) / len(means))


def test_one_desk_is_told_within_a_few_hundredths_and_figures_say_so() -> None:
    found, truth = run(3, percent=10)["likeliest"]
    assert abs(found.doubly_robust.mean - truth) < 0.08
    figures = figures_of("likeliest", [(found, truth)])
    assert figures["likeliest_dr.bias"] == found.doubly_robust.mean - truth
    assert figures["likeliest_dr.covered"] in (0.0, 1.0)
