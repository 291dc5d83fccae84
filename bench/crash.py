"""Nothing that was acknowledged is lost, and nothing is stored twice, however processes die.

    python -m bench.crash [--kills 20] [--acks 5000] [--seed 0] [--json FILE]

It makes its own conversations, so `--data` is not read.

A writer appends live conversations on eight threads. A ledger, a process of
its own that nobody kills, hears of each before it is sent and after it was
acknowledged. The driver kills -9 at moments drawn from the seed: the writer,
one server backend, the postmaster, every process of the server, or writer and
server at once. Whatever died comes back by itself, and a new writer sends
again, under the same external ids, what the last one did not hear back on.
In the end the ledger is compared with the log.

Figures: `kills`; `acks`; `lost`: acknowledged and not in the log; `doubled`:
in the log more than once; `stored_unacked`: in the log although the writer
heard nothing, found by the retry; `verify_clean`: 1 if every hash and every
commitment holds; `seconds`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench import report
from bench.crash_writer import WORKSPACE, conversation, write
from tacit.store import watcher
from tacit.store.batch import AlreadyKnown
from tacit.store.opening import open_store

VICTIMS = ("writer", "backend", "postmaster", "cluster", "both")
SILENCE_SECONDS = 60.0  # without an acknowledgement for so long, recovery has failed


# ---- the ledger ------------------------------------------------------------------


def keep_ledger(heard: int, path: Path) -> None:
    """Copy what the writers tell into a file, line by line, until all of them are gone."""
    with open(heard, "rb") as lines, path.open("ab", buffering=0) as ledger:
        for line in lines:
            ledger.write(line)


@dataclass
class Ledger:
    """What the ledger's file says so far; reading on is cheap."""

    path: Path
    offset: int = 0
    unanswered: dict[str, None] = field(default_factory=dict)
    acked: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def read_on(self) -> None:
        with self.path.open("rb") as ledger:
            ledger.seek(self.offset)
            text = ledger.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.offset += len(whole)
        for line in whole.decode().splitlines():
            what, name = line.split()
            if what == "sent":
                self.unanswered[name] = None
                continue
            self.unanswered.pop(name, None)
            (self.acked if what == "acked" else self.known).add(name)


# ---- the driver --------------------------------------------------------------------


@dataclass
class Run:
    """One run: the folder, the ledger, and the writer of the moment."""

    home: Path
    ledger: Ledger
    told: int
    writer: subprocess.Popen[bytes] | None = None

    def start_writer(self) -> None:
        self.ledger.read_on()
        command = [sys.executable, "-m", "bench.crash", "--role", "writer"]
        command += ["--home", str(self.home), "--pipe", str(self.told)]
        self.writer = subprocess.Popen(command, pass_fds=[self.told], stdin=subprocess.PIPE)
        assert self.writer.stdin is not None
        self.writer.stdin.write("\n".join(self.ledger.unanswered).encode())
        self.writer.stdin.close()

    def kill(self, victim: str, dice: random.Random) -> None:
        if victim in ("writer", "both") and self.writer is not None:
            self.writer.kill()
        postmaster = watcher.postmaster(self.home / "postgres" / "pgdata")
        if postmaster is not None and victim != "writer":
            for pid in _doomed(victim, postmaster, dice):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if victim in ("writer", "both") and self.writer is not None:
            self.writer.wait()
            self.start_writer()

    def wait_for_acks(self, count: int) -> None:
        """Wait until so many more are acknowledged: what died is back then."""
        self.ledger.read_on()
        wanted = len(self.ledger.acked) + count
        deadline = time.monotonic() + SILENCE_SECONDS
        while len(self.ledger.acked) < wanted:
            if time.monotonic() > deadline:
                raise TimeoutError("no acknowledgement: the server or the writer did not come back")
            if self.writer is not None and self.writer.poll() is not None:
                raise ChildProcessError("the writer ended by itself")
            time.sleep(0.01)
            self.ledger.read_on()


def _doomed(victim: str, postmaster: int, dice: random.Random) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True)
    backends = [int(pid) for pid in listed.stdout.split()]
    if victim == "backend":
        return [dice.choice(backends)] if backends else []
    return [postmaster] if victim == "postmaster" else [postmaster, *backends]


def drive(home: Path, kills: int, acks: int, seed: int) -> dict[str, float]:
    """Kill until both counts are reached, then compare; returns the figures."""
    dice = random.Random(seed)
    with open_store(home) as store:
        store.create_workspace(WORKSPACE)
    began = time.monotonic()
    heard, told = os.pipe()
    path = home / "ledger.txt"
    path.touch()
    command = [sys.executable, "-m", "bench.crash", "--role", "ledger"]
    command += ["--home", str(path), "--pipe", str(heard)]
    keeper = subprocess.Popen(command, pass_fds=[heard], start_new_session=True)
    run = Run(home, Ledger(path), told)
    run.start_writer()
    try:
        run.wait_for_acks(1)
        for n in range(kills):
            time.sleep(dice.uniform(0.05, 0.6))
            victim = dice.choice(VICTIMS)
            run.kill(victim, dice)
            run.wait_for_acks(1)
            print(f"\r{n + 1}/{kills} kills, {len(run.ledger.acked)} acks, last: {victim:12}",
                  end="", file=sys.stderr)  # fmt: skip
        run.wait_for_acks(max(0, acks - len(run.ledger.acked)))
    except (TimeoutError, ChildProcessError):
        log = (home / "postgres" / "postgres.log").read_text().splitlines()
        print("", *log[-30:], sep="\n", file=sys.stderr)
        raise
    finally:
        print(file=sys.stderr)
        if run.writer is not None:
            run.writer.kill()
            run.writer.wait()
        os.close(heard)
        os.close(told)
        keeper.wait()
    return {"kills": kills, **compare(home, run.ledger), "seconds": round(time.monotonic() - began)}


def compare(home: Path, ledger: Ledger) -> dict[str, float]:
    """Hold the ledger against the log, once all that was unanswered was sent again."""
    ledger.read_on()
    with open_store(home) as store:
        workspace = store.find_workspace(WORKSPACE)
        assert workspace is not None, "the driver made it"
        known = len(ledger.known)
        for name in ledger.unanswered:
            try:
                store.append(conversation(workspace, name))
            except AlreadyKnown:
                known += 1
        opened = store.read(workspace, kinds=["conversation.opened"])
        stored = Counter(str(event.event.stream.id).removeprefix("c-") for event in opened)
        checked = store.verify(workspace)
    for fault in checked.faults:
        print(f"position {fault.position}: {fault.what}", file=sys.stderr)
    return {
        "acks": len(ledger.acked),
        "lost": sum(name not in stored for name in (*ledger.acked, *ledger.known)),
        "doubled": sum(count > 1 for count in stored.values()),
        "stored_unacked": known,
        "verify_clean": int(checked.is_clean),
    }


# ---- the command ---------------------------------------------------------------------


def main() -> None:
    asked = _arguments()
    if asked.role == "writer":
        write(asked.home, asked.pipe, sys.stdin.read().split())
    elif asked.role == "ledger":
        keep_ledger(asked.pipe, asked.home)
    else:
        with tempfile.TemporaryDirectory(prefix="tacit-crash-") as folder:
            figures = drive(Path(folder), asked.kills, asked.acks, asked.seed)
        for name, value in figures.items():
            print(f"{name:16} {value:>8}")
        report.write(asked.json, "crash", asked, figures)


def _arguments() -> argparse.Namespace:
    parser = report.arguments("Kill everything at random; count what is lost.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--acks", type=int, default=5000)
    parser.add_argument("--role", default="driver", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pipe", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
