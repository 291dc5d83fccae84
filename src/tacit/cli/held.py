"""`tacit held`: what agents taught and the gate holds, and letting one of them pass."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.answering.gate import RULES
from tacit.answering.segment import in_words
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, EntryId, ExemplarPassed, WorkspaceId
from tacit.flows import approval

_CONSOLE = Console(highlight=False)
_MOST = 40
_LETTERS, _ID_LETTERS = 60, 36
_SUSPENDED = "What was decided on it went wrong too often."


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=f"more than the latest {_MOST}")
    parser.add_argument("--pass", dest="entry", metavar="ID", help="let one of them pass")
    parser.add_argument(
        "--only", default="", metavar="ATTRIBUTE=VALUE",
        help="with --pass: for the customers of whom this is told alone, such as plan=enterprise",
    )  # fmt: skip


def _held(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.entry:
        return _pass(app, workspace, options.entry, options.only)
    if options.only:
        raise Failure("--only says for whom --pass lets it act; name what is to pass")
    with app.port.learned(workspace) as learned:
        found = [
            (learned.exemplars.by_id[entry], ruling)
            for entry, ruling in reversed(learned.rulings.items())
            if ruling.kind != "passed" and not learned.exemplars.by_id[entry].is_withdrawn
        ]
    if not found:
        _CONSOLE.print("Nothing is held: all that agents taught acts.")
        return 0
    shown = found if options.all else found[:_MOST]
    texts = app.store.bodies(workspace, [each.reply for each, _ in shown])
    table = Table(box=None, pad_edge=False)
    table.add_column("replied")
    table.add_column("why it is held")
    # To be copied whole, however narrow the terminal is.
    table.add_column("id", no_wrap=True, min_width=_ID_LETTERS)
    for each, ruling in shown:
        reply = " ".join(texts.get(each.reply, "(erased)").split())[:_LETTERS]
        table.add_row(escape(reply), RULES.get(ruling.rule, _SUSPENDED), each.entry_id)
    _CONSOLE.print(table)
    if len(shown) < len(found):
        _CONSOLE.print(f"\n{len(found) - len(shown)} more with --all.", style="dim")
    return 0


def _pass(app: App, workspace: WorkspaceId, entry: str, only: str) -> int:
    try:
        done = approval.let_pass(app.port, workspace, EntryId(entry), Actor("agent"), only)
    except KeyError:
        raise Failure(f"nothing was learned from conversation {entry!r}") from None
    except ValueError as wrong:
        raise Failure(str(wrong)) from None
    if not done:
        raise Failure(f"{entry!r} is not held; `tacit held` lists what is")
    passed = done[0].event
    assert isinstance(passed, ExemplarPassed)
    some = f", only where {in_words(passed.segment)}" if passed.segment else ""
    _CONSOLE.print(f"It acts from now on{some}; `tacit undo` takes back what it taught.")
    return 0


HELD = Command("held", "List what the gate holds of what agents taught; --pass lets one act.",
               _declare, on_workspace(_held))  # fmt: skip
