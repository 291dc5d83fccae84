"""Follows corrections through the log: when their words were approved, and when first used.

`metrics/courses.py` gives it every event that a course saw, and those of entries. An event costs
the replies of its own conversation, and a decision those that wait for what it cites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacit.events import (
    ConversationId,
    DecisionTaken,
    EntryId,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarWithdrawn,
    LessonSettled,
    Logged,
)

if TYPE_CHECKING:
    from tacit.metrics.course import Course
    from tacit.metrics.reply import Reply

Ruled = ExemplarPassed | ExemplarPublished | ExemplarWithdrawn
# By the position of the reply: one that is taught once more waits once.
_Waiting = dict[int, tuple[ConversationId, "Reply"]]


@dataclass
class Corrections:
    """The corrections whose lesson no decision elsewhere rested on yet, by what they taught."""

    _unused: dict[EntryId, _Waiting] = field(default_factory=dict)

    def see(self, logged: Logged, name: ConversationId, course: Course) -> None:
        """Follow one more event of a conversation, which its course saw already."""
        match logged.event:
            case DecisionTaken() as decision if logged.origin == "live":
                for entry in decision.cites:
                    self._use(logged, decision, entry)
            case ExemplarPaired() as pair:
                _pair(course, pair)
                self._await(name, (e for e in course.replies if e.message_id == pair.reply))
            case LessonSettled(witness="agent"):
                self._await(name, (e for e in course.replies if e.known_to == logged.position))
            case _:
                pass

    def _await(self, name: ConversationId, taught: Iterable[Reply]) -> None:
        """Wait for the first use of what these replies taught."""
        for reply in taught:
            for entry in reply.cites or (EntryId(name),):
                self._unused.setdefault(entry, {})[reply.position] = name, reply

    def _use(self, logged: Logged, decision: DecisionTaken, entry: EntryId) -> None:
        """A decision rests on an entry: that uses whatever taught it elsewhere and was known."""
        left: _Waiting = {}
        for position, (name, reply) in self._unused.pop(entry, {}).items():
            if reply.used_at is not None or reply.is_taken_back:
                continue
            if name == decision.conversation_id or decision.learned_at < reply.known_to:
                left[position] = name, reply
            else:
                reply.used_at = logged.recorded_at
        if left:
            self._unused[entry] = left


def rule(logged: Logged, ruled: Ruled, course: Course) -> None:
    """What became of a conversation's exemplar: a person approved its words, or it is withdrawn."""
    if isinstance(ruled, ExemplarWithdrawn):
        for reply in course.replies:
            reply.take_back()
    elif _approves(logged, ruled):
        said = ruled.reply if isinstance(ruled, ExemplarPublished) else None
        for reply in course.replies:
            if reply.awaits_approval and said in (None, reply.message_id):
                reply.awaits_approval, reply.approved_at = False, logged.recorded_at


def _approves(logged: Logged, ruled: Ruled) -> bool:
    """Whether words may reach customers by it: the gate alone lets none that were not published."""
    return isinstance(ruled, ExemplarPublished) or logged.actor.kind == "agent"


def _pair(course: Course, pair: ExemplarPaired) -> None:
    """The conversation's exemplar is this reply's from now on, and no other's."""
    is_own = not pair.cites
    for reply in course.replies:
        if reply.message_id == pair.reply:
            reply.is_taken_back = False
            reply.awaits_approval = is_own and reply.approved_at is None
        elif not reply.cites:
            reply.take_back()
