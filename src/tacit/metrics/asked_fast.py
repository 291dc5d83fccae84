"""Answers after which the customer asked for a person at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading
from tacit.share import Share


@dataclass
class AskedFast(Counted):
    """Share of the answered conversations in which a person was asked for at once.

    fast = asked for a person within the window after an answer / answered

    >>> metric = AskedFast(part=2, whole=40, later=3)
    >>> print(metric.reading().share)                       # 2 / 40
    5% of 40
    >>> print(metric.reading().parts["asked later"])        # 3 / 40
    8% of 40
    """

    later: int = 0

    title = "Asked for a person at once"
    units = "conversations"
    awaits = "an answer of the assistant's that reached a customer"
    definition = (
        "Share of the assistant's conversations with an answer in which the customer asked for a "
        "person at once after one: within 60 seconds, or as TACIT_FAST_SECONDS said when it "
        "happened. Those who asked later stand beside it."
    )

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True, answers=answers) as course if answers:
                self.count(is_part=course.asked_fast)
                self.later += course.asked_later and not course.asked_fast
            case Course():
                self.left_out += 1
            case _:
                pass

    def reading(self) -> Reading:
        return replace(super().reading(), parts={"asked later": Share(self.later, self.whole)})
