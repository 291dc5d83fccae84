"""An agent's day with scripts off: sign in, find who waits, reply, hand over and back, resolve."""

from __future__ import annotations

import pytest

from tacit.web.views import entries
from tests.cast import Shop, Talk
from tests.web.browser import Browser
from tests.web.door import Door


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


def test_who_waits_is_listed_and_a_reply_ends_the_wait(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("How long does delivery take to Norway?", shop.ada)
    browser.opens("/inbox")
    assert "How long does delivery take" in browser.text(f"#row-{talk.conversation_id} .subject")
    assert "waits" in browser.text(f"#row-{talk.conversation_id} .chips")
    browser.opens(f"/inbox/{talk.conversation_id}")
    sent = browser.sends("#composer", text="Six working days.", cites=[shop.entries["delivery"]])
    assert sent.status_code == 200
    assert "Six working days." in browser.text("#timeline")
    assert "How long delivery takes" in browser.text("#timeline .from-agent .sources")
    browser.opens("/inbox")
    assert "Nobody waits." in browser.text("#rows")
    assert talk.lesson().reward == 1000


def test_what_cannot_be_sent_comes_back_with_the_reason_and_nothing_lost(
    browser: Browser, shop: Shop
) -> None:
    talk = shop.asks("Where is my parcel?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    talk.says("It was due on Monday.")
    refused = browser.sends("#composer", text="Let me look.")
    assert refused.status_code == 422
    assert "A new message came in while you wrote" in browser.text("#composer-wrong")
    assert browser.text("#reply-text") == "Let me look."
    assert "It was due on Monday." in browser.text("#timeline")
    assert browser.sends("#composer").status_code == 200
    assert [each.author for each in talk.messages()] == ["customer", "customer", "agent"]


def test_a_form_sent_twice_is_one_message(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    before = browser.page
    browser.sends("#composer", text="On its way.")
    browser.page = before
    browser.sends("#composer", text="On its way.")
    assert [each.author for each in talk.messages()] == ["customer", "agent"]


def test_what_was_held_last_is_listed_first_and_all_are_counted(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (
        ("Is the samovar loud?", "As a gesture of goodwill we sent another one."),
        ("Do you wrap lamps as a gift?", "I have wrapped it for you."),
    )
    favours = list[Talk]()
    for asked, words in told:
        favours.append(shop.asks(asked))
        favours[-1].replies(words, shop.jonas, publish=True)
    browser.opens("/entries?kind=held")
    rows = [each["data-entry"] for each in browser.page.select("[data-entry]")]
    assert rows == [each.entry_id for each in favours[::-1]]
    monkeypatch.setattr(entries, "ENTRIES", 1)
    browser.opens("/entries?kind=held")
    assert len(browser.page.select("[data-entry]")) == 1
    assert "The 1 held last; 1 more by a search, or by tacit held --all" in browser.text("main")


def test_a_reply_that_is_held_back_says_so_where_it_was_sent(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Is the samovar loud when it boils?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    favour = "As a gesture of goodwill we sent another one."
    browser.sends("#composer", text=favour, publish="yes")
    assert browser.text("#held p") == (
        "The customer has this reply. No other answer learns from it for now. "
        "It is a favour that was done once, and no rule."
    )
    browser.opens(str(browser.page.select_one("#held a")["href"]))  # type: ignore[index]
    assert "Held back" in browser.text(".held h3")
    browser.sends("#pass")
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert not browser.page.select("#held")


def test_a_reply_that_passes_says_nothing_of_the_gate(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Is the samovar loud when it boils?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    browser.sends("#composer", text="It hums, and stops when it boils.", publish="yes")
    assert not browser.page.select("#held")


def test_steps_follow_each_other_and_each_has_its_way_back(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    for step, standing in (
        ("handoff", "with agents"),
        ("return", "open"),
        ("resolution", "resolved"),
        ("reopening", "open"),
    ):
        taken = browser.sends(f'form[action*="/{step}"]')
        assert taken.status_code == 200
        assert standing in browser.text("#standing .chip")
    assert shop.events()[-1].actor.kind in ("agent", "assistant", "system")
