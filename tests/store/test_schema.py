"""Migrating arrives at schema.sql, and a database that cannot serve is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tacit.store import migrate, opening
from tacit.store.log import Store
from tacit.store.server import Unusable
from tests.store.batches import NOW, fresh, talk

# Every column, index, constraint, policy, grant and function, each as one line of text.
CATALOG = """
    SELECT format('%s.%s %s %s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid,
        a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE n.nspname IN ('tacit', 'jobs') AND a.attnum > 0 AND c.relkind IN ('r', 'S')
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('tacit', 'jobs')
    UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace::regnamespace::text IN ('tacit', 'jobs')
    UNION ALL SELECT p::text FROM pg_policies p
    UNION ALL SELECT format('%s %s %s %s', relname, relacl, relrowsecurity, relforcerowsecurity)
    FROM pg_class WHERE relnamespace::regnamespace::text IN ('tacit', 'jobs')
    UNION ALL SELECT pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc
    WHERE pronamespace::regnamespace::text IN ('tacit', 'jobs')
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('%s %s', nspname, nspacl) FROM pg_namespace
    WHERE nspname IN ('tacit', 'jobs')
"""


@pytest.fixture
def databases(superuser: psycopg.Connection, store: Store) -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases."""
    names = [fresh("empty").replace("-", "_") for _ in range(2)]
    for name in names:
        superuser.execute(f"CREATE DATABASE {name} OWNER tacit".encode())
    yield tuple(psycopg.conninfo.make_conninfo(store.url, dbname=name) for name in names)  # type: ignore[misc]
    for name in names:
        superuser.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def catalog(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        lines = {line for (line,) in connection.execute(CATALOG)}
    return {line for line in lines if "schema_version" not in line}


def test_migrating_arrives_at_the_schema(databases: tuple[str, str]) -> None:
    migrated, made = databases
    opening.prepare(migrated)
    migrate.create(made)
    assert len(catalog(made)) > 200
    assert catalog(migrated) == catalog(made)


def test_workspaces_made_before_there_were_secrets_get_one_each(
    databases: tuple[str, str],
) -> None:
    url, _ = databases
    migrate.upgrade(url, "0001_first")
    before = Store(url)
    workspaces = [before.create_workspace(name) for name in ("one", "other")]
    before.close()
    opening.prepare(url)
    after = Store(url)
    secrets = [after.tombstones(each).secret for each in workspaces]
    own = talk()
    assert after.append(own.batch(workspaces[0])).last == 2
    assert after.erase(workspaces[0], own.customer, NOW).tombstones == 1
    after.close()
    assert [len(each) for each in secrets] == [32, 32]
    assert secrets[0] != secrets[1]


def test_preparing_twice_changes_nothing(databases: tuple[str, str]) -> None:
    url, _ = databases
    opening.prepare(url)
    before = catalog(url)
    opening.prepare(url)
    assert catalog(url) == before


def test_a_store_opens_by_address(databases: tuple[str, str], tmp_path: Path) -> None:
    with opening.open_store(tmp_path, databases[0]) as store:
        workspace = store.create_workspace("by address")
        assert store.append(talk().batch(workspace)).last == 2
    assert list(tmp_path.iterdir()) == [], "no cluster is made"


def test_a_newer_database_is_refused(databases: tuple[str, str]) -> None:
    url, _ = databases
    opening.prepare(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE tacit.schema_version SET version_num = '9999_later'")
    with pytest.raises(Unusable, match="at 9999_later, newer than this program"):
        opening.prepare(url)


def test_an_old_server_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "FLOOR", 990000)
    with pytest.raises(Unusable, match="is too old"):
        opening.prepare(store.url)


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        opening.prepare(f"host={tmp_path} user=nobody")
    assert "does not answer" in str(refused.value)
