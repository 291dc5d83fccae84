"""Which external ids a reading has met, kept as hashes only.

Asked before a row is yielded: the same row twice passes silently, another row
under a known id is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from tacit.history import Account, Article, Conversation, Customer, Refused

if TYPE_CHECKING:
    from tacit.connectors.lines import Line

Admissible = Article | Account | Customer | Conversation


@dataclass
class Seen:
    """From the hash of a row's name to the hash of the row, and where it stood.

    `said` is what was last said of each person, in a line of their own or in
    passing, so that a thousand conversations do not name them a thousand times.
    """

    places: dict[bytes, tuple[int, str, int]] = field(default_factory=dict)
    said: dict[bytes, int] = field(default_factory=dict)

    def admit(self, row: Admissible, line: Line) -> Refused | bool:
        """True for a new row, False for one that says the same again, else why not."""
        content, here = _content(row), (line.source, line.number)
        first, *there = self.places.setdefault(_digest(_name(row)), (content, *here))
        if there == list(here):
            self.said[_digest(_name(row))] = content
            return True
        if first == content:
            return False
        where = f"line {there[1]}" if there[0] == line.source else f"{there[0]} line {there[1]}"
        return line.refused(
            f"external_id: {row.external_id!r} seen already at {where}, with other content"
        )

    def is_news(self, row: Account | Customer) -> bool:
        """Whether this says something else of a person than was said last."""
        content, name = _content(row), _digest(_name(row))
        is_news = self.said.get(name) != content
        self.said[name] = content
        return is_news


def _content(row: Admissible) -> int:
    """A hash of all that a row says; it is compared with the like of this process only."""
    # Traits are a dictionary, which has no hash.
    return hash(row if isinstance(row, Conversation) else repr(row))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).digest()


def _name(row: Admissible) -> str:
    # An article may stand in a file several times, once for each of its revisions.
    at = row.at if isinstance(row, Article) else None
    return f"{type(row).__name__} {at} {row.external_id}"
