"""`tacit serve`: the web door and the worker in one process, until it is told to stop."""

from __future__ import annotations

import argparse
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from tacit.app import App, fire, opened
from tacit.cli import run as running
from tacit.cli.command import Command, nothing
from tacit.cli.listening import address_of, alone, bound
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import take_in
from tacit.web.arrival import Arrival
from tacit.web.pages.sign_in import link_to
from tacit.web.serving import serve
from tacit.web.site import site
from tacit.worker import Worker


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    with alone(settings) as tell, bound(settings) as listener:
        address = address_of(listener)
        tell(address)
        with opened(settings) as app:
            workspace = app.workspace(options.workspace or settings.workspace)
            link = link_to(app.port, workspace)

            def listening() -> None:
                print(f"tacit serves at {address} (reference: {address}/api/v1/docs).")
                print(f"Open the inbox, once and within the hour: {address}{link}")
                print("Ctrl-C stops.", flush=True)

            run(app, listener, listening)
    return 0


def run(
    app: App,
    listener: socket.socket,
    listening: Callable[[], None],
    arrivals: Mapping[WorkspaceId, Arrival] | None = None,
) -> None:
    """Serve, with a worker beside it, until a signal comes; both end before it returns."""
    made = site(app, take_file)
    made.state.shared.arrivals.under_way.update(arrivals or {})
    with Worker(app.store.url, lambda job: fire(app.port, job)):
        serve(made, listener, listening)


def take_file(app: App, workspace: WorkspaceId, path: Path, rehearse: int) -> Tally:
    """Take a file of JSON lines in, embedding in processes of their own."""
    with Pool(app.settings.embedding) as pool:
        rows = read_history(path).rows()
        tally, _ = take_in(app, workspace, rows, pool, rehearse=rehearse)
    return tally


SERVE = Command("serve", "Serve the web door, with a worker, until stopped.", nothing, _serve)
RUN = running.command(run)
