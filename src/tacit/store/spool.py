"""Where an import lies between being read and being appended.

`log.Store` calls it. A history's files are in the order of their writer;
the log wants the order of time. One call of `fill` sorts what it is given
and numbers it after what is there; appends then carry the number up to which
everything is done (`Batch.spooled`), in their own transaction. The texts are
people's words: erasing reaches them, and a finished import empties the spool.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import psycopg

from tacit.events import WorkspaceId
from tacit.store import tombstones
from tacit.store.pool import Pool
from tacit.store.sql import SQL

AT_ONCE = 1000  # rows


@dataclass(frozen=True)
class Spooled:
    """One row of an import: known by (kind, external_id), due at its place in time.

    `customer` and `author` are external ids by which an erasure finds it: of whom
    the conversation is, and of who wrote this. `conversation` is the external id of
    the one it belongs to; it is not kept. `sequence` is 0 until the row is.
    """

    kind: str
    external_id: str
    at: datetime | None
    text: str
    customer: str | None = None
    author: str | None = None
    conversation: str | None = None
    sequence: int = 0


# Asked once all rows were read: the conversations that come first.
First = Callable[[], Collection[str]]


def fill(
    connection: psycopg.Connection, rows: Iterable[Spooled], first: First | None = None
) -> int:
    """Keep the rows whose external id is new, in the order of time; returns how many.

    With `first` the conversations that it names come first, in the order of time,
    and behind them the others, each whole, the newest first.
    """
    connection.execute(SQL["begin_import"])
    locked = connection.execute(SQL["lock_import"]).fetchone()
    assert locked is not None, "begin_import made the row"
    connection.execute(SQL["stage"])
    left = iter(rows)
    while stretch := list(islice(left, AT_ONCE)):
        columns = zip(*map(_columns, stretch), strict=True)
        connection.execute(SQL["fill_stage"], [list(column) for column in columns])
    if first is not None:
        connection.execute(SQL["stage_newest_first"], [list(first())])
    kept = connection.execute(SQL["spool_stage"], [locked[0]]).fetchone()
    assert kept is not None, "a count is one row"
    return int(kept[0])


def _columns(row: Spooled) -> tuple[object, ...]:
    return (
        row.kind, row.external_id, row.at, row.text, row.customer, row.author, row.conversation
    )  # fmt: skip


def sweep(connection: psycopg.Connection) -> int:
    """Delete the rows of whoever was erased while `fill` read them; returns how many.

    Once `fill` is committed an erasure finds its rows by itself; it could not before.
    """
    held = tombstones.read(connection)
    if not held:
        return 0
    swept = [
        sequence
        for sequence, kind, external_id, *people in connection.execute(SQL["spooled_names"])
        if held.holds(kind, external_id) or any(held.holds("person", p) for p in people if p)
    ]
    connection.execute(SQL["drop_spooled"], [swept])
    return len(swept)


def read(pool: Pool, workspace: WorkspaceId) -> Iterator[Spooled]:
    """Yield what is not done, in order, in stretches that hold no transaction open."""
    with pool.transaction(workspace) as connection:
        done, last = connection.execute(SQL["spool_progress"]).fetchone() or (0, 0)
    for after in range(done, last, AT_ONCE):
        with pool.transaction(workspace) as connection:
            rows = connection.execute(SQL["spooled"], [after, after + AT_ONCE]).fetchall()
        for sequence, kind, external_id, at, text, customer, author in rows:
            yield Spooled(kind, external_id, at, text, customer, author, sequence=sequence)
