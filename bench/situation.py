"""Does what is known of a customer's situation lead to the right answer more often?

Every question is asked, decided on and answered by an agent through the product's own flows,
with the log in memory, in mode observe: once with nothing told of the situation (`untold`),
once with it (`told`), once with the situations of other questions (`random`). FOLDER holds

- train.csv (`text,category`), asked in an order drawn by seed, of each the first `--words`
  words alone. The situation is invented: a page that is the category's own in a share
  `--strength` of the questions and any other in the rest (three categories share a page, four
  pages a parent), and a plan, a role and a version drawn from nothing; or
- a desk's history with judged citations, whose questions are asked whole in the order of time
  (of the public one 2023 alone, without `--report`). The situation is what the desk wrote
  down at asking: the form's topic as the page, the language of the surroundings, the system.

Figures:

- `SYSTEM.r1`, `.r3`: share with a right entry first, among the first three; `.late_r1` of the
  second half of the stream.
- `SYSTEM.r1_minus_untold`, with `_low` and `_high`: paired, 95% by bootstrap over blocks of a
  fiftieth of the stream; `SYSTEM.late_r1_minus_untold` likewise.
- `SYSTEM.ece`: calibration error of the confidences over 15 equal-mass bins.
- `SYSTEM.weight`: what the evidence weighs at the end (1 at the start); `.tilted`: share of the
  decisions of which the first candidate was raised or lowered by the situation.
- `questions`.
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench import report
from bench.adapter import stream
from bench.closed_figures import calibration_error
from bench.closed_loop import BANKING, embedded, progress
from bench.closed_stream import Asked, rows_of
from bench.closed_systems import Desk
from bench.memory_store import in_memory
from tacit.answering.priors import NAMES
from tacit.app import App
from tacit.connectors import judged
from tacit.events import EPOCH, DecisionTaken
from tacit.flows import receive
from tacit.learners.fixed import ONE
from tacit.settings import Settings

SYSTEMS = ("untold", "told", "random")
_SHARING, _BESIDE = 3, 4
_BLOCKS, _DRAWS = 50, 1000
_SITUATION = NAMES.index("situation")


@dataclass(frozen=True)
class Row:
    """A question, the categories that answer it, and what is told of its situation."""

    text: str
    right: tuple[str, ...]
    context: Mapping[str, Any]


@dataclass
class Seen:
    """What one system did: where the first right one stood, its confidence, its tilt."""

    places: list[int] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    tilted: list[bool] = field(default_factory=list)
    weight: float = 1.0

    def is_right(self) -> np.ndarray:
        return np.array(self.places) < 1


@dataclass
class Situated(Desk):
    """The product, told with each question where its customer is."""

    context: Mapping[str, Any] = field(default_factory=dict)

    def ask(self, n: int, row: Row, context: Mapping[str, Any]) -> DecisionTaken:
        """The decision on a question, answered by an agent at once."""
        self.context = context
        agent = hash_of(row.text) % 20
        asked = Asked(row.text, row.right[0], row.right[0], None, is_audited=False, agent=agent)
        self.asked(n, asked, ())
        self.told(n, asked)
        return self.decisions[n]

    def said(self, person: Any, text: str) -> receive.Said:
        return receive.Said("customer", person, text, context=dict(self.context))


def hash_of(text: str) -> int:
    """A number that is the same for a text on every machine."""
    return sum(text.encode())


def rows(options: Namespace) -> list[Row]:
    """The questions in their order, with their situations."""
    if not (options.data / "train.csv").is_file():
        return written_down(options)
    dice = random.Random(options.seed)
    told = rows_of(options.data, "train.csv")
    dice.shuffle(told)
    categories = sorted({category for _, category in told})
    pages = [page(n) for n in range(len(categories))]
    return [
        Row(
            " ".join(text.split()[: options.words]),
            (category,),
            invented(dice, pages, pages[categories.index(category)], options.strength),
        )
        for text, category in told[: options.questions or None]
    ]


def page(category: int) -> str:
    """The page of a category: three share one, four pages a parent."""
    place = category // _SHARING
    return f"https://app.bank.example/part-{letters(place // _BESIDE)}/page-{letters(place)}"


def letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def invented(
    dice: random.Random, pages: Sequence[str], own: str, strength: float
) -> dict[str, str]:
    where = own if dice.random() < strength else dice.choice(pages)
    return {
        "page_url": where,
        "recent_actions": [dice.choice(("viewed a card", "signed in", "searched"))],
        "product_version": dice.choice(("4.1.0", "4.2.0", "5.0.1")),
        "locale": dice.choice(("en-GB", "en-US", "de-DE")),
    }  # type: ignore[dict-item]


def written_down(options: Namespace) -> list[Row]:
    """A desk's judged questions, with what was written down of each."""
    contexts = dict(contexts_of(options.data))
    by_text = {}
    for external_id in judged(options.data):
        if external_id in contexts:
            text, context = contexts[external_id]
            by_text[text] = context
    asked = stream(options)
    return [Row(each.text, tuple(sorted(each.right)), by_text.get(each.text, {})) for each in asked]


def contexts_of(folder: Path) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    for path in sorted(folder.glob("tickets-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                told = {"locale": row.get("locale"), "recent_actions": [row.get("os")]}
                topic = row.get("topic")
                told["page_url"] = f"https://desk.example/{topic}" if topic else None
                known = {k: v for k, v in told.items() if v and v != [None]}
                yield str(row["id"]), (f"{row['title']}\n{row['text']}", known)


def run(app: App, asked: Sequence[Row], contexts: Sequence[Mapping[str, Any]], name: str) -> Seen:
    """Ask everything in order, with these situations."""
    desk, seen = Situated(app, name, EPOCH.replace(year=2024), "observe"), Seen()
    for n, (row, context) in enumerate(
        progress(zip(asked, contexts, strict=True), name, len(asked))
    ):
        right = {desk.entry_of[each] for each in row.right if each in desk.entry_of}
        decision = desk.ask(n, row, context)
        ranked = [each.entry_id for each in decision.candidates if each.features]
        seen.places.append(next((i for i, e in enumerate(ranked) if e in right), len(ranked)))
        seen.confidences.append(decision.confidence / ONE)
        first = decision.candidates[0].features if ranked else []
        seen.tilted.append(bool(first) and first[_SITUATION] != 0)
    with app.port.learned(desk._where()[1]) as learned:
        seen.weight = learned.fusion.weights[_SITUATION]
    return seen


def figures_of(found: Mapping[str, Seen], seed: int) -> dict[str, float]:
    """All figures, flat."""
    count = len(found["untold"].places)
    figures: dict[str, float] = {"questions": count}
    blocks = np.array_split(np.arange(count), _BLOCKS)
    for name, seen in found.items():
        right, half = seen.is_right(), count // 2
        figures |= {
            f"{name}.r1": float(right.mean()),
            f"{name}.r3": float((np.array(seen.places) < 3).mean()),
            f"{name}.late_r1": float(right[half:].mean()),
            f"{name}.ece": calibration_error(np.array(seen.confidences), right),
            f"{name}.weight": seen.weight,
            f"{name}.tilted": float(np.mean(seen.tilted)),
        }
        if name == "untold":
            continue
        over = right.astype(float) - found["untold"].is_right()
        for figure, first in (("r1", 0), ("late_r1", half)):
            kept = [each[each >= first] for each in blocks if (each >= first).any()]
            figures |= interval(f"{name}.{figure}_minus_untold", over, kept, seed)
    return figures


def interval(
    name: str, over: np.ndarray, blocks: Sequence[np.ndarray], seed: int
) -> dict[str, float]:
    """A mean with its 95% interval, by bootstrap over blocks."""
    dice = np.random.default_rng(seed)
    drawn = [
        over[np.concatenate([blocks[i] for i in dice.integers(0, len(blocks), len(blocks))])].mean()
        for _ in range(_DRAWS)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    mean = float(over[np.concatenate(blocks)].mean())
    return {name: mean, f"{name}_low": float(low), f"{name}_high": float(high)}


def main() -> None:
    parser = report.arguments("The customer's situation, learned.", BANKING)
    parser.add_argument("--questions", type=int, default=0, help="so many at most; 0 is all")
    parser.add_argument("--words", type=int, default=5, help="words of a question that are asked")
    parser.add_argument("--strength", type=float, default=0.7, help="how often the page tells")
    parser.add_argument("--report", action="store_true", help="2024 of the public history too")
    parser.set_defaults(all=False)
    options = parser.parse_args()
    asked = rows(options)[: options.questions or None]
    told = [row.context for row in asked]
    others = [*told]
    random.Random(options.seed + 1).shuffle(others)
    contexts = {"untold": [{} for _ in asked], "told": told, "random": others}
    with tempfile.TemporaryDirectory() as home:
        app = in_memory(Settings(Path(home)), options.seed)
        embedded(app, [Asked(row.text, "", "", None, is_audited=False) for row in asked])
        found = {}
        for name in SYSTEMS:
            again = in_memory(Settings(Path(home)), options.seed, app.port.embedder)
            found[name] = run(again, asked, contexts[name], name)
    figures = figures_of(found, options.seed)
    report.show("Situation", figures)
    report.write(options.json, "situation", options, figures)


if __name__ == "__main__":
    main()
