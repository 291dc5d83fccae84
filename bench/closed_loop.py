"""Does it answer much and keep its error budget, told only what a desk would be told?

FOLDER/train.csv (`text,category`) is asked row by row in an order drawn by seed, one question
a minute, in mode auto. Each category is an entry: the first agent's reply to it is published,
later ones cite it; a row out of scope (`oos`) has an answer of its own. What is handed over gets
an agent's reply. Of a wrong answer the customer asks for a person, but for a share `--silent`; a
right one is passed over; a share `--audit` of all answers is judged by an agent. Nothing is
learned from silence. Everything runs through the product's flows and store.

- `SYSTEM.coverage`, `.coverage_last` (from question 8,000 on): share answered alone.
- `SYSTEM.wrong_among_answered`, `.worst_window_wrong_among_answered` (disjoint windows of
  2,000), `.windows_broken` (above the budget by more than two standard errors),
  `.wrong_per_incoming`.
- `SYSTEM.out_of_scope_answered`: share of the rows out of scope that were answered alone.
- `SYSTEM.ece` (15 equal-mass bins), `.ece_by_chance` (the mean of 1,000 redraws from its own
  confidences), `.aurc` (area under risk and coverage of its confidences).
- `SYSTEM.after_drift_coverage`, `_wrong_among_answered`: the 1,000 questions after a drift.
- `ceiling.coverage`, `.coverage_last`: the product told every right answer, its line then
  chosen in hindsight so that a share `--budget` is wrong; `tacit.share_of_ceiling`.
- SYSTEM: tacit; memory_95, _90, _85, _80 (the nearest past question's answer, where so alike);
  nightly (logistic regression of what it was told, its line at 1 - budget); oracle.
"""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import report
from bench.closed_stream import Asked, Protocol, stream
from bench.closed_systems import Desk, Memory, Nightly, Oracle, System, Taken, rightly_told
from tacit.app import App, opened
from tacit.flows.importing import passages_of
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.settings import Settings

BANKING = report.THUNDERBIRD.parent / "banking77"
BEGINS_AT = datetime(2024, 1, 1, tzinfo=UTC)
WINDOW, LAST, AFTER_DRIFT = 2000, 8000, 1000
_BINS, _REDRAWS = 15, 1000


@dataclass
class Outcomes:
    """What became of every question: answered alone, right, out of scope, and how sure it was."""

    answered: np.ndarray
    right: np.ndarray
    foreign: np.ndarray
    confidence: np.ndarray

    def part(self, first: int, last: int | None = None) -> Outcomes:
        """Some of the questions."""
        held = (self.answered, self.right, self.foreign, self.confidence)
        return Outcomes(*(each[first:last] for each in held))

    def coverage(self) -> float:
        return float(self.answered.mean())

    def wrong(self) -> float:
        """Wrong among answered; 0 where nothing was answered."""
        return float(1 - self.right[self.answered].mean()) if self.answered.any() else 0.0


def embed_ahead(embedder: Remembered, asked: Sequence[Asked]) -> None:
    """Give the embedder every vector that the flows will ask for."""
    wanted = dict.fromkeys(p for each in asked for p in passages_of(embedder, (each.text, False)))
    with Pool() as pool:
        vectors = pool.embed_all(list(wanted))
        pairs = zip(wanted, vectors, strict=True)
        for passage, vector in progress(pairs, "embedding", len(wanted)):
            embedder.tell(passage, vector)


def progress(steps, what: str, total: int):
    """The steps, with a bar on standard error."""
    return track(steps, what, total=total, console=Console(stderr=True))


def run(name: str, system: System, asked: Sequence[Asked], vectors: Sequence) -> Outcomes:
    """Ask one system everything, in order, and tell it what a desk would."""
    found = list[tuple[bool, bool, bool, float]]()
    for each, held in progress(zip(asked, vectors, strict=True), name, len(asked)):
        taken = system.asked(each, held)
        is_right = taken.category == each.category
        found.append((taken.is_answer, is_right, each.is_out_of_scope, taken.confidence))
        tell(system, each, taken, is_right=is_right)
    return Outcomes(*(np.array(column) for column in zip(*found, strict=True)))


def tell(system: System, each: Asked, taken: Taken, *, is_right: bool) -> None:
    """What people do next: reply to what was handed over or complained of, judge what was drawn."""
    is_complaint = taken.is_answer and not is_right and not each.is_silent
    if not taken.is_answer or is_complaint:
        system.told(each.told, is_complaint=is_complaint)
    if taken.is_answer and each.is_audited:
        system.audited(each.category)


def figures_of(name: str, found: Outcomes, protocol: Protocol) -> dict[str, float]:
    """The figures of one system."""
    windows = [found.part(n, n + WINDOW) for n in range(0, len(found.answered), WINDOW)]
    windows = [w for w in windows if len(w.answered) >= WINDOW / 2] or windows
    figures = {
        "coverage": found.coverage(),
        "wrong_among_answered": found.wrong(),
        "worst_window_wrong_among_answered": max(each.wrong() for each in windows),
        "windows_broken": sum(is_broken(each, protocol.budget) for each in windows),
        "wrong_per_incoming": float((found.answered & ~found.right).mean()),
        "ece": calibration_error(found.confidence, found.right),
        "ece_by_chance": error_by_chance(found.confidence, protocol.seed),
        "aurc": risks(found).mean(),
    }
    if len(found.answered) > LAST:
        figures["coverage_last"] = found.part(LAST).coverage()
    if found.foreign.any():
        figures["out_of_scope_answered"] = float(found.answered[found.foreign].mean())
    if protocol.drift:
        half = len(found.answered) // 2
        after = found.part(half, half + AFTER_DRIFT)
        figures["after_drift_coverage"] = after.coverage()
        figures["after_drift_wrong_among_answered"] = after.wrong()
    return {f"{name}.{key}": float(value) for key, value in figures.items()}


def is_broken(window: Outcomes, budget: float) -> bool:
    """Whether a window is above its budget by more than two standard errors."""
    count = int(window.answered.sum())
    error = (budget * (1 - budget) / max(count, 1)) ** 0.5
    return window.wrong() > budget + 2 * error


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Mean gap of confidence and success over equal-mass bins."""
    order = np.argsort(confidence, kind="stable")
    bins = np.array_split(order, _BINS)
    gaps = [len(b) * abs(confidence[b].mean() - right[b].mean()) for b in bins if len(b)]
    return float(sum(gaps) / len(confidence))


def error_by_chance(confidence: np.ndarray, seed: int) -> float:
    """The calibration error that perfect confidences of this size would show."""
    rng = np.random.default_rng(seed)
    draws = (rng.random(len(confidence)) < confidence for _ in range(_REDRAWS))
    return float(np.mean([calibration_error(confidence, each) for each in draws]))


def risks(found: Outcomes) -> np.ndarray:
    """Share of wrong ones among the surest 1, 2, 3 … questions."""
    order = np.argsort(-found.confidence, kind="stable")
    return np.cumsum(~found.right[order]) / np.arange(1, len(order) + 1)


def in_hindsight(found: Outcomes, budget: float) -> float:
    """The largest coverage of one line at which a share `budget` is wrong."""
    within = np.flatnonzero(risks(found) <= budget)
    return float((within[-1] + 1) / len(found.right)) if len(within) else 0.0


def measure(app: App, options: Namespace, protocol: Protocol) -> dict[str, float]:
    """Run the product and every baseline over one stream."""
    asked = stream(options.data, protocol)
    assert isinstance(app.port.embedder, Remembered)
    embed_ahead(app.port.embedder, asked)
    vectors = [app.port.vectors_of(each.text) for each in asked]
    systems: dict[str, System] = {
        "tacit": Desk(app, "closed loop", BEGINS_AT),
        **{f"memory_{line}": Memory(line / 100) for line in (95, 90, 85, 80)},
        "nightly": Nightly(1 - protocol.budget),
        "oracle": Oracle(),
    }
    figures: dict[str, float] = {"questions": len(asked)}
    for name, system in systems.items():
        figures |= figures_of(name, run(name, system, asked, vectors), protocol)
    ceiling = run(
        "ceiling", Desk(app, "ceiling", BEGINS_AT, "observe"), rightly_told(asked), vectors
    )
    figures["ceiling.coverage"] = in_hindsight(ceiling, protocol.budget)
    if len(asked) > LAST:
        figures["ceiling.coverage_last"] = in_hindsight(ceiling.part(LAST), protocol.budget)
    figures["tacit.share_of_ceiling"] = figures["tacit.coverage"] / figures["ceiling.coverage"]
    return figures


def show(figures: dict[str, float]) -> None:
    """The table for people."""
    names = list(dict.fromkeys(key.split(".")[0] for key in figures if "." in key))
    columns = list(dict.fromkeys(key.split(".")[1] for key in figures if "." in key))
    table = Table(title=f"Closed loop, {figures['questions']:.0f} questions")
    for column in ("system", *columns):
        table.add_column(column.replace("_", " "))
    for name in names:
        cells = [figures.get(f"{name}.{column}") for column in columns]
        table.add_row(name, *("" if c is None else f"{c:.4g}" for c in cells))
    Console(width=220).print(table)


def main() -> None:
    """Measure the closed loop."""
    parser = report.arguments("The closed loop: answered, told, learned.", BANKING)
    parser.add_argument("--budget", type=float, default=0.02, help="wrong among answered")
    parser.add_argument("--audit", type=float, default=0.02, help="share of answers judged")
    parser.add_argument("--silent", type=float, default=0.2, help="wrong answers nobody minds")
    parser.add_argument("--wrong-agents", type=float, default=0.0, help="share of wrong replies")
    parser.add_argument("--drift", action="store_true", help="swap a fifth of the answers")
    parser.add_argument("--oos", type=float, default=0.0, help="share of foreign questions")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    options = parser.parse_args()
    protocol = Protocol(
        options.budget, options.audit, options.silent, options.wrong_agents,
        options.drift, options.oos, options.seed, options.questions,
    )  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as home,
        opened(Settings(Path(home), budget=options.budget)) as app,
    ):
        seeded = app.seeded(options.seed)
        told = seeded.with_embedder(Remembered(seeded.port.embedder))
        figures = measure(told, options, protocol)
    show(figures)
    report.write(options.json, "closed_loop", options, figures)


if __name__ == "__main__":
    main()
