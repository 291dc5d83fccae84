"""Whether an account left soon after a conversation: what came of it beyond its end.

`metrics/courses.py` folds cancellations and keeps this of each conversation that one follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# In whole days after the end of a conversation: next week, next month, and no longer.
WEEK_DAYS, MONTH_DAYS = 7, 30


@dataclass(slots=True)
class Reached:
    """How far the log goes, for all courses of a fold: its time, and whether it tells of
    accounts at all that they left or are back."""

    at: datetime | None = None
    tells_of_accounts: bool = False


@dataclass(frozen=True, slots=True)
class Churn:
    """The account left so many whole days after the end; `is_unresolved` is as it stood then."""

    days: int
    is_unresolved: bool

    @property
    def within(self) -> Literal["week", "month"]:
        """Whether it left in the week after, or later in the month.

        >>> Churn(7, is_unresolved=True).within, Churn(20, is_unresolved=True).within
        ('week', 'month')
        """
        return "week" if self.days <= WEEK_DAYS else "month"


def days_after(begun_at: datetime, ended_at: datetime, left_at: datetime) -> int | None:
    """How many whole days after its end the account left; None where that is not soon after.

    Who leaves while it goes on leaves on day 0, who had left before it began does not count.

    >>> day = datetime.fromisoformat
    >>> days_after(day("2024-03-01"), day("2024-03-02"), day("2024-03-22"))  # from the 2nd
    20
    >>> days_after(day("2024-03-01"), day("2024-03-02"), day("2024-04-02")) is None  # 31
    True
    """
    if left_at < begun_at:
        return None
    days = max((left_at - ended_at).days, 0)
    return days if days <= MONTH_DAYS else None
