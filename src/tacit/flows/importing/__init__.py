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
from tacit.flows.importing.behind import Behind
from tacit.flows.importing.facts import Facts, Happening
from tacit.flows.importing.spooling import Plan, Tally, spool, spooled
from tacit.flows.port import Port, passages_of
from tacit.store.batch import Batch

__all__ = ["Happening", "Import", "Plan", "Tally", "passages_of", "spool", "spooled"]

MESSAGES_TOGETHER = 1000  # in one append: about 2 MB


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
    _under_way: int = 0

    def run(self, happenings: Iterable[Happening]) -> None:
        """Take in what was spooled, in order: facts many at once, the rest one by one."""
        with Behind[Batch](self._append) as behind:
            facts = Facts(self.port, self.workspace, behind)
            waiting = list[Happening]()
            for happening in happenings:
                if self.meanwhile and self.meanwhile.is_due(happening.at):
                    self._finish(facts, waiting)
                    self.meanwhile.publish_until(happening.at)
                if happening.told.external_id in self.rehearsed:
                    self._finish(facts, waiting)
                    self._rehearse(happening)
                    continue
                waiting.append(happening)
                if len(waiting) >= MESSAGES_TOGETHER:
                    self._take(facts, waiting)
            self._finish(facts, waiting)

    def _append(self, batch: Batch) -> None:
        self.port.store.append(batch, durable=self.port.is_durable)

    def _take(self, facts: Facts, waiting: list[Happening]) -> None:
        """Hand over what waits; what was handed over before is written by then."""
        new = facts.take(waiting)
        self.tally.taken["message"] += new
        self.tally.known["message"] += len(waiting) - new
        self._done(len(waiting))
        waiting.clear()

    def _finish(self, facts: Facts, waiting: list[Happening]) -> None:
        """Have everything written that came so far."""
        if waiting:
            self._take(facts, waiting)
        facts.behind.wait()
        self._done(0)

    def _done(self, next_under_way: int) -> None:
        done, self._under_way = self._under_way, next_under_way
        if done:
            self.progress(done)

    def _rehearse(self, happening: Happening) -> None:
        """Run the flows on one message, then mark it done; done twice, it is found known."""
        self.rehearse(happening)
        writing = self.port.write(self.workspace, happening.at)
        writing.spooled = happening.sequence
        writing.append()
        self.tally.taken["message"] += 1
        self.progress(1)
