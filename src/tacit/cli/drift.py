"""`tacit drift`: what goes wrong oftener than it used to, since which day, and having seen it."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.answering.drift import OVER_ALL_EVERY, falls, name_of
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, WorkspaceId
from tacit.flows import drift
from tacit.learners.drift import FALSE_ALARM_EVERY

_CONSOLE = Console(highlight=False)
_ID_LETTERS = 36


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seen", metavar="ID", help="what is now is usual from now on")
    parser.add_argument("--why", default="seen in the terminal", help="kept in the log")


def _drift(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.seen:
        return _seen(app, workspace, options.seen, options.why)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("since", no_wrap=True)
    table.add_column("bad since", justify="right")
    table.add_column("before", justify="right")
    # To be copied whole, however narrow the terminal is.
    table.add_column("id", no_wrap=True, min_width=_ID_LETTERS)
    with app.port.learned(workspace) as learned:
        found = falls(learned)
        for each in found:
            since = f"{each.bad_since} of {each.judged_since}"
            before = f"{each.bad_before} of {each.judged_before}"
            name = escape(name_of(learned, each.watched))
            table.add_row(name, each.first_day, since, before, each.watched)
    if not found:
        _CONSOLE.print("Nothing goes wrong oftener than is usual.")
        return 0
    _CONSOLE.print(table)
    _CONSOLE.print(
        f"\nChance alone raises an alarm of an intent once in {FALSE_ALARM_EVERY:,} judgements at "
        f"most, of what is watched over all once in {OVER_ALL_EVERY:,}.", style="dim"
    )  # fmt: skip
    return 0


def _seen(app: App, workspace: WorkspaceId, watched: str, why: str) -> int:
    if not drift.seen(app.port, workspace, watched, why, Actor("agent")):
        raise Failure(f"there is no alarm of {watched!r}; `tacit drift` lists them")
    _CONSOLE.print("What is now is usual from now on.")
    return 0


DRIFT = Command("drift", "List what goes wrong oftener than it did, and since when.",
                _declare, on_workspace(_drift))  # fmt: skip
