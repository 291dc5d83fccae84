"""What resolution goes with among customers' traits: on a page, over the wire, in the terminal."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from tacit.cli.metrics import Page
from tacit.flows.measure import Measures
from tacit.metrics.window import Window
from tacit.store.log import Store
from tests.cast import Shop
from tests.kept import well_known
from tests.web.browser import Browser
from tests.web.door import Door, problem
from tests.web.test_conversations import opened


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


@pytest.fixture
def asked(door: Door, shop: Shop) -> Door:
    """Ten who owe and ten who paid ask; of those two confirm that it helped, of these nine."""
    shop.mode("auto")
    for n in range(20):
        owes = n < 10
        account = {"external_id": f"a{n}", "traits": {"billing": "overdue" if owes else "Paid"}}
        traits = {"email": f"{n}@b.example"}
        customer = {"external_id": f"c{n}", "account": account, "traits": traits}
        talk = opened(door, customer=customer)["conversation_id"]
        if n % 10 < (2 if owes else 9):
            word = {"author": {"kind": "customer", "external_id": f"c{n}"}, "text": "Thanks!"}
            assert door.post(f"/conversations/{talk}/messages", word).status_code == 201
    return door


def test_each_value_is_told_with_shares_accounts_and_interval(asked: Door) -> None:
    """-70 points; by Newcombe -85 to -31. z = 0.7 / √(0.55 · 0.45 · 2/10) = 3.15: chance 0.002."""
    told = asked.get("/metrics/resolution_confirmed/traits").json()
    paid, overdue = sorted(told["items"], key=lambda each: each["value"], reverse=True)
    assert (overdue["trait"], overdue["value"], paid["value"]) == ("billing", "overdue", "paid")
    assert (overdue["share"]["numerator"], overdue["share"]["denominator"]) == (2, 10)
    assert (overdue["others"]["numerator"], overdue["others"]["denominator"]) == (9, 10)
    assert (overdue["accounts"], overdue["other_accounts"]) == (10, 10)
    assert overdue["above_by"] == -0.7 == -paid["above_by"]
    # Twenty accounts of one each: 20/19 wider in the square.
    assert overdue["chance"] == pytest.approx(0.002, abs=0.001)
    assert overdue["is_clear"]
    assert "email" not in json.dumps(told["items"])


def test_a_metric_without_traits_is_not_found(asked: Door) -> None:
    assert problem(asked.get("/metrics/drafts_sent/traits")) == (404, "not_found")


def test_learning_shows_them(asked: Door) -> None:
    browser = Browser(asked).signs_in()
    browser.opens("/learning")
    row = browser.text('[data-trait="billing=overdue"]')
    assert row.startswith("billing overdue 2 of 10 10 9 of 10 10 -70 (")
    assert row.endswith("clear")
    assert "not what it is due to" in browser.text("main")


def test_the_terminal_prints_them(
    asked: Door, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    app = SimpleNamespace(store=shop.port.store, measures=Measures(shop.port.store))
    page = Page(app, shop.workspace, "shop", Window())  # type: ignore[arg-type]
    page.show(SimpleNamespace(name="resolution_confirmed", by=None, traits=True, json=False))  # type: ignore[arg-type]
    told = " ".join(capsys.readouterr().out.split())
    assert "billing = overdue 2 of 10 10 9 of 10 10 -70" in told
    page.show(SimpleNamespace(name="resolution_confirmed", by=None, traits=True, json=True))  # type: ignore[arg-type]
    listed = json.loads(capsys.readouterr().out)["items"]
    assert {each["value"] for each in listed} == {"overdue", "paid"}


def test_before_there_are_ten_of_either_the_page_says_what_it_awaits(door: Door) -> None:
    browser = Browser(door).signs_in()
    browser.opens("/learning")
    assert "Once ten of the assistant’s conversations" in browser.text("main")
