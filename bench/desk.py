"""A workspace with a whole imported history, kept between benchmarks so that it is made once.

Benchmarks that need the imported years open one through `imported`. It lies in
the folder named by --home (default: .cache/bench in the project) and is made
by the product's own import when it is not there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench import report
from tacit.app import App, opened
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import Reporting, take_in

DEFAULT_HOME = report.ROOT / ".cache" / "bench"


def with_home(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the argument that says where the imported workspace is kept."""
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="where it is kept")
    return parser


@contextmanager
def imported(
    options: argparse.Namespace, rehearse: int = 2000
) -> Iterator[tuple[App, WorkspaceId]]:
    """The product on the whole history of --data, imported on the first use."""
    with opened(Settings(options.home)) as app:
        name = f"imported-{options.data.name}"
        workspace = app.workspace(name)
        # Written last: one that was broken off is gone on with.
        whole = options.home / f"{name}.whole"
        if not whole.exists():
            print(f"importing {options.data.name} once; this takes a while", file=sys.stderr)
            _take_in(app, workspace, options.data, rehearse)
            whole.touch()
        yield app, workspace


def _take_in(app: App, workspace: WorkspaceId, folder: Path, rehearse: int) -> None:
    with Progress(console=Console(stderr=True)) as progress, Pool() as pool:
        tasks = [progress.add_task("starting")]

        def begin(what: str, total: int | None) -> None:
            tasks.append(progress.add_task(what, total=total))

        def advance(by: int) -> None:
            progress.advance(tasks[-1], by)

        rows = read_history(folder).rows()
        reporting = Reporting(begin, advance)
        take_in(app, workspace, rows, pool, rehearse=rehearse, reporting=reporting)
