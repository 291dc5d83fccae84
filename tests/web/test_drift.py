"""What goes wrong oftener than it did stands where a lead looks, until it is seen or over."""

from __future__ import annotations

import pytest

from tacit.answering.drift import UNKNOWN
from tacit.events import EVERY_INTENT, SYSTEM, DriftAlarmed, DriftClosed, IntentId
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
    browser.sends(f'[data-alarm="{intent}"] form', reason=" A new   release ")
    assert not browser.page.select(f'[data-alarm="{intent}"]')
    closed = [e.event for e in shop.events(DriftClosed)]
    assert closed == [DriftClosed(intent, False, "A new release")]
    assert browser.last == f"/intents/{intent}"
    _, ended, raised = browser.page.select('[aria-label="Alarms that ended"] tr')
    assert "seen A new release Ines" in ended.get_text(" ")
    assert "alarm 3 of 3 answers were wrong" in raised.get_text(" ")
    browser.opens("/intents")
    assert "wrong oftener" not in browser.text("main")


def test_a_word_that_it_is_usual_takes_a_reason(
    fallen: tuple[IntentId, str], door: Door, shop: Shop
) -> None:
    intent, _ = fallen
    browser = Browser(door).signs_in()
    for watched, place in ((str(intent), f"/intents/{intent}"), (EVERY_INTENT, "/learning")):
        alarmed(shop, EVERY_INTENT)
        browser.opens(place)
        form = f'[data-alarm="{watched}"] form'
        assert "cannot be taken back; a new alarm comes if it gets worse" in browser.text(form)
        assert browser.sends(form, reason=" ").status_code == 422
        assert "Write why" in browser.text(f'[data-alarm="{watched}"] .wrong')
        assert browser.page.select_one(f'[data-alarm="{watched}"] input[required][aria-invalid]')
    assert shop.events(DriftClosed) == []


def test_an_alarm_over_all_that_was_seen_stays_on_the_page(
    fallen: tuple[IntentId, str], door: Door, shop: Shop
) -> None:
    alarmed(shop, UNKNOWN)
    browser = Browser(door).signs_in()
    browser.opens("/learning")
    assert not browser.page.select('[aria-label="Alarms that ended"]')
    browser.sends(f'[data-alarm="{UNKNOWN}"] form', reason="We sell samovars now")
    assert browser.last == "/learning"
    _, ended, raised = browser.page.select('[aria-label="Alarms that ended"] tr')
    said = " ".join(ended.get_text(" ").split())
    assert said.endswith("Questions far from all past ones: seen We sell samovars now Ines")
    assert "Questions far from all past ones: alarm" in raised.get_text(" ")


def test_what_nobody_watches_is_not_there(
    fallen: tuple[IntentId, str], door: Door, shop: Shop
) -> None:
    browser = Browser(door).signs_in()
    alarmed(shop, UNKNOWN)
    browser.opens("/learning")
    page, form = browser.page, f'[data-alarm="{UNKNOWN}"] form'
    for watched in ("nothing", fallen[0]):
        browser.page = page
        assert browser.sends(form, watched=watched, reason="Why not").status_code == 404
    (form_of_intent,) = page.select(f'[data-alarm="{fallen[0]}"] form')
    form_of_intent["action"] = "/intents/nothing/seen"
    browser.page = page
    sent = browser.sends(f'[data-alarm="{fallen[0]}"] form', reason="Why not")
    assert sent.status_code == 404
    assert "no intent &#39;nothing&#39;" in sent.text
    assert shop.events(DriftClosed) == []


def alarmed(shop: Shop, watched: str) -> None:
    """An alarm of something that is watched over all, where there is none yet."""
    if watched not in shop.learned().drift.alarmed:
        day = shop.clock.now.date().isoformat()
        shop.writes(DriftAlarmed(watched, day, 30, 0, 6, 6, 1_000, "6 of 6 since"), SYSTEM)


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
