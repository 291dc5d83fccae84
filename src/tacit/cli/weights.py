"""`tacit weights`: how much each thing that customers do and say counts."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, WorkspaceId
from tacit.flows import autonomy
from tacit.weights import DOES, WEIGHTS

_CONSOLE = Console(highlight=False)
_USUAL = "usual"


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("signal", nargs="?", choices=WEIGHTS, help="what a customer does or says")
    parser.add_argument("percent", nargs="?", help=f"0 to 100, or {_USUAL}")
    parser.add_argument("--reason", default="", help="why, for the log")


def _weights(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.signal is not None:
        if options.percent is None:
            raise Failure(f"say how much {options.signal} counts: 0 to 100, or {_USUAL}")
        by, percent = Actor("agent"), _percent(options.percent)
        autonomy.weigh(app.port, workspace, options.signal, percent, by, options.reason)
    with app.port.learned(workspace) as learned:
        now = {name: learned.policies.weight(name) for name in WEIGHTS}
    table = Table("signal", "the customer", "counts", "usually", box=None, pad_edge=False)
    for name, usual in WEIGHTS.items():
        table.add_row(name, DOES[name], f"{now[name] // 10}%", f"{usual // 10}%")
    _CONSOLE.print(table)
    _CONSOLE.print(
        "Of a word on an answer's quality; less than 50% is no complaint by itself, and a rating "
        "overturns nothing that weighs more. What agents say always counts in full."
    )
    return 0


def _percent(typed: str) -> int | None:
    if typed == _USUAL:
        return None
    if not (typed.isdecimal() and int(typed) <= 100):
        raise Failure(f"{typed} cannot be: write 0 to 100, or {_USUAL}")
    return int(typed)


WEIGHTS_COMMAND = Command("weights", "Show or set how much customers' signals count.",
                          _declare, on_workspace(_weights))  # fmt: skip
