"""Whether an intent begins with a question, on its page, over the wire and in the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Shop
from tests.cli.test_intents import run
from tests.flows.test_asking_first import WHICH, answered_at_once, asked_first, intent_of
from tests.web.browser import Browser
from tests.web.door import Door


def strategy(door: Door) -> Any:
    (intent,) = door.get("/intents").json()["items"]
    return intent["strategy"]


def test_the_chosen_strategy_is_shown_with_both_counts_and_the_question(
    door: Door, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beta(2 + 10, 2) and Beta(2, 2 + 10), each drawn to the desk's half: log-odds ± ln 6,
    reach 1.96 · √(.0869 + .6449) = 1.677, so 53% to 97% and 3% to 47%."""
    asked_first(shop, 10, publish=True)
    answered_at_once(shop, 10)
    told = strategy(door)
    assert (told["chosen"], told["within_turns"], told["question"]) == ("ask_first", 2, WHICH)
    assert round(told["odds"]) == 653
    assert (told["asked"]["n"], told["asked"]["resolved_within"]) == (10, 10)
    assert (told["answered"]["n"], told["answered"]["resolved_within"]) == (10, 0)
    assert (told["answered"]["resolved"], told["answered"]["median_turns"]) == (10, 3)
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent_of(shop)}")
    verdict = "Begins with a question: odds of 653 to one that it takes fewer turns."
    assert browser.text("#begins") == verdict
    assert browser.text("#first-question") == WHICH
    rows = [
        [cell.text for cell in row.select("td")]
        for row in browser.page.select("#strategy-table tbody tr")
    ]
    assert rows == [
        ["asked something back", "10", "10 of 10 (53% – 97%)", "2 turns", "0"],
        ["answered", "10", "0 of 10 (3% – 47%)", "3 turns", "0"],
    ]
    said = run(shop, capsys, "--of", intent_of(shop))
    assert verdict in said
    assert f"Agents ask: {WHICH}" in said
    assert "asked something back 10 10 of 10 (53% – 97%) 0" in said


def test_too_few_conversations_say_that_it_is_answered(door: Door, shop: Shop) -> None:
    asked_first(shop, 6, publish=True)
    told = strategy(door)
    assert (told["chosen"], told["question"]) == ("answer", None)
    browser = Browser(door).signs_in()
    browser.opens(f"/intents/{intent_of(shop)}")
    assert "10 conversations of either kind are needed" in browser.text("#begins")
