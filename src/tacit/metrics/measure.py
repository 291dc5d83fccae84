"""Asks a metric over a window: one pass over the courses, one state a period and group.

`flows/measure.py` calls it with a workspace's courses. A metric that would
flatter alone is measured together with what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tacit.events import ConversationId
from tacit.metrics import ALL
from tacit.metrics.course import Course, Fact
from tacit.metrics.groups import Plans, grouping
from tacit.metrics.metric import Metric, Reading, UnknownMetric
from tacit.metrics.months import FIGURES, Month, months
from tacit.metrics.window import Window, WrongWindow
from tacit.share import Share

# More points than this draw no line that anybody reads; ten years of days are fewer.
POINTS = 4_000


@dataclass(frozen=True)
class Point:
    """What a metric says of one period, and of one group where it was taken apart."""

    begins: date
    ends: date
    group: str | None
    reading: Reading


@dataclass(frozen=True)
class Series:
    """One metric over a window: all of it, each group of it, and a point a period and group."""

    name: str
    metric: type[Metric]
    total: Reading
    groups: dict[str, Reading]
    points: list[Point]


@dataclass(frozen=True)
class Measured:
    """What was asked, and the answer: a metric's series and those that must stand beside it.

    `begins` and `ends` are the days of the first and the last fact in the
    window, None where it holds none.
    """

    window: Window
    by: str | None
    begins: date | None
    ends: date | None
    series: Series
    beside: list[Series]


@dataclass(frozen=True)
class Overview:
    """What all metrics say of one window, by name; `begins` and `ends` as of `Measured`."""

    begins: date | None
    ends: date | None
    readings: dict[str, Reading]


def overview(courses: Iterable[Course], window: Window) -> Overview:
    """All metrics over the facts of a window, in one pass."""
    states, days = {name: metric() for name, metric in ALL.items()}, set[date]()
    for course in courses:
        for fact in course.facts():
            if not window.holds(fact.at):
                continue
            days.add(window.day(fact.at))
            for state in states.values():
                state.see(fact)
    readings = {name: state.reading() for name, state in states.items()}
    return Overview(min(days, default=None), max(days, default=None), readings)


def measure(
    courses: Iterable[Course],
    name: str,
    window: Window,
    by: str | None = None,
    plans: Plans | None = None,
) -> Measured:
    """A metric over the facts of a window; raises UnknownMetric, UnknownGrouping, WrongWindow."""
    if name not in ALL:
        raise UnknownMetric(f"there is no metric {name!r}; there are {', '.join(ALL)}")
    is_split = by in ALL[name].splits
    courses = list(courses)
    group_of = grouping(None if is_split else by, plans or {}, courses)
    sheets = [Sheet(each, ALL[each]) for each in (name, *ALL[name].beside)]
    days = set[date]()
    for course in courses:
        for fact in course.facts():
            if not window.holds(fact.at):
                continue
            day = window.day(fact.at)
            days.add(day)
            cell = window.period(day), group_of(course)
            for sheet in sheets:
                sheet.see(cell, fact)
    periods = _periods(window, days)
    if len(periods) * max(1, len(sheets[0].groups())) > POINTS:
        raise WrongWindow(
            f"more than {POINTS} points by {window.every}; "
            "ask for longer periods, a narrower window or fewer groups"
        )
    split = by if is_split else None
    series = [sheet.series(periods, window, split) for sheet in sheets]
    begins, ends = min(days, default=None), max(days, default=None)
    return Measured(window, by, begins, ends, series[0], series[1:])


def monthly(courses: Mapping[ConversationId, Course], window: Window) -> list[Month]:
    """The periods of a window with their figures, and what moved each, in one pass.

    Of many intents most are quiet in most periods: only what was seen is kept of each.
    """
    sheets = [Sheet(name, ALL[name]) for name in FIGURES]
    days = set[date]()
    facts = (fact for course in courses.values() for fact in course.facts())
    for fact in facts:
        if not window.holds(fact.at):
            continue
        day = window.day(fact.at)
        days.add(day)
        for sheet in sheets:
            sheet.see((window.period(day), fact.course.intent_id), fact)
    periods = _periods(window, days)
    found = {sheet.name: sheet.whole().series(periods, window, None) for sheet in sheets}
    apart = {sheet.name: sheet.shares(window) for sheet in sheets}
    return months(found, apart, courses, window)


def _periods(window: Window, days: set[date]) -> list[date]:
    """Every period from that of the first day to that of the last, quiet ones too."""
    if not days:
        return []
    found, last = [window.period(min(days))], window.period(max(days))
    while found[-1] < last and len(found) <= POINTS:
        found.append(window.after(found[-1]))
    return found


@dataclass
class Sheet:
    """The states of one metric by period and group; None is the group of what has none."""

    name: str
    metric: type[Metric]
    cells: dict[tuple[date, str | None], Metric] = field(default_factory=dict)

    def see(self, place: tuple[date, str | None], fact: Fact) -> None:
        """Count a fact in its cell."""
        cell = self.cells.get(place)
        if cell is None:
            cell = self.cells[place] = self.metric()
        cell.see(fact)

    def whole(self) -> Sheet:
        """The same with all groups taken together."""
        together = Sheet(self.name, self.metric)
        for (period, _), cell in self.cells.items():
            together.cells.setdefault((period, None), self.metric()).merge(cell)
        return together

    def shares(self, window: Window) -> dict[tuple[date, str], Share]:
        """The share of each group in each period in which it was seen, by the period's begin."""
        return {
            (window.span(period)[0], group): cell.reading().share
            for (period, group), cell in self.cells.items()
            if group is not None
        }

    def groups(self) -> list[str | None]:
        """The groups in which anything was seen, in the order of their names."""
        return sorted({group for _, group in self.cells}, key=str)

    def merged(self, *groups: str | None) -> Metric:
        """The state over all periods of these groups."""
        whole = self.metric()
        for (_, group), cell in self.cells.items():
            if group in groups:
                whole.merge(cell)
        return whole

    def series(self, periods: list[date], window: Window, split: str | None) -> Series:
        """The readings of all cells, quiet periods included, and of what they add up to."""
        seen = self.groups()
        total = self.merged(*seen)
        if split is None:
            groups = {each: self.merged(each).reading() for each in seen if each is not None}
        else:
            groups = dict(sorted(total.split(split).items()))
        points = list[Point]()
        for period in periods:
            for group in seen:
                state = self.cells.get((period, group)) or self.metric()
                found = {group: state.reading()} if split is None else state.split(split)
                points += [Point(*window.span(period), *each) for each in sorted(found.items())]
        return Series(self.name, self.metric, total.reading(), groups, points)
