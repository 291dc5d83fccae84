"""`tacit policy`: what is done about questions of money, credentials, access, security, the law."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from tacit.answering.policy import CLASSES
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, Treatment, WorkspaceId
from tacit.flows import autonomy
from tacit.share import Share

_CONSOLE = Console(highlight=False)
_TREATMENTS: dict[str, tuple[Treatment | None, str]] = {
    "ordinary": ("ordinary", "answered as any other question"),
    "stricter": ("stricter", "a quarter of the error budget, five answered questions"),
    "person": ("person", "always goes to a person"),
    "unset": (None, "as if nobody had said"),
}
_HELP = "; ".join(f"{name}: {words}" for name, (_, words) in _TREATMENTS.items())


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("policy_class", nargs="?", choices=CLASSES)
    parser.add_argument("treatment", nargs="?", choices=_TREATMENTS, help=_HELP)
    parser.add_argument("--reason", default="", help="why, for the log")


def _policy(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.reason and options.policy_class is None:
        raise Failure("name the class that is set, and what is done about it")
    if options.policy_class is not None:
        if options.treatment is None:
            raise Failure(f"say what is done about it: {', '.join(_TREATMENTS)}")
        treatment, _ = _TREATMENTS[options.treatment]
        by = Actor("agent")
        autonomy.treat(app.port, workspace, options.policy_class, treatment, by, options.reason)
    table = Table(box=None, pad_edge=False)
    for heading in ("class", "decisions", "now", "set"):
        table.add_column(heading)
    with app.port.learned(workspace) as learned:
        held = learned.policies
        for name in CLASSES:
            share = Share(held.counts.get(name, 0), held.decisions)
            is_set = "by a person" if name in held.treatments else "by nobody"
            table.add_row(name, str(share), _TREATMENTS[held.of(name)][1], is_set)
    _CONSOLE.print(table)
    return 0


POLICY = Command("policy", "List what is done about money, access and the like, or set it.",
                 _declare, on_workspace(_policy))  # fmt: skip
