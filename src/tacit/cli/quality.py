"""`tacit quality`: how often each answer resolves where it is shown, and what moved it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.figures import more_in_words
from tacit.cli.workspace import on_workspace
from tacit.events import EntryId, WorkspaceId
from tacit.flows import quality
from tacit.flows.quality import Counted

_CONSOLE = Console(highlight=False)
_MOST = 40
_ID_LETTERS = 36
_TITLE_LETTERS = 60


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entry", nargs="?", help="show one by intent, and which events moved it")
    parser.add_argument("--all", action="store_true", help=f"more than the {_MOST} most judged")


def _quality(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    with app.port.learned(workspace) as learned:
        titles = {str(entry): r.text.title for entry, r in learned.library.live.items()}
        known = {*titles, *map(str, learned.exemplars.by_id), *map(str, learned.library.revisions)}
    if options.entry is not None:
        if options.entry not in known:
            raise Failure(f"there is no entry {options.entry!r}; `tacit quality` lists the judged")
        return _one(app, workspace, EntryId(options.entry), titles)
    found = quality.of_all(app.port, workspace)
    if not found:
        _CONSOLE.print("None yet: nobody judged an answer that they saw.")
        return 0
    table = _table("", "resolved", "resolves", "id")
    shown = found if options.all else found[:_MOST]
    for entry, counted in shown:
        table.add_row(_title(titles, entry), _of(counted), _believed(counted), entry)
    _CONSOLE.print(table)
    if more := more_in_words(len(found), len(shown)):
        _CONSOLE.print(more, style="dim")
    note = "\nSilence is a tenth of a good word. In brackets the 95% interval."
    _CONSOLE.print(note, style="dim")
    return 0


def _one(app: App, workspace: WorkspaceId, entry: EntryId, titles: Mapping[str, str]) -> int:
    found = quality.of_entry(app.port, workspace, entry)
    _CONSOLE.print(f"[bold]{_title(titles, entry)}[/bold]  {_believed(found.counted)}\n")
    if not found.counted.judged:
        _CONSOLE.print("Nobody judged an answer with it; it is expected to be as the others are.")
    if found.intents:
        table = _table("intent", "resolved", "resolves", "id")
        for each in found.intents:
            name = escape(each.name) or "–"
            table.add_row(name, _of(each.counted), _believed(each.counted), each.intent_id)
        _CONSOLE.print(table)
    if found.traits:
        headings = ("customers with", "resolved", "resolves", "for all others", "")
        table = Table(*headings, box=None, pad_edge=False)
        for trait in found.traits:
            told = f"{escape(trait.attribute)} [bold]{escape(trait.value)}[/bold]"
            decides = "decides" if trait.tells else ""
            rest = _believed(trait.rest)
            table.add_row(told, _of(trait.counted), _believed(trait.counted), rest, decides)
        _CONSOLE.print(table)
    if found.steps:
        table = _table("when", "what was said", "moved", "event")
        for step in found.steps:
            said = f"{step.witness}: {step.reason.replace('_', ' ')}"
            moved = f"{step.before:.1%} → {step.after:.1%}"
            table.add_row(f"{step.at:%Y-%m-%d %H:%M} UTC", said, moved, step.event_id)
        _CONSOLE.print(table)
    return 0


def _title(titles: Mapping[str, str], entry: str) -> str:
    return escape(titles.get(entry, "an agent’s reply")[:_TITLE_LETTERS])


def _of(counted: Counted) -> str:
    return f"{counted.good / 1000:g} of {counted.judged / 1000:g}"


def _believed(counted: Counted) -> str:
    low, high = counted.posterior.interval()
    return f"{counted.posterior.mean:.0%} ({low:.0%} to {high:.0%})"


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings[:-1]:
        table.add_column(heading)
    # To be copied whole, however narrow the terminal is.
    table.add_column(headings[-1], no_wrap=True, min_width=_ID_LETTERS)
    return table


QUALITY = Command("quality",
                  "List how often each answer resolves where it is shown, or what moved one.",
                  _declare, on_workspace(_quality))  # fmt: skip
