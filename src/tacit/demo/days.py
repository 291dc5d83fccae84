"""Moves the written year to another one, in its times and in the dates that its texts name.

A text names a day as `{2025-05-01 date}`: the day as it was written, and how to
say it. Whoever reads the moved history reads the moved day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

# The last day of the history as it is written.
WRITTEN_UNTIL = date(2025, 9, 25)
# What is answered ends here; the two days after it are what waits.
_ANSWERED_UNTIL = date(2025, 9, 23)

_DAY = re.compile(r"\{(\d{4}-\d\d-\d\d) (\w+)\}")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@dataclass(frozen=True)
class Days:
    """The written year, so moved that it ends on a day.

    What is answered moves by whole weeks, so that nobody works on a Sunday who
    did not; what waits moves by days, so that it waits since yesterday. Between
    the two a gap of up to six quiet days may open. Order never changes.

    >>> friday = Days(date(2026, 11, 20))
    >>> friday.moved(date(2025, 9, 25)), friday.moved(date(2025, 4, 8)).strftime("%A")
    (datetime.date(2026, 11, 20), 'Tuesday')
    >>> friday.told("from {2025-05-01 day} on")
    'from 25 June on'
    """

    ends_on: date

    def moved(self, day: date) -> date:
        """Where a written day lies now."""
        by = (self.ends_on - WRITTEN_UNTIL).days
        return day + timedelta(days=by - by % 7 if day <= _ANSWERED_UNTIL else by)

    def at(self, day: date, clock: time) -> str:
        """A written moment where it lies now, in UTC."""
        return datetime.combine(self.moved(day), clock, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def told(self, text: str) -> str:
        """A text with every day that it names moved.

        Raises ValueError for a way to say a day that nobody knows.
        """
        return _DAY.sub(lambda m: said(self.moved(date.fromisoformat(m[1])), m[2]), text)


def said(day: date, how: str) -> str:
    """A day in words: `date`, `day` or `month`, in German or French with the language behind
    it (`date_de`), or in figures: `iso`.

    >>> said(date(2025, 5, 1), "date"), said(date(2025, 5, 1), "day_de")
    ('1 May 2025', '1. Mai')
    """
    form, _, language = how.partition("_")
    language = language or "en"
    if language not in _MONTHS or form not in ("date", "day", "month", "iso"):
        raise ValueError(f"{how!r} is no way to say a day; README.md beside this file lists them")
    month = _MONTHS[language].split()[day.month - 1]
    short = f"{day.day}{'.' if language == 'de' else ''} {month}"
    whole = f"{short} {day.year}"
    return {"date": whole, "day": short, "month": month, "iso": day.isoformat()}[form]
