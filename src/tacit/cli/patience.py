"""`tacit patience`: what is done where a customer's frustration rises."""

from __future__ import annotations

import argparse

from rich.console import Console

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, Patience, WorkspaceId
from tacit.flows import autonomy

_CONSOLE = Console(highlight=False)
_ACTIONS: dict[str, tuple[Patience, str]] = {
    "hand-over": ("hand_over", "a person answers what the assistant would have answered"),
    "flag": ("flag", "the assistant answers, and the conversation stands first in the inbox"),
    "off": ("off", "they are answered as anybody else"),
}
_HELP = "; ".join(f"{name}: {words}" for name, (_, words) in _ACTIONS.items())


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=_ACTIONS, help=_HELP)
    parser.add_argument("--reason", default="", help="why, for the log")


def _patience(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.reason and options.action is None:
        raise Failure(f"say what is to be done: {', '.join(_ACTIONS)}")
    if options.action is not None:
        action, by = _ACTIONS[options.action][0], Actor("agent")
        autonomy.set_patience(app.port, workspace, action, options.reason, by)
    with app.port.learned(workspace) as learned:
        held = learned.policies.patience
    words = next(words for action, words in _ACTIONS.values() if action == held)
    _CONSOLE.print(f"Where a customer's frustration rises at two messages in a row, {words}.")
    return 0


PATIENCE = Command("patience", "Show or set what is done where a customer's frustration rises.",
                   _declare, on_workspace(_patience))  # fmt: skip
