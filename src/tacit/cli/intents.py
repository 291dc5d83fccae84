"""`tacit intents`: what customers want, how often, and what may be done about it."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, IntentId, WorkspaceId
from tacit.flows import intents

_CONSOLE = Console(highlight=False)
_MOST = 40
_ID_LETTERS = 36


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=f"more than the {_MOST} most asked")
    parser.add_argument("--name", nargs=2, metavar=("ID", "NAME"), help="call one by a name")


def _intents(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.name:
        return _name(app, workspace, *options.name)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("questions", justify="right")
    table.add_column("mode")
    # To be copied whole, however narrow the terminal is.
    table.add_column("id", no_wrap=True, min_width=_ID_LETTERS)
    with app.port.learned(workspace) as learned:
        held = learned.intents
        found = sorted(held.live, key=lambda each: (-len(held.members[each]), each))
        shown = found if options.all else found[:_MOST]
        for each in shown:
            own = learned.own_mode(each)
            mode = own or f"{learned.mode_of(None)} (as all)"
            table.add_row(escape(learned.name_of(each)), f"{len(held.members[each]):,}", mode, each)
        sorted_in, of = len(held.of), len(learned.exemplars.by_id)
    if not found:
        _CONSOLE.print("None yet: five answered questions that ask alike become one.")
        return 0
    _CONSOLE.print(table)
    more = f"; {len(found) - len(shown)} more with --all" if len(found) > len(shown) else ""
    _CONSOLE.print(f"\n{sorted_in:,} of {of:,} answered questions are of an intent{more}.",
                   style="dim")  # fmt: skip
    return 0


def _name(app: App, workspace: WorkspaceId, intent: str, name: str) -> int:
    try:
        intents.name(app.port, workspace, IntentId(intent), name, Actor("agent"))
    except KeyError:
        raise Failure(f"there is no intent {intent!r}; `tacit intents` lists them") from None
    except ValueError as wrong:
        raise Failure(str(wrong)) from None
    _CONSOLE.print(f"It is called {escape(' '.join(name.split()))} now.")
    return 0


INTENTS = Command("intents", "List what customers want; --name calls one by a name.",
                  _declare, on_workspace(_intents))  # fmt: skip
