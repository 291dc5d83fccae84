"""What a conversation cost its customer stands on its page and is read by programs."""

from __future__ import annotations

import pytest

from tacit.store.log import Store
from tests.cast import Shop
from tests.kept import RETURN, well_known
from tests.web.browser import Browser
from tests.web.door import Door


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


def test_it_is_said_under_the_title_and_over_the_wire(door: Door, shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.text("#effort") == "Effort low, as estimated: 1 turn."
    talk.says("Let me talk to a human, please")
    browser.opens(f"/inbox/{talk.conversation_id}")
    said = "Effort high, as estimated: 2 turns, asked for a person."
    assert browser.text("#effort") == said
    told = door.get(f"/conversations/{talk.conversation_id}").json()["effort"]
    assert told == {
        "is_low": False, "is_low_by_estimate": False, "rated": None, "turns": 2, "rephrasings": 0,
        "is_person_wanted": True, "askings_elsewhere": 0, "bug_reports": 0,
    }  # fmt: skip


def test_a_rating_stands_before_the_estimate(door: Door, shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    rated = {"kind": "ces", "value": 6}
    door.post(f"/conversations/{talk.conversation_id}/feedback", rated)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.text("#effort") == "Effort high, rated 6 of 7: 1 turn."
    listed = {each["name"]: each for each in door.get("/metrics").json()["items"]}
    ces, low = listed["ces"], listed["effort_low"]
    assert (ces["numerator"], ces["denominator"]) == (0, 1)
    assert ces["figures"] == {"mean_hundredths": 600}
    assert (low["numerator"], low["denominator"]) == (0, 1)
    browser.opens("/learning")
    assert "1 rated conversations, 6.00 on average" in browser.text("main")


def test_before_anybody_replied_nothing_is_said_of_it(door: Door, shop: Shop) -> None:
    talk = shop.asks("Is the samovar loud when it boils?")
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.page.select_one("#effort") is None
