"""`tacit churn`: which accounts may leave, by what came before others left."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command
from tacit.cli.figures import more_in_words
from tacit.cli.workspace import on_workspace
from tacit.events import AccountId, WorkspaceId
from tacit.flows.leaving import (
    DEFINITION,
    HIGHEST,
    WORDS,
    AtRisk,
    Leaving,
    leaving,
    plainly,
)
from tacit.flows.record import Company, companies, names

_CONSOLE = Console(highlight=False)
_MOST = 20


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.add_argument("--all", action="store_true", help=f"more than the {_MOST} likeliest")


def _churn(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    with app.measures.current(workspace) as courses:
        found = leaving(courses)
    ids = [each.account_id for each in found.at_risk]
    if options.json:
        told = plainly(found, names(app.port, workspace, "account", ids))
        print(json.dumps(told, ensure_ascii=False, indent=1, default=datetime.isoformat))
        return 0
    _CONSOLE.print("[bold]Accounts that may leave within 30 days[/bold]")
    if not found.is_known:
        _CONSOLE.print(
            f"None can be told yet. {found.awaits} "
            "Tell of cancellations by POST /api/v1/usage-events."
        )
    else:
        shown = found.at_risk if options.all else found.at_risk[:_MOST]
        known = companies(app.port, workspace, ids[: len(shown)])
        _CONSOLE.print(_at_risk(shown, known) if ids else "  none of the last 30 days")
        if more := more_in_words(len(ids), len(shown)):
            _CONSOLE.print(more, style="dim")
        _CONSOLE.print("\n[bold]What says so[/bold]")
        _CONSOLE.print(_signs(found))
        _CONSOLE.print(
            f"\nBy accounts that it had not seen: {found.found.part} of the {found.found.whole} "
            f"that left stood among the {HIGHEST:.0%} rated highest; chance alone finds "
            f"{HIGHEST * found.found.whole:.1f}."
        )
    _CONSOLE.print(f"\n{DEFINITION}", style="dim")
    return 0


def _at_risk(shown: Sequence[AtRisk], known: Mapping[AccountId, Company]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("account", "chance", "because", "conversation"):
        table.add_column(title, justify="right" if title == "chance" else "left")
    for each in shown:
        signs = "; ".join(WORDS[sign] for sign in each.signs)
        table.add_row(
            escape(known[each.account_id].called), f"{each.chance:.0%}", signs, each.conversation_id
        )
    return table


def _signs(found: Leaving) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("", "left", "of others", "odds"):
        table.add_column(title, justify="right" if title else "left")
    for each in found.weights:
        counts = (f"{s.part:,} of {s.whole:,}" for s in (each.shown, each.others))
        odds = f"× {each.odds:.1f} ({each.low:.1f} to {each.high:.1f})"
        table.add_row(WORDS[each.sign], *counts, odds)
    return table


CHURN = Command("churn", "List the accounts that may leave, with the signs that say so.",
                _declare, on_workspace(_churn))  # fmt: skip
