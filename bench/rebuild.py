"""Is learned state a pure fold of the log, to the byte, and how long does folding take?

Folds the imported history anew in fresh processes under different settings.
Figures: `rebuild.seconds_max`, `rebuild.seconds_median`, `rebuild.runs`,
`rebuild.hashes` (1 is what is promised), `rebuild.events`, `conversations`.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from bench import report
from bench.desk import imported, with_home
from tacit.events import ConversationOpened

_LINE = re.compile(r"([0-9a-f]{64})\s+folded ([0-9,]+)\s+events in\s+([0-9.]+) s")
_NO_DISPATCH = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX2 FMA3"
# Three equal runs, then each setting that has been seen to change floats.
_SETTINGS: tuple[dict[str, str], ...] = (
    {},
    {},
    {},
    {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "2"},
    {"NPY_DISABLE_CPU_FEATURES": _NO_DISPATCH},
    {"OPENBLAS_CORETYPE": "Prescott"},
)


def main() -> None:
    """Rebuild under every setting and compare."""
    options = with_home(report.arguments("Rebuild of the learned state.")).parse_args()
    with imported(options) as (app, workspace):
        opened_kind = [ConversationOpened.kind]
        conversations = sum(1 for _ in app.store.read(workspace, kinds=opened_kind))
    hashes, seconds, events = set[str](), list[float](), 0
    for setting in _SETTINGS:
        found = rebuilt(options, setting)
        hashes.add(found[0])
        events = int(found[1].replace(",", ""))
        seconds.append(float(found[2]))
        shown = ", ".join(f"{k}={v[:24]}" for k, v in setting.items()) or "as it comes"
        print(f"{found[0][:16]}  {seconds[-1]:6.1f} s  {shown}", flush=True)
    figures = {
        "rebuild.seconds_max": max(seconds),
        "rebuild.seconds_median": statistics.median(seconds),
        "rebuild.runs": len(seconds),
        "rebuild.hashes": len(hashes),
        "rebuild.events": events,
        "conversations": conversations,
    }
    print(f"{len(hashes)} hash over {len(seconds)} runs, {conversations:,} conversations")
    report.write(options.json, "rebuild", options, figures)


def rebuilt(options: Namespace, setting: dict[str, str]) -> tuple[str, str, str]:
    """One rebuild in a fresh process: hash, events, seconds."""
    home, folder = options.home, options.data
    environment = os.environ | setting | {"TACIT_HOME": str(home)}
    command = [
        str(Path(sys.executable).parent / "tacit"),
        "rebuild",
        "--workspace",
        f"imported-{folder.name}",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    match = _LINE.search(done.stdout)
    if match is None:
        sys.exit(f"rebuild failed: {done.stdout} {done.stderr}")
    return match.group(1), match.group(2), match.group(3)


if __name__ == "__main__":
    main()
