"""Settings show how much customers' signals count, and one form sets it with a reason."""

from __future__ import annotations

import pytest

from tacit.events import SignalWeighed
from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN

ABOUT = "section[aria-labelledby=weights]"


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


def test_each_signal_is_shown_with_what_it_counts_and_is_set(browser: Browser, shop: Shop) -> None:
    browser.opens("/settings")
    assert "gives a thumb up or down 90% 90% never" in browser.text("#weights-now")
    browser.sends("#set-weight", signal="thumb", percent="20", reason="clicked by mistake")
    shown = browser.text("#weights-now")
    assert "gives a thumb up or down 20% 90%" in shown
    assert "Ines: clicked by mistake" in shown
    browser.sends("#set-weight", signal="thumb", percent="", reason="as it was")
    assert "gives a thumb up or down 90% 90%" in browser.text("#weights-now")
    assert [each.event for each in shop.events(SignalWeighed)] == [
        SignalWeighed("thumb", 200, "clicked by mistake"),
        SignalWeighed("thumb", None, "as it was"),
    ]


@pytest.mark.parametrize(
    ("signal", "percent", "reason", "wrong"),
    [
        ("thumb", "120", "more", "whole number from 0 to 100"),
        ("thumb", "-5", "less", "whole number from 0 to 100"),
        ("thumb", "20", "", "Write why"),
        ("stars", "20", "new", "Choose a signal"),
    ],
)
def test_what_cannot_be_taken_is_said_and_keeps_what_was_typed(
    browser: Browser, shop: Shop, signal: str, percent: str, reason: str, wrong: str
) -> None:
    browser.opens("/settings")
    refused = browser.sends("#set-weight", signal=signal, percent=percent, reason=reason)
    assert refused.status_code == 422
    assert wrong in browser.text("#weight-wrong")
    typed = browser.page.select_one("#weight-percent")
    assert typed is not None
    assert typed["value"] == percent
    other = browser.page.select_one("#segment-value")
    assert other is not None
    assert not other.get("value"), "another form keeps nothing of it"
    assert shop.events(SignalWeighed) == []


def test_callers_see_of_how_much_of_a_word_a_lesson_is(shop: Shop, door: Door) -> None:
    shop.taught(RETURN, "returns")
    shop.mode("auto")
    talk = shop.asks(RETURN)
    talk.rated("csat", 5)
    lessons = door.get(f"/conversations/{talk.conversation_id}").json()["lessons"]
    assert [(each["reason"], each["weight"]) for each in lessons] == [("customer_csat", 0.9)]
