"""A real `tacit serve` as tests start, ask and kill it: the process itself says when it is up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import httpx

# How long a process may take to say that it serves; a cold machine makes its first database.
PATIENCE_SECONDS = 60
TACIT = Path(sys.executable).with_name("tacit")


@dataclass
class Serving:
    """One process that serves a data folder, on a port that the kernel chose."""

    home: Path
    environment: dict[str, str] | None = None
    process: subprocess.Popen[str] | None = None
    address: str = ""

    def __enter__(self) -> Serving:
        self.process = subprocess.Popen(
            [TACIT, "serve"],
            env=environment(self.home) | (self.environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("tacit serves at "), said + self.process.stdout.read()
        self.address = said.split()[3]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.stop()

    def start_again(self) -> None:
        """Start it again where it was, so that whoever was there finds it."""
        port = self.address.rpartition(":")[2]
        self.environment = (self.environment or {}) | {"TACIT_PORT": port}
        self.__enter__()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)

    def client(self, key: str) -> httpx.Client:
        """A client with a key."""
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=f"{self.address}/api/v1", headers=headers, timeout=30)


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"TACIT_HOME": str(home), "TACIT_PORT": "0"}


def command(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command on a data folder, with further settings."""
    return subprocess.run(
        [TACIT, *words],
        env=environment(home) | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def key_on(home: Path, *scopes: str) -> str:
    """A new key, as `tacit key create` prints it."""
    given = [word for scope in scopes for word in ("--scope", scope)]
    made = command(home, "key", "create", f"tests {'-'.join(scopes)}", *given)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()
