"""The assistant's resolution rate, confirmed and assumed: two figures that are never added.

Silence is assumed, never confirmed: customers who give up are silent too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading


@dataclass
class Resolution(Counted):
    """Share of the assistant's conversations that stand resolved in one way, by it alone.

    `unsettled` are those that it replied to and that stand neither resolved nor with an agent.
    """

    unsettled: int = 0

    units = "conversations"
    awaits = "a conversation in mode auto"
    how: ClassVar[str]

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True) as course:
                is_own = course.is_alone and course.answered_by == "assistant"
                # The assistant's own word is evidence of nothing.
                how = course.resolution if course.resolved_by != "assistant" else None
                self.count(is_part=is_own and how == self.how)
                self.unsettled += is_own and how is None
            case Course():
                self.left_out += 1
            case _:
                pass

    def reading(self) -> Reading:
        return replace(super().reading(), figures={"unsettled_conversations": self.unsettled})


@dataclass
class ResolutionConfirmed(Resolution):
    """Somebody said that it helped.

    rate = confirmed, not reopened, no agent / the assistant's

    >>> from datetime import UTC, datetime
    >>> metric, day = ResolutionConfirmed(), datetime(2024, 3, 4, tzinfo=UTC)
    >>> for how in ("confirmed", "assumed", None, None):
    ...     course = Course(1, day, "live", "web", None, None)
    ...     course.is_assistants, course.answers, course.resolution = True, 1, how
    ...     metric.see(course)
    >>> print(metric.reading().share)                       # silence confirms nothing: 1 of 4
    25% of 4
    """

    title = "Resolution rate, confirmed"
    definition = (
        "Share of the conversations that were the assistant's to answer which stand resolved "
        "because a person said so, after the assistant's reply and with no agent in between. A "
        "reopening takes it back. Never added to the assumed ones."
    )
    beside = ("resolution_assumed",)
    how = "confirmed"


@dataclass
class ResolutionAssumed(Resolution):
    """Nobody came back: 72 hours of silence after the assistant's answer.

    rate = assumed from silence, not reopened, no agent / the assistant's

    >>> ResolutionAssumed(part=1, whole=4).reading().interval[0] < 0.25
    True
    """

    title = "Resolution rate, assumed"
    definition = (
        "Share of the conversations that were the assistant's to answer which stand resolved "
        "from silence alone (72 hours after its answer), with no agent in between. Customers who "
        "give up are silent too: this is no confirmation, and the younger ones are still open."
    )
    beside = ("resolution_confirmed",)
    how = "assumed"
