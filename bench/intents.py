"""Do intents found in what was asked agree with those that people named, and do they stay?

`--data` is a folder with a train.csv (text, category): its questions are asked one
after the other, in an order drawn by seed, each answered by an agent who cites the
category's entry; nothing is told of the categories otherwise. Judged are the
decisions, which knew nothing of the answer yet, and where each question was put in the
end. k-means, given the true number of categories and all questions at once, stands beside
it. Then all is sorted twelve times more, as after twelve imports.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from bench import report
from bench.closed_stream import Protocol, stream
from bench.closed_systems import Desk
from tacit.app import opened
from tacit.events import ConversationId, EntryId, IntentId, WorkspaceId
from tacit.flows import intents
from tacit.settings import Settings

BANKING = report.HISTORIES / "banking77"
BEGINS_AT = datetime(2024, 1, 1, tzinfo=UTC)
ROUNDS = 12
NONE = "none"


@dataclass
class Course:
    """What became of each question: its category, what its decision said, where it is now."""

    categories: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    vectors: list[bytes] = field(default_factory=list)


def main() -> None:
    parser = report.arguments("Intents against categories that people named.", BANKING)
    parser.add_argument("--questions", type=int, default=3000, help="so many at most; 0 is all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, opened(Settings(Path(folder))) as app:
        desk = Desk(app, "intents", BEGINS_AT, "observe")
        course, workspace = asked(desk, options)
        figures = dict(agreement(course))
        with app.port.learned(workspace) as learned:
            figures["intents"] = len(learned.intents.live)
            before = dict(learned.intents.of)
        added = [len(intents.sort(app.port, workspace)) for _ in range(ROUNDS)]
        with app.port.learned(workspace) as learned:
            held = learned.intents
            stayed = [held.now(intent) == held.of[entry] for entry, intent in before.items()]
            lost = sum(intent not in held.ids for intent in before.values())
    figures["sorted_again_events_first"], figures["sorted_again_events_rest"] = (
        added[0], sum(added[1:]),
    )  # fmt: skip
    figures["sorted_again_ids_lost"] = lost
    figures["sorted_again_stayed"] = sum(stayed) / max(len(stayed), 1)
    figures |= {f"kmeans.{name}": value for name, value in kmeans(course, options.seed).items()}
    shown(figures)
    report.write(options.json, "intents", options, figures)


def asked(desk: Desk, options: argparse.Namespace) -> tuple[Course, WorkspaceId]:
    """Ask all questions, and look at where each was put."""
    course, conversations = Course(), list[ConversationId]()
    questions = stream(options.data, Protocol(seed=options.seed, questions=options.questions))
    port = desk.app.port
    for each in track(questions, "asking"):
        desk.asked(each, ())
        conversation, decision = desk.last
        course.categories.append(each.category)
        course.decided.append(decision.intent_id or NONE)
        conversations.append(conversation)
        desk.told(each.category, is_complaint=False)
    workspace = desk.app.workspace(desk.name)
    with port.learned(workspace) as learned:
        held = learned.intents
        entries = [EntryId(each) for each in conversations]
        course.placed = [held.of.get(each, NONE) for each in entries]
        course.decided = [held.now(IntentId(each)) or each for each in course.decided]
        places = [learned.exemplars.by_id[each].place for each in entries]
        course.vectors = [learned.exemplars.whole.vectors[place].tobytes() for place in places]
    return course, workspace


def agreement(course: Course) -> Iterator[tuple[str, float]]:
    """How far intents and categories agree, over the questions that are of an intent."""
    for name, found in (("placed", course.placed), ("decided", course.decided)):
        of = [(f, c) for f, c in zip(found, course.categories, strict=True) if f != NONE]
        yield f"{name}.share", len(of) / len(found)
        yield f"{name}.purity", purity([f for f, _ in of], [c for _, c in of])
        yield f"{name}.v_measure", v_measure_score([c for _, c in of], [f for f, _ in of])
    yield "questions", len(course.categories)
    yield "categories", len(set(course.categories))


def purity(found: Sequence[object], categories: Sequence[str]) -> float:
    """Share of the questions whose category is the commonest of their intent."""
    held = dict[object, Counter[str]]()
    for each, category in zip(found, categories, strict=True):
        held.setdefault(each, Counter())[category] += 1
    return sum(max(each.values()) for each in held.values()) / max(len(found), 1)


def kmeans(course: Course, seed: int) -> dict[str, float]:
    """k-means over the same vectors, told how many categories there are."""
    vectors = np.stack([np.frombuffer(each, np.float32) for each in course.vectors])
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    k = len(set(course.categories))
    labels = KMeans(k, n_init=4, random_state=seed).fit_predict(vectors)
    return {
        "purity": purity(labels.tolist(), course.categories),
        "v_measure": v_measure_score(course.categories, labels),
    }


def shown(figures: dict[str, float]) -> None:
    table = Table("figure", "value", box=None)
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}".removesuffix(".000"))
    Console().print(table)


if __name__ == "__main__":
    main()
