"""From the lines of a file to its rows: shaped, refused or let in once.

Readers of JSON lines call `rows_of` with their own way to shape one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tacit.connectors.lines import Line, objects
from tacit.connectors.reading import Reading
from tacit.connectors.seen import Admissible, Seen
from tacit.connectors.shape import Fields, WrongShape
from tacit.history import Account, Customer, Refused, Row


@dataclass(frozen=True)
class Shaped:
    """What one line says: a row, the people it names first, and what it had to leave out."""

    row: Admissible
    named: tuple[Account | Customer, ...] = ()
    left_out: tuple[str, ...] = ()


def rows_of(
    path: Path, reading: Reading, seen: Seen, shape: Callable[[Fields], Shaped]
) -> Iterator[Row]:
    """The rows of one file. A line is taken whole, refused whole or known already."""
    for line in objects(path, reading.progress):
        if isinstance(line, Refused):
            yield line
            continue
        try:
            shaped = shape(Fields(line.fields, reading.options.now))
        except WrongShape as error:
            yield line.refused(str(error))
        else:
            yield from let_in(shaped, line, seen)


def let_in(shaped: Shaped, line: Line, seen: Seen) -> Iterator[Row]:
    """What a shaped line adds to what was seen: all that it says, nothing, or a refusal."""
    verdict = seen.admit(shaped.row, line)
    if isinstance(verdict, Refused):
        yield verdict
    elif verdict:
        yield from (each for each in shaped.named if seen.is_news(each))
        yield shaped.row
        yield from (line.refused(reason) for reason in shaped.left_out)
