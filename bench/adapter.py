"""Does an adapter over the frozen embedding, learned online, raise what can be reached at all?

FOLDER holds train.csv (`text,category`), whose questions come in an order drawn by seed, or a
history with judged citations in the order of time (of the public one 2023 alone, without
`--report`). Every label is known before the next question: this is the ceiling, not the
product. All systems see the product's own vectors.

- `nearest`: the 20 nearest past questions vote, by a softmax over cosines; `linear`: ridge
  regression; `frozen`: the mean of their shares.
- `adapted`: the mean of these two and of the nearest in the adapted space. There the spread
  of questions about their own entry's mean is the same in every direction: it is taken from
  sums that are exact (Σ x·xᵀ, Σ x and n of each entry), shrunk by .3 towards a sphere, and
  taken anew when a tenth more is known. After: N. Shental et al., Adjustment Learning and
  Relevant Component Analysis (2002).
- `SYSTEM.r1`, `.r5`: share with a right entry first, among the first five; `.late_r1` of the
  second half; `.coverage_at_2`, `_5`: the largest share answered by one line over the first
  one's share of the votes, in hindsight, with 2 and 5% wrong.
- `adapted.r1_minus_frozen`, `.coverage_at_2_minus_frozen`, each with `_low`, `_high`: paired,
  95% by bootstrap over blocks of a fiftieth of the stream.
"""

from __future__ import annotations

import random
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from bench import report
from bench.closed_loop import BANKING
from bench.closed_stream import rows_of
from bench.learning_curve import wanted
from tacit.app import opened
from tacit.connectors import Options, judged, read_history
from tacit.flows.importing import passages_of
from tacit.history import Conversation, questions
from tacit.knowledge.question import question_of
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.settings import Settings

_NEIGHBOURS = 20
_FROZEN_TEMPERATURE, _ADAPTED_TEMPERATURE = 0.05, 0.08
_FEWEST = 30
_SHRUNK = 0.3
_ANEW = 1.1
_RIDGE_ANEW = 16
_BLOCKS, _DRAWS = 50, 1000
SYSTEMS = ("nearest", "linear", "frozen", "adapted")


@dataclass(frozen=True)
class Row:
    """A question and the entries that answer it."""

    text: str
    has_subject: bool
    right: frozenset[str]


@dataclass
class Place:
    """What one system said: where the first right one stood, and the first one's share."""

    places: list[int] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)


def stream(options: Namespace) -> list[Row]:
    """The questions in their order."""
    folder: Path = options.data
    if (folder / "train.csv").is_file():
        rows = rows_of(folder, "train.csv")
        random.Random(options.seed).shuffle(rows)
        rows = rows[: options.questions or None]
        return [Row(text, False, frozenset([category])) for text, category in rows]
    truth = judged(folder)
    if not truth:
        sys.exit(f"{folder} has no train.csv, and no qrels-*.tsv: nothing is judged there")
    read = read_history(folder, Options()).rows()
    told = [r for r in read if isinstance(r, Conversation) and wanted(r, truth, options)]
    told.sort(key=lambda each: (each.messages[0].at, each.external_id))
    asked = [(questions(each)[0], frozenset(truth[each.external_id])) for each in told]
    return [Row(text, has_subject, right) for (text, has_subject), right in asked if right]


def vectors(rows: Sequence[Row]) -> np.ndarray:
    """Each question as the product sees it, at length 1."""
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as app:
        embedder = Remembered(app.port.embedder)
        cut = [passages_of(embedder, (row.text, row.has_subject)) for row in rows]
        passages = list(dict.fromkeys(each for some in cut for each in some))
        with Pool() as pool:
            made = _progress(pool.embed_all(passages), "embedding", len(passages))
            held = dict(zip(passages, made, strict=True))
    wholes = [
        question_of("", None, [held[each] for each in some]).whole.astype(float) for some in cut
    ]
    units = np.stack(wholes)
    return units / np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1.0)


def run(rows: Sequence[Row], units: np.ndarray) -> dict[str, Place]:
    """Ask every system everything, and tell it what was right before the next."""
    names = sorted({each for row in rows for each in row.right})
    number = {name: n for n, name in enumerate(names)}
    labels = np.zeros((len(rows), len(names)))
    for n, row in enumerate(rows):
        labels[n, [number[each] for each in row.right]] = 1 / len(row.right)
    found = {name: Place() for name in SYSTEMS}
    for n, said in enumerate(_progress(_said(units, labels), "asked", len(rows))):
        right = np.flatnonzero(labels[n])
        for name, shares in said.items():
            best = shares[right].max()
            is_known = labels[:n, right].any()
            found[name].places.append(int((shares > best).sum()) if is_known else len(names))
            found[name].shares.append(float(shares.max()))
    return found


def _said(units: np.ndarray, labels: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """What each system makes of each question: its shares of all entries."""
    width, entries = units.shape[1], labels.shape[1]
    gram, sums = np.eye(width), np.zeros((width, entries))
    inverse, adapted, known = np.eye(width), units, 0
    for n, unit in enumerate(units):
        if n % _RIDGE_ANEW == 0:
            inverse = np.linalg.inv(gram)
        if n >= _FEWEST and n >= known * _ANEW:
            adapted, known = units @ adapter(units[:n], labels[:n]), n
            adapted = adapted / np.linalg.norm(adapted, axis=1, keepdims=True)
        near = votes(units[:n] @ unit, labels[:n], _FROZEN_TEMPERATURE)
        linear = np.maximum((inverse @ unit) @ sums, 0.0)
        linear = linear / max(float(linear.sum()), 1e-9)
        here = adapted[n]
        moved = votes(adapted[:n] @ here, labels[:n], _ADAPTED_TEMPERATURE) if known else near
        yield {
            "nearest": near,
            "linear": linear,
            "frozen": (near + linear) / 2,
            "adapted": (near + linear + moved) / 3,
        }
        gram += np.outer(unit, unit)
        sums += np.outer(unit, labels[n])


def votes(nearness: np.ndarray, labels: np.ndarray, temperature: float) -> np.ndarray:
    """The shares that the nearest give to each entry; 0 where nothing is known."""
    if not len(nearness):
        return np.zeros(labels.shape[1])
    near = np.argsort(-nearness, kind="stable")[:_NEIGHBOURS]
    weights = np.exp((nearness[near] - nearness[near[0]]) / temperature)
    return (weights @ labels[near]) / weights.sum()


def adapter(units: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The map after which questions spread about their entry's mean alike in all directions."""
    counts = labels.sum(axis=0)
    means = (units.T @ labels) / np.maximum(counts, 1e-9)
    within = units.T @ units - (means * counts) @ means.T
    within /= max(len(units) - int((counts > 0).sum()), 1)
    size = np.trace(within) / len(within)
    spread, axes = np.linalg.eigh((1 - _SHRUNK) * within + _SHRUNK * size * np.eye(len(within)))
    return axes / np.sqrt(spread)


def figures_of(found: dict[str, Place], seed: int) -> dict[str, float]:
    """All figures, flat."""
    figures: dict[str, float] = {"questions": len(found["frozen"].places)}
    for name, place in found.items():
        first = np.array(place.places)
        half = len(first) // 2
        figures |= {
            f"{name}.r1": (first < 1).mean(),
            f"{name}.r5": (first < 5).mean(),
            f"{name}.late_r1": (first[half:] < 1).mean(),
            f"{name}.coverage_at_2": coverage(place, np.arange(len(first)), 0.02),
            f"{name}.coverage_at_5": coverage(place, np.arange(len(first)), 0.05),
        }
    measures = {
        "r1": lambda place, rows: float((np.array(place.places)[rows] < 1).mean()),
        "coverage_at_2": lambda place, rows: coverage(place, rows, 0.02),
    }
    blocks = np.array_split(np.arange(figures["questions"], dtype=int), _BLOCKS)
    dice = np.random.default_rng(seed)
    drawn = [
        np.concatenate([blocks[each] for each in dice.integers(0, len(blocks), len(blocks))])
        for _ in range(_DRAWS)
    ]
    for figure, measure in measures.items():
        over = [measure(found["adapted"], r) - measure(found["frozen"], r) for r in drawn]
        name = f"adapted.{figure}_minus_frozen"
        figures[name] = figures[f"adapted.{figure}"] - figures[f"frozen.{figure}"]
        low, high = np.percentile(over, [2.5, 97.5])
        figures |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return figures


def coverage(place: Place, rows: np.ndarray, wrong: float) -> float:
    """The largest share of these questions that one line answers with so many wrong."""
    order = rows[np.argsort(-np.array(place.shares)[rows], kind="stable")]
    risks = np.cumsum(np.array(place.places)[order] > 0) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(risks <= wrong)
    return float(within[-1] + 1) / len(order) if len(within) else 0.0


def _progress(steps, what: str, total: int):
    return track(steps, what, total=total, console=Console(stderr=True))


def main() -> None:
    parser = report.arguments("A learned adapter over the frozen embedding.", BANKING)
    parser.add_argument("--questions", type=int, default=0, help="so many at most; 0 is all")
    parser.add_argument("--report", action="store_true", help="2024 of the public history too")
    parser.set_defaults(all=False)
    options = parser.parse_args()
    rows = stream(options)
    figures = figures_of(run(rows, vectors(rows)), options.seed)
    report.show("Adapter", figures)
    report.write(options.json, "adapter", options, figures)


if __name__ == "__main__":
    main()
