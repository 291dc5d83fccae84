"""`tacit trace`: what one conversation did, from what was said to what it changed."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import ConversationId, WorkspaceId
from tacit.flows.trace import STAGES, trace
from tacit.store.batch import Erased

_CONSOLE = Console(highlight=False)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("conversation", help="its id, as the inbox's address has it")


def _trace(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    try:
        links = trace(app.port, workspace, ConversationId(options.conversation))
    except KeyError:
        raise Failure(f"there is no conversation {options.conversation}") from None
    except Erased:
        raise Failure("this conversation was erased; nothing of it is left") from None
    for stage in STAGES:
        _CONSOLE.print(f"[bold]{stage}[/bold]")
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 2))
        for each in (link for link in links if link.stage == stage):
            after = ", ".join(str(at) for at in each.follows)
            told = each.says + (f" ({each.conversation_id})" if each.conversation_id else "")
            table.add_row(
                str(each.position),
                f"{each.at:%Y-%m-%d %H:%M} UTC",
                told,
                f"after {after}" * bool(after),
            )
        _CONSOLE.print(table if table.row_count else "  nothing yet")
    return 0


TRACE = Command("trace", "Show what one conversation did, stage by stage.",
                _declare, on_workspace(_trace))  # fmt: skip
