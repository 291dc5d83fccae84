"""Is learned state the same to the byte on whatever folds it, and in whatever steps?

A log is made once, in memory: the visits of `poisoning`, with everything that people do there,
agents who are wrong, answers drawn and judged, intents. It is then folded from its start in
fresh processes, one for each setting that has been seen to change floats or orders: threads,
the kernels of OpenBLAS, the features that numpy dispatches on, hash seeds, minors of Python
(those on the path, and those named by `--python`, as far as they import what tacit needs).
Each says the SHA-256 of the state and that of some receipts taken again on the way, whose
scores are floats before they are rounded. A fold from a snapshot and the events behind it
stands beside, at several positions. That a log without an erased person gives the
same bytes, `erasure` shows.

- `settings`, `states`, `receipts`: settings that ran, and different hashes (1 is what is promised).
- `snapshots`, `snapshots_equal`: folds from a snapshot, and those that gave the same state.
- `skipped`: settings that this machine cannot run, named on standard output.
- `kernels`: different kernels of OpenBLAS that were really loaded.
- `events`, `retaken`: of the log, and receipts taken again in each process.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import threadpoolctl

from bench import report
from bench.closed_loop import BANKING, BEGINS_AT, embed_ahead, progress
from bench.memory_store import MemoryStore, in_memory
from bench.poisoning_desk import Besieged
from bench.poisoning_stream import Siege, world
from bench.receipts import Walk
from tacit.answering import JUDGEMENT
from tacit.answering.start import start
from tacit.app import App
from tacit.events import DecisionTaken, WorkspaceId
from tacit.flows import answer
from tacit.language.remembered import Remembered
from tacit.payload import to_payload
from tacit.settings import Settings

NAME = WorkspaceId("exact")
_SAID = re.compile(r"^([0-9a-f]{64}) ([0-9a-f]{64}) (\S+)$")
# A Python without what tacit needs, and one that is named but not there.
_CANNOT = re.compile(r"ModuleNotFoundError.*|ImportError.*|command not found")
_NEWEST_MINOR = 15
# An honest question each three hours: more than the 60 days for which a decision can be judged.
_MINUTES = 180
# Snapshots at each eighth of the log.
_PARTS = 8
_EVERY = 5
_NO_DISPATCH = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX2 FMA3"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
SETTINGS: tuple[dict[str, str], ...] = (
    {},
    dict.fromkeys(_THREADS, "1"),
    dict.fromkeys(_THREADS, "2"),
    *({"OPENBLAS_CORETYPE": each} for each in ("Prescott", "Nehalem", "Haswell", "SkylakeX")),
    {"NPY_DISABLE_CPU_FEATURES": _NO_DISPATCH},
    *({"PYTHONHASHSEED": each} for each in ("0", "1", "random")),
)


def make(options: Namespace, home: Path) -> App:
    """The product with its log: a desk with hostile customers among the honest ones."""
    siege = Siege(0.05, "plain", options.questions, options.questions // 3, options.seed)
    found = world(options.data, siege)
    app = in_memory(Settings(home), options.seed)
    assert isinstance(app.port.embedder, Remembered)
    embed_ahead(app.port.embedder, [each.question for each in found.visits])
    desk = Besieged(app, NAME, BEGINS_AT, attack=siege.attack, minutes=_MINUTES)
    for n, visit in enumerate(progress(found.visits, "the log", len(found.visits))):
        desk.visited(n, visit)
    return app


def folded(path: Path) -> str:
    """In a process of its own: the hash of the state, of receipts taken again, and the kernel."""
    store: MemoryStore = pickle.loads(path.read_bytes())
    app = in_memory(Settings(path.parent), 0, log=store)
    store.drop_snapshots(NAME)
    state = app.port.follower.past(NAME, None).fingerprint()
    walk, receipts = Walk(app, start(app.port.embedder.dimensions)), hashlib.sha256()
    for each in decisions(app)[::_EVERY]:
        ids = each.conversation_id, each.decision_id
        receipts.update(to_payload(answer.replay(app.port, NAME, *ids, walk).recomputed).encode())
    pools = threadpoolctl.threadpool_info()
    kernels = {each.get("architecture") or "none" for each in pools if each["user_api"] == "blas"}
    return f"{state} {receipts.hexdigest()} {'+'.join(sorted(kernels)) or 'none'}"


def decisions(app: App) -> list[DecisionTaken]:
    """Every receipt, by what it had learned."""
    taken = (each.event for each in app.store.read(NAME, kinds=[DecisionTaken.kind]))
    found = [each for each in taken if isinstance(each, DecisionTaken)]
    return sorted(found, key=lambda each: each.learned_at)


@dataclass
class Found:
    """What the processes said; `skipped` are those that this machine cannot run."""

    states: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    kernels: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, name: str, python: str, path: Path, setting: dict[str, str]) -> None:
        """Fold the log in one more process."""
        command = [python, "-W", "ignore", "-m", "bench.exact", "--fold", str(path)]
        own = {"PYTHONPATH": f"{report.ROOT / 'src'}{os.pathsep}{report.ROOT}"}
        done = subprocess.run(
            command, cwd=report.ROOT, env=os.environ | own | setting, capture_output=True, text=True
        )
        match = _SAID.match(done.stdout)
        if match is None:
            # A kernel with instructions that the processor lacks ends by a signal.
            why = _CANNOT.search(done.stderr)
            if done.returncode > 0 and why is None:
                sys.exit(f"folding failed, {name}: {done.stderr}")
            self.skipped.append(name)
            print(f"skipped: {name}: {why[0] if why else 'no such processor'}", flush=True)
            return
        self.states.append(match[1])
        self.receipts.append(match[2])
        self.kernels.append(match[3])
        print(f"{match[1][:12]} {match[2][:12]}  {match[3]:<10} {name}", flush=True)


def pythons(named: list[str]) -> Iterator[tuple[str, str]]:
    """Other minors of Python: those on the path, then those that were named."""
    own = sys.version_info[:2]
    for minor in range(11, _NEWEST_MINOR + 1):
        found = shutil.which(f"python3.{minor}")
        if found and (3, minor) != own:
            yield f"python3.{minor} on the path", found
    for each in named:
        yield each, each


def from_snapshots(app: App, whole: str) -> list[bool]:
    """Whether folds from a snapshot at several positions end in the whole fold's state."""
    follower, head = app.port.follower, app.store.head(NAME)
    equal = []
    for part in range(1, _PARTS):
        app.store.drop_snapshots(NAME)
        position = head * part // _PARTS
        state = follower.past(NAME, position).snapshot(follower.namespace)
        app.store.save_snapshot(NAME, JUDGEMENT, position, state)
        folded_on = follower.past(NAME, None)
        assert folded_on.known == position, "it began from the snapshot"
        equal.append(folded_on.fingerprint() == whole)
    app.store.drop_snapshots(NAME)
    return equal


def measure(options: Namespace, home: Path) -> dict[str, float]:
    """Make the log, fold it under every setting, and compare."""
    app, path, found = make(options, home), home / "log.pickle", Found()
    path.write_bytes(pickle.dumps(app.store))
    for setting in SETTINGS:
        name = ", ".join(f"{k}={v[:16]}" for k, v in setting.items()) or "as it comes"
        found.add(name, sys.executable, path, setting)
    for name, python in pythons(options.python):
        found.add(name, python, path, {})
    equal = from_snapshots(app, found.states[0])
    return {
        "settings": len(found.states),
        "states": len(set(found.states)),
        "receipts": len(set(found.receipts)),
        "kernels": len(set(found.kernels)),
        "skipped": len(found.skipped),
        "snapshots": len(equal),
        "snapshots_equal": sum(equal),
        "events": app.store.head(NAME),
        "retaken": len(decisions(app)[::_EVERY]),
    }


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("One hash of the learned state, whatever folds it.", BANKING)
    parser.add_argument("--questions", type=int, default=900, help="honest ones")
    parser.add_argument("--python", action="append", default=[], help="one more Python's path")
    parser.add_argument("--fold", type=Path, help="only fold the log of this file")
    return parser


def main() -> None:
    """Fold under every setting and print what came out."""
    options = arguments().parse_args()
    if options.fold:
        print(folded(options.fold))
        return
    with tempfile.TemporaryDirectory() as home:
        figures = measure(options, Path(home))
    print(
        f"{figures['states']:.0f} hash of the state and {figures['receipts']:.0f} of "
        f"{figures['retaken']:.0f} receipts over {figures['settings']:.0f} settings, "
        f"{figures['skipped']:.0f} skipped; {figures['snapshots_equal']:.0f} of "
        f"{figures['snapshots']:.0f} from snapshots equal; {figures['events']:,.0f} events"
    )
    report.write(options.json, "exact", options, figures)


if __name__ == "__main__":
    main()
