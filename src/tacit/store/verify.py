"""Checks a workspace's whole log: the chain of hashes, and every body's commitment.

`log.Store.verify` calls it; the chain's rows come through a function that
sees them whatever the workspace, so that nobody can pass by looking away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tacit.events import WorkspaceId, microseconds
from tacit.store import chain
from tacit.store.pool import Pool
from tacit.store.sql import SQL

AT_ONCE = 5000  # events
FAULTS_AT_MOST = 100

# Which bodies an event commits to: the field with the body's id, and that with the commitment.
COMMITMENTS = {
    "message.received": [("message_id", "commitment")],
    "context.noted": [("context_id", "commitment")],
    "note.written": [("note_id", "commitment")],
    "reply.delivered": [("message_id", "commitment")],
    "decision.taken": [
        ("decision_id", "text_commitment"),
        ("situation_id", "situation_commitment"),
    ],
    "entry.revised": [("revision_id", "commitment")],
    "intent.named": [("name_id", "commitment")],
    "search.made": [("search_id", "commitment")],
    "bug.reported": [("report_id", "commitment")],
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which position of the log."""

    position: int
    what: str


@dataclass
class Report:
    """What a check found; the first fault of the chain ends it, since all after it hangs on it."""

    events: int = 0
    bodies: int = 0
    erased_bodies: int = 0
    head: bytes = chain.GENESIS
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Row:
    """An event as it is hashed: its columns by name, and the hash that links it."""

    columns: dict[str, Any]
    hash: bytes


@dataclass(frozen=True)
class Committed:
    """An event's promise of a body, and whose erasure excuses that it is gone."""

    position: int
    body_id: str
    commitment: str
    person_id: str | None
    conversation_id: str | None


def verify(pool: Pool, workspace: WorkspaceId, after: int = 0) -> Report:
    """Check the log behind a position, trusting the hash that stands at it."""
    report = Report(after)
    for before in rows_after(pool, workspace, after - 1, 1) if after else ():
        report.head = before.hash
    gone = _Gone(pool, workspace)
    for rows in _stretches(pool, workspace, after):
        is_whole = _check_chain(report, rows)
        if not is_whole:
            return report
        _check_bodies(pool, workspace, report, gone.committed(rows), gone)
        if len(report.faults) >= FAULTS_AT_MOST:
            return report
    return report


def rows_after(pool: Pool, workspace: WorkspaceId, after: int, limit: int | None) -> Iterator[Row]:
    """The log as it is hashed, behind a position."""
    everything = (row for rows in _stretches(pool, workspace, after) for row in rows)
    for row in islice(everything, limit):
        yield Row(dict(zip(chain.COLUMNS, row[:14], strict=True)), row[14])


def _stretches(
    pool: Pool, workspace: WorkspaceId, after: int = 0
) -> Iterator[list[tuple[Any, ...]]]:
    while True:
        with pool.connection() as connection, connection.cursor(binary=True) as cursor:
            rows = cursor.execute(SQL["chain"], [workspace, after, AT_ONCE]).fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][1]


def _check_chain(report: Report, rows: list[tuple[Any, ...]]) -> bool:
    """Recompute every hash; False at the first that is wrong."""
    for row in rows:
        position = report.events + 1
        if row[1] != position:
            report.faults.append(Fault(position, f"missing: the next event is {row[1]}"))
            return False
        times = (microseconds(row[7]), microseconds(row[8]))
        if chain.link(report.head, (*row[:7], *times, *row[9:14])) != row[14]:
            report.faults.append(Fault(position, "changed: its hash does not follow"))
            return False
        report.head = row[14]
        report.events = position
    return True


class _Gone:
    """Who was erased, and with them which conversations."""

    def __init__(self, pool: Pool, workspace: WorkspaceId) -> None:
        with pool.transaction(workspace) as connection:
            self.people = {person for (person,) in connection.execute(SQL["erased"])}
        self.conversations: set[str] = set()

    def committed(self, rows: list[tuple[Any, ...]]) -> Iterator[Committed]:
        """The commitments of these events, noting who opened which conversation."""
        for row in rows:
            kind, payload = row[3], row[13]
            if kind == "conversation.opened" and self.people:
                opened = json.loads(payload)
                if opened["customer_id"] in self.people:
                    self.conversations.add(opened["conversation_id"])
            if kind not in COMMITMENTS:
                continue
            values = json.loads(payload)
            author = values.get("author_id") or values.get("customer_id")
            whose = (author, values.get("conversation_id"))
            for body_field, commitment_field in COMMITMENTS[kind]:
                # An older schema may not have the field at all.
                if values.get(commitment_field):
                    yield Committed(row[1], values[body_field], values[commitment_field], *whose)

    def excuses(self, committed: Committed) -> bool:
        return committed.person_id in self.people or committed.conversation_id in self.conversations


def _check_bodies(
    pool: Pool,
    workspace: WorkspaceId,
    report: Report,
    expected: Iterator[Committed],
    gone: _Gone,
) -> None:
    committed = list(expected)
    with pool.reading(workspace) as connection, connection.cursor(binary=True) as cursor:
        cursor.execute(SQL["salted_bodies"], [[each.body_id for each in committed]])
        found = {body_id: (salt, text) for body_id, salt, text in cursor.fetchall()}
    for each in committed:
        if each.body_id in found:
            salt, text = found[each.body_id]
            report.bodies += 1
            if hashlib.sha256(salt + text.encode()).hexdigest() != each.commitment:
                fault = Fault(each.position, f"body {each.body_id} was changed")
                report.faults.append(fault)
        elif gone.excuses(each):
            report.erased_bodies += 1
        else:
            report.faults.append(Fault(each.position, f"body {each.body_id} is missing"))
