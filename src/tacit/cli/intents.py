"""`tacit intents`: what customers want, how often, and what may be done about it."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import Actor, IntentId, WorkspaceId
from tacit.flows import asking, intents, routing
from tacit.flows.routing import Row
from tacit.learners.asking import Compared
from tacit.learners.routing import LEAST
from tacit.metrics import paths
from tacit.metrics.paths import Paths
from tacit.metrics.widened import in_words

_CONSOLE = Console(highlight=False)
_MOST = 40
_ID_LETTERS = 36


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=f"more than the {_MOST} most asked")
    parser.add_argument("--name", nargs=2, metavar=("ID", "NAME"), help="call one by a name")
    parser.add_argument(
        "--of", metavar="ID", help="show how one begins, who resolved it, and in which ways"
    )


def _intents(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.name:
        return _name(app, workspace, *options.name)
    if options.of:
        return _resolved(app, workspace, options.of)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("questions", justify="right")
    table.add_column("mode")
    # To be copied whole, however narrow the terminal is.
    table.add_column("id", no_wrap=True, min_width=_ID_LETTERS)
    with app.port.learned(workspace) as learned:
        held = learned.intents
        found = sorted(held.live, key=lambda each: (-len(held.members[each]), each))
        shown = found if options.all else found[:_MOST]
        for each in shown:
            own = learned.own_mode(each)
            mode = own or f"{learned.mode_of(None)} (as all)"
            table.add_row(escape(learned.name_of(each)), f"{len(held.members[each]):,}", mode, each)
        sorted_in, of = len(held.of), len(learned.exemplars.by_id)
    if not found:
        _CONSOLE.print("None yet: five answered questions that ask alike become one.")
        return 0
    _CONSOLE.print(table)
    more = f"; {len(found) - len(shown)} more with --all" if len(found) > len(shown) else ""
    _CONSOLE.print(f"\n{sorted_in:,} of {of:,} answered questions are of an intent{more}.",
                   style="dim")  # fmt: skip
    return 0


def _resolved(app: App, workspace: WorkspaceId, wanted: str) -> int:
    """How an intent begins, the ways that resolved it, and what agents resolved of it."""
    with app.port.learned(workspace) as learned:
        intent = learned.intents.now(IntentId(wanted))
        if intent is None:
            raise Failure(f"there is no intent {wanted!r}; `tacit intents` lists them")
        name = learned.name_of(intent)
    with app.measures.counted(workspace) as counted:
        soonest = routing.soonest(app.port, workspace, counted, [intent]).get(intent)
        rows = routing.rows_of(app.port, workspace, counted, intent)
        handled = routing.handled_of(counted, [intent])[intent]
        team = routing.team_of(app.port, workspace, counted, intent)
        ways = routing.ways_of(counted.courses, [intent])[intent]
    with app.port.learned(workspace) as learned:
        told = [" → ".join(routing.told(learned, way.steps)) for way in ways.listed]
    _CONSOLE.print(f"[bold]{escape(name)}[/bold]\n")
    _print_strategy(*asking.strategy(app.port, workspace, intent))
    _CONSOLE.print(_ways(ways, told) if told else f"No way resolved it {paths.LEAST} times yet.")
    _CONSOLE.print(f"{ways.others:,} resolutions went other ways.\n", style="dim")
    shown = [*rows, *(Row("The assistant", each) for each in [handled.assistant.tally] if each.n)]
    _CONSOLE.print(_agents(shown) if shown else "No reply has resolved it yet.")
    if team is not None:
        _CONSOLE.print(f"\n{escape(team.reason)}: what is handed over goes there.")
    if handled.reason:
        _CONSOLE.print(f"\n{handled.reason}.")
    if rows:
        _CONSOLE.print(f"\n{escape(routing.verdict(soonest, rows))}.")
    for each in app.measures.widened(workspace):
        if each.intent_id == intent:
            _CONSOLE.print(
                f"\nA handoff taught it on {each.learned_at:%Y-%m-%d} (UTC): {in_words(each)}."
            )
    _CONSOLE.print(
        "Held: nobody reopened or complained. In brackets the 95% interval. It tells where to "
        "send a matter, and ranks nobody.",
        style="dim",
    )
    return 0


def _print_strategy(found: Compared, question: str | None) -> None:
    """How it begins, and how conversations went by what their first reply did."""
    table = _table("first reply", "n", f"resolved within {found.within} turns", "came back")
    for name, arm in (("asked something back", found.ask), ("answered", found.answer)):
        table.add_row(name, f"{arm.n:,}", asking.within_in_words(arm), f"{arm.back:,}")
    _CONSOLE.print(table)
    _CONSOLE.print(f"{asking.verdict(found)}.")
    if question is not None:
        _CONSOLE.print(f"Agents ask: {escape(question)}")
    _CONSOLE.print()


def _ways(ways: Paths, told: list[str]) -> Table:
    table = _table("way", "resolved", "held", "half within")
    for words, way in zip(told, ways.listed, strict=True):
        held = routing.held_in_words(way.held)
        table.add_row(escape(words), f"{way.held.whole:,}", held, routing.span(way.minutes))
    return table


def _agents(rows: list[Row]) -> Table:
    table = _table("by", "resolved", "held", "half within")
    for row in rows:
        few = f"{row.people} of whom fewer than {LEAST}"
        held = routing.held_in_words(row.tally.share)
        soon = routing.soon_in_words(row.tally)
        table.add_row(escape(row.name or few), f"{row.tally.n:,}", held, soon)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for each in others:
        table.add_column(each, justify="right")
    return table


def _name(app: App, workspace: WorkspaceId, intent: str, name: str) -> int:
    with app.port.learned(workspace) as learned:
        now = learned.intents.now(IntentId(intent))
    if now is None:
        raise Failure(f"there is no intent {intent!r}; `tacit intents` lists them")
    try:
        intents.name(app.port, workspace, now, name, Actor("agent"))
    except ValueError as wrong:
        raise Failure(str(wrong)) from None
    _CONSOLE.print(f"It is called {escape(' '.join(name.split()))} now.")
    return 0


INTENTS = Command("intents",
                  "List what customers want; --name names one, --of tells who resolved it.",
                  _declare, on_workspace(_intents))  # fmt: skip
