"""The embedded server starts for its first user, stops with its last, and survives kill -9."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tacit.store import server, watcher
from tacit.store.opening import open_store
from tacit.store.server import Cluster, Unusable
from tests.store.batches import talk

# A process that uses the server until its standard input ends, or it is killed.
USER = """
import sys
from pathlib import Path
from tacit.store.server import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.open()
print("open", flush=True)
sys.stdin.read()
cluster.close()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for these tests: making one takes a second."""
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    opened = Cluster(folder)
    opened.open()
    yield opened
    opened.close()
    assert watcher.postmaster(opened.pgdata) is None, "the last user stops the server"


def other_user(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server by now."""
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "open\n"
    return user


def watchers(folder: Path) -> list[int]:
    """The processes that watch this folder."""
    words = f"watcher.py\0{folder}\0".encode()
    lines = {path: _read(path) for path in Path("/proc").glob("[0-9]*/cmdline")}
    return [int(path.parent.name) for path, line in lines.items() if words in line]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def wait_until_unwatched(cluster: Cluster) -> None:
    """Until its watcher is gone, which is after it has stopped the server."""
    with (cluster.folder / "watcher.lock").open() as watching:
        fcntl.flock(watching, fcntl.LOCK_EX)


def answers(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_it_speaks_through_its_own_socket_only(cluster: Cluster) -> None:
    assert answers(cluster)
    with psycopg.connect(cluster.url) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("listen_addresses", "fsync", "data_checksums", "full_page_writes")
        }
        locale = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert shown == {
        "listen_addresses": ("",),
        "fsync": ("on",),
        "data_checksums": ("on",),
        "full_page_writes": ("on",),
    }
    assert locale == ("b", "C.UTF-8", "UTF8")
    for kept in (cluster.folder, cluster.socket, cluster.pgdata):
        assert kept.stat().st_mode & 0o077 == 0, kept


def test_two_processes_share_it_and_the_last_one_stops_it(folder: Path) -> None:
    first, second = other_user(folder), other_user(folder)
    cluster = Cluster(folder)
    first.communicate("")
    assert watcher.postmaster(cluster.pgdata) is not None
    second.communicate("")
    assert watcher.postmaster(cluster.pgdata) is None


def test_killed_users_leave_no_server_behind(folder: Path) -> None:
    users = [other_user(folder), other_user(folder)]
    cluster = Cluster(folder)
    for user in users:
        os.killpg(user.pid, signal.SIGKILL)
        user.communicate()
    wait_until_unwatched(cluster)
    assert watcher.postmaster(cluster.pgdata) is None
    assert not (cluster.pgdata / "postmaster.pid").exists(), "it was stopped, not killed"


def test_a_killed_user_does_not_stop_it_for_others(cluster: Cluster) -> None:
    user = other_user(cluster.folder)
    user.kill()
    user.communicate()
    assert answers(cluster)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_without_its_watcher_it_gets_another(cluster: Cluster) -> None:
    (killed,) = watchers(cluster.folder)
    os.kill(killed, signal.SIGKILL)
    wait_until_unwatched(cluster)
    user = other_user(cluster.folder)
    (another,) = watchers(cluster.folder)
    assert another != killed
    user.communicate("")


def test_a_killed_server_comes_back(cluster: Cluster) -> None:
    for _ in range(3):
        postmaster = watcher.postmaster(cluster.pgdata)
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        cluster.revive()
        assert answers(cluster)


def test_an_open_store_outlives_its_server(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        workspace = store.create_workspace("outlives")
        store.append(talk().batch(workspace))
        postmaster = watcher.postmaster(tmp_path / "postgres" / "pgdata")
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        assert store.append(talk().batch(workspace)).last == 4
        # A backend outlives its postmaster by a moment: what it is asked then may fail, once.
        with suppress(psycopg.OperationalError):
            store.verify(workspace)
        assert store.head(workspace) == 4
        assert store.verify(workspace).is_clean


@pytest.mark.parametrize("whose", ["nobody", "a stranger"])
def test_a_stale_pid_file_is_no_hindrance(whose: str, folder: Path) -> None:
    cluster = Cluster(folder)
    cluster.open()
    postmaster = watcher.postmaster(cluster.pgdata)
    assert postmaster is not None
    kept = (cluster.pgdata / "postmaster.pid").read_text()
    cluster.close()
    # After a crash and a restart of the machine, the number may be anybody's.
    pid = postmaster if whose == "nobody" else os.getpid()
    (cluster.pgdata / "postmaster.pid").write_text(kept.replace(str(postmaster), str(pid), 1))
    (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{pid}\n{cluster.pgdata}\n")
    cluster.open()
    assert answers(cluster)
    cluster.close()


def test_a_half_made_folder_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pgdata.new" / "base").mkdir(parents=True)
    cluster = Cluster(tmp_path)
    cluster.open()
    assert answers(cluster)
    cluster.close()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long" * 25))
    assert len(str(cluster.socket)) < 40
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    cluster.socket.chmod(0o755)
    with pytest.raises(Unusable, match="not ours alone"):
        Cluster(tmp_path / ("long" * 25))
    cluster.socket.rmdir()


def test_a_folder_of_another_major_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pgdata").mkdir()
    (tmp_path / "pgdata" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Unusable, match="is of PostgreSQL 16, this program brings 18"):
        Cluster(tmp_path).open()


def test_where_root_has_no_namespace_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(server.shutil, "which", lambda name: None)
    with pytest.raises(Unusable, match="make a user") as refused:
        server._as_somebody()
    assert "\n" not in str(refused.value)
