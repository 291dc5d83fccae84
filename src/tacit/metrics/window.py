"""The window of a question: from when to when, and in days, weeks or months of the reader's zone.

Doors make one of what they were asked; `measure` puts facts into its periods.
A period is named by its first day; weeks begin on Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Every = Literal["day", "week", "month"]
PERIODS: tuple[Every, ...] = ("day", "week", "month")
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


class WrongWindow(ValueError):
    """A window that cannot be; the message says what would do."""


@dataclass(frozen=True)
class Window:
    """From `begins_at` up to and without `ends_at`, in periods of a zone; None is open."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    every: Every = "month"
    zone: tzinfo = UTC

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies within."""
        is_late = self.begins_at is None or at >= self.begins_at
        return is_late and (self.ends_at is None or at < self.ends_at)

    def day(self, at: datetime) -> date:
        """The day on which the reader's calendar puts a moment."""
        return at.astimezone(self.zone).date()

    def first_day(self) -> date | None:
        """The first day that is at least partly within, None where it is open."""
        return None if self.begins_at is None else self.day(self.begins_at)

    def last_day(self) -> date | None:
        """The last day that is at least partly within, None where it is open."""
        return None if self.ends_at is None else self.day(self.ends_at - _MOMENT)

    def period(self, day: date) -> date:
        """The first day of the period that a day belongs to."""
        match self.every:
            case "day":
                return day
            case "week":
                return day - _DAY * day.weekday()
            case "month":
                return day.replace(day=1)

    def after(self, period: date) -> date:
        """The first day of the next period."""
        match self.every:
            case "day":
                return period + _DAY
            case "week":
                return period + 7 * _DAY
            case "month":
                return self.period(period.replace(day=28) + 4 * _DAY)

    def span(self, period: date) -> tuple[date, date]:
        """The first and the last day of a period, as far as they are within."""
        first, last = self.first_day(), self.last_day()
        begins, ends = period, self.after(period) - _DAY
        return max(begins, first or begins), min(ends, last or ends)


def window_of(since: str | None, until: str | None, every: str, zone: tzinfo) -> Window:
    """The window that a reader wrote; raises WrongWindow.

    A date stands for its whole day in the zone, also as the end; a time is
    meant to the instant and is the first that no longer counts as the end.
    """
    if every not in PERIODS:
        raise WrongWindow(f"every is {every!r}; write one of {', '.join(PERIODS)}")
    begins = _moment("from", since, zone, timedelta(0)) if since else None
    ends = _moment("to", until, zone, _DAY) if until else None
    if begins and ends and begins >= ends:
        raise WrongWindow(f"from {since} is not before to {until}; nothing lies between")
    return Window(begins, ends, every, zone)


def _moment(name: str, text: str, zone: tzinfo, later: timedelta) -> datetime:
    """The moment that a text means, in the zone: a day's begin (or end), or the time it names."""
    try:
        if len(text) == len("2024-03-01"):
            return datetime.combine(date.fromisoformat(text) + later, time(), zone)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        message = f"{name} is {text!r}; write a day as 2024-03-01 or a time as 2024-03-01T09:00Z"
        raise WrongWindow(message) from None
