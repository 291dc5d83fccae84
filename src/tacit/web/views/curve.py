"""The learning curve as lines of a picture that the server draws: points, ranges and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.metrics.curve import Curve, Step
    from tacit.metrics.metric import Reading

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 34
# A share of fewer says little, and a line that runs to it says too much.
LEAST_JUDGED = 30


@dataclass(frozen=True)
class Point:
    """One step's share: where it stands, and from where to where its 95% interval goes.

    `is_first`: a line begins here; steps of a rehearsal and live ones are not joined.
    """

    x: float
    y: float
    low: float
    high: float
    words: str
    is_first: bool


@dataclass(frozen=True)
class Series:
    """One line of the chart."""

    name: str
    label: str
    points: Sequence[Point]

    @property
    def path(self) -> str:
        """The line, as a picture's path has it."""
        return " ".join(
            f"{'M' if each.is_first else 'L'}{each.x:.1f} {each.y:.1f}" for each in self.points
        )


@dataclass(frozen=True)
class Chart:
    """The whole picture. `ticks` are (y, label), `marks` are (x, label).

    `left_out` steps judged too few to be drawn; the table has them.
    """

    series: Sequence[Series]
    ticks: Sequence[tuple[float, str]]
    marks: Sequence[tuple[float, str]]
    left_out: int = 0
    least: int = LEAST_JUDGED
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def drawn(curve: Curve) -> Chart | None:
    """The curve as a chart; None where there is not one step to draw."""
    if not curve.steps:
        return None
    told = [s for s in curve.steps if s.recall_at_1.share.whole >= LEAST_JUDGED] or curve.steps
    first = Series("first", "R@1: the first candidate was the cited one", [])
    third = Series("third", "R@3: one of the first three was", [])
    step_width = (WIDTH - LEFT - RIGHT) / max(1, len(told) - 1)
    marks = list[tuple[float, str]]()
    found: dict[str, list[Point]] = {first.name: [], third.name: []}
    origin = ""
    for place, step in enumerate(told):
        x = LEFT + place * step_width if len(told) > 1 else LEFT + (WIDTH - LEFT - RIGHT) / 2
        marks.append((x, f"{step.last}"))
        is_first, origin = step.origin != origin, step.origin
        for name, reading in (("first", step.recall_at_1), ("third", step.recall_at_3)):
            found[name].append(_point(x, reading, _days(step), is_first=is_first))
    return Chart(
        [Series(each.name, each.label, found[each.name]) for each in (first, third)],
        [(_y(part / 4), f"{part * 25}%") for part in range(5)],
        marks,
        len(curve.steps) - len(told),
    )


def _days(step: Step) -> str:
    return f"{step.first} to {step.last}, {step.begins:%-d %b %Y} to {step.ends:%-d %b %Y}"


def _point(x: float, reading: Reading, days: str, *, is_first: bool) -> Point:
    low, high = reading.interval
    value = reading.share.value() or 0.0
    return Point(x, _y(value), _y(low), _y(high), f"{reading.share} ({days})", is_first)


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)
