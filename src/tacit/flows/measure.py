"""Keeps what metrics count from current by a cursor on the log, and asks them.

Doors ask it through the app. The first question about a workspace reads its
log once; later ones read what came since. It answers from facts alone and
appends nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tacit.answering.situation import traits_of
from tacit.events import (
    EPOCH,
    AccountId,
    ConversationId,
    CustomerErased,
    IntentId,
    PersonId,
    WorkspaceId,
)
from tacit.learners.routing import Case, Routing, Suggestion
from tacit.metrics.course import Course
from tacit.metrics.courses import KINDS, Courses
from tacit.metrics.curve import SIZE, Curve, learning_curve
from tacit.metrics.measure import Measured, Overview, measure, monthly, overview
from tacit.metrics.reliability import Reliability, reliability
from tacit.metrics.traits import Finding, Told, by_traits
from tacit.metrics.widened import Widened, widened
from tacit.metrics.window import Window
from tacit.metrics.worth import Worth, worth

if TYPE_CHECKING:
    from datetime import datetime

    from tacit.metrics.months import Month
    from tacit.store.log import Store

# A log so long is read within a second: a page may wait for that, and for no more.
AT_ONCE = 20_000
# The trait of an account that names its plan.
PLAN = "plan"


@dataclass
class Counted:
    """The courses of one workspace, and what they tell of who resolves what: agents, by
    `routing`, teams, and the assistant, whose cases have no agent."""

    courses: Courses
    routing: Routing = field(default_factory=Routing)
    teams: Routing = field(default_factory=Routing)
    assistant: Routing = field(default_factory=Routing)
    _cases: dict[ConversationId, list[tuple[Routing, Case]]] = field(default_factory=dict)

    def count(self) -> None:
        """Count the resolutions of the courses that moved, in place of what they told before."""
        for name in self.courses.moved:
            course = self.courses.by_id[name]
            for learner, case in self._cases.pop(name, ()):
                learner.forget(case)
            found = [*self._by_whom(course), *self._by_team(course)]
            for learner, case in found:
                learner.learn(case)
            if found:
                self._cases[name] = found
        self.courses.moved.clear()

    def _by_whom(self, course: Course) -> Iterator[tuple[Routing, Case]]:
        """Each resolution, by a reply of an agent or of the assistant."""
        for case in _cases(course):
            yield (self.routing if case.agent else self.assistant), case

    def _by_team(self, course: Course) -> Iterator[tuple[Routing, Case]]:
        """The resolutions by agents, as those of the team that the conversation is for."""
        if course.team_id is not None:
            for case in _cases(course):
                if case.agent:
                    yield self.teams, replace(case, agent=course.team_id)

    @property
    def week(self) -> int:
        """The log's last week since 1970."""
        return _week(self.courses.at or EPOCH)


def _cases(course: Course) -> Iterator[Case]:
    """What a course tells: each resolution, by a reply of an agent or of the assistant."""
    for each in course.endings:
        if course.intent_id is not None:
            yield Case(
                course.intent_id,
                each.agent_id or "",
                each.waited_minutes,
                is_held=each.is_held,
                week=_week(each.at),
            )


def _week(moment: datetime) -> int:
    return (moment - EPOCH).days // 7


@dataclass
class Measures:
    """The courses of the workspaces that this process was asked about."""

    store: Store
    _held: dict[WorkspaceId, Counted] = field(default_factory=dict)
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

    def months(self, workspace: WorkspaceId, window: Window) -> list[Month]:
        """The periods of a window with what moved them, as of the log's end, the oldest first."""
        with self.current(workspace) as courses:
            return monthly(courses.by_id, window)

    def traits(self, workspace: WorkspaceId, name: str, window: Window) -> list[Finding]:
        """What a metric goes with among the traits of customers and accounts, the surest first.

        Raises UnknownMetric for one that cannot be taken apart so.
        """
        with self.current(workspace) as courses:
            return by_traits(courses, name, window, self._told(workspace, courses))

    def reliability(self, workspace: WorkspaceId, intent: IntentId | None = None) -> Reliability:
        """What confidences promise, of one intent or over all, as of the log's end."""
        with self.current(workspace) as courses:
            return reliability(courses, intent)

    def worth(self, workspace: WorkspaceId, searched: Mapping[IntentId, int]) -> list[Worth]:
        """What is worth learning first, as of the log's end; `searched` are searches in vain."""
        with self.current(workspace) as courses:
            at = courses.at
            return [] if at is None else worth(courses.by_id.values(), at, searched)

    def widened(self, workspace: WorkspaceId) -> list[Widened]:
        """What handoffs widened, as of the log's end."""
        with self.current(workspace) as courses:
            return widened(courses.by_id)

    @contextmanager
    def current(self, workspace: WorkspaceId) -> Iterator[Courses]:
        """The courses as of the log's end, held for as long as the block runs."""
        with self.counted(workspace) as counted:
            yield counted.courses

    @contextmanager
    def counted(self, workspace: WorkspaceId) -> Iterator[Counted]:
        """The same, and with what they tell of who resolves what."""
        with self._lock(workspace):
            held = self._held.get(workspace) or self._begun(workspace)
            while not self._follow(workspace, held.courses):
                # Somebody was erased: what is known of them is folded out from the start.
                held = self._begun(workspace)
            self._held[workspace] = held
            held.count()
            yield held

    def soonest_team(self, workspace: WorkspaceId, intent: IntentId) -> Suggestion | None:
        """The team that resolves an intent soonest; None where none stands out.

        Nor where a long log was not read yet: no handoff waits for it.
        """
        with self.at_hand(workspace) as counted:
            return None if counted is None else counted.teams.predict(intent, counted.week)

    @contextmanager
    def at_hand(self, workspace: WorkspaceId) -> Iterator[Counted | None]:
        """The same as of the log's end, or None where a long log was not read yet.

        For what a page shows beside other things: nobody waits for it.
        """
        if workspace not in self._held and self.store.head(workspace) > AT_ONCE:
            yield None
            return
        with self.counted(workspace) as counted:
            yield counted

    def warm(self, workspace: WorkspaceId, goes_on: Callable[[], bool]) -> None:
        """Fold the courses before anybody asks for them; `goes_on` is asked between two events."""
        begun = self._begun(workspace)
        if self._follow(workspace, begun.courses, goes_on):
            with self._lock(workspace):
                self._held.setdefault(workspace, begun)

    def _lock(self, workspace: WorkspaceId) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(workspace, threading.Lock())

    def evict(self, workspace: WorkspaceId) -> None:
        """Forget a workspace's courses; they are folded again on demand."""
        self._held.pop(workspace, None)

    def _begun(self, workspace: WorkspaceId) -> Counted:
        return Counted(Courses(frozenset(self.store.erased(workspace))))

    def _follow(
        self,
        workspace: WorkspaceId,
        courses: Courses,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Fold what came since; False where an erasure calls for a new start, or to end it."""
        head = self.store.head(workspace)
        events = self.store.read(workspace, after=courses.position, upto=head, kinds=KINDS)
        for logged in events:
            event = logged.event
            if isinstance(event, CustomerErased) and event.customer_id not in courses.erased:
                return False
            if not goes_on():
                return False
            courses.see(logged)
        courses.position = head
        return True

    def _told(self, workspace: WorkspaceId, courses: Courses) -> Told:
        """The traits of customers and accounts as they stand today, without names and numbers."""
        people = self.store.people(workspace, {c.customer_id for c in courses if c.customer_id})
        accounts = self.store.accounts(workspace, {c.account_id for c in courses if c.account_id})
        found = dict[tuple[PersonId | None, AccountId | None], dict[str, str]]()

        def told(course: Course) -> dict[str, str]:
            key = course.customer_id, course.account_id
            if key not in found:
                person = people.get(course.customer_id or PersonId(""))
                account = accounts.get(course.account_id or AccountId(""))
                sides = (each.traits if each else {} for each in (person, account))
                found[key] = {name: value for name, (value,) in traits_of(*sides)}
            return found[key]

        return told

    def _plans(self, workspace: WorkspaceId, courses: Courses) -> dict[AccountId, str]:
        """The plans of accounts as they stand today."""
        wanted = {course.account_id for course in courses if course.account_id is not None}
        found = self.store.accounts(workspace, wanted)
        return {name: each.traits[PLAN] for name, each in found.items() if PLAN in each.traits}
