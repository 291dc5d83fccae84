"""Opens the store: the embedded cluster or the owner's own server, at the newest schema.

`app.py` and the commands call `open_store`. It is the one place that knows
both the server and the tables.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tacit.store.log import Store
from tacit.store.server import Cluster, Unusable

FLOOR = 170000  # PostgreSQL 17: the first with the locale provider and the syntax we use
VERSIONS = Path(__file__).parent / "migrations" / "versions"
MIGRATION_LOCK = 0x7461636974  # "tacit" in ASCII

ROLE_SQL = "CREATE ROLE tacit_app NOLOGIN;"
GRANT_SQL = "GRANT tacit_app TO {owner} WITH INHERIT FALSE, SET TRUE;"


@contextlib.contextmanager
def open_store(home: Path, url: str | None = None) -> Iterator[Store]:
    """The store in `home`, or on the server at `url`, for as long as the block runs."""
    with contextlib.ExitStack() as stack:
        revive = None
        if url is None:
            cluster = Cluster(home / "postgres")
            cluster.open()
            stack.callback(cluster.close)
            url, revive = cluster.url, cluster.revive
        prepare(url)
        store = Store(url, revive=revive)
        stack.callback(store.close)
        yield store


def prepare(url: str) -> None:
    """Bring the database to the newest schema; refuse what cannot be used, in one line."""
    try:
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as failure:
        raise Unusable(f"the database does not answer: {str(failure).strip()}") from failure
    except psycopg.ProgrammingError:
        # The driver's own words repeat the address, and there may be a password in it.
        raise Unusable(
            "TACIT_DATABASE_URL is no address of a database: write"
            " postgresql://OWNER:PASSWORD@HOST:5432/DATABASE"
        ) from None
    with connection:
        _check_server(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        _migrate(connection, url)


def _check_server(connection: psycopg.Connection) -> None:
    version = connection.info.server_version
    if version < FLOOR:
        raise Unusable(f"PostgreSQL {version // 10000} is too old: 17 is the oldest that serves")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Unusable(
            f"the database is in {encoding}, which does not hold every customer's letters: make"
            " one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )
    statuses = ("in_hot_standby", "default_transaction_read_only")
    if "on" in map(connection.info.parameter_status, statuses):
        raise Unusable("the database takes no writes: it is a standby, or set to read only")
    _make_role(connection)


def _make_role(connection: psycopg.Connection) -> None:
    """See to it that the owner may work as the application's role."""
    found = connection.execute(
        "SELECT current_user, rolsuper OR rolbypassrls, rolcreaterole,"
        " to_regrole('tacit_app') IS NOT NULL,"
        " coalesce(pg_has_role(current_user, to_regrole('tacit_app'), 'SET'), false)"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert found is not None, "a connected role exists"
    owner, is_unbound, may_create, is_there, may_set = found
    if is_unbound:
        raise Unusable(
            f"{owner} is a superuser or has BYPASSRLS, whom row-level security does not bind:"
            " make an owner of the database who is neither (CREATE ROLE tacit LOGIN CREATEROLE)"
        )
    if may_set:
        return
    grant = GRANT_SQL.format(owner=psycopg.sql.Identifier(owner).as_string(connection))
    needed = grant if is_there else f"{ROLE_SQL} {grant}"
    if is_there or not may_create:
        raise Unusable(
            f"{owner} may not work as the application's role; a superuser runs: {needed}"
        )
    connection.execute(needed.encode())


def newest() -> str:
    """The newest schema that this program knows."""
    return max(path.stem for path in VERSIONS.glob("*.py"))


def version_at(url: str) -> str | None:
    """The schema that a database is at; None for one without any."""
    with psycopg.connect(url, autocommit=True) as connection:
        return _version(connection)


def _migrate(connection: psycopg.Connection, url: str) -> None:
    known = sorted(path.stem for path in VERSIONS.glob("*.py"))
    at = _version(connection)
    if at is not None and at not in known:
        raise Unusable(f"the database is at {at}, newer than this program ({known[-1]}): upgrade")
    if at == known[-1]:
        return
    command = [sys.executable, "-m", "tacit.store.migrate"]
    environment = os.environ | {"TACIT_MIGRATE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last_line = done.stderr.strip().rsplit("\n", 1)[-1]
        raise Unusable(f"the migration from {at or 'nothing'} to {known[-1]} failed: {last_line}")


def _version(connection: psycopg.Connection) -> str | None:
    exists = connection.execute("SELECT to_regclass('tacit.schema_version')").fetchone()
    if exists is None or exists[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM tacit.schema_version").fetchone()
    return str(row[0]) if row else None
