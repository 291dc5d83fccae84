"""Rows of the log turned back into events, in order, a stretch at a time.

`log.Store` calls it. Each stretch is a short transaction of its own: the log
only grows, so stretches by position fit together, and a reader who stops half
way holds nothing open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import psycopg

from tacit.events import Actor, Logged, Stream, WorkspaceId
from tacit.payload import from_payload
from tacit.store.pool import Pool
from tacit.store.sql import SQL

AT_ONCE = 5000  # events; about 2 MB
END = (1 << 63) - 1  # later than any position


@dataclass(frozen=True)
class Wanted:
    """Which part of the log: positions in (after, upto], of these kinds, at most so many."""

    after: int
    upto: int | None
    kinds: list[str] | None
    limit: int | None


def read(pool: Pool, workspace: WorkspaceId, wanted: Wanted) -> Iterator[Logged]:
    after, left = wanted.after, END if wanted.limit is None else wanted.limit
    while left > 0:
        rows = _stretch(pool, workspace, wanted, (after, min(left, AT_ONCE)))
        yield from map(_logged, rows)
        if len(rows) < min(left, AT_ONCE):
            return
        after = rows[-1][0]
        left -= len(rows)


def since(
    pool: Pool, workspace: WorkspaceId, after: int, kinds: list[str]
) -> tuple[int, Iterator[Logged]]:
    """The log's end, and what it holds of these kinds behind a position; mostly in one trip."""
    with pool.reading(workspace) as connection, connection.cursor(binary=True) as cursor:
        last = connection.execute(SQL["head"])
        cursor.execute(SQL["events_of_kinds"], [after, END, kinds, AT_ONCE])
        row, rows = last.fetchone(), cursor.fetchall()
    head = int(row[0]) if row else 0
    # What came between the two questions is for the next time.
    found = iter([_logged(each) for each in rows if each[0] <= head])
    if len(rows) < AT_ONCE:
        return head, found
    return head, chain(found, read(pool, workspace, Wanted(rows[-1][0], head, kinds, None)))


def _stretch(
    pool: Pool, workspace: WorkspaceId, wanted: Wanted, span: tuple[int, int]
) -> list[tuple[Any, ...]]:
    after, at_most = span
    upto = END if wanted.upto is None else wanted.upto
    with pool.reading(workspace) as connection, connection.cursor(binary=True) as cursor:
        if wanted.kinds is None:
            cursor.execute(SQL["events"], [after, upto, at_most])
        else:
            cursor.execute(SQL["events_of_kinds"], [after, upto, wanted.kinds, at_most])
        return cursor.fetchall()


def read_stream(connection: psycopg.Connection, stream: Stream) -> list[Logged]:
    """All events of one stream; short, so at once."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(SQL["events_of_stream"], [stream.kind, stream.id])
        return [_logged(row) for row in cursor.fetchall()]


def _logged(row: tuple[Any, ...]) -> Logged:
    position, event_id, kind, schema, at, recorded_at, actor_kind, actor_id, origin = row[:9]
    return Logged(
        position,
        event_id,
        from_payload(kind, schema, row[10]),
        at,
        recorded_at,
        Actor(actor_kind, actor_id),
        origin,
        row[9],
    )
