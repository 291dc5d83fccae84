"""`tacit metrics`: the figures of a workspace, dated, with their size and what they leave out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.table import Table

from tacit.app import App, opened
from tacit.cli.command import Command, Failure
from tacit.events import WorkspaceId
from tacit.metrics import ALL, plain
from tacit.metrics.curve import DEFINITION, SIZE, Curve, Step
from tacit.metrics.measure import Measured, Series
from tacit.metrics.metric import Reading
from tacit.metrics.window import PERIODS, Window, window_of
from tacit.settings import Settings

CURVE = "learning_curve"
# Below so many a percentage claims more than it knows; the counts stand alone.
FEW = 30


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", help=f"one metric by period, or {CURVE}; none lists them all"
    )
    parser.add_argument("--from", dest="since", metavar="DAY", help="from this day on (2024-03-01)")
    parser.add_argument("--to", dest="until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--every", choices=PERIODS, default="month", help="length of a period")
    parser.add_argument("--by", metavar="WHAT", help="take it apart by channel, locale, plan …")
    parser.add_argument("--zone", default="UTC", help="whose days (Europe/Berlin)")
    parser.add_argument("--size", type=int, default=SIZE, metavar="N",
                        help="judged conversations a step of the learning curve")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print it for programs")


def _metrics(settings: Settings, options: argparse.Namespace) -> int:
    try:
        window = window_of(options.since, options.until, options.every, zone_of(options.zone))
        with opened(settings) as app:
            name = options.workspace or settings.workspace
            workspace = app.store.find_workspace(name)
            if workspace is None:
                known = ", ".join(sorted(app.store.workspaces())) or "none yet"
                raise Failure(f"there is no workspace {name!r} (there is: {known})")
            Page(app, workspace, name, window).show(options)
    except ValueError as wrong:
        raise Failure(str(wrong)) from None
    return 0


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; raises ValueError for one that nobody knows here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"no time zone {name!r} is known here; write one such as UTC or Europe/Berlin"
        raise ValueError(message) from None


@dataclass
class Page:
    """What one call shows of a workspace."""

    app: App
    workspace: WorkspaceId
    name: str
    window: Window

    def show(self, options: argparse.Namespace) -> None:
        """All metrics, one of them, or the learning curve: as a table or as JSON."""
        if options.name in (CURVE, CURVE.replace("_", "-")):
            curve = self.app.measures.curve(self.workspace, self.window, options.size)
            self._print(plain.of_curve(curve)) if options.json else self._curve(curve)
        elif options.name is None:
            self._all(options)
        else:
            name = options.name.replace("-", "_")
            measured = self._measured(name, options.by)
            self._print(plain.of_measured(measured)) if options.json else self._one(measured)

    def _measured(self, name: str, by: str | None = None) -> Measured:
        return self.app.measures.measure(self.workspace, name, self.window, by)

    def _print(self, answer: object) -> None:
        print(json.dumps(answer, ensure_ascii=False, indent=1))

    # ---- all metrics

    def _all(self, options: argparse.Namespace) -> None:
        if options.by:
            raise Failure("--by takes one metric apart; name it: tacit metrics coverage --by …")
        measured = [self._measured(name) for name in ALL]
        if options.json:
            self._print([plain.of_measured(each) for each in measured])
            return
        console = Console(highlight=False)
        console.print(self._dated(measured[0].begins, measured[0].ends))
        table = Table(box=None, pad_edge=False)
        for column in ("", "", "95% between", "of", "left out"):
            table.add_column(column, justify="left" if not column else "right")
        for each in measured:
            total, metric = each.series.total, each.series.metric
            cells = cells_of(total) if total.n else (f"none yet: awaits {metric.awaits}", "", "")
            units = f"{metric.unit}s" if total.n else ""
            table.add_row(metric.title, *cells[:2], units, counted(total.left_out))
        console.print(table)
        console.print(
            f"Below {FEW} there is no percentage. Confirmed and assumed resolutions are never "
            "added.\nOne by month with its definition: tacit metrics NAME, of: "
            f"{', '.join([*ALL, CURVE])}.",
            style="dim",
        )

    def _dated(self, begins: date | None, ends: date | None) -> str:
        """One line that says of whom, of when, in whose days, and as of which event."""
        when = f"{begins} to {ends}" if begins else "nothing happened in this window"
        head = self.app.store.head(self.workspace)
        return (
            f"Workspace {self.name}: {when}, days in {self.window.zone}, log up to event {head:,}."
        )

    # ---- one metric

    def _one(self, measured: Measured) -> None:
        console, series = Console(highlight=False), measured.series
        console.print(f"[bold]{series.metric.title}[/bold]: {series.metric.definition}")
        for each in measured.beside:
            console.print(f"[bold]{each.metric.title}[/bold]: {each.metric.definition}")
        console.print(self._dated(measured.begins, measured.ends) + "\n")
        if not measured.series.total.n:
            console.print(f"None yet: it awaits {series.metric.awaits}.")
        console.print(_table(measured))
        for line in remarks(series):
            console.print(line, style="dim")

    # ---- the learning curve

    def _curve(self, curve: Curve) -> None:
        console = Console(highlight=False)
        console.print(f"[bold]Learning curve[/bold]: {DEFINITION}")
        dates = [day for step in curve.steps for day in (step.begins, step.ends)]
        console.print(self._dated(min(dates, default=None), max(dates, default=None)) + "\n")
        if not curve.steps:
            console.print("None yet: it awaits an agent's reply that cites an entry.")
            return
        table = Table(box=None, pad_edge=False)
        for column in ("conversations", "from", "to", "R@1", "R@3", "R@5", "right where answered"):
            table.add_column(column, justify="left" if column in ("from", "to") else "right")
        for step in curve.steps:
            table.add_row(f"{step.first}–{step.last}", str(step.begins), str(step.ends),
                          *_rates(step))  # fmt: skip
        console.print(table)
        console.print(verdict(curve))
        console.print(f"{curve.left_out:,} conversations with a decision were judged by no "
                      "citation and are left out.", style="dim")  # fmt: skip


def _rates(step: Step) -> Iterator[str]:
    for reading in (step.recall_at_1, step.recall_at_3, step.recall_at_5, step.precision):
        value, between, _ = cells_of(reading)
        yield f"{value} ({between})" if reading.n else "none"


def verdict(curve: Curve) -> str:
    """One sentence on whether it got better, that claims no more than the interval does."""
    if curve.gain is None:
        return (
            f"Fewer than two full steps of {curve.size}: too early to say whether it gets better."
        )
    gain = curve.gain
    span = f"{100 * gain.points:+.0f} points (95% between {100 * gain.low:+.0f} and "
    span += f"{100 * gain.high:+.0f})"
    said = "better" if gain.points > 0 else "worse"
    said = f"it got {said}" if gain.is_clear() else "no clear change"
    return f"R@1, last full step against the first: {span}: {said}."


def _table(measured: Measured) -> Table:
    """A row a period and group, with a column for each metric that stands beside it."""
    series, table = measured.series, Table(box=None, pad_edge=False)
    table.add_column(measured.window.every)
    if measured.by:
        table.add_column(measured.by)
    for title in (series.metric.title, "95% between", "counts", "left out"):
        table.add_column(title, justify="right")
    for each in measured.beside:
        table.add_column(each.metric.title, justify="right")
    beside = [{(p.begins, p.group): p.reading for p in each.points} for each in measured.beside]
    for point in series.points:
        begins = max(point.begins, measured.begins or point.begins)
        ends = min(point.ends, measured.ends or point.ends)
        when = str(begins) if begins == ends else f"{begins} to {ends}"
        named = [when, point.group or "all"] if measured.by else [when]
        others = [each[point.begins, point.group] for each in beside]
        table.add_row(*named, *_cells(point.reading), *map(_brief, others))
    for group, reading in series.groups.items():
        others = [each.groups[group] for each in measured.beside]
        table.add_row("all of it", group, *_cells(reading), *map(_brief, others), style="bold")
    total = ["all of it", "all"] if measured.by else ["all of it"]
    others = [each.total for each in measured.beside]
    table.add_row(*total, *_cells(series.total), *map(_brief, others), style="bold")
    return table


def _cells(reading: Reading) -> tuple[str, str, str, str]:
    return *cells_of(reading), counted(reading.left_out)


def _brief(reading: Reading) -> str:
    value, between, _ = cells_of(reading)
    return f"{value} ({between})" if reading.n else value


def cells_of(reading: Reading) -> tuple[str, str, str]:
    """A reading's value, interval and counts; too few conversations have no percentage."""
    value, (low, high) = reading.value(), reading.interval
    if value is None:
        return "none yet", "", ""
    is_fine = reading.share.whole != reading.n
    counts = f"of {reading.n:,}"
    counts = counts if is_fine else f"{reading.share.part:,} {counts}"
    shown = f"{value:.1%}" if is_fine else f"{value:.0%}"
    few = counts if not is_fine else "too few"
    return few if reading.n < FEW else shown, f"{low:.0%}–{high:.0%}", counts


def counted(count: int) -> str:
    return f"{count:,}" if count else ""


def remarks(series: Series) -> Iterator[str]:
    """What stands beside the total: its parts, its figures, and what was left out."""
    for name, share in series.total.parts.items():
        yield f"{name}: {share.part:,} of {share.whole:,}"
    for name, figure in series.total.figures.items():
        yield f"{name.replace('_', ' ')}: {'none' if figure is None else f'{figure:,}'}"


METRICS = Command(
    "metrics",
    "Show the figures: coverage, containment, resolution, recall, the learning curve and more.",
    _declare,
    _metrics,
)
