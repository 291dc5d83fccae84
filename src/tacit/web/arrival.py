"""A history that is taken in while its workspace's pages are open: how far it is.

`tacit run` fills an `Arrival` from the thread that takes the history in. Until
the workspace is live nothing may be said in it: a rehearsal has the log to
itself, so pages show how far it is and the API says when to come back.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.events import WorkspaceId

# While it lasts a page asks again after so many seconds; whoever calls the API is told more.
LOOK_AGAIN_SECONDS = 2
RETRY_SECONDS = 10


@dataclass
class Arrival:
    """How far a history is taken in: `done` of `total` of `what` (None: nobody knows yet).

    `is_live`: the workspace may be worked in, and what is older still follows.
    `failure` says why it stopped, where it did.
    """

    what: str = "reading"
    done: int = 0
    total: int | None = None
    is_live: bool = False
    is_over: bool = False
    failure: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def begin(self, what: str, total: int | None) -> None:
        """A new part of it begins."""
        with self._lock:
            self.what, self.total, self.done = what, total, 0

    def advance(self, by: int) -> None:
        """So many more are done."""
        with self._lock:
            self.done += by

    def live(self) -> None:
        """From now on the workspace may be worked in."""
        self.is_live = True

    def end(self) -> None:
        """All of it is there."""
        self.is_live = self.is_over = True

    @property
    def share(self) -> float | None:
        """How much of this part is done, from 0 to 1; None where nobody knows."""
        return min(self.done / self.total, 1.0) if self.total else None


class Arriving(Exception):
    """The workspace is not live yet: its history is being rehearsed."""

    def __init__(self, arrival: Arrival) -> None:
        super().__init__("A history is being rehearsed here")
        self.arrival = arrival


@dataclass
class Arrivals:
    """What is being taken in, by workspace."""

    under_way: dict[WorkspaceId, Arrival] = field(default_factory=dict)

    def of(self, workspace: WorkspaceId) -> Arrival | None:
        """How far a workspace's history is; None where none is being taken in."""
        arrival = self.under_way.get(workspace)
        return None if arrival is None or arrival.is_over else arrival

    def keep_out(self, workspace: WorkspaceId) -> None:
        """Raise `Arriving` while a rehearsal has the workspace to itself."""
        arrival = self.of(workspace)
        if arrival is not None and not arrival.is_live:
            raise Arriving(arrival)
