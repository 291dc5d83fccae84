"""The adapter on invented rows: votes and coverage by hand, the map on a known spread."""

from __future__ import annotations

import math
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from bench.adapter import Place, Row, adapter, coverage, figures_of, run, stream, votes


def test_the_nearest_vote_by_a_softmax_over_how_near_they_are() -> None:
    """e^(-.05/.05) = e^-1 beside 1: shares 1/(1 + e^-1) and the rest."""
    labels = np.array([[1.0, 0.0], [0.0, 1.0]])
    shares = votes(np.array([0.9, 0.85]), labels, 0.05)
    assert shares.tolist() == pytest.approx([1 / (1 + math.exp(-1)), 1 - 1 / (1 + math.exp(-1))])
    assert votes(np.zeros(0), labels[:0], 0.05).tolist() == [0.0, 0.0]


def test_coverage_is_the_longest_run_of_the_surest_with_so_few_wrong() -> None:
    """Wrong are the third and the fifth of six by share: 1/4 of four, 2/6 of all, 2/5 of five."""
    place = Place([0, 0, 3, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    everything = np.arange(6)
    assert coverage(place, everything, 0.0) == pytest.approx(2 / 6)
    assert coverage(place, everything, 0.25) == pytest.approx(4 / 6)
    assert coverage(place, everything, 0.34) == 1.0
    assert coverage(Place([1], [0.9]), np.arange(1), 0.1) == 0.0


def test_after_the_adapter_what_entries_differ_by_weighs_more_than_what_they_share() -> None:
    """Both entries spread along the second axis, which tells nothing; they differ on the first."""
    dice = np.random.default_rng(3)
    labels = np.eye(2)[np.arange(200) % 2]
    units = np.stack([labels[:, 0] - 0.5, dice.normal(0, 1, 200)], axis=1)
    units[:, 0] += dice.normal(0, 0.05, 200)
    moved = units @ adapter(units, labels)
    means = [moved[labels[:, n] > 0].mean(axis=0) for n in (0, 1)]
    apart = float(np.linalg.norm(means[0] - means[1])) / moved.std()
    before = abs(units[labels[:, 0] > 0, 0].mean() - units[labels[:, 1] > 0, 0].mean())
    assert apart > 1.4 * before / units.std()


def test_what_nobody_named_before_is_ranked_nowhere_and_then_found() -> None:
    rows = [Row(f"{n}", False, frozenset(["ab"[n % 2]])) for n in range(60)]
    angles = np.array([(n % 2) * 1.5 + 0.01 * n for n in range(60)])
    found = run(rows, np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert found["adapted"].places[:2] == [2, 2]
    assert found["adapted"].places[40:] == found["frozen"].places[40:] == [0] * 20
    figures = figures_of(found, seed=0)
    assert figures["questions"] == 60
    assert figures["adapted.r1"] == pytest.approx(figures["frozen.r1"])
    assert figures["adapted.r1_minus_frozen"] == 0.0


def test_questions_come_in_an_order_drawn_by_seed(tmp_path: Path) -> None:
    told = "".join(f"question {n},about {n % 3}\n" for n in range(20))
    (tmp_path / "train.csv").write_text(f"text,category\n{told}")
    options = Namespace(data=tmp_path, seed=1, questions=5, report=False, all=False)
    rows = stream(options)
    assert len(rows) == 5
    assert rows == stream(options) != stream(Namespace(**{**vars(options), "seed": 2}))


def test_a_folder_where_nothing_is_judged_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "articles.ndjson").write_text("")
    options = Namespace(data=tmp_path, seed=1, questions=0, report=False, all=False)
    with pytest.raises(SystemExit, match="nothing is judged there"):
        stream(options)
