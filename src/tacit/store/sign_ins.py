"""Who is signed in: one-time links, and what a browser's cookie opens.

The web door and the terminal use it. A token is the workspace's id and 192
random bits; only its hash is kept, so what lies in the database opens nothing.
The workspace stands in the token itself: no query has to look across them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from tacit.events import PersonId, WorkspaceId
from tacit.store.pool import Pool
from tacit.store.sql import SQL

_SECRET_BYTES = 24
_ID_BYTES = 16


@dataclass(frozen=True)
class Link:
    """What a one-time link makes of who follows it; an empty name is asked for."""

    name: str
    rights: list[str]


@dataclass(frozen=True)
class SignedIn:
    """Who a cookie belongs to."""

    person_id: PersonId
    name: str
    rights: list[str]
    workspace_name: str


def new_token(workspace: WorkspaceId) -> str:
    """A secret of one workspace, safe in addresses and cookies."""
    raw = uuid.UUID(workspace).bytes + secrets.token_bytes(_SECRET_BYTES)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def workspace_of(token: str) -> WorkspaceId | None:
    """The workspace that a token says it is of; None where it is no token."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID_BYTES + _SECRET_BYTES:
        return None
    return WorkspaceId(str(uuid.UUID(bytes=raw[:_ID_BYTES])))


class SignIns:
    """Reads and writes the sign-ins of each workspace."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def make_link(
        self, workspace: WorkspaceId, name: str, rights: list[str], expires_at: datetime
    ) -> str:
        """A token that signs one person in, once."""
        token = new_token(workspace)
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["insert_link"], [_hash(token), name, rights, expires_at])
        return token

    def link(self, workspace: WorkspaceId, token: str, now: datetime) -> Link | None:
        """What a link would do, without using it; None for one that is used, over or strange."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["link"], [_hash(token), now]).fetchone()
        return None if row is None else Link(*row)

    def use_link(self, workspace: WorkspaceId, token: str, now: datetime) -> Link | None:
        """Use a link up."""
        with self._pool.transaction(workspace) as connection:
            values = {"hash": _hash(token), "now": now}
            row = connection.execute(SQL["use_link"], values).fetchone()
        return None if row is None else Link(*row)

    def begin(
        self, workspace: WorkspaceId, person: PersonId, rights: list[str], expires_at: datetime
    ) -> str:
        """Sign somebody in; returns what their browser keeps."""
        token = new_token(workspace)
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["insert_sign_in"], [_hash(token), person, rights, expires_at])
        return token

    def find(self, workspace: WorkspaceId, token: str, now: datetime) -> SignedIn | None:
        """Who a token belongs to now; None for one that is over or strange."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["sign_in"], [_hash(token), now]).fetchone()
        return None if row is None else SignedIn(*row)

    def end(self, workspace: WorkspaceId, token: str, now: datetime) -> None:
        """Sign out."""
        with self._pool.transaction(workspace) as connection:
            connection.execute(SQL["end_sign_in"], [now, _hash(token)])


def _hash(token: str) -> bytes:
    """What is kept of a token: it is random, so a slow hash would protect nothing."""
    return hashlib.sha256(token.encode()).digest()
