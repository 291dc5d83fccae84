"""What benchmarks share: their arguments, flat figures as JSON, the machine, intervals."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent


def histories_in(environment: Mapping[str, str]) -> Path:
    """Where histories are: TACIT_DATA, or where the project keeps them beside its checkout."""
    return Path(environment.get("TACIT_DATA") or ROOT.parent / "shared" / "data")


HISTORIES = histories_in(os.environ)
THUNDERBIRD = HISTORIES / "thunderbird-support"


def arguments(description: str, folder: Path = THUNDERBIRD) -> argparse.ArgumentParser:
    """The arguments that every benchmark takes; `folder` is read where none is named."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=folder, help="folder of the history")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def takes_charts(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark that draws its figures be told where to."""
    parser.add_argument("--svg", type=Path, help="folder for the charts")


def draw(folder: Path | None, bench: str, charts: Callable[[], Mapping[str, str]]) -> None:
    """Write the charts by their names, as BENCH-NAME.svg, where a folder is named."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in charts().items():
        (folder / f"{bench}-{name}.svg").write_text(chart)


def commit() -> str:
    """The commit that is measured, with a mark where files were changed since."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    )
    return found.stdout.strip() or "unknown"


def machine() -> dict[str, object]:
    """Cores and processor of this machine."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {"cores": os.cpu_count(), "cpu": names[0] if names else platform.processor()}


def write(
    path: Path | None, bench: str, options: argparse.Namespace, figures: dict[str, float]
) -> None:
    """Write the figures as JSON; numbers only, names never change meaning."""
    if path is None:
        return
    held = {
        "bench": bench,
        "data": options.data.name,
        "seed": options.seed,
        "commit": commit(),
        "machine": machine(),
        "figures": {name: round(float(value), 6) for name, value in sorted(figures.items())},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held, indent=1) + "\n")


def show(title: str, figures: dict[str, float]) -> None:
    """The table for people: a column for each system, a row for each of its figures."""
    names = list(dict.fromkeys(key.split(".")[0] for key in figures if "." in key))
    rows = list(dict.fromkeys(key.split(".")[1] for key in figures if "." in key))
    table = Table("figure", *names, title=title)
    for row in rows:
        cells = [figures.get(f"{name}.{row}") for name in names]
        table.add_row(row, *("" if c is None else f"{c:.4g}" for c in cells))
    Console(width=220).print(table)


def append(bench: str, options: argparse.Namespace, figures: dict[str, float]) -> None:
    """Add a run's figures to the end of docs/benchmarks.md, with day, commit and machine."""
    day, held = datetime.now(UTC).date().isoformat(), machine()
    lines = [f"\n### {bench}, {day}, commit {commit()}\n"]
    lines += [f"{options.data.name}, {held['cores']} cores, {held['cpu']}.\n", "| figure | value |"]
    lines += ["| --- | --- |"]
    lines += [f"| `{name}` | {value:.4g} |" for name, value in sorted(figures.items())]
    with (ROOT / "docs" / "benchmarks.md").open("a") as page:
        page.write("\n".join(lines) + "\n")


def weekly_interval(
    values: Sequence[float], weeks: Sequence[int], seed: int, draws: int = 2000
) -> tuple[float, float]:
    """95% interval of a mean by bootstrap over weeks."""
    rng = np.random.default_rng(seed)
    names = sorted(set(weeks))
    sums = np.array([sum(v for v, w in zip(values, weeks, strict=True) if w == n) for n in names])
    counts = np.array([sum(1 for w in weeks if w == n) for n in names])
    drawn = rng.integers(0, len(names), size=(draws, len(names)))
    means = sums[drawn].sum(axis=1) / np.maximum(counts[drawn].sum(axis=1), 1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return float(np.percentile(np.array(values), share * 100)) if values else float("nan")
