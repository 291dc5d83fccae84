"""Of anything that was learned the origin and the day can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import WorkspaceId
from tacit.flows import publish
from tacit.store.log import Store
from tests.cast import Shop, empty_shop
from tests.web.conftest import app_of
from tests.web.door import Door, problem
from tests.web.walk import NDJSON

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def door_of_both(door: Door, shop: Shop) -> Door:
    """One conversation answered live in March, then a history of January taken in."""
    shop.taught(RETURN, "returns")
    taken = door.send("POST", "/import", content=NDJSON.encode(), headers=LINES)
    assert taken.status_code < 300
    return door


LINES = {"Content-Type": "application/x-ndjson"}


def listed(door: Door, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = door.get("/learnings", params=query).json()["items"]
    return items


def test_what_was_learned_live_is_told_from_what_a_history_taught(
    door_of_both: Door, shop: Shop
) -> None:
    (live,) = listed(door_of_both, what="exemplar", origin="live")
    (taken,) = listed(door_of_both, what="exemplar", origin="import")
    assert (live["at"][:10], live["by"]) == ("2024-03-04", shop.ines)
    assert live["entries"] == [shop.entries["returns"]]
    assert taken["at"].startswith("2024-01-08T09:20")
    assert taken["entries"] == [shop.entries["invoice"]]


def test_days_narrow_it(door_of_both: Door) -> None:
    january = listed(door_of_both, **{"from": "2024-01-01", "to": "2024-01-31"})
    assert {each["origin"] for each in january} == {"import"}
    assert listed(door_of_both, **{"from": "2024-03-05"}) == []
    assert problem(door_of_both.get("/learnings", params={"from": "soon"})) == (422, "invalid")


def test_lessons_and_texts_are_learnings_too(door_of_both: Door, shop: Shop) -> None:
    (lesson,) = listed(door_of_both, what="lesson")
    assert (lesson["origin"], lesson["by"]) == ("live", shop.ines)
    texts = listed(door_of_both, what="text", limit=200)
    assert len(texts) == 12  # the help centre's pages, each in its first revision
    assert {each["reason"] for each in texts} == {"revision 1"}


def test_a_rehearsed_history_has_an_origin_of_its_own(store: Store, workspace: WorkspaceId) -> None:
    shop = empty_shop(store, workspace)
    with Door(app_of(shop), workspace) as door:
        query = {"rehearse": 10}
        taken = door.send("POST", "/import", content=NDJSON.encode(), headers=LINES, params=query)
        assert taken.status_code < 300
        assert {each["origin"] for each in listed(door, what="exemplar")} == {"rehearsal"}


def test_a_page_goes_on_where_the_one_before_ended(door_of_both: Door) -> None:
    first = door_of_both.get("/learnings", params={"limit": 10}).json()
    rest = door_of_both.get("/learnings", params={"limit": 200, "after": first["next"]}).json()
    positions = [each["position"] for each in first["items"] + rest["items"]]
    assert positions == sorted(set(positions))
    assert len(positions) == len(listed(door_of_both, limit=200))
    assert rest["next"] is None


def test_of_an_erased_customer_nothing_was_learned(door_of_both: Door, shop: Shop) -> None:
    shop.erase(shop.bruno)
    assert listed(door_of_both, what="exemplar") == []
    assert listed(door_of_both, what="lesson") == []


def test_what_is_held_back_or_was_taken_back_does_not_pass_for_learned(
    door: Door, shop: Shop
) -> None:
    for agent in (shop.ines, shop.jonas, shop.ines):
        talk = shop.asks(RETURN, shop.bruno)
        talk.replies("See this page.", agent, cites="returns")
    wrong = shop.asks(RETURN, shop.bruno)
    wrong.replies("See there.", shop.stefan, cites="newsletter")
    publish.withdraw(shop.port, shop.workspace, talk.entry_id, "undone")
    reasons = [each["reason"] for each in listed(door, what="exemplar")]
    assert reasons[:2] == ["reply worth imitating"] * 2
    assert reasons[2] == "taken back"
    assert reasons[3].startswith("held back: ")
