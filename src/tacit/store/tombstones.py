"""What stays of an erased external id: a keyed hash, by which a history is known again.

`erase` keeps one of each external id that it deletes, `append` and imports ask
for them, inside a transaction that sees one workspace. Whoever lacks the
workspace's secret learns nothing from a tombstone; whoever has it learns of a
name that they know already whether it was erased here.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from tacit.store.sql import SQL

if TYPE_CHECKING:
    from tacit.store.batch import Batch, ExternalId


@dataclass(frozen=True)
class Tombstones:
    """The tombstones of one workspace, or some of them; false where there are none.

    tombstone = HMAC-SHA256(secret, kind ‖ 0 ‖ external id)

    The kinds are those of `ExternalId`: person, conversation, message, report.
    """

    secret: bytes
    hashes: frozenset[bytes]

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def holds(self, kind: str, external_id: str) -> bool:
        """Whether this external id was erased."""
        return bool(self.hashes) and tombstone(self.secret, kind, external_id) in self.hashes


def tombstone(secret: bytes, kind: str, external_id: str) -> bytes:
    """What stays of one external id: 32 bytes."""
    return hmac.digest(secret, f"{kind}\0{external_id}".encode(), "sha256")


def keep(connection: psycopg.Connection, erased: Iterable[tuple[str, str]]) -> int:
    """Keep a tombstone of each erased (kind, external id); returns how many."""
    secret = _secret(connection)
    hashes = [tombstone(secret, kind, external_id) for kind, external_id in erased]
    if hashes:
        connection.execute(SQL["insert_tombstones"], [hashes])
    return len(hashes)


def read(connection: psycopg.Connection) -> Tombstones:
    """All tombstones of the workspace."""
    found = connection.execute(SQL["tombstones"]).fetchall()
    return Tombstones(_secret(connection), frozenset(bytes(each) for (each,) in found))


def _secret(connection: psycopg.Connection) -> bytes:
    row = connection.execute(SQL["secret"]).fetchone()
    assert row is not None, "a transaction's workspace exists"
    return bytes(row[0])


@dataclass(frozen=True)
class Gone:
    """What some batches name that was erased: by external id, or by our own id of a person."""

    tombstones: Tombstones
    people: frozenset[str]

    def is_in(self, batch: Batch) -> bool:
        """Whether a batch would bring back what was erased.

        A history brings nobody back. Live, an erased person may write again, in an
        old conversation too; the same message or report once more is no writing again.
        """
        held = self.tombstones.holds
        return any(held(each.kind, each.external_id) for each in _named(batch)) or not (
            self.people.isdisjoint(_owners(batch))
        )


def named_in(connection: psycopg.Connection, secret: bytes, batches: Sequence[Batch]) -> Gone:
    """What of these batches was erased, in one round trip."""
    hashes = [tombstone(secret, e.kind, e.external_id) for batch in batches for e in _named(batch)]
    owners = [owner for batch in batches for owner in _owners(batch)]
    held = connection.execute(SQL["tombstones_among"], [hashes])
    gone = connection.execute(SQL["erased_among"], [owners])
    found = frozenset(bytes(each) for (each,) in held)
    return Gone(Tombstones(secret, found), frozenset(person for (person,) in gone))


def _named(batch: Batch) -> Sequence[ExternalId]:
    if batch.origin != "live":
        return batch.external_ids
    return [each for each in batch.external_ids if each.kind in ("message", "report")]


def _owners(batch: Batch) -> set[str]:
    if batch.origin == "live":
        return set()
    wrote = {each.person_id for each in batch.bodies if each.person_id is not None}
    return wrote | batch.customers
