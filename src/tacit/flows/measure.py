"""Keeps what metrics count from current by a cursor on the log, and asks them.

Doors ask it through the app. The first question about a workspace reads its
log once; later ones read what came since. It answers from facts alone and
appends nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacit.events import AccountId, CustomerErased, WorkspaceId
from tacit.metrics.course import KINDS, Courses
from tacit.metrics.curve import SIZE, Curve, learning_curve
from tacit.metrics.measure import Measured, Overview, measure, overview
from tacit.metrics.window import Window

if TYPE_CHECKING:
    from tacit.store.log import Store

# The trait of an account that names its plan.
PLAN = "plan"


@dataclass
class Measures:
    """The courses of the workspaces that this process was asked about."""

    store: Store
    _held: dict[WorkspaceId, Courses] = field(default_factory=dict)
    _locks: dict[WorkspaceId, threading.Lock] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def measure(
        self, workspace: WorkspaceId, name: str, window: Window, by: str | None = None
    ) -> Measured:
        """A metric as of the log's end, with what must stand beside it.

        Raises UnknownMetric, UnknownGrouping or WrongWindow, each a ValueError
        whose message says what would do.
        """
        with self.current(workspace) as courses:
            plans = self._plans(workspace, courses) if by == "plan" else None
            return measure(courses, name, window, by, plans)

    def overview(self, workspace: WorkspaceId, window: Window) -> Overview:
        """All metrics over one window, as of the log's end."""
        with self.current(workspace) as courses:
            return overview(courses, window)

    def curve(self, workspace: WorkspaceId, window: Window, size: int = SIZE) -> Curve:
        """The learning curve as of the log's end; raises WrongWindow for a size below 1."""
        with self.current(workspace) as courses:
            return learning_curve(courses, window, size)

    @contextmanager
    def current(self, workspace: WorkspaceId) -> Iterator[Courses]:
        """The courses as of the log's end, held for as long as the block runs."""
        with self._guard:
            lock = self._locks.setdefault(workspace, threading.Lock())
        with lock:
            held = self._held.get(workspace) or self._begun(workspace)
            while not self._follow(workspace, held):
                # Somebody was erased: what is known of them is folded out from the start.
                held = self._begun(workspace)
            self._held[workspace] = held
            yield held

    def evict(self, workspace: WorkspaceId) -> None:
        """Forget a workspace's courses; they are folded again on demand."""
        self._held.pop(workspace, None)

    def _begun(self, workspace: WorkspaceId) -> Courses:
        return Courses(frozenset(self.store.erased(workspace)))

    def _follow(self, workspace: WorkspaceId, courses: Courses) -> bool:
        """Fold what came since; False where an erasure calls for a new start."""
        head = self.store.head(workspace)
        events = self.store.read(workspace, after=courses.position, upto=head, kinds=KINDS)
        for logged in events:
            event = logged.event
            if isinstance(event, CustomerErased) and event.customer_id not in courses.erased:
                return False
            courses.see(logged)
        courses.position = head
        return True

    def _plans(self, workspace: WorkspaceId, courses: Courses) -> dict[AccountId, str]:
        """The plans of accounts as they stand today."""
        wanted = {course.account_id for course in courses if course.account_id is not None}
        found = self.store.accounts(workspace, wanted)
        return {name: each.traits[PLAN] for name, each in found.items() if PLAN in each.traits}
