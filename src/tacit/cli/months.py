"""`tacit months`: resolution, handoffs and coverage month by month, and what moved them."""

from __future__ import annotations

import argparse
import json
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.figures import brief, zone_of
from tacit.cli.workspace import on_workspace
from tacit.events import IntentId, WorkspaceId
from tacit.metrics import ALL, months, plain
from tacit.metrics.months import FIGURES, Change, Month, Topic
from tacit.metrics.widened import DEFINITION, Widened, in_words
from tacit.metrics.window import Window, WrongWindow, window_of

_CONSOLE = Console(highlight=False)
_SHORT = {
    "resolution_confirmed": "confirmed",
    "resolution_assumed": "assumed",
    "handoff": "handed over",
    "coverage": "coverage",
    "handoff_fell_short": "fell short",
}


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", metavar="DAY", help="from this day on (2024-03-01)")
    parser.add_argument("--to", dest="until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--every", choices=("week", "month"), default="month")
    parser.add_argument("--zone", default="UTC", help="whose days (Europe/Berlin)")
    parser.add_argument("--json", action="store_true", help="print it for programs")


def _months(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    try:
        window = window_of(options.since, options.until, options.every, zone_of(options.zone))
    except WrongWindow as wrong:
        raise Failure(str(wrong)) from None
    found, widened = app.measures.months(workspace, window), app.measures.widened(workspace)
    if options.json:
        told = plain.of_months(found, widened, window)
        print(json.dumps(told, ensure_ascii=False, indent=1, default=datetime.isoformat))
        return 0
    if not found:
        _CONSOLE.print("None yet: it awaits a conversation in mode auto.")
        return 0
    called = _names(app, workspace, found, widened)
    _CONSOLE.print(table_of(found, window))
    for month in reversed(found):
        for line in moved(month, called, window):
            _CONSOLE.print(line)
    _CONSOLE.print(f"\n[bold]Since handed over and learned[/bold] (days in {window.zone})")
    for each in widened:
        name = escape(called[each.intent_id])
        _CONSOLE.print(f"  {name}, {window.day(each.learned_at)}: {in_words(each)}")
    if not widened:
        _CONSOLE.print("  Nothing yet: it awaits an agent's reply to what was handed over.")
    _CONSOLE.print(f"\n{months.DEFINITION}\n{DEFINITION}", style="dim")
    return 0


def _names(
    app: App, workspace: WorkspaceId, found: list[Month], widened: list[Widened]
) -> dict[IntentId, str]:
    wanted = {each.intent_id for month in found for each in month.topics}
    wanted |= {each.intent_id for each in widened}
    with app.port.learned(workspace) as learned:
        return {each: learned.name_of(each) or each for each in wanted}


def table_of(found: list[Month], window: Window) -> Table:
    """A row a period, the newest first, each figure with its counts and its change in points."""
    table = Table(box=None, pad_edge=False)
    table.add_column(window.every)
    for name in FIGURES:
        table.add_column(ALL[name].title, justify="right")
    for month in reversed(found):
        cells = (
            f"{brief(month.readings[name])}\n{change_in_words(month.changes.get(name))}"
            for name in FIGURES
        )
        label = f"{month.begins} to {month.ends}, n {month.readings['coverage'].n:,}"
        table.add_row(label, *cells)
    return table


def change_in_words(change: Change | None) -> str:
    """How far a share moved since the period before.

    >>> change_in_words(Change(0.2, 0.052, 0.334))
    '+20 points (+5 to +33)'
    >>> change_in_words(Change(0.2, -0.1, 0.4))
    '+20 points (-10 to +40): no clear change'
    """
    if change is None:
        return ""
    points, low, high = (f"{100 * each:+.0f}" for each in (change.points, change.low, change.high))
    unclear = "" if change.is_clear else ": no clear change"
    return f"{points} points ({low} to {high}){unclear}"


def moved(month: Month, called: dict[IntentId, str], window: Window) -> list[str]:
    """What moved a month's figures, a line an intent, with the replies that taught it."""
    if not month.topics:
        return []
    lines = [f"\n[bold]{month.begins} to {month.ends}, what moved it[/bold]"]
    for topic in month.topics:
        lines.append(f"  {escape(called[topic.intent_id])}: {points_in_words(topic)}")
        for each in topic.learnings:
            lines.append(
                f"    taught on {window.day(each.taught.at)} in conversation "
                f"{each.conversation_id} ({each.replies:,} in all); "
                f"{each.answered:,} were answered from it"
            )
        if topic.others:
            lines.append(f"    and {topic.others:,} more entries that were taught")
    return lines


def points_in_words(topic: Topic) -> str:
    """What an intent added to each figure that it moved, with its own counts then and now."""
    told = (
        f"{_SHORT[name]} {100 * points:+.0f} points ({topic.before[name].part} of "
        f"{topic.before[name].whole}, then {topic.now[name].part} of {topic.now[name].whole})"
        for name, points in topic.points.items()
        if points
    )
    return "; ".join(told)


MONTHS = Command("months", "Show the figures month by month, and the learnings that moved them.",
                 _declare, on_workspace(_months))  # fmt: skip
