"""JSON lines out of plain or gzipped files, one bad line at a time.

Readers call `objects`. What cannot be read is yielded as `Refused` and the
next line is tried; nothing here knows what the objects mean.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from tacit.connectors.text import name_of
from tacit.history import Refused

if TYPE_CHECKING:
    from tacit.connectors.reading import Progress

LIMIT_BYTES = 8 * 1024 * 1024
"""Longest line taken. A message of 5 MB fits with room for its escapes."""

STDIN = Path("-")
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Line:
    """One JSON object and where it stood."""

    source: str
    number: int
    fields: dict[str, Any]

    def refused(self, reason: str) -> Refused:
        return Refused(self.source, self.number, reason)


def objects(path: Path, progress: Progress) -> Iterator[Line | Refused]:
    """The JSON objects of one file, in file order; blank lines are passed over."""
    source = "stdin" if path == STDIN else path.name
    for number, raw in _numbered(path, progress):
        if isinstance(raw, str):
            yield Refused(source, number, raw)
        elif raw.strip():
            yield _parsed(source, number, raw)


def _parsed(source: str, number: int, raw: bytes) -> Line | Refused:
    # Bytes that are no UTF-8 become U+FFFD: the row is still worth having.
    text = raw.rstrip().decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except RecursionError:
        return Refused(source, number, "not JSON that can be read: nested too deeply")
    except json.JSONDecodeError as error:
        return Refused(source, number, f"not JSON: {error.msg} at character {error.pos + 1}")
    except ValueError:
        return Refused(source, number, "not JSON that can be read: a number has too many digits")
    if not isinstance(value, dict):
        return Refused(source, number, f"expected a JSON object, found {name_of(value)}")
    return Line(source, number, value)


def _numbered(path: Path, progress: Progress) -> Iterator[tuple[int, bytes | str]]:
    """Each line with its number; a text instead of bytes is why there is no line."""
    number = 1
    try:
        if reason := _whole_refusal(path):
            yield number, reason
            return
        with _opened(path, progress) as file:
            while raw := file.readline(LIMIT_BYTES + 1):
                yield number, _bounded(raw.removeprefix(_BOM) if number == 1 else raw, file)
                number += 1
    except EOFError:
        yield number, "the file is cut off: nothing can be read from this line on"
    except zlib.error as error:
        yield number, f"the file is damaged from this line on: {error}"
    except OSError as error:
        yield number, f"cannot be read from this line on: {error.strerror or error}"


def _whole_refusal(path: Path) -> str | None:
    """Why nothing of a file may be taken, found before its first line is."""
    if not path.is_file():
        return None  # a pipe cannot be read twice
    with path.open("rb") as raw:
        head = raw.read(2)
        raw.seek(0)
        if head in _WIDE:
            return "the file is UTF-16: save it as UTF-8"
        return _damage(raw) if head == _GZIP else None


def _damage(raw: IO[bytes]) -> str | None:
    """What is wrong with a packed file, by unpacking it once (150 MB a second).

    A damaged one may unpack to other words without complaint until its checksum
    at the end. One that is merely cut off is sound up to the cut.
    """
    try:
        packed = gzip.GzipFile(fileobj=raw)
        while packed.read(1 << 20):
            continue
    except EOFError:
        return None
    except (zlib.error, gzip.BadGzipFile) as error:
        return f"the file is damaged, nothing of it is taken: {error}"
    return None


def _bounded(raw: bytes, file: IO[bytes]) -> bytes | str:
    """The line itself, or, once the file stands after it, that it is too long."""
    if len(raw) <= LIMIT_BYTES:
        return raw
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LIMIT_BYTES)
    return f"the line is longer than {LIMIT_BYTES // 2**20} MiB"


@contextmanager
def _opened(path: Path, progress: Progress) -> Iterator[IO[bytes]]:
    raw = sys.stdin.buffer if path == STDIN else path.open("rb", buffering=0)
    with io.BufferedReader(_Counted(raw, progress), 1 << 16) as counted:
        # By content, not by name: a pipe has none, and names lie.
        is_packed = counted.peek(2)[:2] == _GZIP
        yield cast(IO[bytes], gzip.GzipFile(fileobj=counted)) if is_packed else counted


class _Counted(io.RawIOBase):
    """A file that tells the progress how much of it has been read."""

    def __init__(self, file: IO[bytes] | io.RawIOBase, progress: Progress) -> None:
        self.file = file
        self.progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.file.read(len(buffer)) or b""
        buffer[: len(piece)] = piece
        self.progress.bytes_read += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed and self.file is not sys.stdin.buffer:
            self.file.close()
        super().close()
