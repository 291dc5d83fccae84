"""Churned: after how many conversations the account left within the month, whoever replied."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.churn import MONTH_DAYS, Churn
from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading
from tacit.share import Share


@dataclass
class Churned(Counted):
    """Share of the conversations of accounts that a cancellation followed within thirty days.

    churned = the account left at most 30 days after its end / ended longer ago than that

    >>> metric = Churned(part=4, whole=40, unresolved=10, unresolved_left=3, in_week=1)
    >>> print(metric.reading().share)                       # 4 / 40
    10% of 40
    >>> print(metric.reading().parts["of the unresolved"])  # 3 / 10
    30% of 10
    >>> print(metric.reading().parts["of the resolved"])    # (4 - 3) / (40 - 10)
    3% of 30
    """

    unresolved: int = 0
    unresolved_left: int = 0
    in_week: int = 0

    title = "Churned"
    units = "conversations"
    awaits = "word of a cancellation, and a conversation of an account that is a month old"
    definition = (
        "Share of the conversations of a known account, whoever replied, that the account's "
        "cancellation followed at most 30 whole days after the last word, resolution or handoff. "
        "Counted once that is longer ago than 30 days at the log's end, whether it left or stayed. "
        "A subscription that is active again takes the cancellation back. It says that accounts "
        "left after a conversation, not that they left for it."
    )

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(churn=churn) as course if is_over(course):
                is_open = course.resolution is None
                self._count(churn, is_unresolved=churn.is_unresolved if churn else is_open)
            case Course():
                self.left_out += 1
            case _:
                pass

    def _count(self, churn: Churn | None, *, is_unresolved: bool) -> None:
        self.count(is_part=churn is not None)
        self.unresolved += is_unresolved
        self.unresolved_left += is_unresolved and churn is not None
        self.in_week += churn is not None and churn.within == "week"

    def reading(self) -> Reading:
        parts = {
            "of the unresolved": Share(self.unresolved_left, self.unresolved),
            "of the resolved": Share(
                self.part - self.unresolved_left, self.whole - self.unresolved
            ),
            "within a week": Share(self.in_week, self.whole),
        }
        return replace(super().reading(), parts=parts)


def is_over(course: Course) -> bool:
    """Whether its account could have left within the time, and somebody would have told."""
    if course.account_id is None or course.log.at is None or not course.log.tells_of_accounts:
        return False
    return (course.log.at - (course.ended_at or course.at)).days > MONTH_DAYS
