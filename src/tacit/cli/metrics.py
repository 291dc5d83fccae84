"""`tacit metrics`: the figures of a workspace, dated, with their size and what they leave out."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App, opened
from tacit.cli.command import Command, Failure
from tacit.cli.figures import FEW, brief, cells_of, counted, zone_of
from tacit.cli.traits import print_traits
from tacit.cli.workspace import workspace_of
from tacit.events import AccountId, IntentId, WorkspaceId
from tacit.metrics import ALL, plain
from tacit.metrics.curve import DEFINITION, SIZE, Curve, Step
from tacit.metrics.groups import NO_INTENT, UNKNOWN, UnknownGrouping
from tacit.metrics.measure import Measured, Overview, Point
from tacit.metrics.metric import Reading, UnknownMetric
from tacit.metrics.window import PERIODS, Window, WrongWindow, window_of
from tacit.settings import Settings

CURVE = "learning_curve"
Columns = tuple[tuple[str, Literal["left", "right"]], ...]
SUMMARY: Columns = (
    ("", "left"),
    ("", "right"),
    ("95% between", "right"),
    ("counted", "left"),
    ("left out", "right"),
)
STEPS: Columns = (
    ("origin", "left"),
    ("judged", "right"),
    ("from", "left"),
    ("to", "left"),
    ("R@1", "right"),
    ("R@3", "right"),
    ("R@5", "right"),
    ("precision", "right"),
)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help=f"one metric by period, or {CURVE}; none shows all")
    parser.add_argument("--from", dest="since", metavar="DAY", help="from this day on (2024-03-01)")
    parser.add_argument("--to", dest="until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--every", choices=PERIODS, default="month", help="length of a period")
    parser.add_argument(
        "--by", metavar="WHAT", help="take it apart by channel, intent, plan, seen …"
    )
    parser.add_argument("--traits", action="store_true", help="what of customers it goes with")
    parser.add_argument("--zone", default="UTC", help="whose days (Europe/Berlin)")
    parser.add_argument("--size", type=int, default=SIZE, metavar="N",
                        help="judged conversations a step of the learning curve")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print it for programs")


def _metrics(settings: Settings, options: argparse.Namespace) -> int:
    try:
        window = window_of(options.since, options.until, options.every, zone_of(options.zone))
        with opened(settings) as app:
            name = options.workspace or settings.workspace
            Page(app, workspace_of(app, settings, options), name, window).show(options)
    except (WrongWindow, UnknownMetric, UnknownGrouping) as wrong:
        raise Failure(str(wrong)) from None
    return 0


@dataclass
class Page:
    """What one call shows of a workspace."""

    app: App
    workspace: WorkspaceId
    name: str
    window: Window

    def show(self, options: argparse.Namespace) -> None:
        """All metrics, one of them, or the learning curve: as a table or as JSON."""
        wanted = (options.name or "").replace("-", "_")
        if options.by and wanted in ("", CURVE):
            raise Failure("--by takes one metric apart; name it: tacit metrics coverage --by …")
        measures = self.app.measures
        if options.traits:
            self._traits(wanted, is_json=options.json)
        elif wanted == CURVE:
            curve = measures.curve(self.workspace, self.window, options.size)
            _print(plain.of_curve(curve)) if options.json else self._curve(curve)
        elif wanted:
            measured = measures.measure(self.workspace, wanted, self.window, options.by)
            _print(plain.of_measured(measured)) if options.json else self._one(measured)
        else:
            found = measures.overview(self.workspace, self.window)
            _print(plain.of_overview(found)) if options.json else self._all(found)

    def _traits(self, wanted: str, *, is_json: bool) -> None:
        found = self.app.measures.traits(self.workspace, wanted, self.window)
        if is_json:
            _print(plain.of_traits(wanted, found, self.window))
        else:
            print_traits(wanted, found)

    def _dated(self, begins: date | None, ends: date | None) -> str:
        """One line that says of whom, of when, in whose days, and as of which event."""
        when = f"{begins} to {ends}" if begins else "nothing happened in this window"
        head = self.app.store.head(self.workspace)
        zone = self.window.zone
        return f"Workspace {escape(self.name)}: {when}, days in {zone}, log up to event {head:,}.\n"

    def _all(self, found: Overview) -> None:
        console = Console(highlight=False)
        console.print(self._dated(found.begins, found.ends))
        table = table_of(SUMMARY)
        for name, reading in found.readings.items():
            table.add_row(ALL[name].title, *summary_of(name, reading))
        console.print(table)
        console.print(
            f"\nBelow {FEW} there is no percentage. Confirmed and assumed resolutions are never "
            "added. Left out is what lies in the window and cannot be judged: nobody cited, rated "
            "or replied, or the assistant was not to answer. Unseen decisions reached nobody; "
            "unsettled conversations may still be resolved.\n"
            f"By month, with its definition: tacit metrics NAME, one of {', '.join(ALL)}, {CURVE}.",
            style="dim",
        )

    def _one(self, measured: Measured) -> None:
        console, series = Console(highlight=False), measured.series
        metric, total = series.metric, series.total
        console.print(f"[bold]{metric.title}[/bold]: {metric.definition}")
        console.print(self._dated(measured.begins, measured.ends))
        if not total.n:
            console.print(f"None yet: it awaits {metric.awaits}.")
            if total.left_out:
                console.print(f"{total.left_out:,} in this window are left out.")
            return
        console.print(measured_table(measured, self._names(measured)))
        for line in remarks(measured):
            console.print(line, style="dim")

    def _names(self, measured: Measured) -> dict[str, str]:
        """What accounts and intents are called: people know them by name, the log by id."""
        if measured.by == "intent":
            with self.app.port.learned(self.workspace) as learned:
                groups = [each for each in measured.series.groups if each != NO_INTENT]
                named = {each: learned.name_of(IntentId(each)) for each in groups}
            return distinct(named)
        if measured.by != "account":
            return {}
        wanted = [AccountId(each) for each in measured.series.groups]
        found = self.app.store.accounts(self.workspace, [w for w in wanted if w != UNKNOWN])
        return distinct({account: each.name for account, each in found.items()})

    def _curve(self, curve: Curve) -> None:
        console = Console(highlight=False)
        console.print(f"[bold]Learning curve[/bold]: {DEFINITION}")
        dates = [day for step in curve.steps for day in (step.begins, step.ends)]
        console.print(self._dated(min(dates, default=None), max(dates, default=None)))
        if not curve.steps:
            console.print("None yet: it awaits an agent's reply that cites an entry.")
            return
        table = table_of(STEPS)
        for each in curve.steps:
            table.add_row(each.origin, f"{each.first}–{each.last}", str(each.begins),
                          str(each.ends), *_rates(each))  # fmt: skip
        console.print(table)
        console.print(verdict(curve))
        console.print(
            f"{curve.left_out:,} conversations with a decision are left out: no agent cited.",
            style="dim",
        )


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id; the nameless are left to their ids, and those of one name get it beside it.

    >>> distinct({"a1": "Acme", "a2": "Acme", "b1": "Bolt", "c1": ""})
    {'a1': 'Acme (a1)', 'a2': 'Acme (a2)', 'b1': 'Bolt'}
    """
    count = Counter(names.values())
    return {
        id: name if count[name] == 1 else f"{name} ({id})" for id, name in names.items() if name
    }


def _print(answer: object) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1))


def table_of(columns: Columns) -> Table:
    """An empty table with these columns."""
    table = Table(box=None, pad_edge=False)
    for title, justify in columns:
        table.add_column(title, justify=justify)
    return table


def summary_of(name: str, reading: Reading) -> tuple[str, str, str, str]:
    """A metric's cells in the list of all; one without a reading says what it awaits."""
    metric, left_out = ALL[name], counted(reading.left_out)
    if not reading.n:
        return "none yet", "", f"awaits {metric.awaits}", left_out
    value, between, counts = cells_of(reading)
    told = f"{counts} {metric.units}"
    for word in ("unseen", "unsettled"):
        count = reading.figures.get(f"{word}_conversations")
        told += f", {count:,} {word}" if count else ""
    return value, between, told, left_out


def _rates(step: Step) -> Iterator[str]:
    for reading in (step.recall_at_1, step.recall_at_3, step.recall_at_5, step.precision):
        yield brief(reading)


def verdict(curve: Curve) -> str:
    """One sentence on whether it got better, that claims no more than the interval does."""
    if curve.gain is None:
        return f"Fewer than two full steps of {curve.size} in a row: too early to say more."
    gain = curve.gain
    points, low, high = (f"{100 * each:+.0f}" for each in (gain.points, gain.low, gain.high))
    said = "it got better" if gain.points > 0 else "it got worse"
    return (
        f"R@1 of the last full step of origin {gain.origin} against its first: {points} points "
        f"(95% between {low} and {high}): {said if gain.is_clear() else 'no clear change'}."
    )


def measured_table(measured: Measured, names: Mapping[str, str] | None = None) -> Table:
    """A row a period and group in which anything was, and a column for each metric beside it.

    `names` are what people call groups that have other names in the log.
    """
    series, by = measured.series, measured.by
    called = {each: escape((names or {}).get(each, each)) for each in series.groups}
    table = Table(box=None, pad_edge=False)
    for title in (measured.window.every, by):
        if title:
            table.add_column(title)
    for title in (series.metric.title, "95% between", "counted", "left out"):
        table.add_column(title, justify="right")
    for each in measured.beside:
        table.add_column(each.metric.title, justify="right")
    beside = [{(p.begins, p.group): p.reading for p in each.points} for each in measured.beside]
    for point in series.points:
        if point.reading.n or point.reading.left_out:
            others = [each[point.begins, point.group] for each in beside]
            named = [label(point, measured), *([called[point.group or ""]] if by else [])]
            table.add_row(*named, *row_of(point.reading, others))
    for group, reading in series.groups.items():
        if reading.n or reading.left_out:
            others = [each.groups[group] for each in measured.beside]
            table.add_row("all of it", called[group], *row_of(reading, others), style="bold")
    others = [each.total for each in measured.beside]
    named = ["all of it", *(["everything"] if by else [])]
    table.add_row(*named, *row_of(series.total, others), style="bold")
    return table


def label(point: Point, measured: Measured) -> str:
    """A period's name, with a star where the window or the log holds only a part of it."""
    window = measured.window
    period = window.period(point.begins)
    begins = max(point.begins, measured.begins or point.begins)
    ends = min(point.ends, measured.ends or point.ends)
    is_whole = begins == period and ends + timedelta(days=1) == window.after(period)
    name = period.isoformat()
    return (name[:7] if window.every == "month" else name) + ("" if is_whole else "*")


def row_of(reading: Reading, others: list[Reading]) -> list[str]:
    return [*cells_of(reading), counted(reading.left_out), *map(brief, others)]


def remarks(measured: Measured) -> Iterator[str]:
    """What must be known of the total: its parts, its figures, and the cut periods."""
    total = measured.series.total
    for name, share in total.parts.items():
        yield f"{escape(name.replace('_', ' '))}: {share.part:,} of {share.whole:,}"
    for name, figure in total.figures.items():
        words, _, unit = name.rpartition("_")
        match unit:
            case _ if figure is None:
                yield f"{words.replace('_', ' ')}: none"
            case "thousandths":
                yield f"{words.replace('_', ' ')}: {figure / 10:.1f}%"
            case "hundredths":
                yield f"{words.replace('_', ' ')}: {figure / 100:.2f}"
            case "ms":
                yield f"{words}: {figure:,} ms"
            case _:
                yield f"{name.replace('_', ' ')}: {figure:,}"
    yield "Periods in which nothing was to be counted are not shown; * is not the whole period."
    if measured.beside:
        yield "Beside it, defined by the same command: " + ", ".join(
            each.name for each in measured.beside
        )


METRICS = Command(
    "metrics",
    "Show the figures: coverage, containment, resolution, recall, the learning curve and more.",
    _declare,
    _metrics,
)
