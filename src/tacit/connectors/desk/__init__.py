"""A desk's history in files: questions with answers, the help centre as it stood, judgements.

    tickets-*.jsonl[.gz]    one question a line, its answers inside
    kb/DATE.jsonl[.gz]      every article of the help centre on that day
    agents.jsonl            {"by": …}: who the agents are, where the desk tells
    qrels-*.tsv             which article an agent linked for which question

Each part is optional. `judged` and `snapshot_dates` are for benchmarks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tacit.connectors.desk.articles import Snapshot, changes, snapshot_dates, snapshots_of
from tacit.connectors.desk.census import Census, take_census
from tacit.connectors.desk.judged import judged
from tacit.connectors.desk.tickets import conversation
from tacit.connectors.reading import Reading
from tacit.connectors.rows import rows_of
from tacit.connectors.seen import Seen
from tacit.history import Article, Conversation, Row

__all__ = ["DeskReading", "judged", "snapshot_dates"]


class DeskReading(Reading):
    """First the help centre as it stood first, then the conversations in the files' order."""

    kind = "desk"
    expects = "a folder with tickets-*.jsonl[.gz] or kb/DATE.jsonl[.gz]"

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_dir() and bool(_ticket_files(path) or snapshots_of(path))

    def files(self) -> list[Path]:
        return [each.path for each in self._snapshots()] + _ticket_files(self.path)

    def rows(self) -> Iterator[Row]:
        self.progress.bytes_read = 0
        tickets, snapshots = _ticket_files(self.path), deque(self._snapshots())
        census = take_census(self.path, tickets, [each.path for each in snapshots_of(self.path)])
        yield from census.refused
        shown: dict[str, Article] = {}
        if snapshots:
            yield from changes(snapshots.popleft(), shown, census, self)
        for row in self._conversations(tickets, census):
            while snapshots and isinstance(row, Conversation) and _is_before(snapshots[0], row):
                yield from changes(snapshots.popleft(), shown, census, self)
            yield row
        for snapshot in snapshots:
            yield from changes(snapshot, shown, census, self)

    def _conversations(self, files: list[Path], census: Census) -> Iterator[Row]:
        seen = Seen()
        for path in files:
            yield from rows_of(path, self, seen, partial(conversation, census=census))

    def _snapshots(self) -> list[Snapshot]:
        found = snapshots_of(self.path)
        return found if self.options.snapshots else found[:1]


def _is_before(snapshot: Snapshot, row: Conversation) -> bool:
    return snapshot.at <= row.messages[0].at


def _ticket_files(path: Path) -> list[Path]:
    found = [*path.glob("tickets-*.jsonl"), *path.glob("tickets-*.jsonl.gz")]
    return sorted(each for each in found if each.is_file())
