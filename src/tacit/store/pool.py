"""The store's connections: few, kept, and each transaction bound to one workspace.

Only the store uses it. A connection that broke is thrown away; opening a new
one revives the embedded server, so a kill -9 of the server costs whoever was
just speaking with it one error, the others a pause, and never a restart.
"""

from __future__ import annotations

import contextlib
import logging
import select
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import psycopg

from tacit.events import WorkspaceId
from tacit.store.sql import SQL

# When a connection breaks, its exception says so; the driver's warning only repeats it.
logging.getLogger("psycopg").setLevel(logging.ERROR)

RETRY_SECONDS = 30.0  # as long as a server may take to recover after a kill -9


class Pool:
    """Connections of the application's role; the last one used is the next one given."""

    def __init__(self, url: str, revive: Callable[[], None] | None = None) -> None:
        self._url = url
        self._revive = revive
        self._idle: list[psycopg.Connection] = []
        self._lock = threading.Lock()
        self._is_closed = False

    @contextlib.contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """A connection in autocommit mode; what is left open in it is thrown away."""
        connection = self._take() or self._connect()
        try:
            yield connection
        finally:
            self._give_back(connection)

    @contextlib.contextmanager
    def transaction(
        self, workspace: WorkspaceId, *, is_locked: bool = False
    ) -> Iterator[psycopg.Connection]:
        """A transaction that sees this workspace and no other.

        `is_locked` makes it the workspace's only writer. The lock is taken by
        a statement of its own: the statements after it see what its holder
        before wrote. Statements go out as a pipeline, results come when asked.
        """
        with self.connection() as connection, _whole(connection):
            if is_locked:
                lock = uuid.UUID(workspace).int >> 64  # its upper half, as signed as a bigint
                connection.execute(SQL["enter_and_lock"], [workspace, lock - (1 << 63)])
            else:
                connection.execute(SQL["enter"], [workspace])
            yield connection

    @contextlib.contextmanager
    def reading(self, workspace: WorkspaceId) -> Iterator[psycopg.Connection]:
        """The same for statements that only read, at half the cost: nothing begins or commits.

        What goes out in one pipeline is one transaction to the server, so the workspace
        is set for just as long.
        """
        with self.connection() as connection, connection.pipeline():
            connection.execute(SQL["enter"], [workspace])
            yield connection

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def forget(self) -> None:
        """Drop the idle connections: the server they spoke to is gone."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> psycopg.Connection | None:
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if not _is_cut(connection):
                    return connection
                connection.close()
        return None

    def _give_back(self, connection: psycopg.Connection) -> None:
        is_clean = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if not is_clean:
            connection.close()
            self.forget()
            return
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> psycopg.Connection:
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                return connect(self._url)
            except psycopg.OperationalError:
                if self._is_closed or time.monotonic() > deadline:
                    raise
            if self._revive is not None:
                self._revive()
            time.sleep(0.05)


@contextlib.contextmanager
def _whole(connection: psycopg.Connection) -> Iterator[None]:
    """What a block sends is one pipeline and one transaction, undone where anything fails.

    The driver's own transaction ends the pipeline twice more, a quarter of what a small one costs.
    """
    try:
        with connection.pipeline():
            connection.execute(b"BEGIN", prepare=False)
            yield
            connection.execute(b"COMMIT", prepare=False)
    except BaseException:
        # Where this fails too the connection is broken, and is thrown away when given back.
        with contextlib.suppress(psycopg.Error):
            connection.rollback()
        raise


def _is_cut(connection: psycopg.Connection) -> bool:
    """Whether the server has hung up: an idle connection has nothing else to read."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def connect(url: str) -> psycopg.Connection:
    """A connection as the application's role, which sees nothing until a workspace is set."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET ROLE tacit_app")
    connection.execute("SET search_path = tacit, jobs")
    connection.execute("SET timezone = 'UTC'")
    connection.execute("SET application_name = 'tacit'")
    # A writer that hangs must not keep the workspace's lock.
    connection.execute("SET idle_in_transaction_session_timeout = '60s'")
    # A plan made once for any length of array joins whole tables: half as many appends.
    connection.execute("SET plan_cache_mode = force_custom_plan")
    return connection
