"""Who asked for a person at once after an answer is seen in the conversation, with the delay."""

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


def test_the_delay_stands_in_the_conversation_and_programs_read_it(door: Door, shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    shop.clock.advance(seconds=-20)  # a minute passed, of which forty seconds are left
    talk.says("Let me talk to a human, please")
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "Asked for a person at once, 40 seconds after the answer" in browser.text(".step-fast")
    (told,) = door.get(f"/conversations/{talk.conversation_id}").json()["asked_for_person"]
    assert (told["waited_seconds"], told["is_fast"]) == (40, True)
    assert told["decision_id"] == talk.delivered[0].decision_id
    (figure,) = (
        each for each in door.get("/metrics").json()["items"] if each["name"] == "asked_fast"
    )
    assert (figure["numerator"], figure["denominator"]) == (1, 1)


def test_later_the_delay_is_told_in_minutes(door: Door, shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    shop.clock.advance(minutes=9)
    talk.says("Let me talk to a human, please")
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "Asked for a person 10 minutes after the answer" in browser.text(".step-fast")
