"""Whoever edits, deletes or swaps what happened is found; an erasure is not taken for it."""

from __future__ import annotations

import hashlib
import struct

import psycopg
import pytest

from tacit.events import ModeSet, WorkspaceId
from tacit.store import chain
from tacit.store.batch import Batch
from tacit.store.log import Store
from tests.store.batches import NOW, Talk, new, talk

COUNT = 6  # events in the log below: three conversations of two


@pytest.fixture
def talks(store: Store, workspace: WorkspaceId) -> list[Talk]:
    conversations = [talk(), talk(), talk()]
    store.append_many([each.batch(workspace) for each in conversations])
    assert store.verify(workspace).is_clean
    return conversations


def first_fault(store: Store, workspace: WorkspaceId) -> int:
    return store.verify(workspace).faults[0].position


def test_the_hash_is_that_of_length_prefixed_columns() -> None:
    # Worked by hand: eight bytes of length, then the bytes; -1 for a null.
    spelled = (
        (32).to_bytes(8, "big") + bytes(32)
        + (2).to_bytes(8, "big") + "é".encode()
        + (2).to_bytes(8, "big") + b"17"
        + b"\xff" * 8
    )  # fmt: skip
    assert chain.link(chain.GENESIS, ["é", 17, None]) == hashlib.sha256(spelled).digest()


def test_the_columns_are_hashed_in_the_order_of_the_contract(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    store.append(Batch(workspace, (new(ModeSet("*", "auto")),), NOW, "import"))
    row = superuser.execute(
        f"SELECT {', '.join(chain.COLUMNS)}, hash FROM events WHERE workspace = %s".encode(),
        [workspace],
    ).fetchone()
    assert row is not None
    spelled = struct.pack(">q32s", 32, bytes(32))
    for name, value in zip(chain.COLUMNS, row[:-1], strict=True):
        is_time = name in ("at", "recorded_at")
        text = str(round(value.timestamp() * 1e6)) if is_time else str(value)
        spelled += struct.pack(">q", -1 if value is None else len(text.encode()))
        spelled += b"" if value is None else text.encode()
    assert row[-1] == hashlib.sha256(spelled).digest()


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("position", range(1, COUNT + 1))
@pytest.mark.parametrize(
    "edit",
    [
        "payload = replace(payload, 'c-', 'd-')",
        "payload = payload || ' '",
        "event_id = event_id || '!'",
        "kind = 'conversation.reopened'",
        "schema = 2",
        "stream_id = 'c-0'",
        "stream_kind = 'entry'",
        "at = at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 microsecond'",
        "actor_kind = 'agent'",
        "actor_id = NULL",
        "origin = 'import'",
        "cause_position = 1",
        "hash = set_byte(hash, 0, get_byte(hash, 0) # 255)",
    ],
)
def test_an_edit_is_found_where_it_is(
    edit: str,
    position: int,
    store: Store,
    workspace: WorkspaceId,
    superuser: psycopg.Connection,
) -> None:
    edited = superuser.execute(
        f"UPDATE events SET {edit} WHERE workspace = %s AND position = %s".encode(),
        [workspace, position],
    )
    assert edited.rowcount == 1
    assert first_fault(store, workspace) == position


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("position", range(1, COUNT))
def test_a_deletion_is_found(
    position: int, store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    superuser.execute(
        "DELETE FROM events WHERE workspace = %s AND position = %s", [workspace, position]
    )
    assert first_fault(store, workspace) == position


@pytest.mark.usefixtures("talks")
def test_a_deletion_that_closes_the_gap_is_found(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    superuser.execute("DELETE FROM events WHERE workspace = %s AND position = 3", [workspace])
    for position in range(4, COUNT + 1):
        superuser.execute(
            "UPDATE events SET position = position - 1 WHERE workspace = %s AND position = %s",
            [workspace, position],
        )
    assert first_fault(store, workspace) == 3


@pytest.mark.usefixtures("talks")
def test_a_swap_is_found(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    for old, moved in ((2, 0), (3, 2), (0, 3)):
        superuser.execute(
            "UPDATE events SET position = %s WHERE workspace = %s AND position = %s",
            [moved, workspace, old],
        )
    assert first_fault(store, workspace) == 2


def test_a_changed_body_is_named(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection, talks: list[Talk]
) -> None:
    superuser.execute("UPDATE bodies SET text = 'no' WHERE body_id = %s", [talks[1].message])
    (fault,) = store.verify(workspace).faults
    assert (fault.position, fault.what) == (4, f"body {talks[1].message} was changed")


def test_a_missing_body_is_named_unless_its_person_was_erased(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection, talks: list[Talk]
) -> None:
    store.erase(workspace, talks[0].customer, NOW)
    report = store.verify(workspace)
    assert (report.is_clean, report.bodies, report.erased_bodies) == (True, 2, 1)
    superuser.execute("DELETE FROM bodies WHERE body_id = %s", [talks[2].message])
    (fault,) = store.verify(workspace).faults
    assert (fault.position, fault.what) == (6, f"body {talks[2].message} is missing")


def test_an_empty_log_is_clean(store: Store, workspace: WorkspaceId) -> None:
    report = store.verify(workspace)
    assert (report.events, report.is_clean) == (0, True)
