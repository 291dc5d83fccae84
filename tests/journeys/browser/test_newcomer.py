"""The first minute of somebody new: from the link in the terminal to an answer that has learned."""

from __future__ import annotations

import tomllib

from playwright.sync_api import Browser

from tests.journeys.browser.conftest import Desk, Keep
from tests.journeys.browser.window import Window, window
from tests.tidy.sources import ROOT

NEWCOMERS = tomllib.loads((ROOT / "src/tacit/demo/newcomers.toml").read_text())
# What a newcomer has patience for. An act is a press of a button, a link or a tick.
ACTS_AT_MOST = 6


def asks(it: Window, question: str) -> Window:
    """Sign in by the link, ask what the desk cannot answer yet, and open that in the inbox."""
    it.clicks("button", "Open the inbox")
    it.sees("ol.three")
    it.writes("Your question", question).clicks("button", "Ask")
    it.sees(".step", "An agent will answer.")
    it.clicks("link", "open it in the inbox")
    it.page.wait_for_url("**/inbox/**")
    return it


def test_a_newcomer_cites_the_right_page_and_sees_it_used_at_once_in_six_acts(
    browser: Browser, quaybill: Desk, windows: Keep
) -> None:
    it = windows(window(browser, quaybill.address)).opens(quaybill.link)
    asked = NEWCOMERS["put_right"]
    asks(it, asked["question"])
    it.types("Find another entry", "e-inv").clicks("checkbox", "E-invoices")
    it.writes("Reply to", "Yes, we can: this page says how.").clicks("button", "Send Ctrl")
    it.writes("Ask again in other words", asked["again"]).clicks("button", "Ask again")
    it.sees(".mine", asked["again"])
    it.sees(".theirs .source", "E-invoices")
    assert it.acts <= ACTS_AT_MOST


def test_a_newcomer_without_scripts_publishes_words_and_sees_them_used_in_six_acts(
    browser: Browser, quaybill: Desk, windows: Keep
) -> None:
    link = quaybill.new_link("Nia") + "?to=/ask"
    it = windows(window(browser, quaybill.address, scripts=False)).opens(link)
    asked = NEWCOMERS["new_words"]
    asks(it, asked["question"])
    it.writes("Reply to", asked["reply"]).clicks("checkbox", "Publish these words")
    it.clicks("button", "Send Ctrl")
    it.writes("Ask again in other words", asked["again"]).clicks("button", "Ask again")
    it.sees(".mine", asked["again"])
    it.sees(".theirs .words", asked["reply"][:40])
    assert it.acts <= ACTS_AT_MOST
