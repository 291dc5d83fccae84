"""`tacit promise`: what confidences promise, and what each error budget would answer."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import IntentId, WorkspaceId
from tacit.metrics.reliability import DEFINITION, LEAST, Reliability

_CONSOLE = Console(highlight=False)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", metavar="INTENT", help="of one intent (`tacit intents` lists them)")


def _promise(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    intent = IntentId(options.of) if options.of else None
    if intent is not None:
        with app.port.learned(workspace) as learned:
            intent = learned.intents.now(intent)
            if intent is None:
                raise Failure(f"there is no intent {options.of!r}; `tacit intents` lists them")
            _CONSOLE.print(f"[bold]{escape(learned.name_of(intent)) or 'no name'}[/bold]\n")
    found = app.measures.reliability(workspace, intent)
    if not found.judged:
        _CONSOLE.print("None yet: it awaits an agent's reply that cites an entry.")
        return 0
    _CONSOLE.print(f"What was said, and what came true, of {found.judged:,} judged conversations")
    _CONSOLE.print(_curve(found))
    if not found.is_enough:
        _CONSOLE.print(f"\nFrom {LEAST} on it says what each error budget would have answered.")
        return 0
    newer = found.judged - found.drawn_on
    _CONSOLE.print(f"\nWhat each error budget would have answered of the newer {newer:,}")
    _CONSOLE.print(_promises(found))
    _CONSOLE.print(f"\n{DEFINITION}", style="dim")
    return 0


def _curve(found: Reliability) -> Table:
    table = _table("said", "came true", "between", "")
    for each in found.bins:
        low, high = each.right.interval()
        length = round(20 * (each.right.value() or 0))
        of = f"{each.right.part} of {each.right.whole}"
        table.add_row(f"{each.said:.0%}", of, f"{low:.0%} and {high:.0%}", "█" * length)
    return table


def _promises(found: Reliability) -> Table:
    table = _table("at most wrong", "from confidence", "answered", "wrong of them", "between")
    for each in found.promises:
        budget = f"{each.budget:.0%}"
        if each.line is None:
            table.add_row(budget, "–", "nothing: no confidence kept it", "", "")
            continue
        low, high = each.wrong.interval()
        wrong = (
            f"{each.wrong.part}" if each.is_kept else f"[bold]{each.wrong.part}, too many[/bold]"
        )
        table.add_row(
            budget, f"{each.line:.0%}", str(each.answered), wrong, f"{low:.1%} and {high:.1%}"
        )
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for each in headings:
        table.add_column(each)
    return table


PROMISE = Command("promise",
                  "Show what confidences promise, and what each error budget would answer.",
                  _declare, on_workspace(_promise))  # fmt: skip
