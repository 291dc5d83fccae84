"""Runs the site under uvicorn until it is told to stop; `tacit serve` calls it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

# How long requests may take to end once the server is told to stop, in seconds.
GRACE_SECONDS = 10
# Threads that take decisions or read ahead let go of the interpreter this often, so that a
# page, which gives it up at every question to the database, has it back in no time.
SWITCH_SECONDS = 0.0005
STOPPING = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """A server that says when it listens, and ends its streams before it waits for requests."""

    def __init__(
        self,
        config: uvicorn.Config,
        listening: Callable[[], None],
        stopping: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._listening = listening
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal, and go on behind the server then: the store must be closed too.

        uvicorn's own raises the signal again once it has ended, which kills the process.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in STOPPING}
        try:
            yield
        finally:
            for each, former in before.items():
                signal.signal(each, former)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, which would go on for ever, then wait for what ends by itself."""
        self._stopping()
        await super().shutdown(sockets)


def serve(site: FastAPI, listener: socket.socket, listening: Callable[[], None]) -> None:
    """Serve on a bound socket until a signal comes; returns once the last request has ended."""
    config = uvicorn.Config(
        site,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=65,
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    stopping = site.state.shared.live.close
    Server(config, listening, stopping).run(sockets=[listener])
