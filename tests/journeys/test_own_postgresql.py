"""The page on one's own PostgreSQL, followed to the letter: its statements, commands and a restore.

Only the address and the passwords are changed to those of the test's server.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tacit.store import server as embedded
from tests.journeys.small_shop import Shop, write_history
from tests.ordinary import Ordinary, ordinary_server
from tests.tidy.sources import ROOT

PAGE = (ROOT / "docs/howto/own-postgresql.md").read_text()


def blocks(kind: str) -> list[str]:
    """The page's blocks fenced as this kind."""
    fenced = re.findall(r"^```([^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text for told, text in fenced if told == kind]


def commands() -> list[list[str]]:
    """The words of each line of the page that begins with a dollar."""
    lines = [line for block in blocks("") for line in block.splitlines()]
    return [shlex.split(line[2:]) for line in lines if line.startswith("$ ")]


def statements(block: str) -> list[str]:
    return [each for each in block.split(";\n") if each.strip()]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordinary]:
    """The server with all that the page's statements for a superuser make."""
    with ordinary_server(tmp_path_factory.mktemp("ordinary")) as running:
        with running.superuser() as superuser:
            if superuser.execute("SELECT to_regrole('tacit')").fetchone() != (None,):
                pytest.skip("the lent server has a role tacit already: run this file by itself")
            for statement in (each for block in blocks("sql") for each in statements(block)):
                superuser.execute(statement.encode())
        yield running
        for name in ("tacit", "tacit_backup", "tacit_app"):
            running.drop(name)


@pytest.fixture(scope="module")
def shop(server: Ordinary, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop whose settings are those that the page exports."""
    folder = tmp_path_factory.mktemp("shop")
    (words,) = [each for each in commands() if each[0] == "export"]
    name, _, address = words[1].partition("=")
    assert name == "TACIT_DATABASE_URL"
    return Shop(folder / "home", write_history(folder), settings={name: here(server, address)})


def here(server: Ordinary, address: str) -> str:
    """An address of the page, at the test's server."""
    found = re.fullmatch(r"postgresql://(\w+):([\w-]+)@127\.0\.0\.1:5432/(\w+)", address)
    assert found is not None, address
    return server.address(*found.groups())


@pytest.fixture(scope="module")
def followed(shop: Shop) -> list[str]:
    """What the page's `tacit` commands print, in order; each must end well."""
    said = []
    for words in (each for each in commands() if each[0] == "tacit"):
        named = [str(shop.history) if word == shop.history.name else word for word in words]
        said.append(shop.says(*named[1:]))
    return said


def test_the_pages_commands_take_in_answer_and_verify(shop: Shop, followed: list[str]) -> None:
    taken, answered, verified = followed
    assert "conversations: 6 taken in" in taken
    assert "help.shop.example/password" in answered
    assert "clean" in verified
    assert "folded twice: the same" in verified
    assert not (shop.home / "postgres").exists(), "no cluster of its own is made"


def test_every_other_command_works_there_too(shop: Shop, followed: list[str]) -> None:
    assert "known already" in shop.says("import", str(shop.history))
    assert "equal, to the byte" in shop.says("replay", "talk-2")
    assert "confidence from" in shop.says("receipt", "talk-2")
    assert "Where is my parcel" in shop.says("handoff", "talk-2")
    assert "Mode is now draft" in shop.says("mode", "draft")
    assert "forgotten" in shop.says("undo", "talk-5")
    assert "2 conversations" in shop.says("erase", "cho", "--yes")
    assert re.search(r"^[0-9a-f]{64}  folded", shop.says("rebuild"))
    assert "clean" in shop.says("verify")


def test_the_hosted_way_needs_two_statements(shop: Shop, server: Ordinary) -> None:
    (block,) = blocks("sql hosted")
    renamed = block.replace("tacit", "hosted")
    with server.superuser() as superuser:
        for statement in statements(renamed):
            superuser.execute(statement.encode())
    try:
        # The application's role is there by now, so this owner is told of the one grant.
        url = server.address("hosted", "choose-one", "hosted")
        there = replace(shop, settings={"TACIT_DATABASE_URL": url})
        refused = there.tacit("verify")
        assert refused.returncode == 1
        with server.superuser() as superuser:
            superuser.execute(refused.stderr.partition("a superuser runs: ")[2].encode())
        assert "there is no workspace" in there.tacit("verify").stderr
    finally:
        server.drop("hosted")


def pg(program: str, *words: str, password: str = "") -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's own programs."""
    command = [str(embedded._binaries() / program), *words]
    env = {"PGPASSWORD": password} if password else {}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_dump_by_the_page_restores_to_a_log_that_verifies(
    shop: Shop, server: Ordinary, tmp_path: Path
) -> None:
    shop.says("import", str(shop.history))
    (words,) = [each for each in commands() if each[0] == "pg_dump"]
    dump = tmp_path / "tacit.dump"
    own = [here(server, w) if w.startswith("postgresql:") else w for w in words[1:]]
    dumped = pg("pg_dump", *(f"--file={dump}" if w.startswith("--file") else w for w in own))
    assert dumped.returncode == 0, dumped.stderr
    with server.superuser() as superuser:
        superuser.execute("CREATE DATABASE restored OWNER tacit ENCODING 'UTF8' TEMPLATE template0")
    try:
        into = psycopg.conninfo.make_conninfo(server.url, dbname="restored")
        restored = pg("pg_restore", f"--dbname={into}", str(dump))
        assert restored.returncode == 0, restored.stderr
        url = server.address("tacit", "choose-one", "restored")
        there = replace(shop, settings={"TACIT_DATABASE_URL": url})
        assert there.says("verify") == shop.says("verify")
    finally:
        server.drop("restored")


def test_the_owner_itself_may_not_dump(shop: Shop, server: Ordinary) -> None:
    shop.says("settings")
    refused = pg("pg_dump", f"--dbname={shop.settings['TACIT_DATABASE_URL']}", "--file=/dev/null")
    assert refused.returncode != 0
    assert "row-level security" in refused.stderr
