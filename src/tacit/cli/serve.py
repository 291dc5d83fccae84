"""`tacit serve`: the web door and the worker in one process, until it is told to stop."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tacit.app import App, fire, opened
from tacit.cli.command import Command, Failure
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import take_in
from tacit.web.serving import serve
from tacit.web.site import site
from tacit.worker import Worker


def _nothing(parser: argparse.ArgumentParser) -> None:
    del parser


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    with alone(settings) as tell, bound(settings) as listener:
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        tell(address)
        with opened(settings) as app:
            app.workspace(options.workspace or settings.workspace)
            run(app, listener, address)
    return 0


def run(app: App, listener: socket.socket, address: str) -> None:
    """Serve, with a worker beside it, until a signal comes; both end before it returns."""

    def listening() -> None:
        print(f"tacit serves at {address} (reference: {address}/api/v1/docs). Ctrl-C stops.",
              flush=True)  # fmt: skip

    with Worker(app.store.url, lambda job: fire(app.port, job)):
        serve(site(app, take_file), listener, listening)


def take_file(app: App, workspace: WorkspaceId, path: Path, rehearse: int) -> Tally:
    """Take a file of JSON lines in, embedding in processes of their own."""
    with Pool(app.settings.embedding) as pool:
        rows = read_history(path).rows()
        tally, _ = take_in(app, workspace, rows, pool, rehearse=rehearse)
    return tally


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[Tell]:
    """Hold the data folder as the one server on it; a second is refused with where the first is.

    The kernel drops the lock when the process dies, however it dies.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "serve.lock").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            where = held.read().strip() or "somewhere"
            raise Failure(f"{settings.home} is served already, {where}: stop that one") from None
        yield Tell(held)


@contextlib.contextmanager
def bound(settings: Settings) -> Iterator[socket.socket]:
    """A socket on the settings' address; where that is taken, one line says by what to change."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as taken:
            raise Failure(
                f"cannot listen on {settings.host} port {settings.port} ({taken}):"
                " set TACIT_PORT or TACIT_HOST to another"
            ) from None
        listener.listen(2048)
        yield listener


class Tell:
    """Writes into the lock's file where this process serves."""

    def __init__(self, held: IO[str]) -> None:
        self._held = held

    def __call__(self, address: str) -> None:
        """Say the address, for whoever is refused."""
        self._held.truncate(0)
        self._held.write(f"at {address} by process {os.getpid()}")
        self._held.flush()


SERVE = Command("serve", "Serve the web door, with a worker, until stopped.", _nothing, _serve)
