"""A real `tacit serve` as benchmarks start, ask and kill it, and the conversations they send it.

Doors are measured from outside: a process of its own on a data folder, spoken
with over HTTP, killed by a signal. What it says goes to a file beside the data.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from bench import report
from tacit.store import watcher

TACIT = Path(sys.executable).with_name("tacit")
# A cold machine makes its first database, or brings one up after a kill.
_PATIENCE_SECONDS = 120
_ANSWER_SECONDS = 600  # the first page after an import folds all of it


@dataclass
class Serving:
    """One process that serves a workspace of a data folder, on a port that the kernel chose."""

    home: Path
    workspace: str
    command: Sequence[str | Path] = (TACIT, "serve")
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    address: str = ""

    def __enter__(self) -> Serving:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def start(self) -> None:
        """Start it, and wait until it says where it serves."""
        said = self.home / "serve.txt"
        with said.open("wb") as out:
            self.process = subprocess.Popen(
                self.command, env=self._environment(), stdout=out, stderr=out, cwd=report.ROOT
            )
        until = time.monotonic() + _PATIENCE_SECONDS
        while not (told := said.read_text()).startswith("tacit serves at "):
            if self.process.poll() is not None or time.monotonic() > until:
                raise ChildProcessError(f"tacit serve did not begin: {told}")
            time.sleep(0.02)
        self.address = told.split()[3]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit status."""
        assert self.process is not None, "it was started"
        self.process.send_signal(how)
        return self.process.wait(_PATIENCE_SECONDS)

    def stop_hard(self) -> int:
        """Kill it with SIGKILL; returns the exit status."""
        return self.stop(signal.SIGKILL)

    def gone(self) -> int:
        """Wait until it ended by itself; returns the exit status."""
        assert self.process is not None, "it was started"
        return self.process.wait(_PATIENCE_SECONDS)

    def tell(self, *words: str) -> str:
        """What a `tacit` command on the same folder and workspace prints."""
        told = subprocess.run(
            [TACIT, *words],
            env=self._environment(),
            cwd=report.ROOT,
            capture_output=True,
            text=True,
        )
        if told.returncode != 0:
            raise ChildProcessError(f"tacit {' '.join(words)}: {told.stderr}")
        return told.stdout.strip()

    def key(self, *scopes: str) -> str:
        """A new key of the programming interface."""
        given = [word for scope in scopes for word in ("--scope", scope)]
        return self.tell("key", "create", f"bench {time.time_ns()}", *given)

    def cpu_seconds(self) -> tuple[float, float]:
        """Processor time used so far: by the server, and by its database with all backends."""
        assert self.process is not None, "it was started"
        postmaster = watcher.postmaster(self.home / "postgres" / "pgdata")
        backends = _children(postmaster) if postmaster is not None else []
        database = [postmaster, *backends] if postmaster is not None else []
        return _cpu_seconds(self.process.pid), sum(_cpu_seconds(pid) for pid in database)

    def _environment(self) -> dict[str, str]:
        own = {
            "TACIT_HOME": str(self.home),
            "TACIT_WORKSPACE": self.workspace,
            "TACIT_PORT": "0",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **own, **self.settings}


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    return [int(each) for each in listed.stdout.split()]


def _cpu_seconds(pid: int) -> float:
    """A process's own time and that of its children that ended; 0 where it ended itself."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Line:
    """One connection to a server, kept open: cheap enough to leave the cores to the server."""

    address: str
    headers: dict[str, str]
    _held: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Send one request, JSON where it has a body; returns status, bytes and headers.

        Raises OSError or HTTPException where the server goes away.
        """
        sent = None if body is None else json.dumps(body).encode()
        own = {"Content-Type": "application/json"} if sent is not None else {}
        try:
            connection = self._connected()
            connection.request(method, path, sent, {**self.headers, **own, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def _connected(self) -> http.client.HTTPConnection:
        if self._held is None:
            where = urlsplit(self.address)
            assert where.hostname is not None, "an address names a host"
            self._held = http.client.HTTPConnection(
                where.hostname, where.port, timeout=_ANSWER_SECONDS
            )
        return self._held

    def move(self, address: str) -> None:
        """Speak with the server at this address from now on."""
        if address != self.address:
            self.close()
            self.address = address

    def close(self) -> None:
        """Hang up; the next request opens anew."""
        if self._held is not None:
            self._held.close()
        self._held = None


def with_key(address: str, key: str) -> Line:
    """A connection of the programming interface."""
    return Line(address, {"Authorization": f"Bearer {key}"})
