"""Who resolves a matter soonest and the ways that resolved it: on pages and over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import IntentId
from tacit.flows.routing import Handled, Side
from tacit.learners.routing import Case, Routing, together
from tacit.share import Share
from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door

RETURN = "How do I send back the kettle I bought?"
REASON = (
    "Ines resolves these soonest: 12 of 12 held, half of them within 15 minutes; "
    "others 12 of 12, half within 2 hours (n = 24)"
)


def worked(shop: Shop, cases: int = 12) -> IntentId:
    """Ines resolves a return after a quarter of an hour, Jonas after two hours."""
    for _ in range(cases):
        shop.resolved(RETURN, shop.ines, minutes=15)
        shop.resolved(RETURN, shop.jonas, minutes=127)
    wanted = shop.preview(RETURN).verdict.intent.intent_id
    assert wanted is not None
    return wanted


def the_conversation(door: Door, id: str) -> Any:
    return door.get(f"/conversations/{id}").json()


def test_who_resolves_it_soonest_stands_where_a_conversation_waits(door: Door, shop: Shop) -> None:
    worked(shop)
    talk = shop.asks(RETURN)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert REASON in browser.text("#soonest")
    found = the_conversation(door, talk.conversation_id)["soonest"]
    assert (found["agent_id"], found["name"], found["n"]) == (shop.ines, "Ines", 24)
    assert found["reason"] == REASON
    assert (found["resolved"], found["held"], found["median_minutes"]) == (12, 12, 15)
    # Somebody took it: it waits no more.
    talk.replies("See this page.", shop.jonas, cites="returns")
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.page.select_one("#soonest") is None
    assert the_conversation(door, talk.conversation_id)["soonest"] is None


def test_below_the_least_n_nobody_is_named_anywhere(door: Door, shop: Shop) -> None:
    intent = worked(shop, cases=9)
    talk = shop.asks(RETURN)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.page.select_one("#soonest") is None
    browser.opens(f"/intents/{intent}")
    assert "2 with fewer, together" in browser.text("#agents-table")
    assert "Ines" not in browser.text("#agents-table")
    assert "Nobody resolved 10 of these yet" in browser.text("#soonest")
    assert the_conversation(door, talk.conversation_id)["soonest"] is None


def test_an_intent_shows_what_agents_resolved_by_name_with_n_and_intervals(
    door: Door, shop: Shop
) -> None:
    """12 of 12 by Wilson: 76% to 100%; all took equally long, so the interval is a point."""
    intent = worked(shop)
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent}")
    rows = [
        [cell.text for cell in row.select("td")]
        for row in browser.page.select("#agents-table tbody tr")
    ]
    assert rows == [
        ["Ines", "12", "12 of 12 (76% – 100%)", "15 minutes (15 minutes – 15 minutes)"],
        ["Jonas", "12", "12 of 12 (76% – 100%)", "2 hours (2 hours – 2 hours)"],
    ]
    assert REASON in browser.text("#soonest")
    assert "does not rank people" in browser.text("main")


def test_an_intent_lists_the_way_that_resolves_fastest_with_its_counts(
    door: Door, shop: Shop
) -> None:
    """Six times at once after an hour, four times after a question back, within minutes."""
    for _ in range(6):
        shop.resolved(RETURN, shop.ines, minutes=60)
    for _ in range(4):
        talk = shop.asks(RETURN, shop.bruno)
        talk.replies("Which kettle is it?", shop.jonas)
        talk.says("The green one.")
        talk.replies("See this page.", shop.jonas, cites="returns")
        talk.says("Thanks, that worked!")
    intent = shop.preview(RETURN).verdict.intent.intent_id
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent}")
    rows = [
        [cell.text for cell in row.select("td")]
        for row in browser.page.select("#ways-table tbody tr")
    ]
    replied = "agent replied citing “Send something back” → resolved"
    assert [(row[0], row[1]) for row in rows] == [
        (f"agent asked back → {replied}", "4"),
        (replied, "6"),
    ]
    ways = door.get("/intents").json()["items"][0]["ways"]
    assert [(each["resolved"], each["held"]) for each in ways] == [(4, 4), (6, 6)]
    assert [each["step"] for each in ways[0]["steps"]] == ["agent_asked", "replied", "resolved"]
    assert ways[0]["steps"][1]["entry_id"] == shop.entries["returns"]
    assert ways[0]["median_minutes"] < ways[1]["median_minutes"]


def test_intents_over_the_wire_say_who_resolves_them_soonest(door: Door, shop: Shop) -> None:
    worked(shop)
    (listed,) = door.get("/intents").json()["items"]
    assert listed["soonest"]["reason"] == REASON
    assert listed["soonest"]["others_median_minutes"] == 127


def test_the_assistant_stands_beside_the_agents_with_its_median(door: Door, shop: Shop) -> None:
    intent = worked(shop)
    shop.mode("auto")
    for _ in range(10):
        shop.clock.advance(days=8)
        shop.asks(RETURN).says("Thanks, that worked!")
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent}")
    last = browser.page.select("#agents-table tbody tr")[-1]
    assert [cell.text for cell in last.select("td")] == [
        "The assistant", "10", "10 of 10 (72% – 100%)", "1 minute (1 minute – 1 minute)",
    ]  # fmt: skip
    said = "Beyond what chance would do, the assistant is faster."
    assert browser.text("#both").endswith(said)
    assert browser.page.select_one("#for-agents") is None
    (listed,) = door.get("/intents").json()["items"]
    handled = listed["handled"]
    assert (handled["faster"], handled["oftener"]) == ("assistant", "")
    assert handled["assistant"] == {
        "resolved": 10, "held": 10, "median_minutes": 0, "between_minutes": [0, 0],
        "conversations": 10, "resolved_for_good": 10,
    }  # fmt: skip
    assert (handled["agents"]["resolved"], handled["agents"]["conversations"]) == (24, 24)


def side(minutes: int, part: int, whole: int) -> Side:
    """So many of so many resolved for good, each after as long."""
    cases = Routing()
    for _ in range(part):
        cases.learn(Case("returns", "nia", minutes, is_held=True, week=1))
    return Side(together(cases.tallies("returns").values()), Share(part, whole))


@pytest.mark.parametrize(("mode", "is_said"), [("auto", True), ("draft", False)])
def test_where_agents_are_faster_and_resolve_oftener_it_is_said_beside_the_mode(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch, mode: str, *, is_said: bool
) -> None:
    intent = worked(shop)
    shop.mode(mode)
    both = {intent: Handled(assistant=side(127, 12, 40), agents=side(15, 38, 40))}
    monkeypatch.setattr("tacit.flows.routing.handled_of", lambda counted, intents: both)
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent}")
    said = browser.page.select_one("#for-agents")
    reason = "agents are faster and agents resolve it oftener: a reason to set it to draft"
    assert (said is not None) == is_said
    assert said is None or reason in said.text
    assert shop.learned().mode_of(intent) == mode
