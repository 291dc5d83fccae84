"""Takes a whole history in: articles, people and conversations, in the order of time.

Rows are spooled first (`spooling`), so that an import that was broken off goes
on where it was. Into a workspace that is not live the last answered
conversations are rehearsed and all others imported as facts (`facts`); into a
live one everything is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tacit.events import Logged, WorkspaceId
from tacit.flows.importing.facts import Facts, Happening
from tacit.flows.importing.spooling import Plan, Tally, passages_of, spool, spooled
from tacit.flows.port import Port

__all__ = ["Happening", "Import", "Plan", "Tally", "passages_of", "spool", "spooled"]

# So many messages go into one append.
_TOGETHER = 1000


class Meanwhile(Protocol):
    """What else happened along the history, such as articles that were published."""

    def is_due(self, at: datetime) -> bool:
        """Whether something happened by then that is not in the log yet."""

    def publish_until(self, at: datetime | None) -> None:
        """Log what happened up to then."""


@dataclass
class Import:
    """One import under way.

    `rehearse` takes a message of a conversation that is to be rehearsed;
    `progress` is called with how many more messages are done.
    """

    port: Port
    workspace: WorkspaceId
    rehearse: Callable[[Happening], list[Logged]]
    rehearsed: set[str]
    tally: Tally
    progress: Callable[[int], None] = lambda done: None
    meanwhile: Meanwhile | None = None
    _pending: int = 0

    def run(self, happenings: Iterable[Happening]) -> None:
        """Take in what was spooled, in order: days of facts at once, the rest one by one."""
        facts = Facts(self.port, self.workspace)
        waiting = list[Happening]()
        for happening in happenings:
            if self.meanwhile and self.meanwhile.is_due(happening.at):
                self._take(facts, waiting)
                self._flush(facts)
                self.meanwhile.publish_until(happening.at)
            is_rehearsed = happening.told.external_id in self.rehearsed
            if waiting and (is_rehearsed or happening.at.date() != waiting[-1].at.date()):
                self._take(facts, waiting)
            if not is_rehearsed:
                waiting.append(happening)
                continue
            self._flush(facts)
            self._rehearse(happening)
        self._take(facts, waiting)
        self._flush(facts)

    def _take(self, facts: Facts, waiting: list[Happening]) -> None:
        if not waiting:
            return
        new = facts.take(waiting, waiting[-1].sequence)
        self.tally.taken["message"] += new
        self.tally.known["message"] += len(waiting) - new
        self._pending += len(waiting)
        waiting.clear()
        if self._pending >= _TOGETHER:
            self._flush(facts)

    def _flush(self, facts: Facts) -> None:
        facts.flush()
        self.progress(self._pending)
        self._pending = 0

    def _rehearse(self, happening: Happening) -> None:
        """Run the flows on one message, then mark it done; done twice, it is found known."""
        self.rehearse(happening)
        writing = self.port.write(self.workspace, happening.at)
        writing.spooled = happening.sequence
        writing.append()
        self.tally.taken["message"] += 1
        self.progress(1)
