"""Takes a history in with a progress bar in the terminal, and says what came of it."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tacit.app import App
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.history import Refused
from tacit.language.pool import Pool
from tacit.store.batch import ErasedBefore
from tacit.taking import Foretold, Reporting, take_in

if TYPE_CHECKING:
    from tacit.connectors import Reading

_REFUSALS_SHOWN = 20


def count(text: str) -> int:
    """A whole number that is not below zero; argparse names the argument and this function."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of conversations")
    return int(text)


def some_of(tally: Tally, path: Path) -> None:
    """Fail where a history gave nothing at all."""
    if not tally.taken.total() and not tally.known.total():
        why = "no row of it could be taken in" if tally.refused else "it holds nothing to take in"
        raise Failure(f"{path}: {why}")


def bring_in(
    app: App,
    workspace: WorkspaceId,
    reading: Reading,
    rehearse: int,
    beside: Reporting | None = None,
) -> Tally:
    """Import a history with a progress bar, and say what it did.

    `beside` hears the same, and that the workspace is live where it asks for it.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    also = beside or Reporting()
    with Progress(*columns, console=console) as progress, Pool(app.settings.embedding) as pool:
        tasks = []

        def begin(what: str, total: int | None) -> None:
            tasks.append(progress.add_task(what, total=total))
            also.begin(what, total)

        def advance(by: int) -> None:
            progress.advance(tasks[-1], by)
            also.advance(by)

        reporting = replace(also, begin=begin, advance=advance)
        try:
            tally, foretold = take_in(
                app, workspace, reading.rows(), pool, rehearse=rehearse, reporting=reporting
            )
        except ErasedBefore as meanwhile:
            raise Failure(str(meanwhile)) from None
    report(tally, foretold)
    return tally


def report(tally: Tally, foretold: Foretold) -> None:
    """Counts of each kind, who was left out, what was refused, what the rehearsal foretells."""
    console = Console()
    for kind in sorted(tally.taken | tally.known):
        known = tally.known[kind]
        already = f", {known:,} known already" if known else ""
        console.print(f"  {kind}s: {tally.taken[kind]:,} taken in{already}", highlight=False)
    if left_out := counted(tally.erased):
        console.print(f"  erased before: {left_out}, left out", highlight=False)
    for refused in tally.refused[:_REFUSALS_SHOWN]:
        console.print(
            f"  refused: {where(refused)}: {refused.reason}", highlight=False, markup=False
        )
    if len(tally.refused) > _REFUSALS_SHOWN:
        console.print(f"  … and {len(tally.refused) - _REFUSALS_SHOWN} more refused rows")
    if foretold.judged:
        say_foretold(console, foretold)


def counted(kinds: Counter[str]) -> str:
    """Counts of each kind in a row of words: "1 conversation, 2 customers"."""
    found = sorted((kind, count) for kind, count in kinds.items() if count)
    return ", ".join(f"{count:,} {kind}{'s' * (count != 1)}" for kind, count in found)


def where(refused: Refused) -> str:
    """A refused row's file and line."""
    return f"{refused.source}, line {refused.line}" if refused.line else refused.source


def say_foretold(console: Console, foretold: Foretold) -> None:
    """What would have been right, had it answered the rehearsed conversations (F18)."""
    console.print(
        f"\nRehearsed {foretold.asked:,} turns before going live. Where an agent's reply cites an "
        f"entry, it put that one first in [bold]{foretold.first()}[/bold]."
    )
    if foretold.answered:
        console.print(
            f"What it would have answered alone, agents answered so too: {foretold.alone()}."
        )
    else:
        console.print("It was sure enough to answer none of those alone yet.")
