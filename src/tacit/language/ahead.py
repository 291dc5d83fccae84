"""Embeds what will be asked, in many processes, a little ahead of who asks.

The importer walks a stream and needs each one's vectors when its turn comes;
this keeps a pool busy and lets one through once its vectors are there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from tacit.language.remembered import Remembered

Each = TypeVar("Each")


class Embeds(Protocol):
    """A pool, or whatever stands in for one in tests and benchmarks."""

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        """The passages' vectors, in order."""


def ahead(
    stream: Iterable[Each],
    passages_of: Callable[[Each], list[str]],
    pool: Embeds,
    told: Remembered,
) -> Iterator[Each]:
    """Yield the stream in order; before each one `told` knows the vectors of its passages."""
    waiting: deque[tuple[Each, int]] = deque()
    texts: deque[str] = deque()

    def asked() -> Iterator[str]:
        for each in stream:
            wanted = [text for text in passages_of(each) if not told.knows(text)]
            waiting.append((each, len(wanted)))
            texts.extend(wanted)
            yield from wanted

    embedded = 0
    for vector in pool.embed_all(asked()):
        told.tell(texts.popleft(), vector)
        embedded += 1
        while waiting and waiting[0][1] <= embedded:
            each, wanted = waiting.popleft()
            embedded -= wanted
            yield each
    while waiting:
        yield waiting.popleft()[0]
