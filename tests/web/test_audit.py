"""Answers drawn by lot are listed, shown with their question, and judged by one press."""

from __future__ import annotations

import pytest

from tacit.events import AuditDrawn, AuditJudged, EntryId, LessonSettled
from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN


@pytest.fixture
def browser(door: Door, shop: Shop) -> Browser:
    """An agent, and a shop that has answered alone until one answer was drawn."""
    shop.taught(RETURN, "returns", times=30)
    shop.mode("auto")
    while not shop.events(AuditDrawn):
        shop.asks(RETURN)
    return Browser(door).signs_in()


def address_of(shop: Shop) -> str:
    drawn = shop.events(AuditDrawn)[0].event
    assert isinstance(drawn, AuditDrawn)
    return f"/inbox/{drawn.conversation_id}?view=to-judge"


def test_what_was_drawn_is_a_view_of_the_inbox(browser: Browser, shop: Shop) -> None:
    browser.opens("/inbox?view=to-judge")
    rows = browser.page.select("[data-row]")
    assert [f"/inbox/{each['data-row']}?view=to-judge" for each in rows] == [address_of(shop)]
    assert browser.text('#views a[aria-current="true"]') == "To judge 1"


@pytest.mark.parametrize(("verdict", "reward"), [("right", 1000), ("wrong", 0)])
def test_one_press_judges_it(browser: Browser, shop: Shop, verdict: str, reward: int) -> None:
    browser.opens(address_of(shop))
    assert "30 days" in browser.text("#audit .words")
    chosen = browser.page.select("#audit-entry option")[1]
    browser.sends("#judge", verdict=verdict, entry=chosen["value"])
    assert browser.page.select_one("#audit") is None
    (judged,) = shop.events(AuditJudged)
    assert judged.actor.kind == "agent"
    lesson = [e.event for e in shop.events(LessonSettled) if e.event.witness == "audit"][-1]
    assert lesson.reward == reward
    assert lesson.cites == [shop.entries["returns"] if reward else chosen["value"]]
    taught = shop.learned().exemplars.by_id[EntryId(judged.event.conversation_id)]
    assert list(taught.cites) == lesson.cites
    browser.opens("/inbox?view=to-judge")
    assert browser.page.select("[data-row]") == []
    assert "No answer waits to be judged" in browser.text("main, .list")


def test_what_cannot_be_a_judgement_is_refused(browser: Browser, shop: Shop) -> None:
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="perhaps").status_code == 422
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="right", decision_id="nothing").status_code == 404
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="wrong", entry="nothing").status_code == 422
    assert shop.events(AuditJudged) == []


def test_a_second_press_changes_nothing(browser: Browser, shop: Shop) -> None:
    browser.opens(address_of(shop))
    page = browser.page
    for _ in range(2):
        browser.page = page
        assert browser.sends("#judge", verdict="right").status_code == 200
    assert len(shop.events(AuditJudged)) == 1
