"""`tacit import`: takes a history in with a progress bar, and says what it did."""

from __future__ import annotations

import argparse
from pathlib import Path

from tacit.app import opened
from tacit.cli.command import Command
from tacit.cli.taking_in import bring_in, count, some_of
from tacit.cli.workspace import speaks
from tacit.connectors import Options, read_history
from tacit.settings import Settings


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


IMPORT = Command(
    "import",
    "Take in a history: articles, customers, accounts and whole conversations.",
    _declare_import,
    _import,
)
