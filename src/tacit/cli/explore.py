"""`tacit explore`: of how many in a hundred answers another about as likely is tried."""

from __future__ import annotations

import argparse

from rich.console import Console

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, WorkspaceId
from tacit.flows import autonomy

_CONSOLE = Console(highlight=False)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("percent", nargs="?", type=int, help="0: none; 5 is plenty")
    parser.add_argument("--reason", default="", help="why, for the log")


def _explore(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.reason and options.percent is None:
        raise Failure("say of how many in a hundred answers another is to be tried")
    if options.percent is not None:
        by = Actor("agent")
        try:
            autonomy.explore(app.port, workspace, options.percent, options.reason, by)
        except ValueError as wrong:
            raise Failure(str(wrong)) from None
    with app.port.learned(workspace) as learned:
        percent = learned.policies.explores_percent
    if percent:
        _CONSOLE.print(
            f"Of {percent} in a hundred answers another approved one is tried, where it is about "
            "as likely and as sure. Receipts hold the chances; `tacit backtest` reads them."
        )
    else:
        _CONSOLE.print("Nothing is tried: it always gives the answer that it holds for the best.")
    return 0


EXPLORE = Command("explore", "Show or set of how many in a hundred answers another is tried.",
                  _declare, on_workspace(_explore))  # fmt: skip
