"""No workspace sees another's rows, whatever a query forgets; the catalog proves it."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tacit.events import WorkspaceId
from tacit.store.batch import Vectors
from tacit.store.log import Store
from tacit.store.pool import Pool, connect
from tests.store.batches import NOW, talk

EXEMPT = {"schema_version"}  # what has no workspace; the schema `jobs` is exempt whole
OWN = "(workspace = (current_setting('tacit.workspace'::text))::uuid)"


def guarded_tables(superuser: psycopg.Connection) -> list[str]:
    found = superuser.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'tacit'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname"
    ).fetchall()
    return [name for (name,) in found if name not in EXEMPT]


def test_every_table_is_guarded(store: Store, superuser: psycopg.Connection) -> None:
    tables = guarded_tables(superuser)
    assert len(tables) >= 15
    assert "erased_external" in tables
    for table in tables:
        row = superuser.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
            [f"tacit.{table}"],
        ).fetchone()
        assert row == (True, True), table
        policies = superuser.execute(
            "SELECT roles::text[], cmd, permissive, qual, with_check FROM pg_policies"
            " WHERE schemaname = 'tacit' AND tablename = %s AND policyname = 'own_workspace'",
            [table],
        ).fetchall()
        assert policies == [(["tacit_app"], "ALL", "PERMISSIVE", OWN, OWN)], table


def test_only_the_owner_has_a_second_policy_and_only_to_read(
    store: Store, superuser: psycopg.Connection
) -> None:
    others = superuser.execute(
        "SELECT tablename, roles::text[], cmd FROM pg_policies"
        " WHERE schemaname = 'tacit' AND policyname <> 'own_workspace' ORDER BY tablename"
    ).fetchall()
    assert others == [(table, ["tacit"], "SELECT") for table in ("events", "keys", "workspaces")]


def test_three_functions_are_the_only_way_round(
    store: Store, superuser: psycopg.Connection
) -> None:
    found = superuser.execute(
        "SELECT proname, pronamespace::regnamespace::text, proconfig,"
        " has_function_privilege('public', oid, 'EXECUTE')"
        " FROM pg_proc WHERE prosecdef ORDER BY proname"
    ).fetchall()
    settings = ["search_path=tacit, pg_temp"]
    assert found == [
        (name, "tacit", settings, False) for name in ("all_workspaces", "chain", "workspace_of_key")
    ]


def test_the_roles_can_do_no_more_than_they_must(
    store: Store, superuser: psycopg.Connection
) -> None:
    roles = superuser.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles"
        " WHERE rolname IN ('tacit', 'tacit_app') ORDER BY rolname"
    ).fetchall()
    assert roles == [
        ("tacit", False, False, False, True),
        ("tacit_app", False, False, False, False),
    ]
    granted = superuser.execute(
        "SELECT inherit_option, set_option, admin_option FROM pg_auth_members"
        " WHERE roleid = 'tacit_app'::regrole AND member = 'tacit'::regrole"
    ).fetchall()
    assert granted == [(False, True, False)]


@pytest.mark.parametrize("before", ["SELECT 1", "SELECT set_config('tacit.workspace', %s, true)"])
def test_a_query_without_a_workspace_raises(
    before: str, store: Store, superuser: psycopg.Connection, workspace: WorkspaceId
) -> None:
    store.append(talk().batch(workspace))
    with connect(store.url) as connection:
        # Once a transaction has set it, the setting reads '' instead of not being there.
        connection.execute(before.encode(), [workspace] if "%s" in before else [])
        for table in guarded_tables(superuser):
            with pytest.raises(psycopg.Error):
                connection.execute(f"INSERT INTO {table} DEFAULT VALUES".encode())
        for table in ("events", "bodies", "people", "external_ids", "workspaces"):
            with pytest.raises(psycopg.Error, match=r"tacit\.workspace|uuid"):
                connection.execute(f"TABLE {table}".encode())


def test_another_workspaces_rows_do_not_exist(store: Store) -> None:
    mine = store.create_workspace(str(uuid.uuid4()))
    other = store.create_workspace(str(uuid.uuid4()))
    theirs = talk()
    store.append(
        theirs.batch(other, unique=(("k", "1"),), vectors=(Vectors(theirs.message, "ns", (b"v",)),))
    )
    store.save_snapshot(other, 1, 1, b"state")
    assert store.head(mine) == 0
    assert list(store.read(mine)) == []
    assert store.read_stream(mine, theirs.stream) == []
    assert store.bodies(mine, [theirs.message]) == {}
    assert store.people(mine, [theirs.customer]) == {}
    assert store.find_external(mine, "message", [f"x-{theirs.message}"]) == {}
    assert store.vectors(mine, "ns", [theirs.message]) == {}
    assert list(store.all_vectors(mine, "ns")) == []
    assert store.snapshot_before(mine, 1, 9) is None
    # The same ids, keys and streams are free here.
    assert store.append(theirs.batch(mine, unique=(("k", "1"),))).first == 1
    assert sum(store.erase(mine, theirs.customer, NOW).deleted.values()) > 0
    assert store.bodies(other, [theirs.message]) == {theirs.message: theirs.text}


def test_nothing_can_be_written_into_another_workspace(store: Store) -> None:
    mine = store.create_workspace(str(uuid.uuid4()))
    other = store.create_workspace(str(uuid.uuid4()))
    pool = Pool(store.url)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        pool.transaction(mine) as connection,
    ):
        connection.execute(
            "INSERT INTO accounts (workspace, account_id, name, traits) VALUES (%s, 'a', '', '')",
            [other],
        )
    pool.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET payload = ''",
        "DELETE FROM events",
        "TRUNCATE events",
        "DELETE FROM uniques",
        "DELETE FROM erased_external",
        "UPDATE erased_external SET tombstone = ''",
        "UPDATE workspaces SET secret = ''",
        "DELETE FROM workspaces",
        "CREATE TABLE tacit.mine (n int)",
        "CREATE EXTENSION plpgsql_check",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/hostname')",
        "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_may_not(statement: str, store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace))
    pool = Pool(store.url)
    with pytest.raises(psycopg.Error), pool.transaction(workspace) as connection:
        # Its outcome comes with the end of the block: fetching rows would fail by itself.
        connection.execute(statement.encode())
    pool.close()
    assert store.verify(workspace).is_clean


def test_the_last_of_many_transactions_sees_its_own_workspace(store: Store) -> None:
    workspaces = [store.create_workspace(str(uuid.uuid4())) for _ in range(2)]
    for workspace in workspaces:
        store.append(talk().batch(workspace, recorded_at=NOW))
    store.append(talk().batch(workspaces[1]))
    for _ in range(50):  # the same few connections, by turns
        assert [store.head(workspace) for workspace in workspaces] == [2, 4]


def test_a_reading_sees_its_workspace_to_its_end_and_leaves_it_behind_for_nobody(
    store: Store, workspace: WorkspaceId
) -> None:
    """Two events of one talk; what is read first is fetched before the second is asked."""
    store.append(talk().batch(workspace))
    pool = Pool(store.url)
    with pool.reading(workspace) as connection:
        assert connection.execute(b"SELECT count(*) FROM events").fetchone() == (2,)
        assert connection.execute(b"SELECT max(position) FROM events").fetchone() == (2,)
    with pool.connection() as the_same:
        assert the_same is connection
        with pytest.raises(psycopg.Error, match=r"tacit\.workspace|uuid"):
            the_same.execute(b"TABLE events")
    pool.close()


def test_a_reading_that_failed_leaves_its_connection_to_the_next(
    store: Store, workspace: WorkspaceId
) -> None:
    pool = Pool(store.url)
    with pytest.raises(psycopg.errors.DivisionByZero), pool.reading(workspace) as connection:
        connection.execute(b"SELECT 1 / 0").fetchone()
    with pytest.raises(ArithmeticError), pool.reading(workspace):
        raise ArithmeticError
    with pool.reading(workspace) as the_same:
        assert the_same is connection
        assert the_same.execute(b"SELECT count(*) FROM events").fetchone() == (0,)
    pool.close()


def test_workspaces_are_found_by_name(store: Store, workspace: WorkspaceId) -> None:
    name = f"Acme {uuid.uuid4()}"
    made = store.create_workspace(name)
    assert store.find_workspace(name) == made
    assert store.find_workspace(name + "!") is None
    assert {made, workspace} <= set(store.workspaces().values())
    with pytest.raises(psycopg.errors.UniqueViolation):
        store.create_workspace(name)


def test_a_key_leads_to_its_workspace_until_it_is_revoked(
    store: Store, workspace: WorkspaceId
) -> None:
    key = store.create_key(workspace, "widget", ["ask"])
    found = store.find_key(key)
    assert found is not None
    assert (found.workspace, found.name, found.rights) == (workspace, "widget", ["ask"])
    assert store.find_key(key + "x") is None
    store.revoke_key(workspace, "widget")
    assert store.find_key(key) is None


def test_the_queues_tables_are_there(store: Store, superuser: psycopg.Connection) -> None:
    found = superuser.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'jobs'").fetchone()
    assert found == (4,)
