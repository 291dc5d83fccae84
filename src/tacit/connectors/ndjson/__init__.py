"""Our own rows as JSON lines: articles, customers, accounts and whole conversations.

The shape is in README.md beside this file. `-` reads a pipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tacit.connectors.lines import STDIN
from tacit.connectors.ndjson.articles import Addresses, article
from tacit.connectors.ndjson.conversations import conversation
from tacit.connectors.ndjson.people import account, person
from tacit.connectors.reading import Reading
from tacit.connectors.rows import Shaped, rows_of
from tacit.connectors.seen import Seen
from tacit.connectors.shape import Fields
from tacit.history import Row

__all__ = ["NdjsonReading"]

_ENDINGS = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")


class NdjsonReading(Reading):
    """One file, a pipe, or the files of a folder in the order of their names."""

    kind = "ndjson"
    expects = f"a file or a folder of files with JSON lines ({', '.join(_ENDINGS)}) or - for a pipe"

    @classmethod
    def recognises(cls, path: Path) -> bool:
        if path.is_dir():
            return bool(_files(path))
        is_named_so = path.name.endswith((*_ENDINGS, ".gz"))
        return path == STDIN or (path.exists() and (is_named_so or _opens_as_json(path)))

    def files(self) -> list[Path]:
        return _files(self.path) if self.path.is_dir() else [self.path]

    def rows(self) -> Iterator[Row]:
        self.progress.bytes_read = 0
        seen, addresses = Seen(), Addresses()
        for path in self.files():
            yield from rows_of(path, self, seen, partial(_shaped, addresses=addresses))


def _shaped(row: Fields, addresses: Addresses) -> Shaped:
    match row.choice("kind", ("article", "customer", "account", "conversation")):
        case "article":
            return article(row, addresses)
        case "customer":
            told = person(row)
            return Shaped(told.customer, named=told.news[:-1])
        case "account":
            return Shaped(account(row))
        case _:
            return conversation(row, addresses)


def _opens_as_json(path: Path) -> bool:
    """Whether a file under another name begins as our rows do, with an object."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(100).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _files(path: Path) -> list[Path]:
    return sorted(
        each for each in path.iterdir() if each.is_file() and each.name.endswith(_ENDINGS)
    )
