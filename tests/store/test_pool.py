"""A transaction of the store: whole or not at all, and its connection serves on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tacit.store.pool import Pool

ADD = "INSERT INTO accounts (workspace, account_id, name, traits) VALUES (%s, %s, '', '')"
COUNT = "SELECT count(*) FROM accounts"


@pytest.fixture
def pool(store: Store) -> Iterator[Pool]:
    opened = Pool(store.url)
    yield opened
    opened.close()


def count(pool: Pool, workspace: WorkspaceId) -> int:
    with pool.transaction(workspace) as connection:
        row = connection.execute(COUNT).fetchone()
    assert row is not None
    return int(row[0])


def divide(connection: psycopg.Connection) -> None:
    """What goes wrong in the program, not in the database."""
    raise ZeroDivisionError


def pass_over(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        connection.execute("SELECT 1 / 0").fetchone()


def add(
    pool: Pool,
    workspace: WorkspaceId,
    *names: str,
    then: Callable[[psycopg.Connection], None] | None = None,
    is_locked: bool = False,
) -> None:
    """Add accounts in one block, and do something more at its end."""
    with pool.transaction(workspace, is_locked=is_locked) as connection:
        for name in names:
            connection.execute(ADD, [workspace, name])
        if then is not None:
            then(connection)


def test_what_a_block_sends_is_kept_at_its_end(pool: Pool, workspace: WorkspaceId) -> None:
    add(pool, workspace, "a", "b")
    assert count(pool, workspace) == 2


@pytest.mark.parametrize("is_locked", [False, True])
def test_a_block_that_fails_leaves_nothing_behind(
    pool: Pool, workspace: WorkspaceId, *, is_locked: bool
) -> None:
    with pytest.raises(ZeroDivisionError):
        add(pool, workspace, "a", then=divide, is_locked=is_locked)
    assert count(pool, workspace) == 0


def test_one_refused_statement_undoes_those_before_and_behind_it(
    pool: Pool, workspace: WorkspaceId
) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        add(pool, workspace, "a", "a", "b")
    assert count(pool, workspace) == 0


def test_a_block_that_passes_over_a_refused_statement_fails_at_its_end(
    pool: Pool, workspace: WorkspaceId
) -> None:
    """Nothing of it was kept, and who ends it must not take it for done."""
    with pytest.raises(psycopg.Error):
        add(pool, workspace, "a", then=pass_over)
    assert count(pool, workspace) == 0


def test_the_connection_of_a_block_that_failed_serves_the_next_one(
    pool: Pool, workspace: WorkspaceId
) -> None:
    pids = list[int]()

    def note(connection: psycopg.Connection) -> None:
        pids.append(connection.info.backend_pid)

    def note_and_divide(connection: psycopg.Connection) -> None:
        note(connection)
        divide(connection)

    add(pool, workspace, then=note)
    with pytest.raises(ZeroDivisionError):
        add(pool, workspace, then=note_and_divide)
    with pytest.raises(psycopg.errors.UniqueViolation):
        add(pool, workspace, "a", "a", then=note)
    add(pool, workspace, "a", then=note)
    assert len(pids) == 4
    assert len(set(pids)) == 1
