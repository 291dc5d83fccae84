"""What every reader of histories is: a thing with rows and a progress.

Connectors subclass `Reading`, imports and rehearsals walk `rows()`. A reader
knows the other side's files and nothing of the log or the store.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from tacit.history import Row


class UnknownHistory(ValueError):
    """The path holds nothing that a reader knows; the text says what was expected."""


@dataclass
class Progress:
    """How many bytes of the files, as they lie on disk, have been read so far."""

    bytes_read: int = 0


@dataclass(frozen=True)
class Options:
    """What a caller may choose. A claimed time after `now` is refused.

    `snapshots`: read every state of the help centre, not the first one only.
    `site`: the address at which a folder of pages is published.
    """

    snapshots: bool = False
    site: str | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


class Reading(ABC):
    """One history about to be read; each call of `rows` starts at its beginning."""

    kind: ClassVar[str]
    expects: ClassVar[str]

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.options = options
        self.progress = Progress()

    @classmethod
    @abstractmethod
    def recognises(cls, path: Path) -> bool:
        """Whether the files at `path` look like this kind."""

    @abstractmethod
    def files(self) -> list[Path]:
        """Every file that `rows` will read."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Stream the rows. Never raises for what a file holds: that is a `Refused`."""

    @property
    def total_bytes(self) -> int:
        """Bytes on disk of all files; 0 where nobody can tell, as with a pipe."""
        return sum(each.stat().st_size for each in self.files() if each.is_file())

    @property
    def bytes_read(self) -> int:
        return self.progress.bytes_read
