"""The steps that a conversation took, in a closed vocabulary, and each resolution they led to.

`metrics/course.py` keeps both of each conversation; `metrics/paths.py` counts the ways that
resolve, `flows/routing.py` who resolves. It knows ids and times, never a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.events import EntryId, FeedbackGiven, PersonId

# What the assistant did, what agents did, what the customer said of it, and how it ended.
ASKED, ANSWERED, HANDED_OVER = "asked", "answered", "handed_over"
AGENT_ASKED, REPLIED = "agent_asked", "replied"
COMPLAINED, RESOLVED, REOPENED = "complained", "resolved", "reopened"
# What a customer may complain of; "still broken" in a first message is the matter itself.
_SAID = {ASKED, ANSWERED, AGENT_ASKED, REPLIED}
# A customer who rates so low says that it did not help.
_LOW_CSAT = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, and with which entry where one was cited first; `by` is an agent."""

    at: datetime
    what: str
    entry_id: EntryId | None = None
    by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """One resolution: the reply that brought it about, and the steps up to it.

    `agent_id` is None where the assistant gave that reply. `waited_minutes` are from the
    handoff to it, or from the opening where nobody handed over; `minutes` from the opening.
    It held unless the customer reopened or complained; who asks again elsewhere what an agent alone
    had answered is not known.
    """

    at: datetime
    agent_id: PersonId | None
    waited_minutes: int
    minutes: int
    path: tuple[tuple[str, EntryId | None], ...]
    is_held: bool = True


def first_of(cites: list[EntryId]) -> EntryId | None:
    """The entry that a reply goes by: the one that it cites first."""
    return cites[0] if cites else None


def is_bad(told: FeedbackGiven) -> bool:
    """Whether feedback says that it did not help."""
    if told.feedback == "csat":
        return told.value <= _LOW_CSAT
    return told.feedback == "flag" or (told.feedback == "thumb" and told.value < 0)


def endings(opened_at: datetime, steps: Iterable[Step]) -> tuple[Ending, ...]:
    """The resolutions that these steps led to, in order."""
    walk = _Walk(opened_at)
    for step in steps:
        walk.take(step)
    return tuple(walk.found)


class _Walk:
    """The steps since the opening or the last reopening, and the reply that may resolve."""

    def __init__(self, opened_at: datetime) -> None:
        self.found = list[Ending]()
        self._begin(opened_at)

    def _begin(self, at: datetime) -> None:
        self.begun_at = self.waits_since = at
        self.is_handed_over = self.is_resolved = False
        self.steps = list[Step]()
        self.reply: Step | None = None

    def take(self, step: Step) -> None:
        match step.what:
            case "resolved":
                self._end()
                return
            case "reopened":
                self._fails()
                self._begin(step.at)
                return
            case "handed_over" if not self.is_handed_over:
                self.is_handed_over, self.waits_since = True, step.at
            case "complained":
                if not any(each.what in _SAID for each in self.steps):
                    return
                self._complain()
            case "answered" | "replied":
                self.reply = step
            case "agent_asked" if self.reply is None:
                self.reply = step
        self.steps.append(step)

    def _end(self) -> None:
        if self.is_resolved or self.reply is None:
            return
        self.is_resolved = True
        at = self.reply.at
        path = _once([*((each.what, each.entry_id) for each in self.steps), (RESOLVED, None)])
        waited, whole = (_minutes(at - since) for since in (self.waits_since, self.begun_at))
        self.found.append(Ending(at, self.reply.by, waited, whole, path))

    def _complain(self) -> None:
        """What is complained of resolved nothing; what was resolved did not hold."""
        if self.is_resolved:
            self._fails()
        else:
            self.reply = None

    def _fails(self) -> None:
        if self.is_resolved:
            self.found[-1] = replace(self.found[-1], is_held=False)


def _minutes(since: timedelta) -> int:
    return max(round(since.total_seconds() / 60), 0)


def _once(path: list[tuple[str, EntryId | None]]) -> tuple[tuple[str, EntryId | None], ...]:
    """The same step twice running is one: how often somebody wrote makes no other way."""
    return tuple(each for n, each in enumerate(path) if n == 0 or each != path[n - 1])
