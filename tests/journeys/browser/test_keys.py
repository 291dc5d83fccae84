"""Everything by keyboard alone: each key of the cheat sheet does what the sheet says."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.browser.conftest import Desk, Keep
from tests.journeys.browser.window import Window

FOCUSED = "document.activeElement"
HARSHER = (
    "And where do I find the link?",
    "It still does not work, this is ridiculous",
    "It is still not working!! This is useless, I am fed up!!",
)


def is_on(it: Window, path: str) -> None:
    """Wait for a page by its whole path: a conversation's begins as the inbox's does."""
    it.page.wait_for_url(lambda url: urlsplit(url).path == path)


def pages(it: Window) -> None:
    for key, path in enumerate(
        ("/inbox", "/entries", "/intents", "/learning", "/observed", "/settings", "/ask"), 1
    ):
        it.presses(str(key))
        is_on(it, path)
        # Where a field has the focus, keys are letters.
        it.presses("Escape")


def moves(it: Window) -> None:
    it.opens("/inbox?view=all").presses("j", "j", "k", "j")
    it.meets(f"{FOCUSED} === document.querySelectorAll('#rows a')[1]")
    it.presses("k")
    it.meets(f"{FOCUSED} === document.querySelectorAll('#rows a')[0]")
    it.presses("Enter")
    it.sees("#why")


def searches(it: Window) -> None:
    it.opens("/inbox?view=all").presses("/")
    it.page.keyboard.type("parcel")
    it.presses("Enter")
    it.sees("#rows .row", "parcel")
    assert "search=parcel" in it.path


def filters(it: Window) -> None:
    it.opens("/inbox").presses("f")
    it.sees(".filters[open] select")


def sheet(it: Window) -> None:
    it.presses("?")
    it.sees("#cheat-sheet", "next conversation")
    it.presses("Escape")
    it.sees_no("#cheat-sheet")
    it.presses("r", "x", "Escape")
    it.meets(f"{FOCUSED} === document.body")


def replies(it: Window) -> None:
    it.presses("r")
    it.page.keyboard.type("By keyboard alone")
    it.presses("Control+Enter")
    it.sees("#timeline .from-agent", "By keyboard alone")


def edits(it: Window) -> None:
    it.sees("#draft [open]")
    it.presses("e")
    expect(it.page.get_by_label("Reply to")).not_to_have_value("")
    it.meets(f"{FOCUSED}.id === 'reply-text'")


def sends(it: Window) -> None:
    it.sees("#draft [open]")
    it.presses("s")
    it.sees("#timeline .from-agent .chip", "the draft, as it was")


def notes(it: Window) -> None:
    it.presses("r")
    it.page.keyboard.type("Only for us")
    it.presses("Escape", "n")
    it.sees("#timeline .from-note", "Only for us")


def cites(it: Window) -> None:
    it.presses("c")
    it.page.keyboard.type("invoices")
    it.sees("#offers", "Find your invoices")


def whys(it: Window) -> None:
    it.presses("w")
    it.meets(f"{FOCUSED}.id === 'why'")


def hands(it: Window) -> None:
    """In whichever state it is, the steps lead around."""
    if it.page.get_by_role("button", name="Give back").count() == 0:
        it.presses("t")
    it.sees("#standing button", "Give back")
    it.presses("b")
    it.sees("#standing button", "Take over")
    it.presses("t")
    it.sees("#standing button", "Give back")


def resolves(it: Window) -> None:
    it.presses("d")
    it.sees("#standing .chip", "resolved")
    it.presses("o")
    it.sees("#standing button", "Resolve")


def leaves(it: Window) -> None:
    it.page.set_viewport_size({"width": 800, "height": 900})
    it.presses("u")
    it.sees("#rows a")


def pays(it: Window) -> None:
    """Who is ever more put out is flagged, where a lead wants that; whoever saw it says so."""
    _sets_patience(it, "flag")
    it.opens("/ask").writes("Your question", "I cannot remember my password").clicks(
        "button", "Ask"
    )
    it.sees("#timeline .mine", "I cannot remember")
    for said in HARSHER:
        it.writes("Say more", said).clicks("button", "Send").sees("#timeline .mine", said)
    it.opens("/inbox/" + it.path.removeprefix("/ask/").removesuffix("#latest"))
    it.sees("#standing button", "Seen")
    it.presses("a")
    expect(it.page.locator("#standing").get_by_role("button", name="Seen")).to_have_count(0)
    _sets_patience(it, "hand_over")


def _sets_patience(it: Window, what: str) -> None:
    it.opens("/settings").page.locator(f"#set-patience input[value={what}]").check()
    it.page.locator("#patience-reason").fill("as the team wants it")
    it.clicks("button", "Set what is done")
    it.sees(f"#set-patience .mode:has([value={what}]) .chip", "now")


Does = Callable[[Window], None]
KEYS: dict[str, Does] = {
    "1 … 7": pages, "/": searches, "?": sheet, "Esc": sheet, "j": moves, "k": moves,
    "Enter": moves, "f": filters, "r": replies, "e": edits, "s": sends, "n": notes, "c": cites,
    "w": whys, "Ctrl Enter": replies, "t": hands, "b": hands, "d": resolves, "o": resolves,
    "a": pays, "u": leaves,
}  # fmt: skip


@pytest.fixture
def ines(shop: Desk, windows: Keep) -> Window:
    """A window on a conversation that waits with a draft."""
    it = windows(shop.of("Ines"))
    return it.opens(shop.talk(it, "I cannot remember my password"))


def test_the_cheat_sheet_and_the_tests_know_the_same_keys(ines: Window) -> None:
    listed = ines.page.locator("#cheat-sheet dt").all_text_contents()
    assert sorted(listed) == sorted(KEYS)


@pytest.mark.parametrize("does", list(dict.fromkeys(KEYS.values())), ids=lambda each: each.__name__)
def test_a_key_does_what_the_cheat_sheet_says(ines: Window, does: Does) -> None:
    does(ines)


def test_single_keys_can_be_switched_off(ines: Window) -> None:
    ines.presses("?").sees("#cheat-sheet")
    ines.page.get_by_label("Single keys work").press("Space")
    ines.presses("Escape", "j", "r", "d")
    ines.meets(f"{FOCUSED} === document.body || {FOCUSED}.matches('[data-opens]')")
    ines.page.reload()
    ines.presses("2", "r")
    assert ines.path.startswith("/inbox/")
    ines.page.evaluate("localStorage.clear()")


def test_the_tab_key_reaches_everything_and_the_focus_is_seen(ines: Window) -> None:
    ines.presses("Tab")
    ines.meets(f"{FOCUSED}.matches('.skip')")
    ines.presses("Enter", "Tab")
    ines.meets(f"!!{FOCUSED}.closest('main')")
    reached = set[str]()
    while True:
        ines.presses("Tab")
        if ines.page.evaluate(f"{FOCUSED} === document.body"):
            break
        name, outline = ines.page.evaluate(
            f"[{FOCUSED}.id || {FOCUSED}.textContent.trim(), "
            f"getComputedStyle({FOCUSED}).outlineStyle]"
        )
        assert outline != "none", name
        reached.add(re.sub(r"\s+", " ", name))
    assert {"reply-text", "find", "Keep as note", "Send Ctrl ⏎", "Send as it is"} <= reached
