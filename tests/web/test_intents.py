"""Intents on the pages and over the wire: listed, named, and given a mode of their own."""

from __future__ import annotations

from functools import cache

import pytest

from tacit.events import IntentId, IntentNamed, ModeSet, ModeUnset
from tacit.store.log import Store
from tacit.web.views import intents as views
from tests.cast import Shop
from tests.kept import Kept, kept, well_known
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN, opened

OTHER = "Where is my parcel, the carrier shows no tracking number?"


@cache
def _told(store: Store) -> Kept:
    shop = well_known(store).again()
    shop.taught(OTHER, "tracking", times=6)
    return kept(shop)


@pytest.fixture
def shop(store: Store) -> Shop:
    """The shop, which was asked one thing thirty times and another six times."""
    return _told(store).again()


@pytest.fixture
def browser(door: Door) -> Browser:
    """Somebody there."""
    return Browser(door).signs_in()


def the_intent(shop: Shop, question: str = RETURN) -> IntentId:
    wanted = shop.preview(question).verdict.intent.intent_id
    assert wanted is not None
    return wanted


def test_what_is_asked_most_comes_first_with_its_size_and_mode(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/intents")
    rows = browser.page.select("[data-intent]")
    assert [each["data-intent"] for each in rows] == [the_intent(shop), the_intent(shop, OTHER)]
    assert [each.select("td")[1].text for each in rows] == ["30", "6"]
    assert "observe as all" in browser.text("[data-intent]")
    # The words that tell it from the other are its name.
    assert "kettle" in rows[0].text


def test_a_cut_list_says_where_all_are(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.opens("/intents")
    assert "intents --all" not in browser.text("main")
    monkeypatch.setattr(views, "INTENTS", 1)
    browser.opens("/intents")
    said = "The 1 most asked of 2; tacit intents --all lists all."
    assert said in browser.text("main")


def test_one_intent_answers_alone_while_all_others_are_observed(
    browser: Browser, door: Door, shop: Shop
) -> None:
    browser.opens(f"/intents/{the_intent(shop)}")
    browser.sends("#set-mode", mode="auto", reason="30 of 30 were right")
    assert browser.page.select("#set-mode input[value=auto][checked]")
    assert "30 of 30 were right" in browser.text("main")
    assert "Ines" in browser.text("main")
    assert "No answer was counted" in browser.text("#record")
    decision = opened(door)["decision"]
    assert (decision["action"], decision["mode"]) == ("answer", "auto")
    browser.opens(f"/intents/{the_intent(shop)}")
    assert "0 of 1 answer was wrong" in browser.text("#record")
    assert decision["intent"]["id"] == the_intent(shop)
    assert 0.4 < decision["intent"]["confidence"] <= 1
    assert opened(door, OTHER)["decision"]["mode"] == "observe"
    assert opened(door, "Is the samovar loud when it boils?")["decision"]["intent"] is None
    browser.opens("/settings")
    assert "1 has one now" in browser.text("#mode ~ p, main")
    browser.opens(f"/intents/{the_intent(shop)}")
    browser.sends("#set-mode", mode="as-all", reason="A release is near")
    assert opened(door)["decision"]["mode"] == "observe"
    assert [type(e.event) for e in shop.events(ModeSet, ModeUnset)] == [ModeSet, ModeUnset]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"mode": "auto", "reason": " "}, "Write why"),
        ({"mode": "always", "reason": "I like it"}, "Choose a mode"),
    ],
)
def test_a_mode_takes_a_reason_and_is_one_that_there_is(
    browser: Browser, shop: Shop, typed: dict[str, str], said: str
) -> None:
    browser.opens(f"/intents/{the_intent(shop)}")
    assert browser.sends("#set-mode", **typed).status_code == 422
    assert said in browser.text("#mode-wrong")
    assert shop.events(ModeSet) == []


def test_what_is_refused_opens_where_its_form_stands(browser: Browser, shop: Shop) -> None:
    for path, forms in ((f"/intents/{the_intent(shop)}", 2), ("/settings", 8)):
        browser.opens(path)
        found = browser.page.select("main form[method=post]")
        places = [str(each["action"]).partition("#")[2] for each in found]
        assert len(places) == forms
        assert all(browser.page.find(id=each) for each in places), places


def test_odds_are_told_in_words(browser: Browser, door: Door, shop: Shop) -> None:
    shop.mode("auto")
    opened(door)
    browser.opens(f"/intents/{the_intent(shop)}")
    said = browser.text("#record")
    assert "the odds are less than one to one that more are" in said
    assert "e-" not in said


def test_who_may_not_change_settings_sees_and_changes_nothing(door: Door, shop: Shop) -> None:
    reader = Browser(door).signs_in("Jonas", "desk")
    reader.opens(f"/intents/{the_intent(shop)}")
    assert len(reader.page.select("#set-mode input[disabled]")) == 4
    assert reader.page.select_one("#set-name") is None
    assert reader.sends("#set-mode", mode="auto", reason="Why not").status_code == 403
    assert shop.events(ModeSet) == []


def test_a_name_of_an_agent_stands_wherever_the_intent_does(
    browser: Browser, door: Door, shop: Shop
) -> None:
    address = f"/intents/{the_intent(shop)}"
    browser.opens(address)
    assert browser.sends("#set-name", name="  ").status_code == 422
    assert "at least one letter" in browser.text("#name-wrong")
    browser.opens(address)
    browser.sends("#set-name", name="Send a <kettle> back")
    assert browser.text("h1") == "Send a <kettle> back"
    assert "Named by an agent" in browser.text("header + * ~ *, main")
    named = [each["name"] for each in door.get("/intents").json()["items"]]
    assert named[0] == "Send a <kettle> back"
    assert opened(door)["decision"]["intent"]["name"] == "Send a <kettle> back"
    assert len(shop.events(IntentNamed)) == 1


def test_the_inbox_is_narrowed_to_an_intent(browser: Browser, door: Door, shop: Shop) -> None:
    shop.asks(RETURN)
    shop.asks(OTHER)
    intent = the_intent(shop, OTHER)
    browser.opens(f"/inbox?view=all&intent={intent}")
    subjects = [each.text for each in browser.page.select("[data-row] .subject")]
    # Those that founded it are of it too, although no decision on them could say so.
    assert len(subjects) == 7
    assert all("parcel" in each for each in subjects)
    chosen = browser.page.select_one("#sift-intent option[selected]")
    assert chosen is not None
    assert chosen["value"] == intent
    browser.opens(f"/inbox?intent={intent}")
    assert len(browser.page.select("[data-row]")) == 1
    listed = door.get("/conversations", params={"intent": intent}).json()["items"]
    assert [each["intent"] for each in listed] == [intent] * 7
    assert door.get("/conversations", params={"intent": "nothing"}).json()["items"] == []


def test_why_names_the_intent_and_leads_to_it(browser: Browser, shop: Shop) -> None:
    talk = shop.asks(RETURN)
    browser.opens(f"/inbox/{talk.conversation_id}")
    link = browser.page.select_one(f'#why a[href="/intents/{the_intent(shop)}"]')
    assert link is not None
    assert "kettle" in link.text
    strange = shop.asks("Is the samovar loud when it boils?")
    browser.opens(f"/inbox/{strange.conversation_id}")
    assert "near none that is known" in browser.text("#why")


def test_what_was_observed_is_shown_intent_by_intent(browser: Browser, shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=12)
    browser.opens("/observed")
    row = browser.text("#by-intent ~ .scrolls tbody tr")
    assert "kettle" in row
    measured = [int(word) for word in row.split() if word.isdecimal()]
    assert measured[0] == measured[1] > 0


def test_intents_are_listed_page_by_page_over_the_wire(
    browser: Browser, door: Door, shop: Shop
) -> None:
    first = door.get("/intents", params={"limit": 1}).json()
    assert [each["id"] for each in first["items"]] == [the_intent(shop)]
    assert first["items"][0].pop("strategy")["chosen"] == "answer"
    handled = first["items"][0].pop("handled")
    assert (handled["assistant"]["conversations"], handled["reason"]) == (0, "")
    assert first["items"][0] | {"name": ""} == {
        "id": the_intent(shop), "name": "", "is_named": False, "questions": 30,
        "mode": "observe", "has_own_mode": False, "split_from": None,
        "drift": None, "soonest": None, "ways": [],
    }  # fmt: skip
    second = door.get("/intents", params={"limit": 1, "after": first["next"]}).json()
    assert [each["id"] for each in second["items"]] == [the_intent(shop, OTHER)]
    assert second["next"] is None


def test_a_metric_is_taken_apart_by_intent(browser: Browser, door: Door, shop: Shop) -> None:
    opened(door, "Is the samovar loud when it boils?")
    told = door.get("/metrics/recall_at_1", params={"by": "intent"}).json()
    counted = {name: each["denominator"] for name, each in told["groups"].items()}
    assert counted == {the_intent(shop): 30, the_intent(shop, OTHER): 6, "none": 0}
