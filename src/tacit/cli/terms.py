"""`tacit terms`: customers' own words, the entry that each stands for, and who said so."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command
from tacit.cli.figures import more_in_words
from tacit.cli.workspace import on_workspace
from tacit.events import WorkspaceId
from tacit.flows import terms

_CONSOLE = Console(highlight=False)
_MOST = 40


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", metavar="WORD", help="the conversations that witness one of them")
    parser.add_argument("--all", action="store_true", help=f"more than the {_MOST} most witnessed")


def _terms(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    found = terms.known(app.port, workspace)
    if options.of:
        found = [each for each in found if each.word == options.of.casefold()]
    if not found:
        _CONSOLE.print(
            "No word of customers' own stands for an entry yet: it takes five questions."
        )
        return 0
    table = Table(box=None, pad_edge=False)
    for heading in ("customers say", "of what is answered with", "questions"):
        table.add_column(heading)
    shown = found if options.all else found[:_MOST]
    for each in shown:
        table.add_row(escape(each.word), escape(each.title), str(each.answered))
    _CONSOLE.print(table)
    for each in found if options.of else ():
        for conversation, question in each.witnesses:
            _CONSOLE.print(f"  {conversation}  {escape(question)}")
    if more := more_in_words(len(found), len(shown)):
        _CONSOLE.print(f"\n{more}", style="dim")
    return 0


TERMS = Command("terms", "List customers' own words and the entry that each stands for.",
                _declare, on_workspace(_terms))  # fmt: skip
