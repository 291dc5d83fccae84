"""What lies beside the log by id: people, accounts, requests and vectors.

`log.Store` calls it inside a transaction that sees one workspace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import psycopg

from tacit.events import AccountId, ConversationId, PersonId, WorkspaceId
from tacit.store.batch import Account, Idempotency, Person, Vectors
from tacit.store.pool import Pool
from tacit.store.sheets import vector_rows, write_rows
from tacit.store.sql import SQL

AT_ONCE = 10_000  # passages; 4 MB at 384 bytes each


@dataclass(frozen=True)
class Key:
    """What a key of the programming interface opens; `id` tells nothing of the key itself."""

    id: str
    workspace: WorkspaceId
    name: str
    rights: list[str]


@dataclass(frozen=True)
class KeyRecord:
    """A key as its owner lists it: never the key itself, which was shown once."""

    id: str
    name: str
    rights: list[str]
    created_at: datetime
    revoked_at: datetime | None


def digest(key: str) -> bytes:
    """What is kept of a key: it is 256 random bits, so a slow hash would protect nothing."""
    return hashlib.sha256(key.encode()).digest()


def find_key(connection: psycopg.Connection, key: str) -> Key | None:
    hashed = digest(key)
    row = connection.execute(SQL["workspace_of_key"], [hashed]).fetchone()
    return None if row is None else Key(_key_id(hashed), *row)


def keys(connection: psycopg.Connection) -> list[KeyRecord]:
    found = connection.execute(SQL["keys"])
    return [KeyRecord(_key_id(hashed), *rest) for hashed, *rest in found]


def _key_id(hashed: bytes) -> str:
    return hashed.hex()[:16]


def people(connection: psycopg.Connection, ids: list[PersonId]) -> dict[PersonId, Person]:
    return {
        id: Person(id, kind, name, email, account_id, json.loads(traits))
        for id, kind, name, email, account_id, traits in connection.execute(SQL["people"], [ids])
    }


def person_named(connection: psycopg.Connection, external_id: str) -> Person | None:
    row = connection.execute(SQL["person_named"], [external_id]).fetchone()
    if row is None:
        return None
    id, kind, name, email, account_id, traits = row
    if kind is None:
        return Person(id, "customer")
    return Person(id, kind, name, email, account_id, json.loads(traits))


def accounts(connection: psycopg.Connection, ids: list[AccountId]) -> dict[AccountId, Account]:
    return {
        account_id: Account(account_id, name, json.loads(traits))
        for account_id, name, traits in connection.execute(SQL["accounts"], [ids])
    }


@dataclass(frozen=True)
class Background:
    """What is known of a customer when a decision is taken, and the workspace's secret.

    `first` is their first conversation; its id tells when that began.
    """

    secret: bytes
    traits: dict[str, str]
    account: dict[str, str]
    first: ConversationId | None


def background(
    connection: psycopg.Connection, customer: PersonId | None, account: AccountId | None
) -> Background:
    row = connection.execute(SQL["background"], [account, customer, customer]).fetchone()
    assert row is not None, "a transaction's workspace exists"
    secret, traits, company, first = row
    return Background(bytes(secret), json.loads(traits or "{}"), json.loads(company or "{}"), first)


def find_request(connection: psycopg.Connection, key: str) -> tuple[Idempotency, datetime] | None:
    row = connection.execute(SQL["find_request"], [key]).fetchone()
    if row is None:
        return None
    known_key, request_hash, status, response, ids, person_id, began_at = row
    answered = Idempotency(known_key, request_hash, status, response, json.loads(ids), person_id)
    return answered, began_at


def vectors(
    connection: psycopg.Connection, namespace: str, owner_ids: list[str]
) -> dict[str, tuple[bytes, ...]]:
    with connection.cursor(binary=True) as cursor:
        found = cursor.execute(SQL["vectors"], [namespace, owner_ids]).fetchall()
    return {
        owner: tuple(vector for _, vector in rows) for owner, rows in groupby(found, itemgetter(0))
    }


def all_vectors(
    pool: Pool, workspace: WorkspaceId, namespace: str
) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    passages = _passages(pool, workspace, namespace)
    for owner, rows in groupby(passages, itemgetter(0)):
        yield owner, tuple(vector for _, vector in rows)


def _passages(pool: Pool, workspace: WorkspaceId, namespace: str) -> Iterator[tuple[str, bytes]]:
    owner, passage = "", -1
    while True:
        with pool.reading(workspace) as connection, connection.cursor(binary=True) as cursor:
            values = [namespace, owner, passage, AT_ONCE]
            rows = cursor.execute(SQL["all_vectors"], values).fetchall()
        yield from ((row[0], row[2]) for row in rows)
        if len(rows) < AT_ONCE:
            return
        owner, passage = rows[-1][:2]


def put_vectors(connection: psycopg.Connection, new: list[Vectors]) -> None:
    """Replace what these owners have in these namespaces, but for those whose text is gone."""
    owners = [each.owner_id for each in new]
    there = {owner for (owner,) in connection.execute(SQL["texts_there"], [owners])}
    new = [each for each in new if each.owner_id in there]
    old = [[each.namespace for each in new], [each.owner_id for each in new]]
    connection.execute(SQL["delete_vectors"], old)
    write_rows(connection, "vectors", vector_rows(new))
