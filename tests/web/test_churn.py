"""Accounts that may leave: over the wire, on a page, in the terminal."""

from __future__ import annotations

import argparse
import json
from types import SimpleNamespace
from typing import Any

import pytest

from tacit.cli import churn
from tacit.cli.churn import _churn
from tacit.flows.measure import Measures
from tacit.store.log import Store
from tests.cast import Shop
from tests.kept import well_known
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import opened


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


def asks(door: Door, account: str, *, is_thanked: bool) -> str:
    """One conversation of an account's, handed over; with thanks it is resolved."""
    customer = {"external_id": f"of-{account}", "account": {"external_id": account}}
    talk = str(opened(door, customer=customer)["conversation_id"])
    if is_thanked:
        word = {"author": {"kind": "customer", "external_id": f"of-{account}"}, "text": "Thanks!"}
        assert door.post(f"/conversations/{talk}/messages", word).status_code == 201
    return talk


@pytest.fixture
def told(door: Door, shop: Shop) -> Door:
    """Of eight accounts whose matter stayed open six left, of eight whose was resolved none."""
    shop.mode("auto")
    for n in range(16):
        asks(door, f"a{n}", is_thanked=n >= 8)
    shop.clock.advance(days=10)
    left = [
        {"name": "subscription_cancelled", "properties": {"account": f"a{n}"}} for n in range(6)
    ]
    assert door.post("/usage-events", {"items": left}).status_code == 201
    shop.clock.advance(days=40)
    asks(door, "Worried & Co", is_thanked=False)
    shop.clock.advance(days=5)
    asks(door, "calm", is_thanked=True)
    return door


def test_the_account_is_listed_with_its_signs_and_what_they_rest_on(told: Door) -> None:
    found = told.get("/churn").json()
    assert (found["accounts_left"], found["accounts_stayed"]) == (6, 10)
    (first,) = found["items"]
    assert (first["account"], first["signs"]) == ("Worried & Co", ["unresolved"])
    (sign,) = found["signs"]
    assert (sign["shown"]["numerator"], sign["shown"]["denominator"]) == (6, 8)
    assert (sign["others"]["numerator"], sign["others"]["denominator"]) == (0, 8)
    assert found["found"]["denominator"] == 6


def test_the_page_shows_them(told: Door) -> None:
    browser = Browser(told).signs_in()
    browser.opens("/learning")
    assert browser.page.select_one('a[href="/churn"]')
    browser.opens("/churn")
    assert browser.text("#at-risk tbody").startswith("Worried & Co")
    assert browser.text('[data-sign="unresolved"]').startswith("it was not resolved 6 of 8 0 of 8")
    assert "of the 6 that left" in browser.text("main")


def test_the_terminal_prints_them(
    told: Door,
    shop: Shop,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: Any = SimpleNamespace(port=shop.port, measures=Measures(shop.port.store))
    _churn(app, shop.workspace, argparse.Namespace(json=False, all=False))
    printed = " ".join(capsys.readouterr().out.split())
    assert "Worried & Co" in printed
    assert "6 of 8 0 of 8" in printed
    assert "more with" not in printed
    monkeypatch.setattr(churn, "_MOST", 0)
    _churn(app, shop.workspace, argparse.Namespace(json=False, all=False))
    assert "1 more with --all." in capsys.readouterr().out
    _churn(app, shop.workspace, argparse.Namespace(json=False, all=True))
    assert "Worried & Co" in capsys.readouterr().out
    _churn(app, shop.workspace, argparse.Namespace(json=True, all=False))
    assert json.loads(capsys.readouterr().out)["items"][0]["account"] == "Worried & Co"


def test_before_anybody_left_the_page_says_what_it_awaits(door: Door) -> None:
    browser = Browser(door).signs_in()
    browser.opens("/churn")
    assert "None can be told yet. Nobody told of a cancellation yet" in browser.text("main")
    assert door.get("/churn").json()["items"] == []
