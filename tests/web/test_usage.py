"""Searches, cancellations and bug reports over the wire: taken in once, together or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tacit.events import SearchMade, SubscriptionChanged
from tests.cast import Shop
from tests.kept import RETURN
from tests.web.browser import Browser
from tests.web.door import Door, problem
from tests.web.test_conversations import opening

KEY = {"Idempotency-Key": "the-first-try"}


def search(query: str = "samovar loud", results: int = 0, **more: Any) -> dict[str, Any]:
    return {"name": "search", "properties": {"query": query, "results": results}, **more}


def cancelled(**more: Any) -> dict[str, Any]:
    return {"name": "subscription_cancelled", **more}


def reported(title: str = RETURN, **more: Any) -> dict[str, Any]:
    properties = {"title": title, **more.pop("properties", {})}
    return {"name": "bug_reported", "properties": properties, **more}


def tell(door: Door, *told: dict[str, Any], **more: Any) -> Any:
    return door.post("/usage-events", {"items": [*told]}, **more)


def test_all_of_a_request_is_one_append_and_its_retry_the_same_bytes(
    door: Door, shop: Shop
) -> None:
    door.put("/customers/ada", {"account": {"external_id": "acme"}})
    told = [search(customer="ada"), search("return"), cancelled(customer="ada")]
    first, head = tell(door, *told, headers=KEY), shop.head()
    assert first.status_code == 201
    assert first.json() == {"searches": 2, "subscriptions": 1, "bug_reports": 0}
    assert tell(door, *told, headers=KEY).content == first.content
    assert shop.head() == head
    assert problem(tell(door, search("else"), headers=KEY)) == (422, "key_reused")
    logged = shop.events(SearchMade, SubscriptionChanged)
    assert [each.event.kind for each in logged] == [*["search.made"] * 2, "subscription.changed"]
    assert len({each.recorded_at for each in logged}) == 1


def test_a_retry_brings_nothing_of_the_erased_back(door: Door, shop: Shop) -> None:
    first = tell(door, search(customer="ada"), headers=KEY)
    assert door.delete("/customers/ada").status_code == 200
    head = shop.head()
    assert tell(door, search(customer="ada"), headers=KEY).content == first.content
    assert shop.head() == head
    assert door.app.store.verify(shop.workspace).is_clean


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "page_viewed"}, "'subscription_active', 'bug_reported'"),
        ({"name": "search", "properties": {"results": 0}}, "properties.query: Field required"),
        ({"name": "search"}, "properties: Field required"),
        (search(query=""), "at least 1 character"),
        (search(results=-1), "greater than or equal to 0"),
        (search(at="2099-01-01T00:00:00Z"), "items.1.at: a time that has passed"),
        (search(at="2024-03-01T09:00:00"), "a time needs its zone"),
        (cancelled(), "items.1.customer: name a customer"),
        (cancelled(customer="bruno"), "items.1.customer: no account of this customer"),
        (cancelled(properties={"account": "nobody"}), "PUT /accounts/{external_id}"),
        (reported(), "items.1.customer: name the customer who reported it, or their account"),
        (reported(properties={"account": "nobody"}), "items.1.properties.account: no account"),
        (reported("", customer="ada"), "at least 1 character"),
        (reported(customer="ada", properties={"reference": ""}), "at least 1 character"),
        (reported(customer="ada", at="2099-01-01T00:00:00Z"), "items.1.at: a time that has passed"),
        ({"name": "bug_reported", "customer": "ada"}, "properties: Field required"),
        ({"name": "bug_reported", "properties": {"text": "It hums"}}, "title: Field required"),
    ],
)
def test_one_that_is_wrong_is_named_and_nothing_is_taken(
    door: Door, shop: Shop, wrong: dict[str, Any], says: str
) -> None:
    head = shop.head()
    refused = tell(door, search(customer="zoe"), wrong, headers=KEY)
    assert problem(refused) == (422, "invalid")
    assert says in refused.json()["detail"]
    assert shop.head() == head
    assert not shop.port.store.find_external(shop.workspace, "person", ["zoe"])
    assert tell(door, search(), headers=KEY).status_code == 201, "what was refused holds no key"


@pytest.mark.parametrize("count", [0, 101])
def test_one_to_a_hundred_come_at_once(door: Door, count: int) -> None:
    assert problem(tell(door, *[search()] * count)) == (422, "invalid")


def asked(door: Door) -> str:
    """A question of Ada's, whose company is Acme."""
    customer = {"external_id": "ada", "account": {"external_id": "acme"}}
    answer = door.post("/conversations", opening(customer=customer))
    return str(answer.json()["conversation_id"])


def test_an_account_that_left_20_days_later_is_said_of_the_conversation(
    door: Door, shop: Shop
) -> None:
    conversation, browser = asked(door), Browser(door).signs_in()
    browser.opens(f"/inbox/{conversation}")
    assert browser.page.select_one("#churned") is None
    assert door.get(f"/conversations/{conversation}").json()["churned"] is None
    shop.clock.advance(days=20, minutes=1)
    tell(door, cancelled(properties={"account": "acme"}))
    told = door.get(f"/conversations/{conversation}").json()["churned"]
    assert told == {"within": "month", "days": 20, "unresolved": True}
    browser = Browser(door).signs_in()  # the other sign-in has ended by now
    browser.opens(f"/inbox/{conversation}")
    said = "The account left 20 days later; this was not resolved."
    assert browser.text("#churned") == said
    tell(door, {"name": "subscription_active", "customer": "ada"})
    assert door.get(f"/conversations/{conversation}").json()["churned"] is None


def test_a_cancellation_may_be_told_by_its_own_day(door: Door, shop: Shop) -> None:
    conversation = asked(door)
    left_at = (shop.clock() + timedelta(days=3)).isoformat()
    shop.clock.advance(days=20)
    tell(door, cancelled(customer="ada", at=left_at))
    told = door.get(f"/conversations/{conversation}").json()["churned"]
    assert told == {"within": "week", "days": 3, "unresolved": True}


def test_a_bug_report_reopens_what_was_answered_and_the_page_says_so(
    door: Door, shop: Shop
) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    shop.clock.advance(days=8)
    conversation = asked(door)
    it = {"account": "acme", "text": "It is white.", "reference": "BUG-17"}
    told = reported(properties=it)
    first, head = tell(door, told, headers=KEY), shop.head()
    assert first.json() == {"searches": 0, "subscriptions": 0, "bug_reports": 1}
    assert tell(door, told, headers=KEY).content == first.content
    assert shop.head() == head
    read = door.get(f"/conversations/{conversation}").json()
    assert read["state"] == "open"
    assert (read["effort"]["bug_reports"], read["effort"]["is_low"]) == (1, False)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{conversation}")
    said = f"Reopened: the account reported a bug about it: {RETURN} (BUG-17)"
    assert said in browser.text("main")
    said = "Effort high, as estimated: 1 turn, reported a bug about it."
    assert browser.text("#effort") == said


def test_a_report_whose_reference_is_known_is_passed_over(door: Door, shop: Shop) -> None:
    told = reported(customer="ada", properties={"reference": "https://bugs.example/17"})
    assert tell(door, told).json()["bug_reports"] == 1
    head = shop.head()
    first = tell(door, told, headers=KEY)
    assert first.json() == {"searches": 0, "subscriptions": 0, "bug_reports": 0}
    assert shop.head() == head
    assert tell(door, told, headers=KEY).content == first.content
    assert tell(door, told, search(), headers={"Idempotency-Key": "x"}).json() == {
        "searches": 1, "subscriptions": 0, "bug_reports": 0,
    }  # fmt: skip
