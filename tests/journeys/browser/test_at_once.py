"""Two people at one desk: what one does the other sees, and nobody's typing is disturbed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.browser.conftest import Desk, Keep

QUESTION = "I cannot remember my password, what now?"


def test_a_half_typed_reply_keeps_its_words_its_caret_and_its_focus(
    shop: Desk, windows: Keep
) -> None:
    ines, bo = windows(shop.of("Ines")), windows(shop.of("Bo"))
    talk = shop.talk(bo, QUESTION)
    ines.opens(talk).types("Reply to", "Half a reply").presses("Home", "ArrowRight", "ArrowRight")
    for count in range(1, 6):
        bo.writes("Say more", f"Further remark {count}").clicks("button", "Send")
        ines.sees("#timeline .message", f"Further remark {count}")
        ines.sees("#rows [data-open]", f"Further remark {count}")
        ines.meets("document.activeElement.id === 'reply-text'")
        assert ines.page.get_by_label("Reply to").input_value() == "Half a reply"
        assert ines.page.evaluate("document.activeElement.selectionStart") == 2


def test_what_one_agent_does_another_sees_without_doing_anything(shop: Desk, windows: Keep) -> None:
    ines, jonas = windows(shop.of("Ines")), windows(shop.of("Jonas"))
    jonas.opens("/inbox?view=waiting").sees("#views")
    talk = shop.talk(windows(shop.of("Bo")), "Where is my parcel? It left on Monday.")
    row = f"[data-row='{talk.removeprefix('/inbox/')}']"
    jonas.sees(row, "It left on Monday")
    ines.opens(talk).writes("Reply to", "It comes tomorrow.").clicks("button", "Send Ctrl")
    ines.sees("#timeline .from-agent", "It comes tomorrow.")
    jonas.sees_no(row)
    jonas.opens(talk).sees("#timeline .from-agent", "It comes tomorrow.")
    ines.clicks("button", "Resolve")
    jonas.sees("#standing .chip", "resolved")
    jonas.sees("#standing button", "Reopen")


def test_who_replies_second_reads_the_first_reply_before_theirs_is_sent(
    shop: Desk, windows: Keep
) -> None:
    ines, jonas = windows(shop.of("Ines")), windows(shop.of("Jonas"))
    talk = shop.talk(windows(shop.of("Bo")), "How do I stop my plan for a month?")
    for each, words in ((ines, "Pause it."), (jonas, "End it.")):
        each.opens(talk).writes("Reply to", words)
    # What Jonas read is what he was shown: his page is told no more for a while.
    jonas.page.evaluate("document.getElementById('live').remove()")
    ines.clicks("button", "Send Ctrl").sees("#timeline .from-agent", "Pause it.")
    jonas.clicks("button", "Send Ctrl").sees("#composer-wrong", "A new message came in")
    expect(jonas.page.get_by_label("Reply to")).to_have_value("End it.")
    jonas.sees("#timeline .from-agent", "Pause it.")
    jonas.clicks("button", "Send Ctrl").sees("#timeline .from-agent", "End it.")
    expect(jonas.page.get_by_label("Reply to")).to_have_value("")


def test_an_impatient_hand_sends_one_message(shop: Desk, windows: Keep) -> None:
    ines = windows(shop.of("Ines"))
    talk = shop.talk(windows(shop.of("Bo")), "Where are the invoices of last spring?")
    ines.opens(talk).writes("Reply to", "Under Papers.").page.get_by_label("Reply to").focus()
    ines.presses("Control+Enter", "Control+Enter", "Control+Enter")
    ines.sees("#timeline .from-agent", "Under Papers.")
    ines.opens(talk)
    expect(ines.page.locator("#timeline .from-agent")).to_have_count(1)
