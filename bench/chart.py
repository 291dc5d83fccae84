"""Draws figures as lines in an SVG, with nothing but text.

Benchmarks call `lines` and hand the pictures to `report.draw`; one stands in the README.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_COLOURS = (
    "#0b6e4f", "#8a8f98", "#c2c6cc", "#2f6fb5", "#b08900", "#a23b72", "#5b4b8a", "#c05621",
    "#3f7d8c", "#7a9a01", "#444b54",
)  # fmt: skip
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 380, 58, 42, 128, 44
_TICKS = 5
# Lines of no more points than so many have a mark at each.
_MARKED = 20

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Axes:
    """What a picture shows: its title, and what lies along its axes; `is_log` the one across."""

    title: str
    across: str
    is_log: bool = False


def share_along(hits: Mapping[str, Sequence[bool]], window: int) -> dict[str, Points]:
    """For each system the share of hits over the last so many, by question."""
    return {
        name: [
            (i, sum(values[max(0, i - window) : i]) / min(i, window))
            for i in range(30, len(values) + 1, max(5, len(values) // 300))
        ]
        for name, values in hits.items()
    }


def lines(series: Mapping[str, Points], axes: Axes) -> str:
    """One line a system; `tacit` stands out. Nothing for a system without a point."""
    held = {name: points for name, points in series.items() if points}
    if not held:
        raise ValueError(f"{axes.title}: nothing to draw")
    frame = _Frame.around([point for points in held.values() for point in points], axes)
    drawn, ends = frame.drawn(), list[tuple[float, str, str]]()
    for (name, points), colour in zip(held.items(), _COLOURS * len(held), strict=False):
        places = [(frame.x(x), frame.y(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        width = 3 if name == "tacit" else 1.6
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )
        if len(places) <= _MARKED:
            drawn += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places
            ]
        ends.append((places[-1][1], name, colour))
    return "\n".join([*drawn, *_labels(ends), "</svg>\n"])


def _labels(ends: Sequence[tuple[float, str, str]]) -> list[str]:
    """Each system's name at its line's end, moved apart where two would touch."""
    labels, last = list[str](), -99.0
    for y, name, colour in sorted(ends):
        last = max(y, last + 15)
        labels.append(
            f'<text x="{_WIDTH - _RIGHT + 8}" y="{last + 4:.1f}" fill="{colour}" '
            f'font-weight="{700 if name == "tacit" else 400}">{escape(name)}</text>'
        )
    return labels


@dataclass(frozen=True)
class _Frame:
    """The axes with what they reach from and to."""

    axes: Axes
    low: float
    high: float
    most: float

    @classmethod
    def around(cls, points: Points, axes: Axes) -> _Frame:
        """The frame in which all of these points lie."""
        across = [x for x, _ in points]
        low = min(across) if axes.is_log else min(0.0, *across)
        return cls(axes, low, max(across), _round_up(max(y for _, y in points)))

    def x(self, value: float) -> float:
        """How far from the left a value lies."""
        at = [
            math.log10(each) if self.axes.is_log else each for each in (value, self.low, self.high)
        ]
        part = (at[0] - at[1]) / ((at[2] - at[1]) or 1)
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * part

    def y(self, value: float) -> float:
        """How far from the top."""
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - max(value, 0.0) / self.most)

    def drawn(self) -> list[str]:
        """The paper, the title and the axes."""
        title, across = escape(self.axes.title), escape(self.axes.across)
        found = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="system-ui, sans-serif" font-size="13" role="img">',
            f"<title>{title}</title>",
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600" fill="#1b1f24">'
            f"{title}</text>",
            f'<text x="{_LEFT}" y="{_HEIGHT - 5}" fill="#5b6470">{across}</text>',
        ]
        for value in (self.most * each / _TICKS for each in range(_TICKS + 1)):
            y = self.y(value)
            found.append(
                f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
                'stroke="#e4e7eb"/>'
            )
            found.append(
                f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" '
                f'fill="#5b6470">{value:.3g}</text>'
            )
        for value in self._across():
            found.append(
                f'<text x="{self.x(value):.1f}" y="{_HEIGHT - 22}" text-anchor="middle" '
                f'fill="#5b6470">{value:,.6g}</text>'
            )
        return found

    def _across(self) -> list[float]:
        if self.axes.is_log:
            powers = range(math.ceil(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
            return [10.0**each for each in powers]
        step = _round_up((self.high - self.low) / _TICKS)
        return [self.low + step * n for n in range(_TICKS + 1) if self.low + step * n <= self.high]


def _round_up(number: float) -> float:
    """The next of 1, 2, 2.5, 4, 5, 8 or 10 times a power of ten; 1 for nothing.

    >>> [_round_up(each) for each in (0.73, 0.021, 3.2, 100)]
    [0.8, 0.025, 4.0, 100.0]
    """
    if number <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(number))
    steps = (each * power for each in (1, 2, 2.5, 4, 5, 8, 10))
    return round(next(each for each in steps if each >= number * (1 - 1e-9)), 12)
