"""Has a request one effect, and one answer, however often it is sent?

Requests of three sorts in turn, each with an Idempotency-Key: a customer opens
a conversation, an agent replies, a customer rates. Each is sent by two
connections at once, then once more by one of them; meanwhile `tacit serve` is
killed with SIGKILL at moments drawn by seed, and what was not answered is sent
again to the next one. Then it is killed once more, and every request is sent
to the server that comes up. In the end the log is counted.

Figures: `requests`, `sent`: copies of them in all; `kills`; `changed`: answered
with another status or other bytes at some time; `unanswered`; `missing`,
`doubled`: effects in the log too few, too many; `in_flight`: 409 on the way;
`seconds`.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

from bench import report
from bench.kill_points import Request, conversation, effects_of, prepare, texts_of
from bench.serving import Line, Serving, with_key
from tacit.app import opened
from tacit.settings import Settings

WORKSPACE = "repeats"
_PAIRS = 4
# Conversations that are replied to and rated.
_HOSTS = 50
_FAST = {"TACIT_RATE": "5000"}


def main() -> None:
    """Send everything again and again, then count."""
    parser = report.arguments("The same request, repeated, raced and replayed.")
    parser.add_argument("--requests", type=int, default=2500, help="sent 4 times")
    parser.add_argument("--kills", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tacit-repeats-") as folder:
        home = Path(folder)
        prepare(home, options, WORKSPACE)
        figures = drive(home, options)
    for name, value in figures.items():
        print(f"{name:16} {value:>10,.0f}")
    report.write(options.json, "repeats", options, figures)


def drive(home: Path, options: Namespace) -> dict[str, float]:
    """Race them while the server is killed, replay them after a crash, and count."""
    began = time.monotonic()
    with Serving(home, WORKSPACE, settings=_FAST) as serving:
        key = serving.key("converse", "desk")
        hosts = [conversation(n, texts_of(options), "host") for n in range(_HOSTS)]
        line = with_key(serving.address, key)
        for host in hosts:
            host.send(line)
        requests = made(options, hosts)
        kills = Kills(serving, random.Random(options.seed), options.kills, len(requests))
        with ThreadPoolExecutor(_PAIRS) as pairs:
            lots = [(place, requests[place::_PAIRS]) for place in range(_PAIRS)]
            list(pairs.map(lambda lot: race(kills, key, lot[1]), lots))
        serving.stop_hard()
        serving.start()
        line = with_key(serving.address, key)
        unanswered = sum(not settled(line, each) for each in requests)
    figures = {
        "requests": len(requests),
        "sent": sum(each.tries for each in requests),
        "kills": kills.done + 1,
        "changed": sum(len(each.answers) > 1 for each in requests),
        "unanswered": unanswered,
        "in_flight": sum(each.in_flight for each in requests),
    }
    return {**figures, **counted(home, hosts, requests), "seconds": time.monotonic() - began}


def made(options: Namespace, hosts: Sequence[Request]) -> list[Request]:
    """The requests: openings, replies and ratings in turn."""
    texts = texts_of(options)
    ids = [json.loads(host.answers[0])["conversation_id"] for host in hosts]
    agent = {"kind": "agent", "external_id": "bench"}
    found = list[Request]()
    for n in range(options.requests):
        path = f"/api/v1/conversations/{ids[n // 3 % len(ids)]}"
        match n % 3:
            case 0:
                found.append(conversation(n, texts, "repeat"))
            case 1:
                body = {"author": agent, "text": f"Step {n}: restart it."}
                found.append(Request(f"{path}/messages", body, f"repeat-{n}"))
            case _:
                rating = {"kind": "csat", "value": 1 + n % 5}
                found.append(Request(f"{path}/feedback", rating, f"repeat-{n}"))
    return found


class Kills:
    """Kills the server when so many requests were begun, drawn by seed, and starts it again."""

    def __init__(self, serving: Serving, dice: random.Random, count: int, among: int) -> None:
        self.serving = serving
        self.done = 0
        self._at = sorted(dice.sample(range(among // 20, among), count))
        self._begun = 0
        self._lock = threading.Lock()

    def begin(self) -> None:
        """One more request is begun; whoever meets the mark kills, while the others send on."""
        with self._lock:
            self._begun += 1
            if not self._at or self._begun < self._at[0]:
                return
            self._at.pop(0)
            self.serving.stop_hard()
            self.serving.start()
            self.done += 1
        print(f"\r{self._begun} begun, {self.done} kills", end="", file=sys.stderr)


def race(kills: Kills, key: str, lot: Sequence[Request]) -> None:
    """Send each request by two connections at once, then once more."""
    with ThreadPoolExecutor(1) as other:
        lines = [with_key(kills.serving.address, key) for _ in range(2)]
        for request in lot:
            kills.begin()
            for line in lines:
                line.move(kills.serving.address)
            twin = other.submit(once, lines[1], request)
            once(lines[0], request)
            twin.result()
            settled(lines[0], request, kills.serving)


def once(line: Line, request: Request) -> None:
    """Send it once; a server that goes away is met again later."""
    try:
        request.send(line)
    except (OSError, HTTPException):
        return


def settled(line: Line, request: Request, serving: Serving | None = None) -> bool:
    """Send it until it is answered, for a minute at most."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if request.send(line):
                return True
        except (OSError, HTTPException):
            if serving is not None:
                line.move(serving.address)
        time.sleep(0.2)
    return False


def counted(home: Path, hosts: Sequence[Request], requests: Sequence[Request]) -> dict[str, float]:
    """Effects in the log that are too few or too many."""
    with opened(Settings(home)) as app:
        effects, conversations = effects_of(app, app.workspace(WORKSPACE))
    missing = doubled = 0

    def count(found: int, wanted: int) -> None:
        nonlocal missing, doubled
        missing += max(0, wanted - found)
        doubled += max(0, found - wanted)

    for each in requests[::3]:
        own = conversations.get(each.body["customer"]["external_id"], [])
        count(len(own), 1)
        for id in own:
            count(effects[id]["message.received"], 1)
            count(effects[id]["decision.taken"], 1)
    for host in hosts:
        id = json.loads(host.answers[0])["conversation_id"]
        path = f"/api/v1/conversations/{id}/"
        wanted = [each.path.removeprefix(path) for each in requests if each.path.startswith(path)]
        count(effects[id]["message.received"], 1 + wanted.count("messages"))
        count(effects[id]["feedback.given"], wanted.count("feedback"))
    return {"missing": missing, "doubled": doubled}


if __name__ == "__main__":
    main()
