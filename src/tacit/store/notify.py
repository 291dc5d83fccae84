"""Tells other processes that a workspace's log has grown, at most 20 times a second each.

`log.Store` rings after each commit. A notice is a hint and never needed for
correctness: whoever missed one reads the log by position anyhow.
"""

from __future__ import annotations

import threading

import psycopg

from tacit.events import WorkspaceId
from tacit.store.pool import Pool
from tacit.store.server import Unusable
from tacit.store.sql import SQL

PAUSE_SECONDS = 0.05  # 20 a second


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
