"""Effort low: in how many of the conversations that the assistant handled it was little.

What one of them cost is told by `metrics/effort.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading
from tacit.share import Share


@dataclass
class EffortLow(Counted):
    """Share of the ended conversations in which the assistant replied that cost little effort.

    low = rated 3 or less of 7, else two turns at most and no sign of toil / ended, with its reply

    >>> metric = EffortLow(part=30, whole=40, rated=4, rated_low=3, agreed=2)
    >>> print(metric.reading().share)                            # 30 / 40
    75% of 40
    >>> print(metric.reading().parts["low by estimate"])         # (30 - 3) / (40 - 4)
    75% of 36
    >>> print(metric.reading().parts["estimate as rated"])       # 2 / 4
    50% of 4
    """

    rated: int = 0
    rated_low: int = 0
    agreed: int = 0

    title = "Effort low, by the assistant"
    units = "conversations"
    awaits = "a reply of the assistant's in a conversation that ended"
    definition = (
        "Share of the conversations with a reply of the assistant's that took little effort of "
        "their customer: by their last rating, 3 or less of 7, else by an estimate: two turns at "
        "most without thanks, nothing said again in other words, no person asked for, and the same "
        "neither asked again in another conversation nor reported as a bug. Counted once resolved, "
        "handed over or rated. The log knows no channel of a message, so a switch of channels "
        "counts only as asked again."
    )
    beside = ("ces",)

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True) as course if _is_ended(course):
                effort = course.effort
                self.count(is_part=effort.is_low)
                if effort.rated is not None:
                    self.rated += 1
                    self.rated_low += effort.is_low
                    self.agreed += effort.is_low == effort.is_low_by_estimate
            case Course():
                self.left_out += 1
            case _:
                pass

    def reading(self) -> Reading:
        parts = {
            "low by rating": Share(self.rated_low, self.rated),
            "low by estimate": Share(self.part - self.rated_low, self.whole - self.rated),
            "estimate as rated": Share(self.agreed, self.rated),
        }
        return replace(super().reading(), parts=parts)


def _is_ended(course: Course) -> bool:
    """Whether the assistant replied and nothing more is awaited of it."""
    is_over = course.resolution is not None or course.handoffs or course.agent_replies
    is_told = course.effort.rated is not None
    return bool(course.answers or course.questions_back) and bool(is_over or is_told)
