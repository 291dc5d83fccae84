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
from tacit.cli.workspace import on_workspace
from tacit.events import WorkspaceId
from tacit.flows.gaps import gaps
from tacit.flows.mending import mendings
from tacit.flows.searches import InVain, by_intent, in_vain
from tacit.flows.unwritten import unwritten

_CONSOLE = Console(highlight=False)
_MOST = 20


def _declare(parser: argparse.ArgumentParser) -> None:
    """No options: the five lists are short."""


def _first(app: App, workspace: WorkspaceId, _options: argparse.Namespace) -> int:
    searched = in_vain(app.port, workspace)
    _print_worth(app, workspace, searched)
    _print_gaps(app, workspace)
    _print_searches([each for each in searched if each.intent_id is None])
    said = unwritten(app.port, workspace)[:_MOST]
    _CONSOLE.print("\n[bold]Said by several, written nowhere[/bold]")
    for each in said:
        by = f"{len(each.agents)} agents in {len(each.conversations)} conversations"
        _CONSOLE.print(f"  {by}: {escape(each.text)}")
        _CONSOLE.print(f"  {', '.join(each.conversations)}", style="dim")
    if not said:
        _CONSOLE.print("  nothing")
    _print_mendings(app, workspace)
    return 0


def _print_worth(app: App, workspace: WorkspaceId, searched: Sequence[InVain]) -> None:
    _CONSOLE.print("[bold]What is worth learning first[/bold]")
    found = app.measures.worth(workspace, by_intent(searched))[:_MOST]
    table = _table("intent", "score", "asked", "unsure", "searched in vain", "given again")
    with app.port.learned(workspace) as learned:
        for each in found:
            name = learned.name_of(each.intent_id) or "without a name"
            again = f"{each.again.part} of {each.again.whole} by {each.agents}"
            unsure = f"{each.unsure:.0%}" if each.asked else "–"
            counts = str(each.asked), unsure, str(each.searched)
            table.add_row(escape(name), f"{each.score:.1f}", *counts, again)
    _CONSOLE.print(table if found else "  nothing was asked often enough in the last 30 days")
    score = (
        "Score: conversations of the last 30 days times how unsure it was, and searches in vain."
    )
    _CONSOLE.print(score, style="dim")


def _print_gaps(app: App, workspace: WorkspaceId) -> None:
    _CONSOLE.print("\n[bold]Asked, and nothing answers[/bold]")
    with app.measures.current(workspace) as courses:
        at = courses.at
        found = [] if at is None else gaps(app.port, workspace, courses.by_id, at)
    table = _table("customers", "times", "without reply", "latest words", "because")
    for each in found[:_MOST]:
        words = shorten(each.words, 100, placeholder=" …")
        counts = str(each.customers), str(each.times), str(each.left)
        table.add_row(*counts, escape(words), each.because)
    _CONSOLE.print(table if found else "  nothing")


def _print_searches(found: Sequence[InVain]) -> None:
    _CONSOLE.print("\n[bold]Searched for, found nothing[/bold]")
    table = _table("times", "customers", "latest words")
    for each in found[:_MOST]:
        table.add_row(str(each.times), str(each.customers), escape(each.words))
    _CONSOLE.print(table if found else "  nothing")


def _print_mendings(app: App, workspace: WorkspaceId) -> None:
    _CONSOLE.print("\n[bold]What failures call for[/bold]")
    with app.measures.current(workspace) as courses:
        at = courses.at
        found = [] if at is None else mendings(app.port, workspace, courses.by_id, at)
    table = _table("of what", "failures", "because", "what to do")
    for each in found[:_MOST]:
        of = each.title or f"the reply in {each.id}"
        table.add_row(escape(of), str(each.failures), each.cause.replace("_", " "), each.says)
    _CONSOLE.print(table if found else "  nothing")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for each in (first, *others):
        table.add_column(each)
    return table


FIRST = Command("first", "List what to learn, to write and to mend first.",
                _declare, on_workspace(_first))  # fmt: skip
