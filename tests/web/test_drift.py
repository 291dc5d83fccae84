"""What goes wrong oftener than it did stands where a lead looks, until it is seen or over."""

from __future__ import annotations

import pytest

from tacit.events import DriftClosed, IntentId
from tests.cast import Shop
from tests.flows.test_drift import judged
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN


@pytest.fixture
def fallen(shop: Shop) -> tuple[IntentId, str]:
    """An intent that fell, and its first bad day: thirty right answers, then six wrong ones."""
    shop.taught(RETURN, "returns", times=6)
    intent = shop.preview(RETURN).verdict.intent.intent_id
    assert intent is not None
    judged(shop, *[1000] * 30, intent=intent)
    day = shop.clock.now.date().isoformat()
    judged(shop, *[0] * 6, intent=intent)
    return intent, day


def test_an_alarm_names_the_intent_the_day_and_what_was_counted(
    fallen: tuple[IntentId, str], door: Door
) -> None:
    intent, day = fallen
    browser = Browser(door).signs_in()
    for page in ("/learning", f"/intents/{intent}"):
        browser.opens(page)
        words = browser.text(f'[data-alarm="{intent}"]')
        assert f"6 of 6 answers were wrong since {day}, 0 of the last " in words
        assert "Chance alone raises such an alarm once in 1,000 judgements at most" in words
        assert browser.page.select_one(f'[data-alarm] a[href="/inbox?view=all&intent={intent}"]')
    browser.opens("/intents")
    assert "wrong oftener than it was" in browser.text(f'[data-intent="{intent}"]')


def test_who_saw_it_closes_it(fallen: tuple[IntentId, str], door: Door, shop: Shop) -> None:
    intent, _ = fallen
    browser = Browser(door).signs_in()
    browser.opens("/learning")
    browser.sends(f'[data-alarm="{intent}"] form')
    assert not browser.page.select(f'[data-alarm="{intent}"]')
    closed = [e.event for e in shop.events(DriftClosed)]
    assert closed == [DriftClosed(intent, False, "seen on the page")]
    browser.opens("/intents")
    assert "wrong oftener" not in browser.text("main")


def test_who_may_not_teach_sees_the_alarm_and_closes_nothing(
    fallen: tuple[IntentId, str], door: Door, shop: Shop
) -> None:
    reader = Browser(door).signs_in("Jonas", "desk")
    reader.opens("/learning")
    assert reader.page.select("[data-alarm]")
    assert not reader.page.select("[data-alarm] form")
    assert shop.events(DriftClosed) == []


def test_before_anything_fell_the_page_says_what_is_watched(door: Door, shop: Shop) -> None:
    browser = Browser(door).signs_in()
    browser.opens("/learning")
    assert "Nothing now. What is watched" in browser.text("main")


def test_programs_read_it_of_each_intent(
    fallen: tuple[IntentId, str], door: Door, shop: Shop
) -> None:
    intent, day = fallen
    listed = {each["id"]: each["drift"] for each in door.get("/intents").json()["items"]}
    before = listed[intent].pop("judged_before")
    assert before in (29, 30)
    assert listed[intent] == {
        "first_day": day, "bad_before": 0, "judged_since": 6, "bad_since": 6,
    }  # fmt: skip
