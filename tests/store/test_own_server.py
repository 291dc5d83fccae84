"""A server of the owner's own, by address over TCP: what serves, what is refused, what breaks.

It is an ordinary server with passwords, whose owner is no superuser; the
embedded one's tests are in `test_server.py`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tacit.store.batch import Job
from tacit.store.jobs import procrastinate_app
from tacit.store.log import Store
from tacit.store.opening import open_store, prepare
from tacit.store.server import Unusable
from tests.ordinary import Ordinary, ordinary_server
from tests.store.batches import NOW, fresh, talk
from tests.tidy.sources import ROOT


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordinary]:
    """The server, and nothing on it yet."""
    with ordinary_server(tmp_path_factory.mktemp("ordinary")) as running:
        yield running


@pytest.fixture(scope="module")
def address(server: Ordinary) -> Iterator[str]:
    """The address of a database as the page on one's own PostgreSQL has it made."""
    with server.owned_by(f"keeper_{fresh('of')}".replace("-", "_")) as url:
        prepare(url)
        yield url


@pytest.fixture
def own(address: str, tmp_path: Path) -> Iterator[Store]:
    """A store by that address; it makes no folder of its own."""
    with open_store(tmp_path / "home", address) as opened:
        yield opened
    assert not (tmp_path / "home").exists()


@pytest.fixture
def new_owner(server: Ordinary) -> Iterator[list[str]]:
    """Takes the addresses of owners that a test makes, and drops them after it."""
    made: list[str] = []
    yield made
    for url in made:
        server.drop(str(conninfo_to_dict(url)["user"]))


# ---- what serves ---------------------------------------------------------------------


def test_appends_of_many_threads_lie_in_one_clean_chain(own: Store) -> None:
    workspace = own.create_workspace(fresh("many threads"))
    threads = [
        threading.Thread(target=lambda: [own.append(talk().batch(workspace)) for _ in range(20)])
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    report = own.verify(workspace)
    assert (report.events, report.is_clean) == (320, True)


def test_the_program_works_as_a_role_that_sees_one_workspace(own: Store, server: Ordinary) -> None:
    mine, theirs = (own.create_workspace(fresh("one of two")) for _ in range(2))
    own.append(talk().batch(theirs))
    with own._pool.transaction(mine) as connection:
        row = connection.execute("SELECT current_user, count(*) FROM events").fetchone()
        assert row == ("tacit_app", 0)
    with psycopg.connect(own.url) as connection:
        # The owner is bound too: what a customer wrote is not there for it.
        assert connection.execute("SELECT * FROM tacit.bodies").fetchall() == []


def test_an_erasure_leaves_nothing_of_the_words_anywhere_in_the_database(
    own: Store, server: Ordinary
) -> None:
    workspace = own.create_workspace(fresh("erasing"))
    told = talk("a kingfisher over the weir")
    own.append(told.batch(workspace))
    database = str(conninfo_to_dict(own.url)["dbname"])
    count = "SELECT count(*) FROM tacit.bodies WHERE text LIKE '%kingfisher%'"
    with server.superuser(database) as superuser:
        assert superuser.execute(count).fetchone() == (1,)
        own.erase(workspace, told.customer, NOW)
        assert superuser.execute(count).fetchone() == (0,)
    assert own.verify(workspace).is_clean


def test_the_queue_works_by_address(own: Store) -> None:
    workspace, ran = own.create_workspace(fresh("queue")), list[dict[str, str]]()
    app, task = procrastinate_app(own.url), fresh("settle")
    app.task(name=task)(lambda **ids: ran.append(ids))
    own.append(talk().batch(workspace, jobs=(Job(task, NOW, {"conversation_id": "c"}, "k"),)))
    with app.open():
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert ran == [{"workspace": workspace, "conversation_id": "c"}]


def test_an_address_may_carry_options_of_its_own(address: str, tmp_path: Path) -> None:
    more = make_conninfo(address, options="-c statement_timeout=60s", application_name="desk")
    with open_store(tmp_path, more) as opened:
        workspace = opened.create_workspace(fresh("options"))
        assert opened.append(talk().batch(workspace)).last == 2


def test_an_owner_who_may_make_roles_needs_nobody_else(
    server: Ordinary, new_owner: list[str], tmp_path: Path
) -> None:
    new_owner.append(server.owner("CREATEROLE"))
    with server.superuser() as superuser:
        if superuser.execute("SELECT to_regrole('tacit_app')").fetchone() != (None,):
            superuser.execute(
                "GRANT tacit_app TO {} WITH ADMIN TRUE, INHERIT FALSE, SET TRUE".format(
                    conninfo_to_dict(new_owner[0])["user"]
                ).encode()
            )
    with open_store(tmp_path, new_owner[0]) as opened:
        assert opened.append(talk().batch(opened.create_workspace("hosted"))).last == 2


# ---- what breaks ---------------------------------------------------------------------


def cut_all(server: Ordinary, url: str) -> int:
    """End every connection to a database, as a restart or a firewall does; returns how many."""
    with server.superuser() as superuser:
        row = superuser.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = %s",
            [conninfo_to_dict(url)["dbname"]],
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_store_outlives_its_connections(own: Store, server: Ordinary) -> None:
    workspace = own.create_workspace(fresh("outlives"))
    for n in range(1, 6):
        assert own.append(talk().batch(workspace)).last == 2 * n
        assert cut_all(server, own.url) >= 1
    assert own.head(workspace) == 10
    assert own.verify(workspace).is_clean


def test_connections_cut_in_the_midst_of_appends_lose_and_double_nothing(
    own: Store, server: Ordinary
) -> None:
    workspace = own.create_workspace(fresh("midst"))
    done = threading.Event()

    def cut() -> None:
        while not done.is_set():
            cut_all(server, own.url)

    cutting = threading.Thread(target=cut)
    cutting.start()
    told, unsure = 0, 0
    try:
        while told < 30:
            try:
                own.append(talk().batch(workspace))
                told += 1
            except psycopg.OperationalError:
                unsure += 1  # nobody knows: it was cut twice
    finally:
        done.set()
        cutting.join()
    report = own.verify(workspace)
    assert report.is_clean
    assert 2 * told <= report.events <= 2 * (told + unsure)


# ---- what is refused ------------------------------------------------------------------


def run(server: Ordinary, database: str | None, *statements: str) -> None:
    with server.superuser(database) as superuser:
        for statement in statements:
            superuser.execute(statement.encode())


def refusal(url: str) -> str:
    """Why an address cannot be used: without its password, and as the page has it."""
    with pytest.raises(Unusable) as refused:
        prepare(url)
    said = " ".join(str(refused.value).split())
    password = re.search(r":([^:@]+)@", url)
    assert password is None or password[1] not in said
    assert any(re.match(line, said) for line in on_the_page()), f"the page misses: {said}"
    return said


def on_the_page() -> list[str]:
    """How refusals begin, as patterns, from the page's table."""
    page = (ROOT / "docs/howto/own-postgresql.md").read_text()
    listed = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    assert len(listed) >= 9
    return [re.escape(line).replace("…", ".*").replace("LATIN1", r"\w+") for line in listed]


def test_a_wrong_password_is_the_servers_reason(address: str) -> None:
    wrong = re.sub(r":([^:@]+)@", ":not-it-at-all@", address)
    assert re.match("the database does not answer: .*password authentication", refusal(wrong))


@pytest.mark.parametrize("wrong", ["a-secret", "host", "postgresql//tacit:secret@h/tacit"])
def test_what_is_no_address_is_not_repeated(wrong: str) -> None:
    said = refusal(wrong)
    assert said.startswith("TACIT_DATABASE_URL is no address")
    assert "secret" not in said


def test_a_database_that_does_not_hold_every_letter_is_refused(
    server: Ordinary, new_owner: list[str]
) -> None:
    new_owner.append(server.owner())
    name = str(conninfo_to_dict(new_owner[0])["dbname"])
    run(server, None, f"DROP DATABASE {name}")
    run(server, None, f"CREATE DATABASE {name} OWNER {name} ENCODING 'LATIN1' LOCALE 'C'"
                      " TEMPLATE template0")  # fmt: skip
    assert refusal(new_owner[0]).startswith("the database is in LATIN1")


def test_a_database_that_takes_no_writes_is_refused(server: Ordinary, new_owner: list[str]) -> None:
    new_owner.append(server.owner())
    name = str(conninfo_to_dict(new_owner[0])["dbname"])
    run(server, None, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert refusal(new_owner[0]).startswith("the database takes no writes")


@pytest.mark.parametrize("attribute", ["SUPERUSER", "BYPASSRLS"])
def test_an_owner_whom_no_policy_binds_is_refused(
    attribute: str, server: Ordinary, new_owner: list[str]
) -> None:
    new_owner.append(server.owner(attribute))
    assert "is a superuser or has BYPASSRLS" in refusal(new_owner[0])


def test_an_owner_without_the_grant_is_told_what_a_superuser_runs_and_it_suffices(
    server: Ordinary, new_owner: list[str]
) -> None:
    new_owner.append(server.owner())
    said = refusal(new_owner[0])
    assert "may not work as the application's role" in said
    run(server, None, said.partition("a superuser runs: ")[2])
    prepare(new_owner[0])


def test_a_name_with_a_quote_is_quoted_in_what_to_run(server: Ordinary) -> None:
    run(server, None, "CREATE ROLE \"Ann's\" LOGIN PASSWORD 'kestrel'")
    try:
        url = make_conninfo(server.url, user="Ann's", password="kestrel")
        assert 'TO "Ann\'s" WITH INHERIT FALSE, SET TRUE;' in refusal(url)
    finally:
        run(server, None, 'DROP ROLE "Ann\'s"')


def test_a_database_of_somebody_else_is_refused_with_the_databases_reason(
    server: Ordinary, new_owner: list[str], address: str
) -> None:
    new_owner.append(server.owner())
    name = str(conninfo_to_dict(new_owner[0])["user"])
    run(server, None, f"GRANT tacit_app TO {name} WITH INHERIT FALSE, SET TRUE")
    run(server, None, f"ALTER DATABASE {name} OWNER TO postgres")
    assert re.match("the migration .* failed: permission denied", refusal(new_owner[0]))
