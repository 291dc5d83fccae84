"""`tacit months` shows each month's figures, their changes, and the replies that moved them."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tacit.cli import months
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.flows.measure import Measures
from tacit.store.log import Store
from tests.cast import Shop, open_shop

LOUD = "Is the samovar loud when it boils?"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    months.MONTHS.declare(parser)
    store = shop.port.store
    app = SimpleNamespace(port=shop.port, store=store, measures=Measures(store))
    options = parser.parse_args(words)
    assert months._months(app, shop.workspace, options) == 0  # type: ignore[arg-type]
    return capsys.readouterr().out


def two_months(shop: Shop) -> Shop:
    """March: handed over, and taught five times. April: answered from what was taught."""
    shop.mode("auto")
    for _ in range(6):
        shop.asks(LOUD).replies("It hums at most.", cites="descale")
    shop.clock.advance(days=31)
    shop.asks(LOUD).says("Thanks, that worked!")
    return shop


def test_months_come_with_changes_and_with_the_replies_that_moved_them(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = " ".join(run(two_months(shop), capsys).split())
    assert "2024-04-01 to 2024-04-30, what moved it" in told
    assert "confirmed +100 points (0 of 6, then 1 of 1)" in told
    assert "(6 in all); 1 were answered from it" in told
    assert "handed over 1 of 1 before and 2 of 6 since" in told


def test_programs_get_what_the_interface_says(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(run(two_months(shop), capsys, "--json", "--zone", "Europe/Berlin"))
    assert told["zone"] == "Europe/Berlin"
    assert [each["from"] for each in told["periods"]] == ["2024-04-01", "2024-03-01"]


def test_what_was_taught_stands_on_the_day_of_the_zone(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """In UTC it was taught at 23:00."""
    shop.clock.now = shop.clock.now.replace(hour=23, minute=0)
    day = shop.clock.now.date()
    two_months(shop)
    assert f"taught on {day} in" in run(shop, capsys)
    told = run(shop, capsys, "--zone", "Europe/Berlin")
    assert f"taught on {day + timedelta(days=1)} in" in told


def test_before_the_assistant_had_a_conversation_it_says_what_it_awaits(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "None yet: it awaits a conversation in mode auto" in run(shop, capsys)


def test_a_zone_that_is_none_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match="no time zone"):
        run(shop, capsys, "--zone", "Mars/Base")
