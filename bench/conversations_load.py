"""How long does a new conversation wait for its decision, under a steady load of real questions?

`POST /api/v1/conversations` on a `tacit serve` of its own, two years imported,
questions of 2024 drawn by seed. First two bare processes, one thread each, do
nothing but embed these questions: that gives the rate and the embedder's own
times. Then the questions come at half that rate, at moments drawn by seed
(Poisson), over eight connections. A time counts from the moment a question was
due, so what waits for a connection counts too. In the end the log says how
many decisions each has.

Figures: `served.ms_p50|p95|p99|max`, `embedder.ms_p50|p99`: one bare process;
`embedder_under_load.ms_p99`: two bare ones at the same arrivals, computed from
their times; `over.ms_p99`: served over bare; `rate_per_second`,
`embedders_per_second`, `conversations`, `refused`, `without_decision`,
`undecided`, `doubled`, `late_ms_p99`: by how much the client itself was behind;
`embedder.ms_mean`, `server.cpu_ms`, `database.cpu_ms`: processor time a
conversation; `load_before`.
"""

from __future__ import annotations

import heapq
import json
import multiprocessing
import os
import random
import sys
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import report
from bench.desk import imported, with_home
from bench.serving import Line, Serving, with_key
from tacit.app import opened
from tacit.connectors import read_history
from tacit.events import DecisionTaken
from tacit.history import Conversation
from tacit.settings import Settings

_YEAR = 2024
_PROCESSES = 2
_CONNECTIONS = 8
_BAR_MS = 110.0
_WARM_UP = 40
_PROBE = 120  # questions, to know how many fill the time


def main() -> None:
    """Embed alone, then serve the same questions at half that rate."""
    parser = with_home(report.arguments("Conversations with their decision, under load."))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--share", type=float, default=0.5, help="of the bare embedders' rate")
    options = parser.parse_args()
    figures = {"load_before": os.getloadavg()[0]}
    with imported(options):
        rows = drawn(options)
        rate, _ = bare(options.home, rows[:_PROBE])
        count = round(rate * options.share * options.seconds)
        asked = rows[: min(count, len(rows) - _WARM_UP)]
        rate, times = bare(options.home, asked)
    arrivals = moments(len(asked), rate * options.share, options.seed)
    with Serving(options.home, f"imported-{options.data.name}") as serving:
        key = serving.key("converse")
        line = with_key(serving.address, key)
        for row in rows[-_WARM_UP:]:
            line.ask("POST", "/api/v1/conversations?wait=30", opening(row, "warm"))
        run = Run(serving.address, key, asked, arrivals, str(time.time_ns()))
        print(f"{len(asked)} questions at {rate * options.share:.1f} a second", file=sys.stderr)
        before = serving.cpu_seconds()
        run.all()
        used = [b - a for a, b in zip(before, serving.cpu_seconds(), strict=True)]
    figures |= {
        "server.cpu_ms": used[0] / len(asked) * 1000,
        "database.cpu_ms": used[1] / len(asked) * 1000,
        "rate_per_second": rate * options.share,
        "embedders_per_second": rate,
        "embedder.ms_mean": sum(times) / len(times),
        "embedder.ms_p50": report.percentile(times, 0.5),
        "embedder.ms_p99": report.percentile(times, 0.99),
        "embedder_under_load.ms_p99": report.percentile(queued(times, arrivals), 0.99),
        **run.figures(),
        **decided(options, run.answers),
    }
    figures["over.ms_p99"] = figures["served.ms_p99"] - figures["embedder.ms_p99"]
    show(figures)
    report.write(options.json, "conversations_load", options, figures)


def show(figures: dict[str, float]) -> None:
    """Print the figures, and whether the bar is reached."""
    for name, value in sorted(figures.items()):
        print(f"{name:28} {value:10.1f}")
    is_reached = figures["over.ms_p99"] <= _BAR_MS
    word = "reached" if is_reached else "missed"
    print(f"p99 over the bare embedder's: {figures['over.ms_p99']:.0f} ms of {_BAR_MS:.0f}: {word}")


def drawn(options: Namespace) -> list[Conversation]:
    """The questions of the year, in an order drawn by seed."""
    rows = [
        row
        for row in read_history(options.data).rows()
        if isinstance(row, Conversation) and row.messages[0].at.year == _YEAR
    ]
    random.Random(options.seed).shuffle(rows)
    return rows


def opening(row: Conversation, run: str) -> dict[str, object]:
    """A question as the programming interface takes it."""
    message: dict[str, object] = {"text": row.messages[0].text or row.subject}
    if row.subject:
        message["subject"] = row.subject[:200]
    customer = {"external_id": f"{run}:{row.customer}"}
    return {"channel": "web", "customer": customer, "message": message}


# ---- the bare embedders -----------------------------------------------------------------


def bare(home: Path, rows: Sequence[Conversation]) -> tuple[float, list[float]]:
    """Questions a second that two bare processes embed, and each one's time in ms, in order."""
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(_PROCESSES + 1), context.Queue()
    workers = list[multiprocessing.process.BaseProcess]()
    for place in range(_PROCESSES):
        part = [(f"{r.subject}\n{r.messages[0].text}", bool(r.subject)) for r in rows]
        given = (home, part[place::_PROCESSES], ready, told, place)
        workers.append(context.Process(target=embed_only, args=given))
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    parts = dict(told.get() for _ in workers)
    took = time.perf_counter() - began
    for worker in workers:
        worker.join()
    times = [parts[n % _PROCESSES][n // _PROCESSES] for n in range(len(rows))]
    return len(rows) / took, times


def embed_only(
    home: Path,
    texts: list[tuple[str, bool]],
    ready: Barrier,
    told: Queue[tuple[int, list[float]]],
    place: int,
) -> None:
    """One bare process: load, wait for the other, make each question's vectors."""
    with opened(Settings(home)) as app:
        app.port.vectors_of("warm up")
        times = list[float]()
        ready.wait()
        for text, has_subject in texts:
            began = time.perf_counter()
            app.port.vectors_of(text, has_subject=has_subject)
            times.append((time.perf_counter() - began) * 1000)
        told.put((place, times))


def moments(count: int, rate: float, seed: int) -> list[float]:
    """When each question is due, in seconds from the start: a Poisson stream."""
    dice, at, found = random.Random(seed), 0.0, list[float]()
    for _ in range(count):
        at += dice.expovariate(rate)
        found.append(at)
    return found


def queued(times: Sequence[float], arrivals: Sequence[float]) -> list[float]:
    """What each would take, waiting included, if two bare processes got this stream; ms."""
    free = [0.0] * _PROCESSES
    found = list[float]()
    for due, took in zip(arrivals, times, strict=True):
        done = max(due, heapq.heappop(free)) + took / 1000
        heapq.heappush(free, done)
        found.append((done - due) * 1000)
    return found


# ---- the load -----------------------------------------------------------------------------


@dataclass
class Run:
    """One open-loop run: who is free takes the next question and sends it when it is due."""

    address: str
    key: str
    rows: Sequence[Conversation]
    arrivals: Sequence[float]
    name: str
    waits: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    answers: list[dict[str, object]] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self) -> None:
        """Send everything over the connections."""
        began = time.perf_counter() + 0.2
        senders = [threading.Thread(target=self._send, args=(began,)) for _ in range(_CONNECTIONS)]
        for each in senders:
            each.start()
        for each in senders:
            each.join()

    def _send(self, began: float) -> None:
        line = with_key(self.address, self.key)
        while (place := self._take()) is not None:
            due = began + self.arrivals[place]
            is_early = (left := due - time.perf_counter()) > 0
            if is_early:
                time.sleep(left)
                self.late.append((time.perf_counter() - due) * 1000)
            self._ask(line, place, due)
        line.close()

    def _take(self) -> int | None:
        with self._lock:
            place, self._next = self._next, self._next + 1
        return place if place < len(self.rows) else None

    def _ask(self, line: Line, place: int, due: float) -> None:
        row = self.rows[place]
        status, body, _ = line.ask(
            "POST",
            "/api/v1/conversations",
            opening(row, self.name),
            **{"Idempotency-Key": f"{self.name}-{place}"},
        )
        self.waits.append((time.perf_counter() - due) * 1000)
        if status == 201:
            self.answers.append(json.loads(body))
        else:
            self.refused[status] += 1
            print(f"{status}: {body[:200]!r}", file=sys.stderr)

    def figures(self) -> dict[str, float]:
        """What was measured."""
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
        return {
            **{f"served.ms_{n}": report.percentile(self.waits, s) for n, s in shares.items()},
            "late_ms_p99": report.percentile(self.late, 0.99),
            "conversations": len(self.answers),
            "refused": self.refused.total(),
            "without_decision": sum(each["decision"] is None for each in self.answers),
        }


def decided(options: Namespace, answers: Sequence[dict[str, object]]) -> dict[str, float]:
    """What the log says: conversations with more or fewer decisions than one."""
    wanted = {str(each["conversation_id"]) for each in answers}
    with opened(Settings(options.home)) as app:
        workspace = app.workspace(f"imported-{options.data.name}")
        counted = Counter[str]()
        for logged in app.store.read(workspace, kinds=["decision.taken"]):
            event = logged.event
            assert isinstance(event, DecisionTaken), "that kind was asked for"
            counted[event.conversation_id] += event.conversation_id in wanted
    return {
        "undecided": sum(counted[each] == 0 for each in wanted),
        "doubled": sum(counted[each] > 1 for each in wanted),
    }


if __name__ == "__main__":
    main()
