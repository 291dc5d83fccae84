"""`tacit import`: takes a history in with a progress bar, and says what it did."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tacit.app import App, opened
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import speaks
from tacit.connectors import Options, Reading, read_history
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.history import Refused
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.store.batch import ErasedBefore
from tacit.taking import Foretold, Reporting, take_in

_REFUSALS_SHOWN = 20


def _declare_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        type=Path,
        help="a desk's folder (tickets-*.jsonl.gz, kb/), a folder of Markdown, or NDJSON",
    )
    parser.add_argument("--rehearse", type=count, default=2000, metavar="N",
                        help="rehearse the last N answered conversations")  # fmt: skip
    parser.add_argument("--snapshots", action="store_true",
                        help="also take in the help centre's later days")  # fmt: skip
    parser.add_argument("--site", metavar="ADDRESS", type=_address,
                        help="where a folder of pages is published, as https://…")  # fmt: skip


def count(text: str) -> int:
    """A whole number that is not below zero; argparse names the argument and this function."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of conversations")
    return int(text)


def _address(text: str) -> str:
    """An address that begins with http:// or https://."""
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write https://…")
    return text


def _import(settings: Settings, options: argparse.Namespace) -> int:
    reading = read_history(options.path, Options(options.snapshots, options.site))
    with opened(settings) as app:
        workspace = app.workspace(options.workspace or settings.workspace)
        speaks(app, workspace)
        some_of(bring_in(app, workspace, reading, options.rehearse), options.path)
    return 0


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

    `beside` hears the same. With it the newest conversations come first, and the
    workspace is live before the older ones follow.
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

        reporting = Reporting(begin, advance, also.live)
        try:
            tally, foretold = take_in(
                app, workspace, reading.rows(), pool, rehearse=rehearse, reporting=reporting,
                newest_first=beside is not None,
            )  # fmt: skip
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


IMPORT = Command(
    "import",
    "Take in a history: articles, customers, accounts and whole conversations.",
    _declare_import,
    _import,
)
