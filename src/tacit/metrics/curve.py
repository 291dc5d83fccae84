"""The learning curve: does it get better with every conversation that an agent judged?

The product's own, from the log of any workspace: what the decisions ranked
when they were taken, judged by what agents cited later, in the order in which
it learned. `flows/measure.py` asks for it; `bench/learning_curve.py` measures
the same on a history with baselines beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tacit.metrics.course import Course
from tacit.metrics.metric import Reading
from tacit.metrics.precision import Precision
from tacit.metrics.recall import RecallAt1, RecallAt3, RecallAt5
from tacit.metrics.window import Window, WrongWindow

# Judged conversations a step: Wilson's interval of a share near one half is then ± 10 points.
SIZE = 100
DEFINITION = (
    "Conversations with a decision in which an agent then cited an entry, in the order in which "
    "they were opened in the log, in steps of equal size; rehearsed and live ones are kept apart. "
    "Each step says what the first decisions "
    "ranked and, of those that would have answered, how many answered from a cited entry. Nothing "
    "is smoothed and no step sees a later one. Intervals are Wilson's: the unit is a conversation. "
    "Floods of one question make neighbours alike, so they are a little too narrow."
)


@dataclass(frozen=True)
class Step:
    """So many judged conversations in a row, of one origin: `first` to `last`, and their days."""

    origin: str
    first: int
    last: int
    begins: date
    ends: date
    recall_at_1: Reading
    recall_at_3: Reading
    recall_at_5: Reading
    precision: Reading


@dataclass(frozen=True)
class Gain:
    """By how much R@1 of the last full step is above that of the first of the same origin.

    A rehearsed history and live traffic need not ask the same things, so
    neither is held against the other. `low` and `high` are its 95% interval.
    """

    origin: str
    points: float
    low: float
    high: float

    def is_clear(self) -> bool:
        """Whether the interval leaves no room for no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Curve:
    """The steps in order; the last of an origin may be short. Two full ones make a gain.

    `left_out` are conversations with a decision that no agent's citation judged.
    """

    size: int
    steps: list[Step]
    gain: Gain | None
    left_out: int


def learning_curve(courses: Iterable[Course], window: Window, size: int = SIZE) -> Curve:
    """The curve over the conversations of a window; raises WrongWindow for a size below 1."""
    if size < 1:
        raise WrongWindow(f"a step of {size} conversations holds nothing; write 1 or more")
    decided = [each for each in courses if each.first is not None and window.holds(each.at)]
    judged = sorted((c for c in decided if c.cited), key=lambda course: course.position)
    steps = list[Step]()
    for origin in dict.fromkeys(each.origin for each in judged):
        alike = [each for each in judged if each.origin == origin]
        starts = range(0, len(alike), size)
        steps += [_step(alike[start : start + size], start, window) for start in starts]
    return Curve(size, steps, _gain(steps, size), len(decided) - len(judged))


def _gain(steps: Sequence[Step], size: int) -> Gain | None:
    full = [each for each in steps if each.last - each.first + 1 == size]
    alike = [each.recall_at_1.share for each in full if each.origin == full[-1].origin]
    return Gain(full[-1].origin, *alike[-1].above(alike[0])) if len(alike) > 1 else None


def _step(courses: Sequence[Course], before: int, window: Window) -> Step:
    metrics = RecallAt1(), RecallAt3(), RecallAt5(), Precision()
    for course in courses:
        for metric in metrics:
            metric.see(course)
    days = [window.day(course.at) for course in courses]
    readings = (metric.reading() for metric in metrics)
    last = before + len(courses)
    return Step(courses[0].origin, before + 1, last, min(days), max(days), *readings)
