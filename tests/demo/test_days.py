"""The written year moves: times, and the days that texts name."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.demo.days import WRITTEN_UNTIL, Days, said

YEAR = st.dates(date(2024, 9, 1), date(2026, 6, 30))
ENDS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_a_history_that_ends_when_it_was_written_is_not_moved() -> None:
    days = Days(WRITTEN_UNTIL)
    assert days.moved(date(2024, 10, 1)) == date(2024, 10, 1)
    assert days.told("until {2025-04-30 date}") == "until 30 April 2025"


def test_what_is_answered_moves_by_weeks_and_what_waits_by_days() -> None:
    # Ten days later: one week for the release, all ten for what waits.
    days = Days(date(2025, 10, 5))
    assert days.moved(date(2025, 4, 8)) == date(2025, 4, 15)
    assert days.moved(date(2025, 9, 24)) == date(2025, 10, 4)
    assert days.at(date(2025, 9, 25), time(16, 55)) == "2025-10-05T16:55:00Z"


def test_it_moves_back_in_time_as_well() -> None:
    # Ten days earlier are two weeks for what is answered, so nothing is later than it was said.
    days = Days(date(2025, 9, 15))
    assert days.moved(date(2025, 9, 23)) == date(2025, 9, 9)
    assert days.moved(WRITTEN_UNTIL) == date(2025, 9, 15)


@given(ENDS, YEAR)
def test_an_answered_day_keeps_its_weekday(ends_on: date, day: date) -> None:
    if day <= date(2025, 9, 23):
        assert Days(ends_on).moved(day).weekday() == day.weekday()


@given(ENDS, YEAR, YEAR)
def test_order_never_changes_and_the_gap_is_under_a_week(
    ends_on: date, one: date, other: date
) -> None:
    days = Days(ends_on)
    first, second = sorted((one, other))
    grown = (days.moved(second) - days.moved(first)) - (second - first)
    assert timedelta(0) <= grown <= timedelta(days=6)


@given(ENDS)
def test_the_last_written_day_is_the_one_that_was_asked_for(ends_on: date) -> None:
    assert Days(ends_on).moved(WRITTEN_UNTIL) == ends_on


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("date", "3 March 2025"),
        ("day", "3 March"),
        ("month", "March"),
        ("iso", "2025-03-03"),
        ("date_de", "3. März 2025"),
        ("day_de", "3. März"),
        ("month_de", "März"),
        ("day_fr", "3 mars"),
    ],
)
def test_a_day_is_said_as_the_language_says_it(how: str, words: str) -> None:
    assert said(date(2025, 3, 3), how) == words


@pytest.mark.parametrize("how", ["century", "day_xx", "weekday"])
def test_a_way_to_say_a_day_that_nobody_knows_is_refused_by_name(how: str) -> None:
    with pytest.raises(ValueError, match=f"{how}.*README"):
        said(date(2025, 3, 3), how)


def test_braces_that_name_no_day_are_left_alone() -> None:
    text = 'PATCH /v2/people/{id} {"state": "deactivated"} {2025} {name}'
    assert Days(WRITTEN_UNTIL).told(text) == text
