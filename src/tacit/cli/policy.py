"""`tacit policy`: what is done about money, access and the like, and for segments of customers."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
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
_ABOUT = f"{', '.join(CLASSES)}; or whom, such as plan=enterprise or page=/settings/billing"
_HELP = "; ".join(f"{name}: {words}" for name, (_, words) in _TREATMENTS.items())


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("policy_class", nargs="?", metavar="CLASS|ATTRIBUTE=VALUE", help=_ABOUT)
    parser.add_argument("treatment", nargs="?", choices=_TREATMENTS, help=_HELP)
    parser.add_argument("--reason", default="", help="why, for the log")


def _policy(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.reason and options.policy_class is None:
        raise Failure("name the class that is set, and what is done about it")
    if options.policy_class is not None:
        _set(app, workspace, options)
    table = Table(box=None, pad_edge=False)
    for heading in ("class", "decisions", "now", "set"):
        table.add_column(heading)
    with app.port.learned(workspace) as learned:
        held = learned.policies
        for name in CLASSES:
            share = Share(held.counts.get(name, 0), held.decisions)
            is_set = "by a person" if name in held.treatments else "by nobody"
            table.add_row(name, str(share), _TREATMENTS[held.of(name)][1], is_set)
        for name in sorted(held.segments.values()):
            count, words = held.counts.get(name, 0), _TREATMENTS[held.of(name)][1]
            table.add_row(escape(name), f"{count} while set", words, "by a person")
    _CONSOLE.print(table)
    return 0


def _set(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> None:
    if options.treatment is None:
        raise Failure(f"say what is done about it: {', '.join(_TREATMENTS)}")
    about, (treatment, _) = options.policy_class, _TREATMENTS[options.treatment]
    try:
        autonomy.treat(app.port, workspace, about, treatment, Actor("agent"), options.reason)
    except KeyError as wrong:
        known = ", ".join(CLASSES)
        raise Failure(f"{wrong.args[0]}: name {known}, or ATTRIBUTE=VALUE") from wrong
    except ValueError as wrong:
        raise Failure(str(wrong)) from wrong


POLICY = Command("policy", "List what is done about money, access, a plan and the like, or set it.",
                 _declare, on_workspace(_policy))  # fmt: skip
