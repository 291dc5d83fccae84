"""The agents' list as a table beside the inbox: what a conversation is about, and who waits.

`flows.listing` folds into it and reads pages from it; this file knows columns,
not what events mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime

import psycopg

from tacit.events import WorkspaceId
from tacit.store.pool import Pool
from tacit.store.sheets import write_rows
from tacit.store.sql import SQL

# Another name folds everything anew: it was `desk` before there was `due_at`.
FOLLOWER = "waiting"
# Counts beside the views go up to here; one more means that there are more.
COUNTED_AT_MOST = 1000
# Who comes before others that wait, the smallest first.
FLAGGED, ORDINARY = 0, 2
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class DeskRow:
    """What is folded of one conversation; fields in the order of the table's columns."""

    conversation_id: str
    customer_id: str
    subject_id: str | None = None
    has_subject: bool = False
    language: str | None = None
    asked_at: datetime | None = None
    mode: str | None = None
    action: str | None = None
    rule: str | None = None
    confidence: int | None = None
    threshold: int | None = None
    frustration: int | None = None
    urgency: int | None = None
    precedence: int = ORDINARY
    due_at: datetime | None = None


@dataclass(frozen=True)
class Line(DeskRow):
    """One line of the list: the fold's row with the inbox's."""

    position: int = 0
    moved_at: datetime = _LONG_AGO
    state: str = "open"
    resolution: str | None = None
    channel: str = ""
    account_id: str | None = None
    team_id: str | None = None
    reason: str | None = None
    message_id: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Filter:
    """Which lines: None lets every value through, `among` are the ids a search found.

    `intents` are the ids that one intent goes by, `members` the conversations that
    were sorted to it since they were decided on. `frustration` and `urgency` let through
    whom they were read of at least so likely, in 1/4096, `is_flagged` only what is flagged.

    `is_waiting` lists who is due first, those of a smaller precedence before all
    others; otherwise what moved last comes first. Either goes on behind the row of `after`
    (its time; None: from the beginning), `after_id` and, of who waits, `after_precedence`.
    """

    is_waiting: bool = False
    is_flagged: bool = False
    state: str | None = None
    author: str | None = None
    account_id: str | None = None
    team_id: str | None = None
    language: str | None = None
    channel: str | None = None
    intents: list[str] | None = None
    members: list[str] = field(default_factory=list)
    among: list[str] | None = None
    frustration: int | None = None
    urgency: int | None = None
    after: datetime | None = None
    after_id: str = ""
    after_precedence: int = 0
    limit: int = 50


@dataclass
class FoldedRows:
    """What a stretch of the log comes to: the positions (after, upto] of it."""

    after: int
    upto: int
    rows: Sequence[DeskRow] = ()
    erased: list[str] = field(default_factory=list)


class Listing:
    """Reads and writes the agents' list of each workspace."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def position(self, workspace: WorkspaceId) -> int:
        """Up to where the log is folded."""
        with self._pool.reading(workspace) as connection:
            row = connection.execute(SQL["cursor"], [FOLLOWER]).fetchone()
        return row[0] if row else 0

    def rows(self, workspace: WorkspaceId, ids: Sequence[str]) -> dict[str, DeskRow]:
        """The rows of some conversations."""
        with self._pool.reading(workspace) as connection:
            found = connection.execute(SQL["desk_rows"], [list(ids)])
            return {row[0]: DeskRow(*row) for row in found}

    def page(self, workspace: WorkspaceId, wanted: Filter) -> list[Line]:
        """The lines that pass."""
        query = "desk_waiting" if wanted.is_waiting else "desk_page"
        with self._pool.reading(workspace) as connection:
            return [Line(*row) for row in connection.execute(SQL[query], vars(wanted))]

    def counts(self, workspace: WorkspaceId) -> tuple[int, int, int]:
        """How many customers wait, how many conversations are flagged, and how many with agents.

        Counted up to COUNTED_AT_MOST + 1, which stands for any larger number.
        """
        most = {"most": COUNTED_AT_MOST + 1}
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["desk_counts"], most).fetchone() or (0, 0, 0)

    def choices(self, workspace: WorkspaceId) -> list[tuple[str, str]]:
        """The channels and languages there are, as (what, value)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["desk_choices"]).fetchall()

    def accounts(self, workspace: WorkspaceId, at_most: int) -> list[tuple[str, str]]:
        """Accounts by name, as (id, name)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["all_accounts"], [at_most]).fetchall()

    def teams(self, workspace: WorkspaceId, at_most: int) -> list[tuple[str, str]]:
        """The teams that anything was ever routed to, by name, as (id, name)."""
        with self._pool.reading(workspace) as connection:
            return connection.execute(SQL["all_teams"], [at_most]).fetchall()

    def keep(self, workspace: WorkspaceId, folded: FoldedRows) -> bool:
        """Write what a stretch came to, unless another process did meanwhile."""
        with self._pool.transaction(workspace) as connection:
            moved = [FOLLOWER, folded.upto, folded.after]
            if connection.execute(SQL["move_cursor"], moved).fetchone() is None:
                return False
            write_rows(connection, "desk_rows", [astuple(row) for row in folded.rows])
            if folded.erased:
                connection.execute(SQL["erase_desk_rows"], [folded.erased])
        return True


def drop(connection: psycopg.Connection) -> None:
    """Forget it all: the next reader folds it anew."""
    connection.execute(SQL["drop_desk_rows"])
