"""How fast is an import, beside what only embedding the same texts takes?

Part one: conversations imported with the real embedder in two processes,
beside two processes that do nothing but embed the same passages. Part two:
the embedder replaced by a table of vectors, into a new workspace. Figures:
`import.passages_per_second`, `bare.passages_per_second`, `import.share_of_bare`,
`table.conversations_per_second`, `conversations`, `passages`.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import report
from tacit.app import App, opened
from tacit.connectors import read_history
from tacit.history import Article, Conversation, Row
from tacit.language.embedding import embedder_from
from tacit.language.pool import Pool
from tacit.settings import Settings
from tacit.taking import take_in

_PROCESSES = 2


class Noting:
    """A pool that notes what it was asked, so that the bare run embeds the same."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.passages: list[str] = []

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        """As the pool does."""
        return self.pool.embed_all(self._noted(passages))

    def _noted(self, passages: Iterable[str]) -> Iterator[str]:
        for passage in passages:
            self.passages.append(passage)
            yield passage


class Table:
    """Stands in for the embedder and its pool: a vector for every text, without a model."""

    namespace = "table"
    dimensions = 384
    _vector = bytes(range(1, 97)) * 4

    def passages(self, text: str) -> list[str]:
        """The text, uncut."""
        return [text]

    def embed(self, passage: str) -> bytes:
        """The same vector, but for its first bytes."""
        return (hash(passage) & 0x7F7F7F7F).to_bytes(4, "big") + self._vector[4:]

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        """One after the other."""
        return map(self.embed, passages)


def main() -> None:
    """Measure both parts."""
    parser = report.arguments("Speed of the import.")
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--skip-embedding", action="store_true", help="part two only")
    options = parser.parse_args()
    figures = table_speed(options)
    if not options.skip_embedding:
        figures |= embedding_speed(options)
    for name, value in sorted(figures.items()):
        print(f"{name} {value:,.2f}")
    report.write(options.json, "import_speed", options, figures)


def rows_of(options: Namespace, limit: int | None) -> Iterator[Row]:
    """The articles and the first conversations of the history."""
    rows = read_history(options.data).rows()
    yield from (row for row in rows if isinstance(row, Article))
    conversations = (
        row for row in read_history(options.data).rows() if isinstance(row, Conversation)
    )
    yield from islice(conversations, limit)


def embedding_speed(options: Namespace) -> dict[str, float]:
    """Conversations with the real embedder, then the bare embedder on the same passages."""
    rows = list(rows_of(options, options.conversations))
    with (
        tempfile.TemporaryDirectory() as home,
        opened(Settings(Path(home))) as app,
        Pool(processes=_PROCESSES) as pool,
    ):
        list(pool.embed_all(["warm up"] * 64))
        noting = Noting(pool)
        began = time.perf_counter()
        take_in(app, app.workspace("bench"), iter(rows), noting, rehearse=0)
        imported = time.perf_counter() - began
    bare = bare_seconds(noting.passages)
    count = len(noting.passages)
    return {
        "import.passages_per_second": count / imported,
        "bare.passages_per_second": count / bare,
        "import.share_of_bare": bare / imported,
        "passages": count,
        "import.seconds": imported,
        "bare.seconds": bare,
    }


def bare_seconds(passages: list[str]) -> float:
    """Seconds that two processes take which do nothing but embed half of the texts each."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(_PROCESSES + 1)
    halves = [passages[place::_PROCESSES] for place in range(_PROCESSES)]
    workers = [context.Process(target=embed_only, args=(half, ready)) for half in halves]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - began


def embed_only(passages: list[str], ready: Barrier) -> None:
    """One bare process: load, wait for the others, embed."""
    embedder = embedder_from("bundled")
    embedder.embed("warm up")
    ready.wait()
    for passage in passages:
        embedder.embed(passage)


def table_speed(options: Namespace) -> dict[str, float]:
    """Every conversation, reading included, with a table of vectors for an embedder."""
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as app:
        table = Table()
        inside: App = app.with_embedder(table)
        began = time.perf_counter()
        rows = read_history(options.data).rows()
        tally, _ = take_in(inside, app.workspace("bench"), rows, table, rehearse=0)
        took = time.perf_counter() - began
        count = tally.taken["conversation"]
    return {"table.conversations_per_second": count / took, "conversations": count}


if __name__ == "__main__":
    main()
