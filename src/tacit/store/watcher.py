"""Stops the embedded server when nobody uses it any more.

`server.Cluster` starts one of these beside each running server, in a session
of its own, so that a kill -9 of every user, also of their process group,
leaves no server behind. It runs as a file on its own (`python -I -S
watcher.py`), so it must not import anything but the standard library.

The protocol is three locks in the cluster's folder, all by `flock`, which the
kernel drops when a process dies however it dies:

- `users.lock`: each user holds it shared. Who holds it alone may stop the server.
- `watcher.lock`: held by the watcher, so that a user sees whether there is one.
- `start.lock`: held while a user starts the server.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path


def main(folder: Path, watching: int, command: list[str]) -> None:
    """Wait until no user is left, stop the server, and only then let new users in."""
    with (folder / "users.lock").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        stop(folder / "pgdata", command)
        # Before `users` is let go: the next user must see that nobody watches.
        os.close(watching)


def stop(pgdata: Path, command: list[str]) -> None:
    """Stop the server that runs on `pgdata`, if any; `command` is `pg_ctl … stop`.

    A fast stop that meets the recovery after a killed backend never ends (seen
    on 18.4: the startup process leaves, the checkpointer waits). An immediate
    one loses nothing either: the next start recovers from the log on disk.
    """
    for mode, seconds in (("fast", "10"), ("immediate", "20")):
        if postmaster(pgdata) is not None:
            how = ["-m", mode, "-t", seconds]
            subprocess.run([*command, *how], stderr=subprocess.DEVNULL, check=False)


def postmaster(pgdata: Path) -> int | None:
    """The process id of the server that runs on `pgdata`, or None where none does."""
    pid = written_pid(pgdata)
    return pid if pid is not None and str(pgdata).encode() in _command_line(pid) else None


def written_pid(pgdata: Path) -> int | None:
    """The process id in the server's pid file, which may be stale."""
    try:
        return int((pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _command_line(pid: int) -> bytes:
    """A process's command line, b"" where there is no such process.

    Process ids are used again, soonest in containers: the pid alone proves
    nothing, and a signal sent on its word may hit a stranger.
    """
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""
    asked = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, check=False).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
