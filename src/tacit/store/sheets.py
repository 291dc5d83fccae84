"""The rows of one append, collected a table at a time and written as arrays.

`append.write` fills it. Rows go in as one INSERT a table over arrays, sent as
one pipeline: row-level security forbids COPY, and on the client arrays are
the quicker of the two (3.2 against 4.5 microseconds a row).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psycopg

from tacit.events import ConversationOpened, NewEvent, microseconds
from tacit.store import chain
from tacit.store.sql import SQL

if TYPE_CHECKING:
    from tacit.events import WorkspaceId
    from tacit.store.batch import Appended, Batch, Idempotency, Vectors

Row = tuple[Any, ...]

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_OF_BODY = attrgetter("body_id", "text", "salt", "person_id", "conversation_id")
_OF_EXTERNAL_ID = attrgetter("kind", "external_id", "id", "person_id", "conversation_id")


class Sheets:
    """The rows of one transaction, a sheet a table, in the order of its INSERT's columns."""

    def __init__(self) -> None:
        self.events: list[Row] = []
        self.rows: dict[str, list[Row]] = {}
        # Written once a transaction even if several batches bring them: the last wins.
        self.newest: dict[str, dict[str, Row]] = {}
        self.taken_back: list[str] = []
        self.spooled: int | None = None

    def add_events(
        self,
        batch: Batch,
        first: int,
        lines: Iterable[tuple[NewEvent, datetime, str]],
        previous: bytes,
    ) -> bytes:
        """Link events, each with its recorded_at and payload, to the chain; returns its new end."""
        workspace, origin = batch.workspace, batch.origin
        for position, (new, recorded_at, payload) in enumerate(lines, first):
            event, actor = new.event, new.actor
            stream = event.stream_kind, event.stream_id
            named = (position, new.event_id, event.kind, event.schema, *stream)
            rest = (actor.kind, actor.id, origin, new.cause_position, payload)
            times = (microseconds(new.at), microseconds(recorded_at))
            previous = chain.link(previous, (workspace, *named, *times, *rest))
            self.events.append((*named, new.at, recorded_at, *rest, previous))
            if isinstance(event, ConversationOpened):
                self._rows("openings", [(event.customer_id, event.conversation_id)])
        return previous

    def add(self, batch: Batch, appended: Appended) -> None:
        """Add everything of the batch but its events."""
        self._rows("bodies", map(_OF_BODY, batch.bodies))
        self._rows("external_ids", map(_OF_EXTERNAL_ID, batch.external_ids))
        self._rows("vectors", vector_rows(batch.vectors))
        holder = batch.events[0].event_id if batch.events else ""
        self._rows("uniques", ((spelled(key), holder) for key in batch.unique))
        for account in batch.accounts:
            traits = traits_text(account.traits)
            self._newest("accounts", account.account_id, (account.account_id, account.name, traits))
        for p in batch.people:
            named = (p.person_id, p.kind, p.name, p.email, p.account_id)
            self._newest("people", p.person_id, (*named, traits_text(p.traits)))
        for job in batch.jobs:
            key = None if job.key is None else job_key(batch.workspace, job.key)
            ids = traits_text({"workspace": batch.workspace, **job.ids})
            self._newest("jobs", key or str(id(job)), (job.task, key, ids, job.due_at))
        self.taken_back += (job_key(batch.workspace, key) for key in batch.taken_back)
        if batch.idempotency is not None:
            self._add_request(batch.idempotency, appended.recorded_at)
        if batch.spooled is not None:
            self.spooled = batch.spooled

    def _add_request(self, asked: Idempotency, began_at: datetime) -> None:
        before = self.newest.get("requests", {}).get(asked.key)
        ids = traits_text(asked.ids) if asked.ids or before is None else before[4]
        person_id = asked.person_id or (before[5] if before else None)
        row = (asked.key, asked.request_hash, asked.status, asked.response, ids, person_id)
        self._newest("requests", asked.key, (*row, before[6] if before else began_at))

    def _rows(self, table: str, rows: Iterable[Row]) -> None:
        if found := list(rows):
            self.rows.setdefault(table, []).extend(found)

    def _newest(self, table: str, key: str, row: Row) -> None:
        self.newest.setdefault(table, {})[key] = row

    def write(self, connection: psycopg.Connection) -> None:
        """One INSERT a table, all arrays."""
        sheets = {"events": self.events} if self.events else {}
        sheets |= self.rows
        sheets |= {table: list(rows.values()) for table, rows in self.newest.items()}
        for table, rows in sheets.items():
            write_rows(connection, table, rows)
        if self.taken_back:
            connection.execute(SQL["drop_jobs"], [self.taken_back])
        if self.spooled is not None:
            connection.execute(SQL["set_spooled"], [self.spooled])


def vector_rows(vectors: Iterable[Vectors]) -> list[Row]:
    return [
        (each.owner_id, each.namespace, nth, vector, each.person_id, each.conversation_id)
        for each in vectors
        for nth, vector in enumerate(each.vectors)
    ]


def write_rows(connection: psycopg.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(SQL[f"insert_{table}"], columns)


def spelled(key: tuple[str, ...]) -> str:
    return _encode(key)


def job_key(workspace: WorkspaceId, key: str) -> str:
    """How the queue, which is one for all workspaces, names a job of this key."""
    return f"{workspace}:{key}"


def traits_text(traits: dict[str, str]) -> str:
    return _encode(traits)
