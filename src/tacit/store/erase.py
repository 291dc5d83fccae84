"""Forgetting a person: what is theirs beside the log goes, the log says that it went.

`log.Store.erase` calls it inside the transaction that holds the workspace's
lock. The log itself keeps ids and numbers only, so the chain still verifies;
folds read the erasures first and skip the person. Of external ids tombstones
stay, which tell nothing by themselves: by them no history brings anybody back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from tacit.events import CustomerErased, NewEvent, PersonId, WorkspaceId
from tacit.store import tombstones
from tacit.store.append import write
from tacit.store.batch import Appended, Batch
from tacit.store.sql import SQL

# External ids last of those: the spool is found through them.
TABLES = ("spool", "bodies", "vectors", "people", "external_ids", "responses", "snapshots")


@dataclass(frozen=True)
class Certificate:
    """What an erasure deleted, a count a table, and where the log says so.

    `tombstones` counts the external ids of which a keyed hash stays.
    """

    person_id: PersonId
    position: int
    recorded_at: datetime
    conversations: int
    deleted: dict[str, int]
    tombstones: int


def erase(
    connection: psycopg.Connection,
    workspace: WorkspaceId,
    person: PersonId,
    at: datetime,
    now: datetime,
) -> Certificate:
    """Delete the person's rows and append `customer.erased`, once; deleting again is harmless."""
    opened = [id for (id,) in connection.execute(SQL["opened_by"], [person])]
    first = connection.execute(SQL["first_mention"], [f'"{person}"', person]).fetchone()
    values: dict[str, Any] = {"person": person, "conversations": opened}
    values["first"] = first[0] if first else None
    cursors = {table: connection.execute(SQL[f"erase_{table}"], values) for table in TABLES}
    kept = tombstones.keep(connection, cursors["external_ids"].fetchall())
    position, recorded_at = _log_once(connection, workspace, person, at, now)
    # Only now: in a pipeline a count is known once a later result was fetched.
    deleted = {table: cursor.rowcount for table, cursor in cursors.items()}
    return Certificate(person, position, recorded_at, len(opened), deleted, kept)


def _log_once(
    connection: psycopg.Connection,
    workspace: WorkspaceId,
    person: PersonId,
    at: datetime,
    now: datetime,
) -> tuple[int, datetime]:
    """Where the log says that the person was erased; appended where it does not yet."""
    logged = connection.execute(SQL["erased_at"], [person]).fetchone()
    if logged is not None:
        return logged[0], logged[1]
    live = connection.execute(SQL["live_from"]).fetchone()
    batch = Batch(
        workspace,
        (NewEvent(str(uuid.uuid4()), CustomerErased(person), at),),
        recorded_at=now,
        # Erasing during an import must not make the workspace live.
        origin="live" if live and live[0] is not None else "import",
    )
    (outcome,) = write(connection, [batch], now, durable=True)
    if not isinstance(outcome, Appended):
        raise outcome
    return outcome.first, outcome.recorded_at
