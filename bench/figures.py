"""The figures of a learning curve: recall by part, paired differences, certainty, speeds.

`learning_curve` gathers results and asks for them; their names are explained there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import report
from bench.closed_figures import calibration_error, error_by_chance

PARTS = ((0, 300), (300, 800), (800, None))
BASELINES = ("dense", "bm25", "neighbours", "popular", "nightly")


@dataclass
class Result:
    """One judged question: the place of the first right article in each ranking."""

    week: int
    places: dict[str, int]
    confidence: float
    is_answer: bool
    nightly_confidence: float = 0.0


@dataclass
class Curve:
    """All results along a stream, and what each step took in milliseconds."""

    results: list[Result] = field(default_factory=list)
    answer_ms: list[float] = field(default_factory=list)
    learn_ms: list[float] = field(default_factory=list)


def figures_of(run: Curve, seed: int) -> dict[str, float]:
    """All figures of a run, by the names in this file's docstring."""
    figures: dict[str, float] = {"questions": len(run.results)}
    for name in ("tacit", *BASELINES):
        for k in (1, 3, 5):
            figures |= recall(run, name, k)
    for part, (first, last) in enumerate(PARTS, 1):
        if is_complete(len(run.results), first, last):
            figures |= paired(run.results[first:last], f"tacit.part{part}", seed)
    return figures | certainty(run, seed) | speeds(run)


def is_complete(count: int, first: int, last: int | None) -> bool:
    """Whether a part of the stream was run to its end; the last one ends where the stream does."""
    return count > first if last is None else count >= last


def recall(run: Curve, name: str, k: int) -> dict[str, float]:
    """R@k of one system, over all and by part."""
    hits = [float(r.places[name] < k) for r in run.results]
    found = {f"{name}.r{k}": float(np.mean(hits))}
    for part, (first, last) in enumerate(PARTS, 1):
        if is_complete(len(hits), first, last):
            found[f"{name}.part{part}.r{k}"] = float(np.mean(hits[first:last]))
    return found


def paired(results: list[Result], prefix: str, seed: int) -> dict[str, float]:
    """Differences of R@1 to each baseline, question by question, with their intervals."""
    found = dict[str, float]()
    weeks = [r.week for r in results]
    for name in BASELINES:
        gains = [float(r.places["tacit"] < 1) - float(r.places[name] < 1) for r in results]
        low, high = report.weekly_interval(gains, weeks, seed)
        found[f"{prefix}.r1_minus_{name}"] = float(np.mean(gains))
        found[f"{prefix}.r1_minus_{name}_low"] = low
        found[f"{prefix}.r1_minus_{name}_high"] = high
    return found


def certainty(run: Curve, seed: int) -> dict[str, float]:
    """Precision by coverage, calibration error and area under risk and coverage, last part."""
    last = run.results[800:] or run.results
    surest = sorted(last, key=lambda r: -r.confidence)
    hits = np.array([r.places["tacit"] < 1 for r in surest], dtype=float)
    found = {
        f"tacit.precision_at_coverage_{share}": float(
            np.mean(hits[: max(1, len(hits) * share // 100)])
        )
        for share in (5, 10, 20, 30)
    }
    sure = np.array([r.confidence for r in surest])
    found["tacit.ece"] = calibration_error(sure, hits)
    found["tacit.ece_by_chance"] = error_by_chance(sure, seed)
    found["tacit.aurc"] = _area(hits)
    nightly = sorted(last, key=lambda r: -r.nightly_confidence)
    found["nightly.aurc"] = _area(np.array([r.places["nightly"] < 1 for r in nightly]))
    found["tacit.answered_share"] = float(np.mean([r.is_answer for r in last]))
    return found


def _area(hits: np.ndarray) -> float:
    """The mean share of wrong ones among the surest 1, 2, 3 … questions."""
    return float(np.mean(1 - np.cumsum(hits) / np.arange(1, len(hits) + 1)))


def speeds(run: Curve) -> dict[str, float]:
    """Milliseconds of whole steps: the flows, the log and the store, vectors made beforehand."""
    return {
        "tacit.answer_ms_p50": report.percentile(run.answer_ms, 0.5),
        "tacit.answer_ms_p99": report.percentile(run.answer_ms, 0.99),
        "tacit.learn_ms_p50": report.percentile(run.learn_ms, 0.5),
        "tacit.correction_to_live_ms_p95": report.percentile(run.learn_ms, 0.95),
    }


def show(figures: dict[str, float]) -> None:
    """The table for people."""
    table = Table(title=f"Learning curve, {figures['questions']:.0f} judged questions")
    table.add_column("system")
    parts = [p for p in (1, 2, 3) if f"tacit.part{p}.r1" in figures]
    for part in parts:
        first, last = PARTS[part - 1]
        table.add_column(f"{first}-{last or 'end'}: R@1 R@3 R@5")
    for name in ("tacit", *BASELINES):
        cells = [
            " ".join(f"{figures[f'{name}.part{p}.r{k}']:.3f}" for k in (1, 3, 5)) for p in parts
        ]
        table.add_row(name, *cells)
    console = Console()
    console.print(table)
    for part in parts:
        for name in BASELINES:
            key = f"tacit.part{part}.r1_minus_{name}"
            low, high = figures[f"{key}_low"], figures[f"{key}_high"]
            console.print(
                f"part {part}: R@1 minus {name} {figures[key]:+.3f} ({low:+.3f} to {high:+.3f})"
            )
    for name, value in sorted(figures.items()):
        is_own = name.startswith("tacit.") and ".part" not in name
        if is_own or name == "nightly.aurc":
            console.print(f"{name} {value:.3f}")
