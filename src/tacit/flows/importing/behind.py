"""Writes one append in a thread of its own while the next one is being made.

The importer hands over; there is never more than one append under way, so
they arrive in order and a crash costs no more than two.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

Handed = TypeVar("Handed")


class Behind(Generic[Handed]):
    """A writer one step behind; as a context it ends once nothing is under way any more."""

    def __init__(self, write: Callable[[Handed], object]) -> None:
        self._write = write
        self._thread = ThreadPoolExecutor(1, "tacit-behind")
        self._under_way: Future[object] | None = None

    def __enter__(self) -> Behind[Handed]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()

    def put(self, handed: Handed) -> None:
        """Hand over what is to be written next; raises what the writing before it raised."""
        self.wait()
        self._under_way = self._thread.submit(self._write, handed)

    def wait(self) -> None:
        """Return once all is written; raises what the writing raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()
