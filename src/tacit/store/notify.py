"""Tells other processes that a workspace's log has grown, at most 20 times a second each.

`log.Store` rings after each commit, a web process listens on one connection.
A notice is a hint and never needed for correctness: whoever missed one reads
the log by position anyhow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg

from tacit.events import WorkspaceId
from tacit.store.pool import Pool, connect
from tacit.store.server import Unusable
from tacit.store.sql import SQL

PAUSE_SECONDS = 0.05  # 20 a second
# How soon a listener notices that it is to stop, and tries again where the server is away.
_GLANCE_SECONDS = 0.5


class Bell:
    """One thread that sends what was rung since it last sent; made at the first ring."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._rung: set[WorkspaceId] = set()
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self, workspace: WorkspaceId) -> None:
        with self._changed:
            self._rung.add(workspace)
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="tacit-bell", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        self._stopped.set()
        with self._changed:
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            with self._changed:
                while not self._rung and not self._stopped.is_set():
                    self._changed.wait()
                rung, self._rung = self._rung, set()
            self._send(rung)
            self._stopped.wait(PAUSE_SECONDS)

    def _send(self, rung: set[WorkspaceId]) -> None:
        try:
            with self._pool.connection() as connection:
                for workspace in rung:
                    connection.execute(SQL["notify"], [workspace])
        except (psycopg.Error, Unusable):
            return  # the server is away; the next commit rings again


class Ear:
    """One thread that hears which workspaces' logs grew, of all processes.

    `heard` is called in that thread with the workspace, or with None where
    something may have been missed: at the start, and after every reconnection.
    """

    def __init__(self, url: str, heard: Callable[[WorkspaceId | None], None]) -> None:
        self._url = url
        self._heard = heard
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tacit-ear", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with connect(self._url) as connection:
                    connection.execute(SQL["listen"])
                    self._heard(None)
                    self._listen(connection)
            except psycopg.Error:
                self._stopped.wait(_GLANCE_SECONDS)

    def _listen(self, connection: psycopg.Connection) -> None:
        while not self._stopped.is_set():
            for notice in connection.notifies(timeout=_GLANCE_SECONDS):
                self._heard(WorkspaceId(notice.payload))
                if self._stopped.is_set():
                    return
