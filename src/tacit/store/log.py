"""The store: one append-only log for each workspace, and what lies beside it.

Flows append and read through `Store`, folds follow `read`, doors never touch
it. It must not know what an event means: the one exception is erasing, which
has to find a person's conversations.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import groupby

import psycopg

from tacit.events import AccountId, ConversationId, Logged, Origin, PersonId, Stream, WorkspaceId
from tacit.store import beside, erase, inbox, listing, reading, tombstones, verify
from tacit.store import spool as spooling
from tacit.store.append import write, write_again
from tacit.store.appender import Appender
from tacit.store.batch import Account, Appended, Batch, Idempotency, Outcome, Person, Vectors
from tacit.store.inbox import Inbox
from tacit.store.notify import Bell
from tacit.store.pool import Pool
from tacit.store.sheets import job_key
from tacit.store.sign_ins import SignIns
from tacit.store.sql import SQL
from tacit.store.verify import Row


def clock_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Reads and writes one database; any number of threads may share it."""

    def __init__(
        self,
        url: str,
        *,
        revive: Callable[[], None] | None = None,
        clock: Callable[[], datetime] = clock_now,
    ) -> None:
        self.url = url
        self.clock = clock
        self._pool = Pool(url, revive)
        self._appender = Appender()
        self._bell = Bell(self._pool)
        self.inbox = Inbox(self._pool)
        self.listing = listing.Listing(self._pool)
        self.sign_ins = SignIns(self._pool)

    def close(self) -> None:
        self._bell.close()
        self._pool.close()

    # ---- appending

    def append(self, batch: Batch, *, durable: bool = True) -> Appended:
        """Write all of the batch or nothing, together with whatever else waits.

        Raises Conflict, AlreadyKnown or Refused, each with nothing written.
        Where the server dies meanwhile it is tried once more, and what had
        arrived is not written again; a psycopg.OperationalError means that this
        failed too and nobody knows. `durable=False` lets the disk lag a second
        behind, in a workspace that is not yet live.
        """
        return self._appender.append(
            batch, lambda batches: self.append_many(batches, durable=durable), durable=durable
        )

    def append_many(self, batches: Sequence[Batch], *, durable: bool = True) -> list[Outcome]:
        """Write batches in order, one transaction a run of the same workspace.

        The answer has one outcome a batch: where it lies, or why it was left
        out. A failing one keeps none of its neighbours from being written.
        """
        outcomes: list[Outcome] = []
        for workspace, run in groupby(batches, key=lambda batch: batch.workspace):
            outcomes += self._append_run(workspace, list(run), durable=durable)
        return outcomes

    def _append_run(
        self,
        workspace: WorkspaceId,
        batches: list[Batch],
        *,
        durable: bool,
        is_second_try: bool = False,
    ) -> list[Outcome]:
        is_sent = False
        try:
            with self._locked(workspace) as connection:
                attempt = write_again if is_second_try else write
                outcomes = attempt(connection, batches, self.clock(), durable=durable)
                is_sent = True
        except psycopg.OperationalError:
            # The rows may have arrived although nobody said so. Their ids tell, under
            # the lock that the lost transaction held; a batch without events has none.
            if is_second_try or (is_sent and not all(batch.events for batch in batches)):
                raise
            return self._append_run(workspace, batches, durable=durable, is_second_try=True)
        except Exception as failure:
            # The database refused a row, such as a second body of one id, and with
            # it the whole transaction: find out whose it was.
            if len(batches) == 1:
                return [failure]
            return [
                outcome
                for batch in batches
                for outcome in self._append_run(workspace, [batch], durable=durable)
            ]
        self._bell.ring(workspace)
        return outcomes

    def _locked(self, workspace: WorkspaceId) -> AbstractContextManager[psycopg.Connection]:
        return self._pool.transaction(workspace, is_locked=True)

    def erase(self, workspace: WorkspaceId, person: PersonId, at: datetime) -> erase.Certificate:
        """Delete all that is a person's beside the log, and log that it was done."""
        with self._locked(workspace) as connection:
            certificate = erase.erase(connection, workspace, person, at, self.clock())
        self._bell.ring(workspace)
        return certificate

    def tombstones(self, workspace: WorkspaceId) -> tombstones.Tombstones:
        """By what the external ids of the erased are known again."""
        with self._pool.reading(workspace) as connection:
            return tombstones.read(connection)

    def opened_by(self, workspace: WorkspaceId, customer: PersonId) -> list[ConversationId]:
        """The conversations that a customer opened, the oldest first."""
        with self._pool.reading(workspace) as connection:
            rows = connection.execute(SQL["opened_by"], [customer]).fetchall()
        return sorted(ConversationId(id) for (id,) in rows)

    # ---- reading the log

    def read(
        self,
        workspace: WorkspaceId,
        after: int = 0,
        upto: int | None = None,
        kinds: Iterable[str] | None = None,
        limit: int | None = None,
    ) -> Iterator[Logged]:
        """Yield events in the order of their positions; no transaction stays open meanwhile."""
        wanted = reading.Wanted(after, upto, None if kinds is None else list(kinds), limit)
        return reading.read(self._pool, workspace, wanted)

    def since(
        self, workspace: WorkspaceId, after: int, kinds: Iterable[str]
    ) -> tuple[int, Iterator[Logged]]:
        """The last position, and the events of some kinds behind another, asked together."""
        return reading.since(self._pool, workspace, after, list(kinds))

    def read_stream(self, workspace: WorkspaceId, stream: Stream) -> list[Logged]:
        with self._pool.reading(workspace) as connection:
            return reading.read_stream(connection, stream)

    def head(self, workspace: WorkspaceId) -> int:
        """The last position, 0 of an empty log."""
        return self._position(workspace, "head", [])

    def position_at(self, workspace: WorkspaceId, moment: datetime) -> int:
        """The last position recorded by then: what a view of that day may know."""
        return self._position(workspace, "position_at", [moment])

    def last_at(self, workspace: WorkspaceId, kind: str, origin: Origin) -> datetime | None:
        """When the last event of a kind and origin happened; None where there is none."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["last_at"], [kind, origin]).fetchone()
        return row[0] if row else None

    def erased(self, workspace: WorkspaceId) -> set[PersonId]:
        with self._pool.reading(workspace) as connection:
            return {PersonId(person) for (person,) in connection.execute(SQL["erased"])}

    def verify(self, workspace: WorkspaceId, after: int = 0) -> verify.Report:
        """Check the chain behind a position, all of it by default, and every body of it."""
        return verify.verify(self._pool, workspace, after)

    def rows(self, workspace: WorkspaceId, after: int, limit: int | None) -> Iterator[Row]:
        """Yield the log behind a position as it is hashed, in stretches that hold nothing open."""
        return verify.rows_after(self._pool, workspace, after, limit)

    def _position(self, workspace: WorkspaceId, query: str, values: list[object]) -> int:
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL[query], values).fetchone()
        return int(row[0]) if row else 0

    def _number(self, workspace: WorkspaceId, query: str, values: list[object]) -> int:
        with self._pool.transaction(workspace) as connection:
            row = connection.execute(SQL[query], values).fetchone()
        return int(row[0]) if row else 0

    # ---- beside the log

    def bodies(self, workspace: WorkspaceId, ids: Iterable[str]) -> dict[str, str]:
        """Texts by id; those that were erased are missing."""
        with self._pool.reading(workspace) as connection:
            return dict(connection.execute(SQL["bodies"], [list(ids)]).fetchall())

    def people(self, workspace: WorkspaceId, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        with self._pool.reading(workspace) as connection:
            return beside.people(connection, list(ids))

    def person_named(self, workspace: WorkspaceId, external_id: str) -> Person | None:
        """Somebody by another system's id; a bare customer where nothing else is known of them."""
        with self._pool.reading(workspace) as connection:
            return beside.person_named(connection, external_id)

    def accounts(
        self, workspace: WorkspaceId, ids: Iterable[AccountId]
    ) -> dict[AccountId, Account]:
        with self._pool.reading(workspace) as connection:
            return beside.accounts(connection, list(ids))

    def background(
        self, workspace: WorkspaceId, customer: PersonId | None, account: AccountId | None
    ) -> beside.Background:
        """What is told of a customer and their account, with the workspace's secret."""
        with self._pool.reading(workspace) as connection:
            return beside.background(connection, customer, account)

    def find_external(
        self, workspace: WorkspaceId, kind: str, external_ids: Iterable[str]
    ) -> dict[str, str]:
        """Our ids of another system's, those that are known."""
        return self.find_externals(workspace, {kind: external_ids})[kind]

    def find_externals(
        self, workspace: WorkspaceId, wanted: Mapping[str, Iterable[str]]
    ) -> dict[str, dict[str, str]]:
        """Our ids of another system's by kind, those that are known; all in one question."""
        pairs = [(kind, name) for kind, names in wanted.items() for name in names]
        found: dict[str, dict[str, str]] = {kind: {} for kind in wanted}
        if pairs:
            with self._pool.reading(workspace) as connection:
                values = list(map(list, zip(*pairs, strict=True)))
                rows = connection.execute(SQL["find_external"], values).fetchall()
            for kind, name, id in rows:
                found[kind][name] = id
        return found

    def external_of(self, workspace: WorkspaceId, id: str) -> list[tuple[str, str]]:
        """What other systems call one of ours: (kind, external id)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["external_of"], [id]).fetchall()

    def externals_of(
        self, workspace: WorkspaceId, ids: Iterable[str]
    ) -> list[tuple[str, str, str]]:
        """What other systems call several of ours: (our id, kind, external id), in that order."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["externals_of"], [list(ids)]).fetchall()

    def find_said(self, workspace: WorkspaceId, external_id: str) -> tuple[str, str] | None:
        """Our ids of a message by another system's: (message, conversation)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["find_said"], [external_id]).fetchone()

    def find_request(self, workspace: WorkspaceId, key: str) -> tuple[Idempotency, datetime] | None:
        """What the request with this key was answered, and when it began."""
        with self._pool.reading(workspace) as connection:
            return beside.find_request(connection, key)

    def drop_old_requests(self, workspace: WorkspaceId, before: datetime) -> None:
        """Forget what requests that began before then were answered."""
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["drop_old_requests"], [before])

    def vectors(
        self, workspace: WorkspaceId, namespace: str, owner_ids: Iterable[str]
    ) -> dict[str, tuple[bytes, ...]]:
        with self._pool.reading(workspace) as connection:
            return beside.vectors(connection, namespace, list(owner_ids))

    def all_vectors(
        self, workspace: WorkspaceId, namespace: str
    ) -> Iterator[tuple[str, tuple[bytes, ...]]]:
        """Every owner's vectors in the order of the owners' ids."""
        return beside.all_vectors(self._pool, workspace, namespace)

    def put_vectors(self, workspace: WorkspaceId, vectors: Iterable[Vectors]) -> None:
        """Replace the vectors of these owners, each in its namespace.

        Those whose text is gone are left out. Under the lock, so that no erasure
        comes between asking and keeping.
        """
        with self._locked(workspace) as connection:
            beside.put_vectors(connection, list(vectors))

    def lacking_vectors(self, workspace: WorkspaceId, namespace: str) -> dict[str, Vectors]:
        """What has vectors in other namespaces and none in this one, by owner, still empty."""
        with self._pool.reading(workspace) as connection:
            found = connection.execute(SQL["lacking"], [namespace]).fetchall()
        return {owner: Vectors(owner, namespace, (), *whose) for owner, *whose in found}

    def is_foreign(self, workspace: WorkspaceId, namespace: str) -> bool:
        """Whether there are vectors, and all of them of other namespaces."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["is_foreign"], [namespace]).fetchone() == (True,)

    # ---- snapshots of learned state

    def save_snapshot(
        self, workspace: WorkspaceId, judgement: int, position: int, state: bytes
    ) -> bool:
        """Keep a state as of a position, unless somebody was erased since: then it tells of them.

        Under the lock, so that no erasure comes between asking and keeping.
        """
        with self._locked(workspace) as connection:
            erased_at = connection.execute(SQL["last_erasure"]).fetchone()
            if erased_at is not None and erased_at[0] > position:
                return False
            connection.execute(SQL["save_snapshot"], [judgement, position, state])
        return True

    def snapshot_before(
        self, workspace: WorkspaceId, judgement: int, position: int
    ) -> tuple[int, bytes] | None:
        """The last snapshot at or before a position: (its position, its state)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["snapshot_before"], [judgement, position]).fetchone()

    def drop_snapshots(self, workspace: WorkspaceId, from_position: int = 0) -> int:
        """Drop the snapshots at or after a position; returns how many."""
        return self._number(workspace, "drop_snapshots", [from_position])

    def refold(self, workspace: WorkspaceId) -> None:
        """Drop the store's own derived tables and build them anew from the log."""
        with self._locked(workspace) as connection:
            connection.execute(SQL["drop_snapshots"], [0])
            connection.execute(SQL["drop_openings"])
            connection.execute(SQL["refold_openings"])
            inbox.drop(connection)
            listing.drop(connection)

    # ---- imports

    def spool(
        self,
        workspace: WorkspaceId,
        rows: Iterable[spooling.Spooled],
        first: spooling.First | None = None,
    ) -> int:
        """Keep rows of an import in the order of `spool.fill`; those known already are skipped.

        So are those of people who are erased while the rows are read.
        """
        with self._pool.transaction(workspace) as connection:
            kept = spooling.fill(connection, rows, first)
        with self._pool.transaction(workspace) as connection:
            return kept - spooling.sweep(connection)

    def spooled(self, workspace: WorkspaceId) -> Iterator[spooling.Spooled]:
        """Yield the rows that no append has done yet, in order."""
        return spooling.read(self._pool, workspace)

    def spool_progress(self, workspace: WorkspaceId) -> tuple[int, int]:
        """How far the import is: (sequence done, last sequence)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["spool_progress"]).fetchone() or (0, 0)

    def empty_spool(self, workspace: WorkspaceId) -> int:
        """Delete the rows that are done: they hold people's words."""
        return self._number(workspace, "empty_spool", [])

    # ---- the queue

    def drop_jobs(self, workspace: WorkspaceId, keys: Sequence[str]) -> None:
        """Take back the jobs of these keys that nobody began; there may be none."""
        with self._pool.connection() as connection:
            connection.execute(SQL["drop_jobs"], [[job_key(workspace, each) for each in keys]])

    def queue(self, late_before: datetime) -> tuple[int, int, int]:
        """Jobs that wait, those of them due before then and not begun, and those that failed."""
        with self._pool.connection() as connection:
            row = connection.execute(SQL["queue"], [late_before]).fetchone()
        return row or (0, 0, 0)

    # ---- workspaces

    def create_workspace(self, name: str) -> WorkspaceId:
        workspace = WorkspaceId(str(uuid.uuid4()))
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["create_workspace"], [name])
        return workspace

    def workspaces(self) -> dict[str, WorkspaceId]:
        """All workspaces by name."""
        with self._pool.connection() as connection:
            found = connection.execute(SQL["all_workspaces"]).fetchall()
        return {name: WorkspaceId(workspace) for workspace, name, _ in found}

    def find_workspace(self, name: str) -> WorkspaceId | None:
        return self.workspaces().get(name)

    def is_live(self, workspace: WorkspaceId) -> bool:
        """Whether an event of origin `live` was ever appended."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["live_from"]).fetchone()
        return row is not None and row[0] is not None

    # ---- keys of the programming interface

    def create_key(self, workspace: WorkspaceId, name: str, rights: list[str]) -> str:
        """Make a key and return it; it is kept as a hash only, so this is the one time."""
        key = f"tacit_{secrets.token_urlsafe(32)}"
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["insert_key"], [beside.digest(key), name, rights])
        return key

    def find_key(self, key: str) -> beside.Key | None:
        """Which workspace a key opens, and what it may do there."""
        with self._pool.connection() as connection:
            return beside.find_key(connection, key)

    def keys(self, workspace: WorkspaceId) -> list[beside.KeyRecord]:
        """The workspace's keys, revoked ones too, by name."""
        with self._pool.reading(workspace) as connection:
            return beside.keys(connection)

    def revoke_key(self, workspace: WorkspaceId, name: str) -> None:
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["revoke_keys"], [name])
