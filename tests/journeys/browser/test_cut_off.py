"""The line drops, or the server dies while somebody writes: nothing typed is lost or doubled."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser.conftest import Desk, Keep
from tests.journeys.browser.line import Line
from tests.web.serving import Serving

WORDS = "A reply that took a while to think of."


@pytest.fixture(autouse=True)
def alive(shop_serving: Serving) -> Iterator[None]:
    """Whatever a test did to the server, the next one finds it at work."""
    yield
    assert shop_serving.process is not None
    if shop_serving.process.poll() is not None:
        shop_serving.start_again()


def test_a_dropped_line_is_said_and_what_was_missed_comes_after_it(
    shop: Desk, windows: Keep
) -> None:
    bo = windows(shop.of("Bo"))
    talk = shop.talk(bo, "I want my money back for the green lamp")
    with Line(shop.address) as line:
        far_away = replace(shop, address=line.address)
        ines = windows(far_away.of("Ines")).opens(talk).types("Reply to", WORDS)
        line.cut()
        ines.sees(".cut", "Reconnecting")
        bo.writes("Say more", "Said while the line was dead").clicks("button", "Send")
        bo.sees(".mine", "Said while the line was dead")
        line.mend()
        ines.sees("#timeline .message", "Said while the line was dead")
        ines.sees_no(".cut")
        expect(ines.page.get_by_label("Reply to")).to_have_value(WORDS)


def test_a_server_that_dies_mid_reply_costs_no_word_and_doubles_none(
    shop: Desk, shop_serving: Serving, windows: Keep
) -> None:
    ines = windows(shop.of("Ines"))
    talk = shop.talk(windows(shop.of("Bo")), "Do you wrap a lamp and a shade as a gift?")
    ines.opens(talk).types("Reply to", WORDS)
    shop_serving.stop(signal.SIGKILL)
    ines.clicks("button", "Send Ctrl")
    ines.sees("[role=alert]", "was not sent")
    expect(ines.page.get_by_label("Reply to")).to_have_value(WORDS)
    shop_serving.start_again()
    ines.sees_no(".cut")
    ines.clicks("button", "Send Ctrl").sees("#timeline .from-agent", WORDS)
    expect(ines.page.get_by_label("Reply to")).to_have_value("")
    ines.opens(talk)
    expect(ines.page.locator("#timeline .from-agent")).to_have_count(1)
    expect(ines.page.get_by_label("Reply to")).to_have_value("")


def test_words_that_were_not_taken_are_there_after_a_reload(
    shop: Desk, shop_serving: Serving, windows: Keep
) -> None:
    ines = windows(shop.of("Ines"))
    talk = shop.talk(windows(shop.of("Bo")), "May I pause the plan twice?")
    ines.opens(talk).types("Reply to", WORDS)
    shop_serving.stop(signal.SIGKILL)
    ines.clicks("button", "Send Ctrl").sees("[role=alert]", "was not sent")
    shop_serving.start_again()
    ines.page.reload()
    expect(ines.page.get_by_label("Reply to")).to_have_value(WORDS)
    ines.clicks("button", "Send Ctrl").sees("#timeline .from-agent", WORDS)
    expect(ines.page.get_by_label("Reply to")).to_have_value("")
    ines.page.reload()
    expect(ines.page.get_by_label("Reply to")).to_have_value("")


def test_a_question_that_met_no_server_is_there_on_the_way_back(
    shop: Desk, shop_serving: Serving, windows: Keep
) -> None:
    bo = windows(shop.of("Bo"))
    bo.opens("/ask").types("Your question", "Is the shade of the lamp made of paper?")
    shop_serving.stop(signal.SIGKILL)
    with bo.page.expect_event("requestfailed"):
        bo.page.get_by_role("button", name="Ask").click(no_wait_after=True)
    shop_serving.start_again()
    bo.opens("/ask")
    field = bo.page.get_by_label("Your question")
    expect(field).to_have_value("Is the shade of the lamp made of paper?")
    bo.clicks("button", "Ask").sees("#asked .mine", "made of paper")
    bo.opens("/ask")
    expect(field).to_have_value("")


def test_a_page_whose_scripts_come_late_is_live_all_the_same(shop: Desk, windows: Keep) -> None:
    ines, late = windows(shop.of("Ines")), list[Route]()
    ines.page.route("**/hx-sse.min.js*", lambda route: late.append(route))
    talk = shop.talk(windows(shop.of("Bo")), "Is the brass lamp to be had in blue?")
    ines.page.goto(shop.address + talk, wait_until="commit")
    ines.sees("#timeline")
    # As long as htmx, which is there already, would need to begin without its extension.
    ines.page.evaluate("new Promise((go) => setTimeout(go, 500))")
    late[0].continue_()
    other = windows(shop.of("Jonas")).opens(talk).writes("Reply to", "In green alone.")
    other.clicks("button", "Send Ctrl")
    ines.sees("#timeline .from-agent", "In green alone.")


def test_a_first_connection_that_fails_is_tried_again(shop: Desk, windows: Keep) -> None:
    ines, failed = windows(shop.of("Ines")), list[Route]()

    def fail_twice(route: Route) -> None:
        if len(failed) == 2:
            return route.continue_()
        failed.append(route)
        return route.abort() if len(failed) == 1 else route.fulfill(status=503)

    ines.page.route("**/live/stream*", fail_twice)
    talk = shop.talk(windows(shop.of("Bo")), "Is the steel lamp to be had in red?")
    ines.opens(talk).sees(".cut", "Reconnecting")
    windows(shop.of("Jonas")).opens(talk).writes("Reply to", "In grey.").clicks(
        "button", "Send Ctrl"
    )
    ines.sees("#timeline .from-agent", "In grey.")
    ines.sees_no(".cut")


def test_who_signs_out_in_one_window_is_told_so_in_the_other(shop: Desk, windows: Keep) -> None:
    talk = shop.talk(windows(shop.of("Bo")), "Is the copper lamp to be had in white?")
    leaving = windows(shop.of("Leaving"))
    left = windows(replace(shop, people={"Leaving": leaving.context.storage_state()}).of("Leaving"))
    left.opens(talk).types("Reply to", WORDS)
    leaving.opens("/inbox").clicks("button", "Sign out")
    del shop.people["Leaving"]
    left.sees("main", "not signed in")
