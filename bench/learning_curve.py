"""Does it get better on a real desk's history? Predict, then learn, along time.

Runs every judged question through the product's own flows, log and store;
citations become visible when their replies were written. Figures, with parts
of the stream at 0-300, 300-800 and 800-end (`part1`, `part2`, `part3`):

- `SYSTEM.partN.r1|r3|r5`: share of questions with a truly cited article among
  the first 1, 3, 5 of the receipt's ranking, whatever the action was;
  `SYSTEM.r1`, `.r3`, `.r5` over all. Systems: tacit, dense, bm25, neighbours,
  popular, nightly (logistic regression retrained each night).
- `tacit.partN.r1_minus_SYSTEM` with `_low`, `_high`: paired difference, 95% by
  bootstrap over weeks.
- `tacit.precision_at_coverage_5|10|20|30`: precision at the first place among
  the most confident such share of part 3.
- `tacit.ece` (15 equal-mass bins, part 3) and, by perfect confidences of this size,
  `tacit.ece_by_chance`; `tacit.aurc`, `nightly.aurc`, `tacit.answered_share`.
- `tacit.answer_ms_p50|p99`, `tacit.learn_ms_p50`, `tacit.correction_to_live_ms_p95`
  (a citation's commit to the state that knows it, in this process), `questions`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bench import report
from bench.baselines import Nightly, Told, bm25, dense, neighbours, popular
from bench.chart import Axes, lines, share_along
from bench.figures import BASELINES, Curve, Result, figures_of, show
from tacit.app import App, fire, follow, opened
from tacit.connectors import Options, judged, read_history
from tacit.events import DecisionTaken, EntryId, ExemplarPaired, Logged
from tacit.flows.importing import passages_of as question_passages
from tacit.flows.publish import put_articles
from tacit.history import Article, Conversation, Message, questions
from tacit.knowledge.question import Question, question_of
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.rehearsal import decision_of, rehearsal
from tacit.settings import Settings

_LAST_OF_2023 = 2023
_LATEST = 200


@dataclass
class Run:
    """Everything that is being measured along the stream."""

    truth: dict[str, set[str]]
    entry_of: dict[str, EntryId] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    nightly: Nightly = field(default_factory=Nightly)
    questions: dict[str, Question] = field(default_factory=dict)
    curve: Curve = field(default_factory=Curve)


def happenings(
    conversations: list[Conversation],
) -> list[tuple[Conversation, Message]]:
    """Every message in the order of time; none before its conversation began."""
    timed = [
        (max(message.at, told.messages[0].at), told.external_id, place, told, message)
        for told in conversations
        for place, message in enumerate(told.messages)
    ]
    timed.sort(key=lambda each: each[:3])
    return [(told, message) for _, _, _, told, message in timed]


def passages_of(embedder: Remembered, conversations: list[Conversation]) -> Iterator[str]:
    """Every passage that the flows will ask a vector for."""
    asked = (question for told in conversations for question in questions(told))
    yield from dict.fromkeys(text for each in asked for text in question_passages(embedder, each))


def embed_ahead(embedder: Remembered, conversations: list[Conversation]) -> None:
    """Give the embedder all vectors, made by as many processes as there are cores."""
    wanted = list(passages_of(embedder, conversations))
    with Pool() as pool:
        vectors = pool.embed_all(wanted)
        for passage, vector in track(
            zip(wanted, vectors, strict=True),
            "embedding",
            total=len(wanted),
            console=Console(stderr=True),
        ):
            embedder.tell(passage, vector)


def measure(app: App, options: Namespace) -> Run:
    """Rehearse the history and rank every judged question by every system."""
    run = Run(judged(options.data))
    for step in rehearsed(app, options, run.truth):
        observe(app, run, step)
    return run


@dataclass(frozen=True)
class Step:
    """One message of the history, what was logged of it, and how long that took."""

    row: Conversation
    message: Message
    logged: list[Logged]
    took_ms: float


def rehearsed(app: App, options: Namespace, truth: dict[str, set[str]]) -> Iterator[Step]:
    """Every message of the stream in the order of time, when all that follows it was done."""
    rows = list(read_history(options.data, Options(snapshots=options.snapshots)).rows())
    told = [row for row in rows if isinstance(row, Conversation) and wanted(row, truth, options)]
    told.sort(key=lambda each: (each.messages[0].at, each.external_id))
    if options.questions:
        told = told[: options.questions]
    assert isinstance(app.port.embedder, Remembered)
    embed_ahead(app.port.embedder, told)
    workspace = app.workspace("bench")
    inside = rehearsal(app.port, workspace, told[0].messages[0].at, follow, fire)
    articles = [row for row in rows if isinstance(row, Article)]
    put_articles(inside.port, workspace, [a for a in articles if a.at is None], "help centre")
    later = sorted((a for a in articles if a.at is not None), key=lambda a: str(a.at))
    stream = happenings(told)
    for row, message in track(stream, "rehearsing", console=Console(stderr=True)):
        at = max(message.at, row.messages[0].at)
        while later and later[0].at is not None and later[0].at <= at:
            day = [a for a in later if a.at == later[0].at]
            inside.clock.advance(at)
            put_articles(inside.port, workspace, day, "snapshot")
            later = later[len(day) :]
        began = time.perf_counter()
        logged = inside.step(row, message, at)
        yield Step(row, message, logged, (time.perf_counter() - began) * 1000)


def wanted(row: Conversation, truth: dict[str, set[str]], options: Namespace) -> bool:
    """Whether a conversation belongs to the stream."""
    is_tuning = options.data.resolve() == report.THUNDERBIRD.resolve() and not options.report
    if is_tuning and row.messages[0].at.year > _LAST_OF_2023:
        return False
    return bool(options.all) or row.external_id in truth


def observe(app: App, run: Run, step: Step) -> None:
    """Note what was decided about a first message, and tell the baselines what was cited."""
    row, message, logged = step.row, step.message, step.logged
    decision = decision_of(logged)
    if decision is not None:
        run.curve.answer_ms.append(step.took_ms)
        if message is row.messages[0] and row.external_id in run.truth:
            judge(app, run, row, decision)
    paired = [e.event for e in logged if isinstance(e.event, ExemplarPaired)]
    if paired:
        run.curve.learn_ms.append(step.took_ms)
    for pair in paired:
        question = question_for(app, run, row)
        if pair.cites:
            run.told.learn(question, list(pair.cites), message.at.toordinal())


def question_for(app: App, run: Run, row: Conversation) -> Question:
    """The opening question as the product saw it."""
    found = run.questions.get(row.external_id)
    if found is None:
        text, has_subject = questions(row)[0]
        vectors = app.port.vectors_of(text, has_subject=has_subject)
        found = run.questions[row.external_id] = question_of(text, "en", vectors)
    return found


def judge(app: App, run: Run, row: Conversation, decision: DecisionTaken) -> None:
    """Where each system placed the first article that was truly cited."""
    truth = right(app, run, row)
    day = row.messages[0].at.toordinal()
    question = question_for(app, run, row)
    workspace = app.workspace("bench")
    with app.port.learned(workspace) as learned:
        ranked = {
            "tacit": [c.entry_id for c in decision.candidates if c.features],
            "dense": dense(learned, question),
            "bm25": bm25(learned, question),
            "neighbours": neighbours(run.told, question),
            "popular": popular(run.told),
            "nightly": run.nightly.rank(run.told, question, day),
        }
    places = {
        name: next((i for i, entry in enumerate(order) if entry in truth), 99)
        for name, order in ranked.items()
    }
    is_answer = decision.action == "answer"
    sure = decision.confidence / 4096
    run.curve.results.append(Result(day // 7, places, sure, is_answer, run.nightly.confidence))


def right(app: App, run: Run, row: Conversation) -> set[EntryId]:
    """The entries that were truly cited, as far as anybody has named them yet."""
    slugs = run.truth[row.external_id]
    unknown = [slug for slug in slugs if slug not in run.entry_of]
    if unknown:
        found = app.store.find_external(app.workspace("bench"), "article", unknown)
        run.entry_of |= {slug: EntryId(entry) for slug, entry in found.items()}
    return {run.entry_of[slug] for slug in slugs if slug in run.entry_of}


def drawn(run: Run) -> str:
    """How often each system's first was right, along the stream."""
    results = run.curve.results
    hits = {name: [r.places[name] < 1 for r in results] for name in ("tacit", *BASELINES)}
    axes = Axes(f"R@1 over the last {_LATEST} questions", "judged questions, in the order of time")
    return lines(share_along(hits, _LATEST), axes)


def main() -> None:
    """Measure the learning curve of a history."""
    parser = report.arguments("The learning curve on a real desk's history.")
    parser.add_argument("--all", action="store_true", help="every conversation, not only judged")
    parser.add_argument(
        "--snapshots", action="store_true", help="swap the help centre on its dates"
    )
    parser.add_argument("--report", action="store_true", help="run 2024 too")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many conversations")
    report.takes_charts(parser)
    options = parser.parse_args()
    if not judged(options.data):
        sys.exit(f"{options.data} has no qrels-*.tsv: nothing is judged there")
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as app:
        seeded = app.seeded(options.seed)
        run = measure(seeded.with_embedder(Remembered(seeded.port.embedder)), options)
    figures = figures_of(run.curve, options.seed)
    show(figures)
    report.write(options.json, "learning_curve", options, figures)
    if options.report and options.data.resolve() == report.THUNDERBIRD.resolve():
        report.append("learning_curve", options, figures)
    report.draw(options.svg, "learning_curve", lambda: {"r1": drawn(run)})


if __name__ == "__main__":
    main()
