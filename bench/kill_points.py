"""Is a conversation's POST done once, at whichever point of it the server is killed?

Eight connections send conversations of a seed, each with an Idempotency-Key,
to a `tacit serve` in mode auto that kills itself with SIGKILL at a named point
(bench/dying.py says which, and how often it passes there first). What was not
answered is sent again to the next server, which dies at the next point, until
a last one lives. Then every request is sent once more, and the log is counted.

Figures: `kills`, `points`; `requests`, `acknowledged`: all that were answered
201 in the end; `acknowledged_before_the_end`; `lost`: answered and not in the
log, or without a decision or its delivery; `doubled`: more than one conversation, message,
decision or delivery for one request; `changed`: answered with other bytes the
second time; `retries`, `in_flight`: 409 on the way; `seconds`.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from typing import Any

from bench import report
from bench.dying import NAMES
from bench.serving import Line, Serving, with_key
from tacit.app import App, opened
from tacit.connectors import read_history
from tacit.events import ConversationOpened, WorkspaceId
from tacit.history import Article, Conversation
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import take_in

WORKSPACE = "kills"
CONNECTIONS = 8
_ARTICLES = 20
_LETTERS = 300
# A job that a killed worker had begun is another's after a minute.
_PATIENCE_SECONDS = 150
_WAIT = "?wait=1"  # seconds; a request in flight is taken up again 5 s later


def main() -> None:
    """Kill at every point, then count."""
    parser = report.arguments("kill -9 at named points of a conversation's POST.")
    parser.add_argument("--rounds", type=int, default=1, help="over all the points")
    parser.add_argument("--requests", type=int, default=40, help="between two kills")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tacit-kills-") as folder:
        home = Path(folder)
        prepare(home, options, WORKSPACE)
        figures = drive(home, options)
    for name, value in figures.items():
        print(f"{name:28} {value:>8,.0f}")
    report.write(options.json, "kill_points", options, figures)


def prepare(home: Path, options: Namespace, workspace: str) -> None:
    """A workspace of a few articles, in mode auto."""
    rows = (row for row in read_history(options.data).rows() if isinstance(row, Article))
    with opened(Settings(home)) as app, Pool() as pool:
        take_in(app, app.workspace(workspace), islice(rows, _ARTICLES), pool, rehearse=0)
    Serving(home, workspace).tell("mode", "auto", "--reason", "a benchmark has nobody to disturb")


def texts_of(options: Namespace) -> list[str]:
    """Questions in an order drawn by seed."""
    rows = (row for row in read_history(options.data).rows() if isinstance(row, Conversation))
    texts = [row.messages[0].text[:_LETTERS] or row.subject for row in islice(rows, 5000)]
    random.Random(options.seed).shuffle(texts)
    return texts


@dataclass
class Request:
    """One POST that is sent until it is answered; `answers` are the distinct 201s it got."""

    path: str
    body: dict[str, Any]
    key: str
    answers: list[bytes] = field(default_factory=list)
    tries: int = 0
    in_flight: int = 0

    def send(self, line: Line) -> bool:
        """Send it once; true where it was answered. Raises where the server went away."""
        self.tries += 1
        status, body, _ = line.ask("POST", self.path, self.body, **{"Idempotency-Key": self.key})
        if status == 201:
            if body not in self.answers:
                self.answers.append(body)
            return True
        if status not in (409, 429, 503):
            raise ValueError(f"{self.path} answered {status}: {body[:300]!r}")
        self.in_flight += status == 409
        return False


def conversation(n: int, texts: Sequence[str], name: str) -> Request:
    """The request that opens conversation n, by a customer of its own."""
    customer = {"external_id": f"{name}-{n}"}
    message = {"text": texts[n % len(texts)]}
    body = {"channel": "web", "customer": customer, "message": message}
    return Request(f"/api/v1/conversations{_WAIT}", body, f"{name}-{n}")


def send_all(address: str, key: str, waiting: Sequence[Request]) -> list[Request]:
    """Send requests over all connections until each is answered or the server is gone.

    Returns what is left.
    """
    left, lock = list(reversed(waiting)), threading.Lock()
    lost = list[Request]()

    def work() -> None:
        line = with_key(address, key)
        while True:
            with lock:
                if not left:
                    return
                request = left.pop()
            try:
                while not request.send(line):
                    time.sleep(0.5)
            except (OSError, HTTPException):
                lost.append(request)
                return

    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return [*lost, *reversed(left)]


def drive(home: Path, options: Namespace) -> dict[str, float]:
    """Die at each point, then live; returns the figures."""
    dice, texts = random.Random(options.seed), texts_of(options)
    began = time.monotonic()
    key = Serving(home, WORKSPACE).key("converse", "desk")
    requests, left, kills = list[Request](), list[Request](), 0
    names = list(NAMES) * options.rounds
    for n, name in enumerate(names):
        fresh = range(n * options.requests, (n + 1) * options.requests)
        made = [conversation(each, texts, "kill") for each in fresh]
        requests += made
        with dying(home, name, dice.randint(2, options.requests // 2)) as serving:
            left = send_all(serving.address, key, [*left, *made])
            kills += serving.gone() == -9
        print(f"{n + 1}/{len(names)} killed, {name}; {len(left)} unanswered", file=sys.stderr)
    before = sum(bool(each.answers) for each in requests)
    with dying(home, "never", 0) as serving:
        left = send_all(serving.address, key, left)
        left += send_all(serving.address, key, requests)
        # What a killed process left undone behind an answer is the worker's.
        until = time.monotonic() + _PATIENCE_SECONDS
        while undelivered(home) and time.monotonic() < until:
            time.sleep(2)
    figures = {"kills": kills, "points": len(NAMES), "acknowledged_before_the_end": before}
    return {**figures, **counted(home, requests, left), "seconds": time.monotonic() - began}


def undelivered(home: Path) -> int:
    """Conversations with a decision that nothing was delivered on yet."""
    with opened(Settings(home)) as app:
        effects, _ = effects_of(app, app.workspace(WORKSPACE))
    return sum(count["decision.taken"] > 0 and not count["delivered"] for count in effects.values())


@contextmanager
def dying(home: Path, name: str, passings: int) -> Iterator[Serving]:
    """A server that dies there after so many passings."""
    command = [sys.executable, "-m", "bench.dying", name, str(passings)]
    with Serving(home, WORKSPACE, command) as serving:
        yield serving


def counted(home: Path, requests: Sequence[Request], left: Sequence[Request]) -> dict[str, float]:
    """Hold what was answered against the log."""
    with opened(Settings(home)) as app:
        workspace = app.workspace(WORKSPACE)
        effects, conversations = effects_of(app, workspace)
    lost = doubled = 0
    for each in requests:
        own = conversations[each.body["customer"]["external_id"]]
        counts = [effects[conversation] for conversation in own]
        doubled += len(own) > 1 or any(n > 1 for count in counts for n in count.values())
        answered = {json.loads(answer)["conversation_id"] for answer in each.answers}
        lost += any(
            id not in own or not effects[id]["decision.taken"] or not effects[id]["delivered"]
            for id in answered
        )
    return {
        "requests": len(requests),
        "acknowledged": sum(bool(each.answers) for each in requests),
        "unanswered": len(left),
        "lost": lost,
        "doubled": doubled,
        "changed": sum(len(each.answers) > 1 for each in requests),
        "retries": sum(each.tries - 2 for each in requests),
        "in_flight": sum(each.in_flight for each in requests),
    }


def effects_of(
    app: App, workspace: WorkspaceId
) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """What each conversation holds, by kind, and each customer's conversations by external id."""
    effects, whose = dict[str, Counter[str]](), dict[str, str]()
    for logged in app.store.read(workspace):
        if isinstance(logged.event, ConversationOpened):
            whose[logged.event.conversation_id] = logged.event.customer_id
        if logged.event.stream_kind == "conversation":
            kind = logged.event.kind
            if kind in ("reply.delivered", "conversation.handed_off"):
                kind = "delivered"
            effects.setdefault(logged.event.stream_id, Counter())[kind] += 1
    named = {id: name for id, kind, name in app.store.externals_of(workspace, set(whose.values()))
             if kind == "person"}  # fmt: skip
    conversations = dict[str, list[str]]()
    for conversation_id, customer in whose.items():
        conversations.setdefault(named[customer], []).append(conversation_id)
    return effects, conversations


if __name__ == "__main__":
    main()
