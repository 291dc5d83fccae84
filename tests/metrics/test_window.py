"""Windows: days, weeks and months of the reader's own zone, with clear errors."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tacit.metrics.window import Window, WrongWindow, window_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_is_the_readers_day() -> None:
    late = at("2024-03-04T23:30")
    assert Window().day(late) == date(2024, 3, 4)
    assert Window(zone=BERLIN).day(late) == date(2024, 3, 5)
    assert Window(zone=timezone(timedelta(hours=-10))).day(at("2024-03-04T09:00")) == date(
        2024, 3, 3
    )


def test_both_ends_of_a_window_are_whole_days() -> None:
    window = window_of("2024-03-01", "2024-03-31", "day", BERLIN)
    assert window.begins_at == datetime(2024, 3, 1, tzinfo=BERLIN)
    # Summer time began on that day: it has 23 hours, and midnight is two hours from UTC.
    assert window.ends_at == at("2024-03-31T22:00")
    assert window.holds(at("2024-02-29T23:00"))
    assert not window.holds(at("2024-02-29T22:59"))
    assert window.holds(at("2024-03-31T21:59"))
    assert not window.holds(at("2024-03-31T22:00"))
    assert (window.first_day(), window.last_day()) == (date(2024, 3, 1), date(2024, 3, 31))


def test_a_time_is_meant_to_the_instant() -> None:
    window = window_of("2024-03-01T09:00+01:00", "2024-03-01T10:00", "day", UTC)
    assert window.holds(at("2024-03-01T08:00"))
    assert not window.holds(at("2024-03-01T10:00"))


def test_an_open_window_holds_everything() -> None:
    window = window_of(None, None, "month", UTC)
    assert window.holds(at("1970-01-01"))
    assert (window.first_day(), window.last_day()) == (None, None)


@pytest.mark.parametrize(
    ("every", "period", "following"),
    [
        ("day", "2024-02-29", "2024-03-01"),
        ("week", "2024-02-26", "2024-03-04"),
        ("month", "2024-02-01", "2024-03-01"),
    ],
)
def test_periods_follow_each_other(every: str, period: str, following: str) -> None:
    window = window_of(None, None, every, UTC)
    day = date(2024, 2, 29)
    assert window.period(day) == date.fromisoformat(period)
    assert window.after(window.period(day)) == date.fromisoformat(following)


def test_every_day_belongs_to_the_period_that_begins_last_before_it() -> None:
    for every in ("day", "week", "month"):
        window = window_of(None, None, every, UTC)
        period = window.period(date(2023, 12, 1))
        for day in (date(2023, 12, 1) + timedelta(days=n) for n in range(500)):
            if day >= window.after(period):
                period = window.after(period)
            assert window.period(day) == period


def test_a_period_is_cut_to_the_window() -> None:
    window = window_of("2024-03-10", "2024-04-02", "month", UTC)
    assert window.span(date(2024, 3, 1)) == (date(2024, 3, 10), date(2024, 3, 31))
    assert window.span(date(2024, 4, 1)) == (date(2024, 4, 1), date(2024, 4, 2))
    assert Window().span(date(2024, 12, 1)) == (date(2024, 12, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("since", "until", "every", "said"),
    [
        ("yesterday", None, "day", "from is 'yesterday'; write a day as 2024-03-01"),
        (None, "2024-02-30", "day", "to is '2024-02-30'"),
        (None, "9999-12-31", "day", "to is '9999-12-31'"),
        ("0001-01-01T00:00+14:00", None, "day", "from is '0001-01-01T00:00"),
        ("2024-03-02", "2024-03-01", "day", "nothing lies between"),
        (None, None, "year", "every is 'year'; write one of day, week, month"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_do(
    since: str | None, until: str | None, every: str, said: str
) -> None:
    with pytest.raises(WrongWindow, match=said):
        window_of(since, until, every, UTC)


def test_the_first_day_of_all_is_a_day_too() -> None:
    window = window_of("0001-01-01", None, "month", BERLIN)
    assert window.holds(at("2024-03-04"))
    assert window.first_day() == date(1, 1, 1)
