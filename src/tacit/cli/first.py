"""`tacit first`: what to do first, for whoever has an hour for the assistant."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from textwrap import shorten

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command
from tacit.cli.figures import more_in_words
from tacit.cli.workspace import on_workspace
from tacit.events import WorkspaceId
from tacit.flows.gaps import gaps
from tacit.flows.mending import mendings
from tacit.flows.searches import InVain, by_intent, in_vain
from tacit.flows.unwritten import Unwritten, unwritten

_CONSOLE = Console(highlight=False)
_MOST = 20


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=f"more than {_MOST} a list")


def _first(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    most = None if options.all else _MOST
    searched = in_vain(app.port, workspace)
    _print_worth(app, workspace, searched, most)
    _print_gaps(app, workspace, most)
    _print_searches([each for each in searched if each.intent_id is None], most)
    _print_said(unwritten(app.port, workspace), most)
    _print_mendings(app, workspace, most)
    return 0


def _print_said(said: Sequence[Unwritten], most: int | None) -> None:
    _CONSOLE.print("\n[bold]Said by several, written nowhere[/bold]")
    for each in said[:most]:
        by = f"{len(each.agents)} agents in {len(each.conversations)} conversations"
        _CONSOLE.print(f"  {by}: {escape(each.text)}")
        _CONSOLE.print(f"  {', '.join(each.conversations)}", style="dim")
    _print_more(said, most)
    if not said:
        _CONSOLE.print("  nothing")


def _print_worth(
    app: App, workspace: WorkspaceId, searched: Sequence[InVain], most: int | None
) -> None:
    _CONSOLE.print("[bold]What is worth learning first[/bold]")
    found = app.measures.worth(workspace, by_intent(searched))
    table = _table("intent", "score", "asked", "unsure", "searched in vain", "given again")
    with app.port.learned(workspace) as learned:
        for each in found[:most]:
            name = learned.name_of(each.intent_id) or "without a name"
            again = f"{each.again.part} of {each.again.whole} by {each.agents}"
            unsure = f"{each.unsure:.0%}" if each.asked else "–"
            counts = str(each.asked), unsure, str(each.searched)
            table.add_row(escape(name), f"{each.score:.1f}", *counts, again)
    _CONSOLE.print(table if found else "  nothing was asked often enough in the last 30 days")
    _print_more(found, most)
    score = (
        "Score: conversations of the last 30 days times how unsure it was, and searches in vain."
    )
    _CONSOLE.print(score, style="dim")


def _print_gaps(app: App, workspace: WorkspaceId, most: int | None) -> None:
    _CONSOLE.print("\n[bold]Asked, and nothing answers[/bold]")
    with app.measures.current(workspace) as courses:
        at = courses.at
        found = [] if at is None else gaps(app.port, workspace, courses.by_id, at)
    table = _table("customers", "times", "without reply", "latest words", "because")
    for each in found[:most]:
        words = shorten(each.words, 100, placeholder=" …")
        counts = str(each.customers), str(each.times), str(each.left)
        table.add_row(*counts, escape(words), each.because)
    _CONSOLE.print(table if found else "  nothing")
    _print_more(found, most)


def _print_searches(found: Sequence[InVain], most: int | None) -> None:
    _CONSOLE.print("\n[bold]Searched for, found nothing[/bold]")
    table = _table("times", "customers", "latest words")
    for each in found[:most]:
        table.add_row(str(each.times), str(each.customers), escape(each.words))
    _CONSOLE.print(table if found else "  nothing")
    _print_more(found, most)


def _print_mendings(app: App, workspace: WorkspaceId, most: int | None) -> None:
    _CONSOLE.print("\n[bold]What failures call for[/bold]")
    with app.measures.current(workspace) as courses:
        at = courses.at
        found = [] if at is None else mendings(app.port, workspace, courses.by_id, at)
    table = _table("of what", "failures", "because", "what to do")
    for each in found[:most]:
        of = each.title or f"the reply in {each.id}"
        table.add_row(escape(of), str(each.failures), each.cause.replace("_", " "), each.says)
    _CONSOLE.print(table if found else "  nothing")
    _print_more(found, most)


def _print_more(found: Sequence[object], most: int | None) -> None:
    """Say how many of a list are not shown."""
    if more := more_in_words(len(found), len(found[:most])):
        _CONSOLE.print(f"  {more}", style="dim")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for each in (first, *others):
        table.add_column(each)
    return table


FIRST = Command("first", "List what to learn, to write and to mend first.",
                _declare, on_workspace(_first))  # fmt: skip
