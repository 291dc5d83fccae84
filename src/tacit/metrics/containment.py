"""Containment: how many of its conversations the assistant carried without an agent.

A customer who gives up in silence is contained too, so the resolution rates
always stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted


@dataclass
class Containment(Counted):
    """Share of the conversations begun with the assistant that saw no handoff and no agent.

    containment = without handoff or agent / the assistant's

    >>> from datetime import UTC, datetime
    >>> from tacit.metrics.handed import Handoff
    >>> metric, day = Containment(), datetime(2024, 3, 4, tzinfo=UTC)
    >>> unsure = Handoff(day, "low_confidence", "known_limit")
    >>> for handoffs in ((), (unsure,), (), ()):
    ...     course = Course(1, day, "live", "web", None, None)
    ...     course.is_assistants, course.handoffs = True, handoffs
    ...     metric.see(course)
    >>> print(metric.reading().share)                       # one of four was handed off
    75% of 4
    """

    title = "Containment"
    units = "conversations"
    awaits = "a conversation in mode auto"
    definition = (
        "Share of the conversations that were the assistant's to answer which saw no handoff and "
        "no agent's reply. It says nothing of help: a customer who gave up is contained too, so "
        "the resolution rates stand beside it."
    )
    beside = ("resolution_confirmed", "resolution_assumed")

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True) as course:
                self.count(is_part=course.is_alone)
            case Course():
                self.left_out += 1
            case _:
                pass
