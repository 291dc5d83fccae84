"""Every page: axe finds nothing in light and dark, a phone is wide enough, and a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser.conftest import Desk, Keep
from tests.journeys.browser.looking import Traffic, axe_finds, picture, too_small, too_wide
from tests.journeys.browser.window import DESK, PHONE, Window, window

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FIRST_LOAD_BYTES = 150_000
Show = Callable[[Window], object]


def opened(path: str) -> Show:
    return lambda it: it.opens(path)


def first_of(view: str) -> Show:
    def show(it: Window) -> None:
        it.opens(f"/inbox?view={view}").page.locator("#rows a").first.click()
        it.sees("#why")

    return show


def first_entry(kind: str) -> Show:
    def show(it: Window) -> None:
        it.opens(f"/entries?kind={kind}").page.locator("tbody a").first.click()
        it.sees("#witnesses")

    return show


def first_intent(it: Window) -> None:
    it.opens("/intents").page.locator("tbody a").first.click()
    it.sees("#set-mode")


def asked(it: Window) -> None:
    it.opens("/ask").writes("Your question", "How do I reset my password?").clicks("button", "Ask")
    it.sees("#asked .mine")


def asked_and_why(it: Window) -> None:
    """What was just asked, as agents see it: the draft or the answer, and why."""
    it.opens("/ask").writes("Your question", "May our tax adviser read the books without a seat?")
    it.clicks("button", "Ask").sees("#asked .mine")
    it.clicks("link", "open it in the inbox").sees("#why", "Candidates")


def refused(it: Window) -> None:
    it.opens("/ask").clicks("button", "Ask")
    it.sees("[role=alert]")


def cheat_sheet(it: Window) -> None:
    it.opens("/inbox").page.evaluate("document.getElementById('cheat-sheet').showModal()")
    it.sees("#cheat-sheet")


def filters(it: Window) -> None:
    it.opens("/inbox?view=all").page.locator(".filters summary").click()


def weak_reply(it: Window) -> None:
    """A reply that cannot be sent: the reason stands beside it."""
    first_of("waiting")(it)
    it.clicks("button", "Send Ctrl")
    it.sees("#composer-wrong")


PAGES: dict[str, Show] = {
    "inbox": opened("/inbox"),
    "inbox-all": opened("/inbox?view=all"),
    "inbox-handed-over": opened("/inbox?view=handed-over"),
    "inbox-assistant": opened("/inbox?view=assistant"),
    "inbox-filters": filters,
    "inbox-nothing-found": opened("/inbox?view=all&search=zzzzzz"),
    "conversation": first_of("waiting"),
    "conversation-why": asked_and_why,
    "conversation-resolved": first_of("resolved"),
    "conversation-refused": weak_reply,
    "entries": opened("/entries"),
    "entries-in-words": opened("/entries?kind=exemplar"),
    "entry": first_entry("article"),
    "entry-in-words": first_entry("exemplar"),
    "intents": opened("/intents"),
    "intent": first_intent,
    "learning": opened("/learning"),
    "months": opened("/months"),
    "first": opened("/first"),
    "observed": opened("/observed"),
    "settings": opened("/settings"),
    "ask": opened("/ask"),
    "ask-answered": asked,
    "ask-refused": refused,
    "keys": cheat_sheet,
    "not-found": opened("/inbox/nothing"),
    "reference": opened("/api/v1/docs"),
}
EVERY = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def it(quaybill: Desk) -> Iterator[Window]:
    """One window for all looks."""
    looking = quaybill.of("Ines")
    yield looking
    looking.context.close()


@EVERY
def test_axe_finds_nothing_on_a_page_in_light_and_dark(
    it: Window, name: str, tmp_path: Path
) -> None:
    it.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    PAGES[name](it)
    for scheme in SCHEMES:
        it.page.emulate_media(color_scheme=scheme)
        assert axe_finds(it.page) == [], scheme
        assert picture(it, f"{name}-{scheme}", tmp_path).stat().st_size > 1000


@EVERY
def test_a_page_fits_a_phone_and_a_thumb(it: Window, name: str, tmp_path: Path) -> None:
    it.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    it.page.emulate_media(color_scheme="light")
    PAGES[name](it)
    assert too_wide(it.page) == []
    assert too_small(it.page) == []
    assert axe_finds(it.page) == []
    picture(it, f"{name}-phone", tmp_path)


@pytest.mark.parametrize("width", [375, 768, 1024, 1280, 1440])
def test_why_lies_beside_or_below_what_was_said_at_every_width(it: Window, width: int) -> None:
    it.page.set_viewport_size({"width": width, "height": 900})
    first_of("waiting")(it)
    said, why = (it.page.locator(each).bounding_box() for each in ("#timeline", "#why"))
    assert said is not None
    assert why is not None
    is_beside = why["x"] >= said["x"] + said["width"]
    assert is_beside or why["y"] >= said["y"] + said["height"], (said, why)


def test_a_phone_shows_the_way_to_every_page(it: Window) -> None:
    it.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    it.opens("/inbox")
    boxes = [each.bounding_box() for each in it.page.locator(".rail nav a").all()]
    assert len(boxes) == 7
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 375 for box in boxes), boxes


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_before_somebody_is_signed_in(
    browser: Browser,
    quaybill: Desk,
    windows: Keep,
    scheme: Literal["light", "dark"],
    tmp_path: Path,
) -> None:
    new = windows(window(browser, quaybill.address))
    new.page.emulate_media(color_scheme=scheme)
    for name, path in (("sign-in", quaybill.new_link("")), ("signed-out", "/inbox")):
        new.opens(path)
        assert axe_finds(new.page) == [], name
        assert too_wide(new.page) == [], name
        picture(new, f"{name}-{scheme}", tmp_path)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_while_a_history_is_taken_in(
    it: Window, quaybill: Desk, scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    """The page as it was while the year was rehearsed, opened again."""
    assert "Getting ready" in quaybill.arriving
    it.page.route("**/getting-ready", lambda route: route.fulfill(
        body=quaybill.arriving, content_type="text/html"))  # fmt: skip
    it.page.emulate_media(color_scheme=scheme)
    it.opens("/getting-ready")
    assert axe_finds(it.page) == []
    picture(it, f"getting-ready-{scheme}", tmp_path)


def test_the_inbox_loads_little_asks_nobody_else_and_says_nothing_wrong(
    quaybill: Desk, windows: Keep, record_property: Callable[[str, object], None]
) -> None:
    new = windows(quaybill.of("Ines"))
    seen = Traffic.of(new)
    new.opens("/inbox").sees("#rows a")
    new.page.wait_for_function("document.querySelector('#live').dataset.htmxPowered")
    first_load_bytes = seen.came_bytes
    new.page.locator("#rows a").first.click()
    new.sees("#why")
    strangers = [url for url in seen.asked if not url.startswith((quaybill.address, "data:"))]
    assert strangers == []
    assert seen.broken == []
    record_property("first_load_bytes", first_load_bytes)
    assert 20_000 < first_load_bytes <= FIRST_LOAD_BYTES


def test_nothing_moves_for_who_wants_no_motion(it: Window) -> None:
    it.opens("/inbox").sees("#rows a")
    moving = it.page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert {each for each in moving if re.search(r"[1-9]", each)} == set()
