"""`tacit run` as a newcomer has it: a link in the terminal, pages at once, and a desk at work."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.journeys.conftest import Year
from tests.journeys.running import link_on

pytestmark = pytest.mark.timeout(900)


def test_the_year_is_taken_in_while_the_pages_say_how_far_it_is(year: Year) -> None:
    assert "Taking in a year of Quaybill" in year.first.said
    assert BeautifulSoup(year.first.arriving, "html.parser").select_one("progress") is not None
    inbox = BeautifulSoup(year.first.inbox, "html.parser")
    assert inbox.select_one("progress") is None
    assert len(inbox.select("[data-row]")) >= 5


def test_the_page_to_ask_says_what_to_try(year: Year) -> None:
    asking = BeautifulSoup(year.first.ask, "html.parser")
    assert [each.text for each in asking.select(".three b")] == ["Ask", "Correct it", "Ask again"]


def test_ctrl_c_ends_it_and_a_second_start_takes_nothing_in(year: Year) -> None:
    assert year.first.status == 0
    assert "Taking in" not in year.second.said
    year.second.signs_in(link_on(year.home, "Nia"))
    assert year.second.is_open()
