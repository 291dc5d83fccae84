"""While a history is rehearsed its pages say how far it is, and nobody is let at the log."""

from __future__ import annotations

import pytest

from tacit.web.arrival import Arrival
from tests.web.browser import Browser
from tests.web.door import Door, problem

QUESTION = {"text": "How do I descale a kettle?"}
OPENING = {"channel": "web", "customer": {"external_id": "ada"}, "message": QUESTION}


@pytest.fixture
def arrival(door: Door) -> Arrival:
    """A history under way in the door's workspace, twelve of forty messages done."""
    under_way = Arrival()
    under_way.begin("rehearsing", 40)
    under_way.advance(12)
    door.shared.arrivals.under_way[door.workspace] = under_way
    return under_way


@pytest.mark.parametrize("path", ["/inbox", "/entries", "/learning", "/settings", "/ask"])
def test_every_page_shows_how_far_it_is_and_looks_again(
    door: Door, arrival: Arrival, path: str
) -> None:
    agent = Browser(door).signs_in()
    assert agent.opens(path).status_code == 200
    assert "12 of 40 messages" in agent.text("label[for=how-far]")
    bar, again = agent.page.select_one("progress"), agent.page.select_one("meta[http-equiv]")
    assert bar is not None
    assert bar["value"] == "0.300"
    assert again is not None
    assert again["http-equiv"] == "refresh"


def test_nothing_is_said_meanwhile_by_page_or_program(door: Door, arrival: Arrival) -> None:
    agent = Browser(door)
    door.shared.arrivals.under_way.clear()
    agent.signs_in()
    agent.opens("/ask")
    door.shared.arrivals.under_way[door.workspace] = arrival
    before = door.app.store.head(door.workspace)
    assert agent.sends("#ask", text=QUESTION["text"]).status_code == 503
    refused = door.post("/conversations", OPENING)
    assert problem(refused) == (503, "rehearsing")
    assert int(refused.headers["Retry-After"]) > 0
    assert door.app.store.head(door.workspace) == before
    # Who only looks is not kept waiting.
    assert door.get("/conversations").status_code == 200
    assert door.post("/preview", QUESTION).status_code == 200


def test_once_it_is_live_all_works_while_the_older_ones_follow(
    door: Door, arrival: Arrival
) -> None:
    arrival.live()
    arrival.begin("conversations", 3000)
    arrival.advance(1200)
    agent = Browser(door).signs_in()
    assert agent.opens("/inbox").status_code == 200
    assert "1,200 of 3,000 messages" in agent.text(".follows")
    assert door.post("/conversations", OPENING).status_code == 201
    arrival.end()
    agent.opens("/inbox")
    assert agent.page.select_one(".follows") is None


def test_what_stopped_it_is_said_and_the_page_no_longer_looks_again(
    door: Door, arrival: Arrival
) -> None:
    arrival.failure = "The disk is full."
    agent = Browser(door).signs_in()
    agent.opens("/inbox")
    assert agent.text("[role=alert]") == "The disk is full."
    assert agent.page.select_one("meta[http-equiv]") is None


def test_another_workspace_is_not_kept_waiting(door: Door, arrival: Arrival) -> None:
    other = door.app.store.create_workspace(f"other {door.workspace}")
    door.shared.arrivals.under_way = {other: arrival}
    assert door.post("/conversations", OPENING).status_code == 201
