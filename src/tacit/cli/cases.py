"""`tacit cases`: every accepted correction asked again; a failing one is named."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.progress import track

from tacit.app import App
from tacit.cli.command import Command
from tacit.cli.workspace import on_workspace
from tacit.events import EntryId, WorkspaceId
from tacit.flows import cases
from tacit.flows.cases import Case

_CONSOLE = Console(highlight=False)
_LETTERS = 100


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="no progress, failing cases only")


def _cases(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    asked = cases.asked_again(app.port, workspace)
    if not options.quiet:
        total = cases.count(app.port, workspace)
        asked = iter(track(asked, "asking again", total=total, console=_CONSOLE, transient=True))
    found = list(asked)
    failing = [each for each in found if not each.holds]
    for each in failing:
        _print(app, workspace, each)
    held = len(found) - len(failing)
    if not found:
        _CONSOLE.print("No correction was accepted yet: there is no case.")
    elif failing or not options.quiet:
        _CONSOLE.print(f"{held} of {len(found)} corrections hold.")
    return 1 if failing else 0


def _print(app: App, workspace: WorkspaceId, case: Case) -> None:
    with app.port.learned(workspace) as learned:
        live = learned.library.live

        def title(entry: EntryId | None) -> str:
            if entry is None:
                return "nothing"
            return f"“{live[entry].text.title}”" if entry in live else f"the reply in {entry}"

        wanted, first = " or ".join(title(each) for each in case.wanted), title(case.first)
    back = ", taken back since" if case.is_taken_back else ""
    asked = " ".join(case.question.split())[:_LETTERS]
    _CONSOLE.print(f"fails: {escape(asked)}")
    _CONSOLE.print(f"  answered by {escape(first)} now, {escape(wanted)} as corrected", style="dim")
    _CONSOLE.print(f"  in conversation {case.entry_id}{back}", style="dim")


CASES = Command("cases", "Ask every accepted correction again; fail where one no longer holds.",
                _declare, on_workspace(_cases))  # fmt: skip
