"""An ordinary PostgreSQL server on the loopback, with passwords: what people bring of their own.

It is started from the embedded binaries, or is the one whose superuser's
address `TACIT_TEST_SERVER` holds: so the tests that use it can be run against
any server, a PostgreSQL 17 say.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tacit.store import server

GIVEN = os.environ.get("TACIT_TEST_SERVER")


@dataclass(frozen=True)
class Ordinary:
    """A server by the address of its superuser."""

    url: str

    def superuser(self, database: str | None = None) -> psycopg.Connection:
        """A connection that may do everything, to the server's own database or another."""
        more = {"dbname": database} if database else {}
        return psycopg.connect(self.url, autocommit=True, **more)

    def address(self, user: str, password: str, database: str) -> str:
        """The address of a database as its owner would write it."""
        at = conninfo_to_dict(self.url)
        return f"postgresql://{user}:{password}@{at['host']}:{at['port']}/{database}"

    def owner(self, attributes: str = "") -> str:
        """A new role that may log in, with a database of its own name; returns the address."""
        name, password = f"owner_{secrets.token_hex(4)}", secrets.token_hex(8)
        with self.superuser() as connection:
            role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} " + attributes)
            connection.execute(role.format(sql.Identifier(name), sql.Literal(password)))
            made = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(name)))
        return self.address(name, password, name)

    @contextmanager
    def owned_by(self, owner: str) -> Iterator[str]:
        """The address of a database and its new owner, for as long as the block runs.

        Fails where the role is there already: on a lent server it may be somebody's.
        """
        database, password = f"run_{secrets.token_hex(4)}", secrets.token_hex(8)
        with self.superuser() as connection:
            connection.execute(f"CREATE ROLE {owner} LOGIN PASSWORD '{password}'".encode())
            made = connection.execute("SELECT to_regrole('tacit_app') IS NULL").fetchone()
            is_new = made == (True,)
            if is_new:
                connection.execute("CREATE ROLE tacit_app NOLOGIN")
            grant = f"GRANT tacit_app TO {owner} WITH INHERIT FALSE, SET TRUE"
            connection.execute(grant.encode())
            create = f"CREATE DATABASE {database} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0"
            connection.execute(create.encode())
        try:
            yield self.address(owner, password, database)
        finally:
            self.drop(database)
            self.drop(owner)
            with suppress(psycopg.errors.DependentObjectsStillExist):
                self.drop("tacit_app" if is_new else owner)

    def drop(self, name: str) -> None:
        """Drop a role and the database of its name, so that a server that is lent stays clean."""
        with self.superuser() as connection:
            for what in ("DATABASE IF EXISTS {} WITH (FORCE)", "ROLE IF EXISTS {}"):
                connection.execute(sql.SQL("DROP " + what).format(sql.Identifier(name)))


@contextmanager
def ordinary_server(folder: Path) -> Iterator[Ordinary]:
    """The server that is given, or one in `folder` that runs as long as the block."""
    if GIVEN:
        yield Ordinary(GIVEN)
        return
    password = secrets.token_hex(8)
    (folder / "password").write_text(password)
    common = ["-D", str(folder / "data")]
    init = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    _run("initdb", *common, *init, f"--pwfile={folder / 'password'}")
    port = _free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
    _run("pg_ctl", *common, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield Ordinary(
            make_conninfo(
                host="127.0.0.1", port=port, user="postgres", password=password, dbname="postgres"
            )
        )
    finally:
        _run("pg_ctl", *common, "-w", "-m", "immediate", "stop")


def _run(program: str, *words: str) -> None:
    command = [*server._as_somebody(), str(server._binaries() / program), *words]
    # pg_ctl leaves the server its standard output: a pipe would never end.
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stderr.decode()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port
