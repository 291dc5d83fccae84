"""The inbox's table: a row a conversation, folded from the log by `flows/inbox.py`.

`log.Store` opens transactions for it. It knows columns, not what events mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime

import psycopg

from tacit.events import AccountId, PersonId, TeamId, WorkspaceId
from tacit.store.pool import Pool
from tacit.store.reading import END
from tacit.store.sheets import write_rows
from tacit.store.sql import SQL

FOLLOWER = "inbox"


@dataclass(frozen=True)
class InboxRow:
    """One conversation as lists show it; fields in the order of the table's columns."""

    conversation_id: str
    position: int
    opened_at: datetime
    moved_at: datetime
    state: str
    resolution: str | None
    channel: str
    customer_id: PersonId
    account_id: AccountId | None
    team_id: TeamId | None = None
    intent_id: str | None = None
    reason: str | None = None
    message_id: str | None = None
    author: str | None = None
    messages: int = 0
    decision_id: str | None = None


@dataclass(frozen=True)
class Sieve:
    """Which rows: None lets every value through; `before` is a position.

    `intents` and `members` are as of `listing.Filter`.
    """

    state: str | None = None
    team_id: str | None = None
    intents: list[str] | None = None
    members: list[str] = field(default_factory=list)
    account_id: str | None = None
    before: int = END
    limit: int = 50


@dataclass
class Folded:
    """What a stretch of the log comes to: the positions (after, upto] of it."""

    after: int
    upto: int
    rows: Sequence[InboxRow] = ()
    decided: list[tuple[str, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


class Inbox:
    """Reads and writes the inbox of each workspace."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def position(self, workspace: WorkspaceId) -> int:
        """Up to where the log is folded."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["cursor"], [FOLLOWER]).fetchone()
        return row[0] if row else 0

    def rows(self, workspace: WorkspaceId, ids: Sequence[str]) -> dict[str, InboxRow]:
        """The rows of some conversations."""
        with self._pool.reading(workspace) as connection:
            found = connection.execute(SQL["inbox_rows"], [list(ids)])
            return {row[0]: InboxRow(*row) for row in found}

    def page(self, workspace: WorkspaceId, sieve: Sieve) -> list[InboxRow]:
        """The rows that pass, what moved last first."""
        with self._pool.reading(workspace) as connection:
            return [InboxRow(*row) for row in connection.execute(SQL["inbox_page"], vars(sieve))]

    def conversation_of(self, workspace: WorkspaceId, decision_id: str) -> str | None:
        """In which conversation a decision was taken."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["conversation_of"], [decision_id]).fetchone()
        return row[0] if row else None

    def keep(self, workspace: WorkspaceId, folded: Folded) -> bool:
        """Write what a stretch came to, unless another process did meanwhile."""
        with self._pool.transaction(workspace) as connection:
            moved = [FOLLOWER, folded.upto, folded.after]
            if connection.execute(SQL["move_cursor"], moved).fetchone() is None:
                return False
            write_rows(connection, "inbox", [astuple(row) for row in folded.rows])
            write_rows(connection, "decided", list(folded.decided))
            if folded.erased:
                connection.execute(SQL["erase_inbox"], [folded.erased])
        return True


def drop(connection: psycopg.Connection) -> None:
    """Forget it all: the next reader folds it anew."""
    connection.execute(SQL["drop_inbox"])
