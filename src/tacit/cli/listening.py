"""What a server holds: its data folder, as the only one on it, and its port.

`tacit serve` takes both, `tacit doctor` tries them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from typing import IO

from tacit.cli.command import Failure
from tacit.settings import Settings


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
    # Named TCP: asyncio turns Nagle's algorithm off only where it says so, and with it on
    # each small answer waits 40 ms for an acknowledgement.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
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


def address_of(listener: socket.socket) -> str:
    """Where a bound socket is found by a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Tell:
    """Writes into the lock's file where this process serves."""

    def __init__(self, held: IO[str]) -> None:
        self._held = held

    def __call__(self, address: str) -> None:
        """Say the address, for whoever is refused."""
        self._held.truncate(0)
        self._held.write(f"at {address} by process {os.getpid()}")
        self._held.flush()
