"""Readers of other people's histories: bytes in, plain rows out.

`read_history` is the one door. A new reader is a folder here and one line in
`READERS`; order matters, the first that recognises the path reads it.
"""

from __future__ import annotations

from pathlib import Path

from tacit.connectors.desk import DeskReading, judged, snapshot_dates
from tacit.connectors.markdown import MarkdownReading
from tacit.connectors.ndjson import NdjsonReading
from tacit.connectors.reading import Options, Reading, UnknownHistory

__all__ = [
    "READERS",
    "Options",
    "Reading",
    "UnknownHistory",
    "judged",
    "read_history",
    "snapshot_dates",
]

READERS: dict[str, type[Reading]] = {
    "desk": DeskReading,
    "ndjson": NdjsonReading,
    "markdown": MarkdownReading,
}


def read_history(path: Path, options: Options | None = None) -> Reading:
    """The reading of whatever `path` is; raises UnknownHistory where nobody knows it."""
    try:
        for reader in READERS.values():
            if reader.recognises(path):
                return reader(path, options or Options())
    except OSError as error:
        raise UnknownHistory(f"{path} cannot be opened: {error.strerror or error}") from error
    if not path.exists():
        raise UnknownHistory(f"{path} is not there")
    found = "a folder" if path.is_dir() else "a file"
    expected = ", or ".join(reader.expects for reader in READERS.values())
    raise UnknownHistory(f"{path}: found {found} that no reader knows, expected {expected}")
