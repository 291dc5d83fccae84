"""`tacit run`: opens the product in a browser, on a history that is taken in meanwhile."""

from __future__ import annotations

import argparse
import getpass
import json
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import psycopg

from tacit import demo
from tacit.app import App, opened
from tacit.cli.command import Command, Failure
from tacit.cli.listening import address_of, alone, bound
from tacit.cli.taking_in import bring_in, count, some_of
from tacit.cli.workspace import speaks
from tacit.connectors import read_history
from tacit.events import Actor, WorkspaceId
from tacit.flows import autonomy, inbox
from tacit.settings import Settings
from tacit.store.server import Unusable
from tacit.taking import Reporting
from tacit.web.arrival import Arrival
from tacit.web.pages.sign_in import link_to

# What Quaybill's customers ask about all day: to answer it on more grounds than the rest would
# show a newcomer little. A desk of one's own decides that for itself.
_USUAL_THERE = ("money", "credentials", "access")


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--history", type=Path, metavar="FOLDER",
                        help="a real desk's history instead of the invented one")  # fmt: skip
    parser.add_argument("--rehearse", type=count, default=2000, metavar="N",
                        help="rehearse the last N answered conversations")  # fmt: skip


# Serves an open product on a socket until stopped: what to do once it listens, and what arrives.
Serve = Callable[[App, socket.socket, Callable[[], None], Mapping[WorkspaceId, Arrival]], None]


def _run(serve: Serve, settings: Settings, options: argparse.Namespace) -> int:
    name = options.workspace or (
        f"history-{options.history.resolve().name}" if options.history else "demo"
    )
    if options.history:
        read_history(options.history)  # says in one line what cannot be read, before all else
    with alone(settings) as tell, bound(settings) as listener, opened(settings) as app:
        address = address_of(listener)
        tell(address)
        workspace = app.workspace(name)
        speaks(app, workspace)
        taking = Taking(app, workspace, options.history, options.rehearse)

        def listening() -> None:
            _greet(f"{address}{link_to(app.port, workspace, _login())}", name, taking)
            taking.start()

        with taking:
            serve(app, listener, listening, {workspace: taking.arrival})
    return 0


def _greet(link: str, name: str, taking: Taking) -> None:
    address = link.partition("/sign-in")[0]
    history = taking.history
    what = f"the history in {history}" if history else "a year of Quaybill, an invented company"
    print(f"tacit serves at {address}. Ctrl-C stops it; what it learned stays.\n")
    print("Open this in a browser, once and within the hour:\n")
    print(f"  {link}{'' if history else '?to=/ask'}\n")
    if not taking.arrival.is_over:
        print(f"Taking in {what}: the page shows how far it is.")
    print(f"In another terminal: {_called()} ask --workspace {name}", flush=True)


def _called() -> str:
    """How this program is called from where it was called."""
    return "tacit" if shutil.which("tacit") else sys.argv[0]


def _login() -> str:
    """The name under which whoever started this replies, until they say another."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        return "You"
    return "You" if name == "root" else name.capitalize()


class Stopped(Exception):
    """Whoever runs this wants to leave; the next run goes on from here."""


@dataclass
class Taking:
    """A history taken in by a thread beside the pages; `arrival` says how far it is.

    As a context it ends with the block: broken off between two messages, and the
    next run goes on from there.
    """

    app: App
    workspace: WorkspaceId
    history: Path | None
    rehearse: int
    arrival: Arrival = field(default_factory=Arrival)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        done, last = self.app.store.spool_progress(self.workspace)
        if 0 < last == done:
            self.arrival.end()

    def __enter__(self) -> Taking:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def start(self) -> None:
        """Begin, unless an earlier run took it all in."""
        if not self.arrival.is_over:
            self._thread = threading.Thread(target=self._take, name="tacit-taking", daemon=True)
            self._thread.start()

    def _take(self) -> None:
        reporting = Reporting(self.arrival.begin, self._advance, self._live)
        try:
            with _told(self.history) as path:
                reading = read_history(path)
                tally = bring_in(self.app, self.workspace, reading, self.rehearse, reporting)
                some_of(tally, path)
            inbox.catch_up(self.app.port, self.workspace)
            self.arrival.end()
        except Stopped:
            print("Stopped before the history was taken in whole; `tacit run` goes on from here.")
        except (Failure, Unusable, OSError, psycopg.Error) as failure:
            self.arrival.failure = str(failure)
            print(f"tacit: the history was not taken in whole: {failure}", flush=True)

    def _advance(self, by: int) -> None:
        if self._stopping.is_set():
            raise Stopped
        self.arrival.advance(by)

    def _live(self) -> None:
        if self.history is None:
            reason = "an invented desk has nobody to disturb"
            where, by = (self.app.port, self.workspace), Actor("agent")
            autonomy.set_mode(*where, "auto", reason, by)
            for each in _USUAL_THERE:
                autonomy.treat(*where, each, "ordinary", by, reason)
        inbox.catch_up(self.app.port, self.workspace)
        self.arrival.live()


@contextmanager
def _told(history: Path | None) -> Iterator[Path]:
    """Where the history lies; the invented desk's year is written out, to end yesterday."""
    if history is not None:
        yield history
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "invented.ndjson")
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        lines = (json.dumps(row, ensure_ascii=False) for row in demo.rows(yesterday))
        path.write_text("\n".join(lines), encoding="utf-8")
        yield path


def command(serve: Serve) -> Command:
    """`tacit run`, which serves as `tacit serve` does."""
    said = "Open tacit in a browser, on an invented desk's year or on --history."
    return Command("run", said, _declare, partial(_run, serve))
