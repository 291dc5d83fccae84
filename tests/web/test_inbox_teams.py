"""The inbox narrowed to a team: in every view, kept by the address, where any team is known."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tacit.web.views.lines import VIEWS
from tests.cast import Shop, Talk
from tests.flows.test_route import sent
from tests.web.browser import Browser
from tests.web.door import Door


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


def routed(shop: Shop, team: str, text: str = "Where is my parcel?") -> Talk:
    """A customer's question that was given to a team, and waits."""
    talk = shop.asks(text)
    sent(shop, talk, team, shop.ines)
    return talk


def id_of(shop: Shop, team: str) -> str:
    return shop.port.store.find_external(shop.workspace, "team", [team])[team]


def rows(browser: Browser) -> list[str]:
    return [str(each["data-row"]) for each in browser.page.select("[data-row]")]


def test_a_team_is_chosen_from_those_that_are_known(browser: Browser, shop: Shop) -> None:
    shop.asks("How long does delivery take to Norway?")
    browser.opens("/inbox")
    assert browser.page.select_one("#sift-team") is None
    routed(shop, "hardware")
    routed(shop, "billing")
    browser.opens("/inbox")
    assert browser.text("label[for=sift-team]") == "Team"
    offered = [each.text for each in browser.page.select("#sift-team option")]
    assert offered == ["Every team", "billing", "hardware"]
    assert not browser.page.select("#sift-team option[selected]")
    assert not browser.page.select(".filters[open]")


@pytest.mark.parametrize("view", ["waiting", "handed-over", "all"])
def test_only_what_the_team_has_is_listed_and_the_counts_stay(
    browser: Browser, shop: Shop, view: str
) -> None:
    shop.asks("How long does delivery take to Norway?")
    own, others = routed(shop, "billing"), routed(shop, "hardware")
    browser.opens(f"/inbox?view={view}")
    counts = browser.text("#views")
    assert {own.conversation_id, others.conversation_id} <= {*rows(browser)}
    browser.opens(f"/inbox?view={view}&team={id_of(shop, 'billing')}")
    assert rows(browser) == [own.conversation_id]
    assert browser.text("#sift-team option[selected]") == "billing"
    assert browser.text(".filters[open] summary .count") == "on"
    assert browser.text("#views") == counts


def test_every_link_of_the_list_keeps_the_team_and_clearing_takes_it_away(
    browser: Browser, shop: Shop
) -> None:
    own, team = routed(shop, "billing"), id_of(shop, "billing")
    browser.opens(f"/inbox?view=all&team={team}")
    links = [str(each["href"]) for each in browser.page.select("#views a, #rows a")]
    assert len(links) == len(VIEWS) + 1
    assert all(parse_qs(urlsplit(each).query)["team"] == [team] for each in links)
    live = browser.page.select_one("#live")
    assert live is not None
    assert f"team={team}" in str(live["hx-sse:connect"])
    browser.opens(f"/inbox/{own.conversation_id}?view=all&team={team}")
    assert rows(browser) == [own.conversation_id]
    cleared = browser.page.select_one(".filters p a")
    assert cleared is not None
    assert cleared["href"] == "/inbox?view=all"


def test_it_narrows_what_other_filters_leave_and_says_where_nothing_is_left(
    browser: Browser, shop: Shop
) -> None:
    routed(shop, "billing")
    team = id_of(shop, "billing")
    for more in ("&channel=email", "&mood=frustrated", "&search=samovar"):
        browser.opens(f"/inbox?view=all&team={team}{more}")
        assert rows(browser) == []
        assert "Nothing passes these filters." in browser.text("#rows")
    browser.opens(f"/inbox?view=all&team={team}&search=parcel")
    assert len(rows(browser)) == 1
    browser.opens("/inbox?view=all&team=nobody")
    assert "Nothing passes these filters." in browser.text("#rows")
