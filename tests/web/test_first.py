"""The page says what to do first, and publishes by one press what several agents say."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.flows.usage import Searched
from tacit.web.signed import COOKIE, find
from tacit.web.views import first as view
from tests.cast import Shop
from tests.flows.test_diagnose import failed
from tests.flows.test_mending import says
from tests.flows.test_unwritten import HUM, SAID, PersonId, told
from tests.flows.test_usage import tell
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


def test_an_empty_desk_says_what_will_stand_here(browser: Browser) -> None:
    browser.opens("/first")
    for name in ("learn", "asked", "searched", "unwritten", "mend"):
        assert "stands" in browser.text(f"section[aria-labelledby={name}]")


def test_each_list_shows_its_parts(browser: Browser, shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    says(shop, failed(shop), "outdated_article")
    browser.opens("/first")
    row = browser.text("#worth tbody tr")
    assert "Send something back" in row
    assert "by 1 agent" in row
    assert "1 Send something back" in browser.text("#mendings tbody")


def test_one_press_publishes_what_three_agents_say(browser: Browser, shop: Shop) -> None:
    third = PersonId("018e08b0-0000-7000-8000-00000000a9e7")
    told(shop, *zip((shop.jonas, shop.ines, third), SAID, strict=True))
    browser.opens("/first")
    shown = browser.text("section[aria-labelledby=unwritten]")
    assert SAID[2] in shown
    assert "in 3 conversations" in shown
    browser.sends(".said form")
    assert shop.preview(HUM).verdict.candidates[0].origin == "exemplar"
    browser.opens("/first")
    assert SAID[2] not in browser.text("section[aria-labelledby=unwritten]")


def test_whose_words_they_are_is_told_that_somebody_else_may_have_to(
    browser: Browser, door: Door, shop: Shop
) -> None:
    reader = Browser(door).signs_in("Jonas")
    found = find(shop.port.store, reader.client.cookies[COOKIE], shop.port.clock())
    assert found is not None
    told(shop, *zip((shop.jonas, shop.ines, found.person_id), SAID, strict=True))
    hint = "somebody else has to publish them"
    for each, is_theirs in ((reader, True), (browser, False)):
        each.opens("/first")
        assert (hint in each.text(".said form")) == is_theirs


def test_what_is_cut_is_counted(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "_SHOWN", 1)
    browser.opens("/first")
    assert "more by" not in browser.text("main")
    for words in (HUM, HUM, "gold plated lids", "gold plated lids"):
        for who in (shop.ada, shop.bruno):
            shop.asks(words, who)
    tell(shop, *(Searched(each, 0, "ada") for each in ("samovar loud", "gold plated lids")))
    browser.opens("/first")
    for name in ("asked", "searched"):
        assert "1 more by tacit first --all" in browser.text(f"section[aria-labelledby={name}]")
        assert len(browser.page.select(f"section[aria-labelledby={name}] tbody tr")) == 1


def test_what_is_searched_for_in_vain_stands_beside_what_is_asked(
    browser: Browser, door: Door, shop: Shop
) -> None:
    shop.taught(RETURN, "returns", times=6)
    told = [searched(RETURN, "zoe"), searched(RETURN), searched("samovar loud", "zoe")]
    assert door.post("/usage-events", {"items": told}).status_code == 201
    browser.opens("/first")
    (row,) = browser.page.select("#worth tbody tr")
    cells = [each.get_text() for each in row.select("th, td")]
    assert cells[2] == "6"
    assert cells[4] == "2"
    (other,) = browser.page.select("#searches tbody tr")
    assert [each.get_text() for each in other.select("th, td")] == ["1", "1", "samovar loud"]


def test_what_two_customers_ask_and_nothing_answers_stands_with_its_conversations(
    browser: Browser, shop: Shop
) -> None:
    first, second = (shop.asks(HUM, who) for who in (shop.ada, shop.bruno))
    browser.opens("/first")
    (row,) = browser.page.select("#gaps tbody tr")
    cells = [each.get_text() for each in row.select("th, td")]
    assert cells[:4] == ["2", "2", "2", HUM]
    links = [each["href"] for each in row.select("a.nth")]
    assert links == [f"/inbox/{each.conversation_id}?view=all" for each in (second, first)]


def searched(query: str, customer: str | None = None) -> dict[str, Any]:
    properties = {"query": query, "results": 0}
    return {"name": "search", "customer": customer, "properties": properties}
