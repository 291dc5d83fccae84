"""How soon does an open page's stream bring what another process has logged?

A signed-in browser's connection holds `/live/stream` of a conversation open,
as its page does. Another process appends an agent's message to it through the
product's own flow, waits until the stream brings the fragment that shows the
words, pauses for a time drawn by seed, and goes on. This is the part of
"append to paint" before the browser; putting a fragment in place is not in it.

Figures: `committed.ms_p50|p95|max`: from the end of the append;
`begun.ms_p50|p95`: from its beginning; `fragment_bytes_p50`; `updates`, `never`,
`load_before`.
"""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from argparse import Namespace
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import track

from bench import report
from bench.desk import imported, with_home
from bench.inbox_scale import signed_in
from bench.serving import Line, Serving
from tacit.app import App, opened
from tacit.events import ConversationId, PersonId, WorkspaceId
from tacit.flows import receive
from tacit.settings import Settings
from tacit.store.batch import Person

_BAR_MS = 300.0
_PATIENCE_SECONDS = 20.0  # a missed notice is made good after 15
_WARM_UP = 5


def main() -> None:
    """Append, and listen."""
    parser = with_home(report.arguments("From an append to the fragment on the stream."))
    parser.add_argument("--updates", type=int, default=200)
    options = parser.parse_args()
    figures = {"load_before": os.getloadavg()[0]}
    with imported(options):
        pass
    name = f"imported-{options.data.name}"
    with Serving(options.home, name) as serving, opened(Settings(options.home)) as app:
        workspace = app.workspace(name)
        figures |= updates(app, workspace, signed_in(serving), options)
    p95 = figures["committed.ms_p95"]
    word = "reached" if p95 <= _BAR_MS else "missed"
    print(f"append to fragment: p95 {p95:.0f} ms of {_BAR_MS:.0f} to paint: {word} so far")
    for figure, value in sorted(figures.items()):
        print(f"{figure:24} {value:10.1f}")
    report.write(options.json, "live", options, figures)


@dataclass
class Reader:
    """A thread that reads the stream and notes when each awaited text came."""

    browser: Line
    path: str
    wanted: str = ""
    came_at: float = 0.0
    sizes: list[int] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    _came: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Open the stream; returns once it speaks."""
        threading.Thread(target=self._read, daemon=True).start()
        if not self.is_open.wait(60):
            raise TimeoutError(f"{self.path} does not speak")

    def expect(self, text: str) -> None:
        """From now on wait for this text."""
        self._came.clear()
        self.wanted = text

    def wait(self) -> float | None:
        """When it came, by the monotonic clock; None where it did not in time."""
        return self.came_at if self._came.wait(_PATIENCE_SECONDS) else None

    def _read(self) -> None:
        where = urlsplit(self.browser.address)
        assert where.hostname is not None, "an address names a host"
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=120)
        connection.request("GET", self.path, headers=self.browser.headers)
        stream = connection.getresponse()
        if stream.status != 200:
            raise ValueError(f"{self.path} answered {stream.status}")
        size, found = 0, False
        while line := stream.readline():
            self.is_open.set()
            size += len(line)
            found = found or (bool(self.wanted) and self.wanted.encode() in line)
            if line == b"\n":
                if found:
                    self.came_at, self.wanted = time.perf_counter(), ""
                    self.sizes.append(size)
                    self._came.set()
                size, found = 0, False


def updates(
    app: App, workspace: WorkspaceId, browser: Line, options: Namespace
) -> dict[str, float]:
    """Append one after the other, each once the last was seen."""
    dice = random.Random(options.seed)
    customer = receive.person(app.port, workspace, "bench-live-customer")
    agent = receive.person(app.port, workspace, "bench-live-agent", Person(PersonId(""), "agent"))
    said = receive.Said("customer", customer, "Does this page keep itself current?")
    logged = receive.open_conversation(app.port, workspace, receive.Opening(customer, said))
    conversation = ConversationId(logged[0].event.stream_id)
    reader = Reader(browser, f"/live/stream?talk={conversation}&view=all")
    reader.start()
    from_commit, from_begin, never = list[float](), list[float](), 0
    for n in track(range(_WARM_UP + options.updates), "appending", console=Console(stderr=True)):
        time.sleep(dice.uniform(0.1, 0.4))
        words = f"Update {n} of {dice.getrandbits(48):012x}."
        reader.expect(words)
        began = time.perf_counter()
        receive.hear(app.port, workspace, conversation, receive.Said("agent", agent, words))
        committed = time.perf_counter()
        came_at = reader.wait()
        if n < _WARM_UP:
            continue
        if came_at is None:
            never += 1
            came_at = committed + _PATIENCE_SECONDS
        from_commit.append((came_at - committed) * 1000)
        from_begin.append((came_at - began) * 1000)
    return {
        "updates": options.updates,
        "never": never,
        "committed.ms_p50": report.percentile(from_commit, 0.5),
        "committed.ms_p95": report.percentile(from_commit, 0.95),
        "committed.ms_max": report.percentile(from_commit, 1.0),
        "begun.ms_p50": report.percentile(from_begin, 0.5),
        "begun.ms_p95": report.percentile(from_begin, 0.95),
        "fragment_bytes_p50": report.percentile(reader.sizes, 0.5),
    }


if __name__ == "__main__":
    main()
