"""`tacit serve`: the web door and the worker in one process, until it is told to stop."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from tacit.app import App, fire, opened
from tacit.cli.command import Command, nothing
from tacit.cli.listening import alone, bound
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import take_in
from tacit.web.serving import serve
from tacit.web.site import site
from tacit.worker import Worker


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


SERVE = Command("serve", "Serve the web door, with a worker, until stopped.", nothing, _serve)
