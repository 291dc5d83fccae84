"""How often an answer resolves, and what moved that, on its page and through the interface."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import Actor, EntryId, ExplorationSet, LessonSettled
from tacit.flows import autonomy, publish
from tacit.history import Article
from tests.cast import ARTICLES, HELP, Shop
from tests.web.browser import Browser
from tests.web.door import Door, problem

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def fled(shop: Shop) -> str:
    """An answer after which five customers asked for a person."""
    shop.taught(RETURN, "returns", times=5)
    shop.mode("auto")
    for talk in [shop.asks(RETURN) for _ in range(5)]:
        talk.says("I want to talk to a person.")
    return shop.entries["returns"]


def fallen(shop: Shop) -> list[str]:
    return [
        each.event_id
        for each in shop.events(LessonSettled)
        if each.event.reason == "customer_wants_human"  # type: ignore[attr-defined]
    ]


def test_a_score_that_fell_names_the_five_events(door: Door, shop: Shop, fled: str) -> None:
    """Five of five went wrong: 8 · .5 / 13."""
    found = door.get(f"/entries/{fled}").json()["quality"]
    assert (found["resolved"], found["judged"], found["mean"]) == (0.0, 5.0, round(4 / 13, 4))
    assert found["low"] < found["mean"] < found["high"] < 0.65
    steps = found["steps"]
    assert [each["event_id"] for each in reversed(steps)] == fallen(shop)
    assert all(each["after"] < each["before"] for each in steps)
    assert (steps[-1]["before"], steps[0]["after"]) == (0.5, found["mean"])
    (intent,) = found["intents"]
    assert (intent["judged"], intent["mean"]) == (5.0, found["mean"])
    assert problem(door.get("/entries/nonsense")) == (404, "not_found")


def test_a_thumb_down_is_bound_to_the_version_that_was_given_and_lowers_its_score(
    door: Door, shop: Shop
) -> None:
    shop.taught(RETURN, "returns", times=5)
    shop.mode("auto")
    first = shop.asks(RETURN)
    answer = first.delivered[0]
    changed = replace(ARTICLES[0], markdown="You may return goods within 60 days.")
    publish.put_articles(shop.port, shop.workspace, [changed], "longer")
    second = shop.asks(RETURN, shop.bruno)
    assert second.text_of(second.delivered[0].message_id) != first.text_of(answer.message_id)
    thumb = {"kind": "thumb", "value": -1, "message_id": answer.message_id}
    rated = door.post(f"/conversations/{first.conversation_id}/feedback", thumb)
    assert rated.status_code == 201
    entry = shop.entries["returns"]
    (step,) = door.get(f"/entries/{entry}").json()["quality"]["steps"]
    assert (step["reason"], step["revision"]) == ("customer_thumb", 1)
    assert step["decision_id"] == answer.decision_id
    assert step["after"] < step["before"]
    browser = Browser(door).signs_in()
    browser.opens(f"/entries/{entry}")
    assert "customer: customer thumb 1 50.0% → 44.9%" in browser.text("#moved")


def test_the_entrys_page_says_the_same(door: Door, shop: Shop, fled: str) -> None:
    browser = Browser(door).signs_in()
    browser.opens(f"/entries/{fled}")
    assert "it resolves 31%" in browser.text("section[aria-labelledby=quality]")
    assert "0 of 5 judged answers" in browser.text("section[aria-labelledby=quality]")
    assert [each.get_text() for each in browser.page.select("#moved code")] == fallen(shop)[::-1]
    browser.opens(f"/entries/{shop.entries['voucher']}")
    assert "Nobody judged an answer with it yet" in browser.text("main")


def test_trying_others_is_set_on_the_settings_page_with_a_reason(door: Door, shop: Shop) -> None:
    browser = Browser(door).signs_in()
    browser.opens("/settings")
    assert browser.sends("#set-exploration", mode="5", reason="").status_code == 422
    assert "Write why" in browser.text("#exploration-wrong")
    assert browser.sends("#set-exploration", mode="50", reason="x").status_code == 422
    assert shop.events(ExplorationSet) == []
    browser.sends("#set-exploration", mode="5", reason="which resolves?")
    (said,) = shop.events(ExplorationSet)
    assert said.event == ExplorationSet(5, "which resolves?")
    browser.opens("/settings")
    section = browser.text("section[aria-labelledby=exploration]")
    assert "5 in a hundred now" in section
    assert "which resolves?" in section
    assert "which resolves?" not in browser.text("section[aria-labelledby=earning]")


def test_why_says_what_was_added_for_quality_and_with_what_chance_a_lot_fell(
    door: Door, shop: Shop
) -> None:
    """Two pages say the same and were cited together; the draft of one of them was sent."""
    for name in ("one", "two"):
        twin = Article(name, "Limescale", "Boil something sour.", url=HELP + name)
        publish.put_articles(shop.port, shop.workspace, [twin], "help centre")
    found = shop.port.store.find_external(shop.workspace, "article", ["one", "two"])
    shop.entries |= {name: EntryId(entry) for name, entry in found.items()}
    asked = "How does limescale come off?"
    for _ in range(6):
        shop.asks(asked, shop.bruno).replies("See these.", cites="one two")
    autonomy.explore(shop.port, shop.workspace, 10, "which resolves?", Actor("agent", shop.ines))
    shop.mode("draft")
    talk = shop.asks(asked)
    talk.sends_draft(is_edited=False)
    again = shop.asks(asked)
    receipt = door.get(f"/decisions/{again.decision.decision_id}").json()
    (liked,) = [each for each in receipt["candidates"] if each["quality"]]
    assert liked["quality"] == round(again.decision.qualities[liked["entry_id"]] / 4096, 4) > 0
    assert receipt["lots"] == {e: round(p / 4096, 4) for e, p in again.decision.lots.items()}
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{again.conversation_id}?view=all")
    assert f"+{liked['quality']:.2f} as it resolves oftener" in browser.text("main")
