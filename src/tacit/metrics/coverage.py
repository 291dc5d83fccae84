"""Coverage: how many of its conversations the assistant chose to answer."""

from __future__ import annotations

from dataclasses import dataclass

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted


@dataclass
class Coverage(Counted):
    """Share of the conversations that were the assistant's which it answered.

    coverage = answered / the assistant's

    >>> from datetime import UTC, datetime
    >>> metric, day = Coverage(), datetime(2024, 3, 4, tzinfo=UTC)
    >>> for answers in (1, 2, 0):
    ...     course = Course(1, day, "live", "web", None, None)
    ...     course.is_assistants, course.answers = True, answers
    ...     metric.see(course)
    >>> print(metric.reading().share)                       # two of three were answered
    67% of 3
    """

    title = "Coverage"
    units = "conversations"
    awaits = "a conversation in mode auto"
    definition = (
        "Share of the conversations that were the assistant's to answer (a decision in mode auto "
        "before any agent spoke) in which it sent at least one answer. A question back is no "
        "answer, and an answer that nobody saw counts nowhere here."
    )

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True) as course:
                self.count(is_part=course.answers > 0)
            case Course():
                self.left_out += 1
            case _:
                pass
