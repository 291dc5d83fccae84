"""Pictures as text: where points lie, and what stands along the axes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from bench import report
from bench.chart import Axes, lines, share_along
from bench.closed_charts import charts
from bench.closed_figures import Outcomes

AXES = Axes("Wrong & sure", "questions")


def points(svg: str) -> list[list[tuple[float, float]]]:
    """The points of each line, in the picture's own measure."""
    found = re.findall(r'<polyline points="([^"]*)"', svg)
    return [[(float(x), float(y)) for x, y in (p.split(",") for p in f.split())] for f in found]


def test_the_highest_is_at_the_top_and_the_last_at_the_right() -> None:
    """760 by 380 with 58 left, 128 right, 42 above and 44 below: 574 across, 294 up; 1 at most."""
    ((low, high),) = points(lines({"tacit": [(0, 0), (10, 1)]}, AXES))
    assert low == (58.0, 336.0)
    assert high == (632.0, 42.0)


def test_a_power_of_ten_is_as_far_as_the_next_where_the_axis_is_logarithmic() -> None:
    drawn = lines({"a": [(1000, 1), (10_000, 2), (100_000, 4)]}, Axes("", "", is_log=True))
    (line,) = points(drawn)
    assert [x for x, _ in line] == [58.0, 345.0, 632.0]
    assert all(f">{each}</text>" in drawn for each in ("1,000", "10,000", "100,000"))


def test_titles_and_names_are_text_and_one_without_points_is_left_out() -> None:
    drawn = lines({"<b>": [(0, 1)], "none": []}, AXES)
    assert "Wrong &amp; sure" in drawn
    assert "&lt;b&gt;" in drawn
    assert "none</text>" not in drawn
    with pytest.raises(ValueError, match="nothing to draw"):
        lines({"none": []}, AXES)


def test_the_share_of_hits_is_that_of_the_latest() -> None:
    found = dict(share_along({"a": [False] * 30 + [True] * 30}, 20)["a"])
    assert found[30] == 0
    assert found[40] == 0.5
    assert found[60] == 1


def test_a_closed_loop_has_three_pictures_and_no_line_for_what_only_observes(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(0)
    confidence = rng.random(600)
    right, none = rng.random(600) < confidence, np.zeros(600, bool)
    found = Outcomes(confidence > 0.5, right, none, confidence)
    drawn = charts({"tacit": found, "ceiling": Outcomes(none, right, none, confidence)})
    assert {name: len(points(svg)) for name, svg in drawn.items()} == {
        "answered": 1,
        "risk": 2,
        "calibration": 2,
    }
    report.draw(tmp_path / "new", "closed_loop", lambda: drawn)
    assert len([*(tmp_path / "new").glob("closed_loop-*.svg")]) == 3
    report.draw(None, "closed_loop", lambda: pytest.fail("nobody asked for a picture"))
