"""What the bundled model's small size costs, on the questions of a real desk.

    python -m bench.embedding --data FOLDER --json FILE --float32 FOLDER

The second folder holds the unquantised twin, which
`python tools/make_embedding.py --float32 FOLDER` writes. Questions are those
in English for which a helper cited a specific article; articles are those of
the first help centre in the folder, cut at their headings, and an article is
as near as its nearest passage. Nothing is learned here.

Figures:
    cosine.mean, cosine.min     between the float32 vector and our stored bytes,
                                over all questions and passages
    float32.r5, int8.r5         share of questions with a cited article among
                                the nearest five; int8 is the product
    float32.ms_per_text, int8.ms_per_text
                                processor time of one text on one thread, mean
    int8.load_ms                from nothing to the first vector
    questions, passages         how many there were
"""

import csv
import gzip
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import report
from tacit.language.onnx import BUNDLE, OnnxEmbedder
from tacit.language.vector import unpacked

Figures = dict[str, float]
Embed = Callable[[str], NDArray[np.generic]]
HEADING = re.compile(r"\n(?=#+ )")


def main() -> None:
    parser = report.arguments("What the bundled model's small size costs.")
    parser.add_argument("--float32", type=Path, required=True, help="folder of the twin")
    chosen = parser.parse_args()
    figures = measure(read_desk(chosen.data), chosen.float32)
    for name, figure in figures.items():
        print(f"{name:<22}{figure:>12.5g}")
    report.write(chosen.json, "embedding", chosen, figures)


@dataclass
class Desk:
    """Questions with the articles cited for each, and articles with their sections."""

    questions: list[str]
    cited: list[set[str]]
    sections: list[str]
    articles: list[str]  # of each section


def read_desk(folder: Path) -> Desk:
    cited: dict[str, set[str]] = {}
    for row in rows(folder, "qrels-*.tsv"):
        if row["question_lang"] == "en" and row["generic"] == "0":
            cited.setdefault(row["question_id"], set()).add(row["kb_slug"])
    asked = {
        str(line["id"]): f"{line['title']}\n{line['text']}"
        for file in found(folder, "tickets-*.jsonl*")
        for line in lines(file)
        if str(line["id"]) in cited
    }
    desk = Desk(list(asked.values()), [cited[each] for each in asked], [], [])
    for article in lines(found(folder, "kb/*.jsonl*")[0]):
        for section in HEADING.split(article["md"]):
            desk.sections.append(f"{article['title']}\n{section}")
            desk.articles.append(article["slug"])
    return desk


def found(folder: Path, pattern: str) -> list[Path]:
    files = sorted(folder.glob(pattern))
    if not files:
        sys.exit(f"{folder.name} has no {pattern}, which this benchmark reads")
    return files


def rows(folder: Path, pattern: str) -> list[dict[str, str]]:
    return [
        row
        for file in found(folder, pattern)
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    ]


def lines(file: Path) -> list[dict[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as text:
        return [json.loads(line) for line in text]


def measure(desk: Desk, float32: Path) -> Figures:
    started = time.perf_counter()
    ours = OnnxEmbedder(BUNDLE, "int8")
    ours.embed("first")
    load_ms = (time.perf_counter() - started) * 1000
    passages, articles = cut(desk, ours)
    texts = [*desk.questions, *passages]
    twin = OnnxEmbedder(float32, "float32")
    stored, ours_ms = embedded(texts, lambda text: unpacked(ours.embed(text)))
    exact, twin_ms = embedded(texts, twin.floats)
    cosines = (stored * exact).sum(axis=1) / np.linalg.norm(stored, axis=1)
    return {
        "cosine.mean": float(cosines.mean()),
        "cosine.min": float(cosines.min()),
        "float32.r5": recall(exact, desk, articles),
        "int8.r5": recall(stored, desk, articles),
        "float32.ms_per_text": twin_ms,
        "int8.ms_per_text": ours_ms,
        "int8.load_ms": load_ms,
        "questions": len(desk.questions),
        "passages": len(passages),
    }


def cut(desk: Desk, embedder: OnnxEmbedder) -> tuple[list[str], list[str]]:
    """Each section's passages, and the article of each."""
    passages, articles = [], []
    for section, article in zip(desk.sections, desk.articles, strict=True):
        pieces = embedder.passages(section)
        passages += pieces
        articles += [article] * len(pieces)
    return passages, articles


def embedded(texts: list[str], embed: Embed) -> tuple[NDArray[np.float64], float]:
    """The vectors of the texts, and the milliseconds of one."""
    started = time.process_time()
    vectors = []
    for number, text in enumerate(texts, 1):
        vectors.append(embed(text))
        if number % 50 == 0 or number == len(texts):
            print(f"\r{number} of {len(texts)} texts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    spent = time.process_time() - started
    return np.array(vectors, dtype=np.float64), spent * 1000 / len(texts)


def recall(vectors: NDArray[np.float64], desk: Desk, articles: list[str]) -> float:
    """Share of the questions with a cited article among the five nearest."""
    count = len(desk.questions)
    scores = vectors[:count] @ vectors[count:].T
    hits = 0
    for cited, row in zip(desk.cited, scores, strict=True):
        # From the nearest passage on: the first of an article counts for it.
        order = np.argsort(-row, kind="stable")
        nearest = list(dict.fromkeys(articles[place] for place in order))[:5]
        hits += not cited.isdisjoint(nearest)
    return hits / count


if __name__ == "__main__":
    main()
