"""What do learning and answering cost, the more was learned?

A desk in mode observe is asked --base questions of FOLDER/train.csv (`text,category`), each
answered by an agent; its conversations are then told again and again under new ids, other words
and vectors (`cost_log`), until 1,000, 10,000 and 100,000 lessons were learned, with
`--million` a million. The log is in memory. At each size conversations are learned and questions
asked by turns, each in words that were never asked. In the end a million events, fewer with
`--events`, are folded from the log's start.

- `at_LESSONS.learn_ms_p50`, `_p95`: until a conversation more is folded: its decision, the agent's
  word on it, the question paired with the reply.
- `at_LESSONS.answer_ms_p50`, `_p95`: a decision on a question, embedding included.
- `at_LESSONS.embed_ms_p50`: embedding alone.
- `at_LESSONS.state_mb`: the learned state as canonical bytes, exemplars and all, vectors apart.
- `at_LESSONS.vectors_mb`: two vectors a lesson, in the process (four bytes a place).
- `at_LESSONS.process_mb`: what the process holds, log in memory and embedder included.
- `fold.seconds`, `fold.events`, `fold.lessons`: the fold; `rebuild` reads it from the store.
"""

from __future__ import annotations

import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench import report
from bench.chart import Axes, Points, lines
from bench.closed_loop import BANKING, BEGINS_AT, embedded, progress, run
from bench.closed_stream import Protocol, rows_of, stream
from bench.closed_systems import Desk
from bench.cost_log import Talk, talks, together, told_again
from bench.memory_store import MemoryStore, in_memory
from tacit.app import App
from tacit.events import WorkspaceId
from tacit.flows import answer
from tacit.language.remembered import Remembered
from tacit.settings import Settings
from tacit.store.batch import Batch

NAME = WorkspaceId("cost")
SIZES = (1_000, 10_000, 100_000)
_MILLION = 1_000_000
_TOGETHER = 200
_MB = 1e6


@dataclass
class Growing:
    """A workspace whose log grows by whole conversations."""

    app: App
    store: MemoryStore
    batches: Iterator[Batch]
    lessons: int
    each: int

    def grow(self, lessons: int) -> None:
        """Append conversations until so many lessons are in the log."""
        steps = range(self.lessons, lessons, self.each * _TOGETHER)
        for _ in progress(steps, f"{lessons:,} lessons", len(steps)):
            for batch in together(self._next(lessons), _TOGETHER):
                self.store.append(batch)

    def _next(self, lessons: int) -> Iterator[Batch]:
        for _ in range(_TOGETHER):
            if self.lessons >= lessons:
                return
            self.lessons += self.each
            yield next(self.batches)

    def learn_one(self) -> float:
        """Milliseconds until one conversation more is folded."""
        self.store.append(next(self.batches))
        self.lessons += self.each
        began = time.perf_counter()
        with self.app.port.learned(NAME):
            return (time.perf_counter() - began) * 1000


def started(app: App, options: Namespace) -> Growing:
    """The day that is told again and again."""
    asked = stream(options.data, Protocol(seed=options.seed, questions=options.base))
    desk = Desk(app, NAME, BEGINS_AT, "observe")
    run("the first day", desk, asked, embedded(app, asked))
    held = one_lesson_each(talks(app.store, NAME, app.port.embedder.namespace))
    day = timedelta(minutes=len(asked) + 1)
    batches = told_again(held, day, app.port.embedder.namespace, NAME, options.seed)
    return Growing(app, app.store, batches, len(asked), 1)


def one_lesson_each(found: list[Talk]) -> list[Talk]:
    """Those that teach one lesson, as nearly all do: then conversations count lessons."""
    return [each for each in found if each.lessons == 1]


def at_size(growing: Growing, texts: list[str], turns: int) -> dict[str, float]:
    """Learn and answer by turns, and look at what is held."""
    app = growing.app
    with app.port.learned(NAME) as learned:
        exemplars = learned.exemplars
        rows = [exemplars.whole.vectors, exemplars.subject.vectors]
        vectors = sum(each[: exemplars.whole.count].nbytes for each in rows)
        state = len(learned.to_bytes())
    learn, answers, embeds = list[float](), list[float](), list[float]()
    answer.preview(app.port, NAME, "the first after a while makes caches anew")
    for text in texts[:turns]:
        learn.append(growing.learn_one())
        began = time.perf_counter()
        answer.preview(app.port, NAME, text)
        answers.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        app.port.vectors_of(text)
        embeds.append((time.perf_counter() - began) * 1000)
    return {
        "learn_ms_p50": report.percentile(learn, 0.5),
        "learn_ms_p95": report.percentile(learn, 0.95),
        "answer_ms_p50": report.percentile(answers, 0.5),
        "answer_ms_p95": report.percentile(answers, 0.95),
        "embed_ms_p50": report.percentile(embeds, 0.5),
        "state_mb": state / _MB,
        "vectors_mb": vectors / _MB,
        "process_mb": resident(),
    }


def resident() -> float:
    """Megabytes that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) * 1024 / _MB


def fold(growing: Growing, events: int) -> dict[str, float]:
    """Fold the first events of the log from its start."""
    app = growing.app
    while growing.store.head(NAME) < events:
        growing.grow(growing.lessons + 10_000)
    app.port.follower.evict(NAME)
    growing.store.drop_snapshots(NAME)
    began = time.perf_counter()
    learned = app.port.follower.past(NAME, events)
    seconds = time.perf_counter() - began
    return {
        "fold.seconds": seconds,
        "fold.events": events,
        "fold.lessons": learned.linear.lessons,
    }


def measure(app: App, options: Namespace) -> dict[str, float]:
    """Every size, then the fold."""
    figures = dict[str, float]()
    growing = started(app, options)
    spare = [text for text, _ in rows_of(options.data, "test.csv")]
    for size in (*SIZES, *((_MILLION,) if options.million else ())):
        if size > options.most:
            break
        growing.grow(size)
        fresh = [f"{one} {two}" for one, two in zip(spare, spare[size // 1000 :], strict=False)]
        found = at_size(growing, fresh, options.turns)
        figures |= {f"at_{size}.{name}": value for name, value in found.items()}
        report.show(
            "Cost",
            {name: value for name, value in figures.items() if name.startswith(f"at_{size}.")},
        )
    return figures | fold(growing, options.events)


def charts(figures: dict[str, float]) -> dict[str, str]:
    """Milliseconds and megabytes by the number of lessons."""
    sizes = [size for size in (*SIZES, _MILLION) if f"at_{size}.state_mb" in figures]

    def by_size(*names: str) -> dict[str, Points]:
        return {
            name.rpartition("_p50")[0] or name: [(s, figures[f"at_{s}.{name}"]) for s in sizes]
            for name in names
        }

    took = by_size("answer_ms_p50", "learn_ms_p50", "embed_ms_p50")
    held = by_size("state_mb", "vectors_mb")
    return {
        "milliseconds": lines(took, Axes("Milliseconds, p50", "lessons", is_log=True)),
        "megabytes": lines(held, Axes("Megabytes", "lessons", is_log=True)),
    }


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("Cost against size.", BANKING)
    parser.add_argument("--base", type=int, default=1000, help="questions of the first day")
    parser.add_argument("--turns", type=int, default=200, help="learned and asked at each size")
    parser.add_argument("--most", type=int, default=_MILLION, help="no size above this one")
    parser.add_argument("--million", action="store_true", help="a million lessons, too")
    parser.add_argument("--events", type=int, default=_MILLION, help="to fold in the end")
    report.takes_charts(parser)
    return parser


def main() -> None:
    """Measure."""
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = in_memory(Settings(Path(home)), options.seed)
        assert isinstance(app.port.embedder, Remembered)
        figures = measure(app, options)
    report.show("Cost", figures)
    report.write(options.json, "cost", options, figures)
    report.draw(options.svg, "cost", lambda: charts(figures))


if __name__ == "__main__":
    main()
