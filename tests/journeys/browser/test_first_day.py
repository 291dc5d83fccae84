"""A customer's and an agent's first day, with scripts and without: the pages do the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser.conftest import Desk, Keep
from tests.journeys.browser.window import Window, window

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@SCRIPTS
def test_a_customer_asks_says_more_and_reads_what_the_agent_replied(
    shop: Desk, windows: Keep, *, scripts: bool
) -> None:
    cho = windows(shop.of("Cho", scripts=scripts)).opens("/ask")
    cho.clicks("button", "Ask").sees("[role=alert]", "Write a question first")
    cho.writes("Your question", "Where do I find the invoices of 2024?").clicks("button", "Ask")
    cho.sees(".would", "Account › Papers").locator(".source", has_text="Find your invoices")
    cho.writes("Say more", "I need them as PDF").clicks("button", "Send")
    cho.sees(".mine", "I need them as PDF")
    talk = "/inbox/" + cho.path.removeprefix("/ask/").removesuffix("#latest")
    ines = windows(shop.of("Ines")).opens(talk)
    ines.writes("Reply to", "They **are** PDF.").clicks("button", "Send Ctrl")
    ines.sees("#timeline .from-agent", "They are PDF.")
    cho.page.reload()
    cho.sees(".theirs", "They are PDF.")
    cho.sees(".theirs .who", "Ines")


@SCRIPTS
def test_an_agent_signs_in_replies_notes_resolves_and_signs_out(
    browser: Browser, shop: Desk, windows: Keep, *, scripts: bool
) -> None:
    question = f"How do I end the plan {'with' if scripts else 'without'} scripts?"
    shop.talk(windows(shop.of("Bo")), question)
    link = shop.new_link("")
    new = windows(window(browser, shop.address, scripts=scripts)).opens(link)
    new.writes("Your name", "Nora").clicks("button", "Open the inbox").sees("#rows")
    new.page.get_by_role("link", name=question).click()
    new.sees("#why", "Candidates")
    reads_why(new)
    new.writes("Reply to", "Ask Jonas first.").clicks("button", "Keep as note")
    new.sees("#timeline .from-note", "Ask Jonas first.")
    new.clicks("link", "Edit")
    expect(new.page.get_by_label("Reply to")).not_to_have_value("")
    new.writes("Reply to", "Choose End under Plan.").clicks("button", "Send Ctrl")
    new.sees("#timeline .from-agent", "Choose End under Plan.")
    new.sees("#timeline .from-agent .chip", "the draft, edited")
    new.clicks("button", "Resolve").sees("#standing .chip", "resolved")
    new.clicks("button", "Reopen").sees("#standing button", "Resolve")
    looks_around(new)
    new.clicks("button", "Sign out")
    new.opens("/inbox").sees("h1", "Sign in first")
    new.opens(link).sees("main", "used already")


def reads_why(it: Window) -> None:
    """The receipt beside the conversation leads to the entry, and that back to who vouches."""
    it.page.locator("#why .source").first.click()
    it.sees("#witnesses")
    it.page.go_back()
    it.sees("#why")


def looks_around(it: Window) -> None:
    """Search, filters, and the other pages."""
    it.clicks("link", "Resolved").sees("#views [aria-current]", "Resolved")
    it.clicks("link", "All")
    it.writes("Search in conversations", "parcel").clicks("button", "Search")
    it.sees("#rows .row", "parcel")
    it.page.locator(".filters summary").click()
    it.page.get_by_label("Channel").select_option("try")
    it.clicks("button", "Apply").sees(".filters .count", "on")
    it.clicks("link", "Clear")
    for page, says in (("Entries", "Witness"), ("Learning", "The curve"), ("Observed", "What next"),
                       ("Settings", "Mode")):  # fmt: skip
        it.clicks("link", page).sees("h1", page)
        assert says.casefold() in it.page.locator("main").inner_text().casefold()
