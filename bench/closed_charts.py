"""Pictures of a closed loop: what is answered along the way, and what its confidences are worth.

`closed_loop` draws them of every system's outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench.chart import Axes, Points, lines, share_along
from bench.closed_figures import Outcomes, bins, risks

_LATEST = 500
_POINTS = 120


def charts(found: Mapping[str, Outcomes]) -> dict[str, str]:
    """The pictures by name: `answered`, `risk` and `calibration`."""
    loops = {name: each for name, each in found.items() if name != "ceiling"}  # that one observes
    answered = {name: each.answered.tolist() for name, each in loops.items()}
    along = Axes(f"Answered alone, of the last {_LATEST} questions", "questions, as they came")
    risk = Axes("Wrong among the surest", "share of all questions, the surest first")
    said = Axes("Right, of those so sure (15 bins of as many)", "confidence")
    return {
        "answered": lines(share_along(answered, _LATEST), along),
        "risk": lines({name: _risk(each) for name, each in found.items()}, risk),
        "calibration": lines({"tacit": _bins(found["tacit"]), "as said": [(0, 0), (1, 1)]}, said),
    }


def _risk(found: Outcomes) -> Points:
    """Share of wrong ones among the surest, by coverage; the first few say nothing yet."""
    risk = risks(found)
    places = np.linspace(len(risk) // 50, len(risk) - 1, _POINTS).astype(int)
    return [((n + 1) / len(risk), float(risk[n])) for n in places.tolist()]


def _bins(found: Outcomes) -> Points:
    """Mean confidence and share of right ones of each bin."""
    held = bins(found.confidence)
    return [(float(found.confidence[b].mean()), float(found.right[b].mean())) for b in held]
