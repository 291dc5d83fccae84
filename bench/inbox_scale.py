"""How fast are the inbox's pages and the list of the interface with 100,000 conversations?

The history of --data is imported again and again under changed external ids,
with a table of vectors in place of the embedder and no rehearsal, until there
are so many; the workspace is kept in --home. Then `tacit serve` is asked over
one connection, signed in by a link of `tacit sign-in`, and each sort of page
is timed from the request to its last byte. Which conversations, views and
words is drawn by seed; words come from the messages themselves. While it is
asked, --writes messages a second come in, so that lists have to catch up.

Figures: for `list`, `conversation`, `search`, `api_list` and
`api_conversation`: `NAME.ms_p50|p99|max|n`; `first_list_ms`, `first_search_ms`,
`first_conversation_ms`: the first one of this server, when the rows, the words
or the learned state are folded; `conversations`, `written`, `load_before`.
"""

from __future__ import annotations

import os
import random
import re
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlsplit

from rich.console import Console
from rich.progress import Progress

from bench import report
from bench.import_speed import Table
from bench.serving import Line, Serving, with_key
from tacit.app import opened
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.history import Article, Conversation, Row
from tacit.language.embedding import embedder_from
from tacit.settings import Settings
from tacit.taking import Reporting, take_in

WORKSPACE = "scale"
BARS_MS = {"list": 100.0, "conversation": 100.0, "search": 300.0}
_VIEWS = ("waiting", "handed-over", "assistant", "resolved", "all")
_WARM_UP = 20
_WORD = re.compile(r"[a-z]{4,14}")
# Of so many conversations, evenly spread, one is drawn to open, to go on behind, to search for.
_KNOWN = 2000


def main() -> None:
    """Make the workspace where it is not there, and time its pages."""
    parser = report.arguments("The inbox at scale.")
    home = report.ROOT / ".cache" / "bench-scale"
    parser.add_argument("--home", type=Path, default=home, help="where it is kept")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=500, help="of each sort, after a warm-up")
    parser.add_argument("--writes", type=float, default=2.0, help="messages a second meanwhile")
    options = parser.parse_args()
    figures = {"load_before": os.getloadavg()[0], **make(options)}
    with Serving(options.home, WORKSPACE) as serving:
        asking = Asking(serving, options, *known(options))
        figures |= asking.all()
    for name, bar in BARS_MS.items():
        p99 = figures[f"{name}.ms_p99"]
        word = "reached" if p99 <= bar else "missed"
        print(
            f"{name}: p50 {figures[f'{name}.ms_p50']:.1f} ms, p99 {p99:.1f} ms of {bar:.0f}: {word}"
        )
    for name, value in sorted(figures.items()):
        print(f"{name:28} {value:12,.1f}")
    report.write(options.json, "inbox_scale", options, figures)


# ---- the workspace ------------------------------------------------------------------------


class Nearby(Table):
    """The table under the bundled model's name, so that a server reads its vectors as its own."""

    def __init__(self) -> None:
        bundled = embedder_from()
        self.namespace, self.dimensions = bundled.namespace, bundled.dimensions


def make(options: Namespace) -> dict[str, float]:
    """Import until there are as many conversations; returns how many there are."""
    with opened(Settings(options.home)) as app:
        workspace = app.workspace(WORKSPACE)
        inside, table = app.with_embedder(Nearby()), Nearby()
        count = len(ids_of(inside.store, workspace))
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("importing", total=options.conversations)
            progress.advance(task, count)
            tasks = list[int]()

            def begin(what: str, total: int | None) -> None:
                tasks.append(1)

            while count < options.conversations:
                rows = renamed(options.data, time.time_ns(), options.conversations - count)
                reporting = Reporting(begin, lambda by: progress.advance(task, by))
                take_in(inside, workspace, rows, table, rehearse=0, reporting=reporting)
                count = len(ids_of(inside.store, workspace))
        return {"conversations": count}


def ids_of(store: object, workspace: WorkspaceId) -> list[str]:
    """The ids of all conversations, in the order of the log."""
    opened_ones = store.read(workspace, kinds=["conversation.opened"])  # type: ignore[attr-defined]
    return [str(each.event.stream_id) for each in opened_ones]


def renamed(folder: Path, run: int, at_most: int) -> Iterator[Row]:
    """The history once more, its conversations and people under other external ids."""
    left = at_most
    for row in read_history(folder).rows():
        if isinstance(row, Article):
            yield row
        if not isinstance(row, Conversation) or left == 0:
            continue
        left -= 1
        messages = tuple(
            replace(
                each,
                external_id=f"{run}:{each.external_id}",
                author_id=f"{run % 7}:{each.author_id}",
            )
            for each in row.messages
        )
        yield replace(
            row,
            external_id=f"{run}:{row.external_id}",
            customer=f"{run % 7}:{row.customer}",
            messages=messages,
        )


def known(options: Namespace) -> tuple[list[str], list[str]]:
    """Conversations spread over the log, and the words of their first messages."""
    with opened(Settings(options.home)) as app:
        workspace = app.workspace(WORKSPACE)
        ids = ids_of(app.store, workspace)
        ids = ids[:: max(1, len(ids) // _KNOWN)]
        said = app.store.read(workspace, kinds=["message.received"])
        wanted, first = set(ids), dict[str, str]()
        for each in said:
            if each.event.stream_id in wanted:
                first.setdefault(each.event.stream_id, each.event.message_id)
        texts = app.store.bodies(workspace, list(first.values())).values()
        return ids, [word for text in texts for word in _WORD.findall(text.lower())[:30]]


# ---- the pages ----------------------------------------------------------------------------


@dataclass
class Asking:
    """One signed-in browser and one key, and what they ask for."""

    serving: Serving
    options: Namespace
    ids: list[str]
    words: list[str]
    written: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)

    def all(self) -> dict[str, float]:
        """Time every sort of page while messages come in."""
        key = self.serving.key("converse", "desk")
        browser, program = signed_in(self.serving), with_key(self.serving.address, key)
        dice = random.Random(self.options.seed)
        figures = {
            "first_list_ms": timed(browser, "/inbox?view=all"),
            "first_search_ms": timed(browser, "/inbox?view=all&search=printer"),
            "first_conversation_ms": timed(browser, f"/inbox/{self.ids[0]}?view=all"),
        }
        print(figures, file=sys.stderr)
        writer = threading.Thread(target=self._write, args=(key,))
        writer.start()
        sorts: dict[str, tuple[Line, Callable[[random.Random], str]]] = {
            "list": (browser, self.a_list),
            "conversation": (browser, lambda dice: f"/inbox/{dice.choice(self.ids)}?view=all"),
            "search": (browser, self.a_search),
            "api_list": (program, self.an_api_list),
            "api_conversation": (
                program,
                lambda dice: f"/api/v1/conversations/{dice.choice(self.ids)}",
            ),
        }
        try:
            for name, (line, path) in sorts.items():
                for _ in range(_WARM_UP):
                    timed(line, path(dice))
                times = [timed(line, path(dice)) for _ in range(self.options.requests)]
                print(f"{name}: p99 {report.percentile(times, 0.99):.1f} ms", file=sys.stderr)
                figures[f"{name}.n"] = len(times)
                for share, value in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
                    figures[f"{name}.ms_{share}"] = report.percentile(times, value)
        finally:
            self._stopped.set()
            writer.join()
        return figures | {"written": self.written}

    def a_list(self, dice: random.Random) -> str:
        """A view of the list: its beginning, or further down."""
        view = dice.choice(_VIEWS)
        if dice.random() < 0.5:
            return f"/inbox?view={view}"
        moment = dice.randrange(1_672_531_200_000_000, 1_735_689_600_000_000)
        return f"/inbox?view={view}&after={moment}.{dice.choice(self.ids)}"

    def a_search(self, dice: random.Random) -> str:
        """One word or two out of a message, the last one half typed."""
        words = [dice.choice(self.words) for _ in range(dice.choice((1, 2)))]
        words[-1] = words[-1][: dice.randint(3, 14)]
        return f"/inbox?view=all&search={quote(' '.join(words))}"

    def an_api_list(self, dice: random.Random) -> str:
        """The inbox as programs read it, with its filters."""
        state = dice.choice(("", "&state=open", "&state=with_agent", "&state=resolved"))
        return f"/api/v1/conversations?limit={dice.choice((50, 200))}{state}"

    def _write(self, key: str) -> None:
        """Agents' replies at a steady pace, so that something moves."""
        line, dice = with_key(self.serving.address, key), random.Random(self.options.seed + 1)
        while self.options.writes and not self._stopped.wait(1 / self.options.writes):
            path = f"/api/v1/conversations/{dice.choice(self.ids)}/messages"
            author = {"kind": "agent", "external_id": "bench"}
            status, body, _ = line.ask("POST", path, {"author": author, "text": "We look into it."})
            if status != 201:
                raise ValueError(f"{status}: {body[:200]!r}")
            self.written += 1


def timed(line: Line, path: str) -> float:
    """How long one page takes, in ms, to its last byte."""
    began = time.perf_counter()
    status, body, _ = line.ask("GET", path)
    took = (time.perf_counter() - began) * 1000
    if status != 200:
        raise ValueError(f"{path} answered {status}: {body[:300]!r}")
    return took


def signed_in(serving: Serving) -> Line:
    """A browser's connection, signed in by a new link of `tacit sign-in`."""
    told = serving.tell("sign-in", "Bench")
    path = urlsplit(next(word for word in told.split() if "/sign-in/" in word)).path
    line = Line(serving.address, {"Origin": serving.address, "Sec-Fetch-Site": "same-origin"})
    status, _, headers = line.ask("POST", path, **{"Content-Length": "0"})
    cookie = headers.get("Set-Cookie")
    if status != 303 or cookie is None:
        raise ValueError(f"signing in answered {status}")
    line.headers["Cookie"] = cookie.partition(";")[0]
    return line


if __name__ == "__main__":
    main()
