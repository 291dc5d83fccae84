"""Why a decision failed stands on the page and in the receipt, and the desk may know better."""

from __future__ import annotations

import pytest

from tacit.answering.cause import CAUSES, SENTENCES
from tacit.events import CauseSet, FailureDiagnosed
from tacit.web.views.cause import named
from tests.cast import Shop, Talk
from tests.web.browser import Browser
from tests.web.door import Door, problem
from tests.web.test_conversations import RETURN


@pytest.fixture
def failed(shop: Shop) -> Talk:
    """A conversation in which an agent cited another page than the assistant would have."""
    shop.taught(RETURN, "returns", times=5)
    talk = shop.asks(RETURN)
    talk.replies("Look here.", cites="warranty")
    return talk


def found(talk: Talk) -> FailureDiagnosed:
    return talk.state.diagnoses[talk.decision.decision_id]


def test_the_page_says_why_it_failed_with_the_evidence(door: Door, failed: Talk) -> None:
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{failed.conversation_id}")
    said = browser.text("#why .cause")
    assert named(found(failed).cause) in said
    assert SENTENCES[found(failed).cause] in said
    assert browser.page.select("#why .cause .parts li")
    offered = [each["value"] for each in browser.page.select("#set-cause button")]
    assert offered == [each for each in CAUSES if each != found(failed).cause]


def test_a_press_sets_another_cause_and_the_page_says_so(
    door: Door, shop: Shop, failed: Talk
) -> None:
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{failed.conversation_id}")
    page = browser.page
    for _ in range(2):
        browser.page = page
        assert browser.sends("#set-cause", cause="outdated_article").status_code == 200
    (logged,) = shop.events(CauseSet)
    assert logged.actor.kind == "agent"
    said = browser.text("#why .cause")
    was = named(found(failed).cause).lower()
    assert f"Outdated article , as an agent says; found was {was}" in said


def test_what_is_no_cause_or_has_none_is_refused(door: Door, shop: Shop, failed: Talk) -> None:
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{failed.conversation_id}")
    assert browser.sends("#set-cause", cause="bad weather").status_code == 422
    browser.opens(f"/inbox/{failed.conversation_id}")
    assert browser.sends("#set-cause", cause=CAUSES[0], decision_id="none").status_code == 404
    failed.replies("No, this one.", cites="returns")
    browser.opens(f"/inbox/{failed.conversation_id}")
    assert browser.page.select_one(".cause") is None
    assert shop.events(CauseSet) == []


def test_a_receipt_holds_the_failure_and_takes_the_desks_word(door: Door, failed: Talk) -> None:
    address = f"/decisions/{failed.decision.decision_id}"
    failure = door.get(address).json()["failure"]
    assert (failure["cause"], failure["found"], failure["is_said"]) == (
        found(failed).cause, found(failed).cause, False,
    )  # fmt: skip
    assert failure["cites"] == found(failed).cites
    assert failure["reasons"]
    assert failure["evidence"]["behind"] > 0
    changed = door.put(f"{address}/cause", {"cause": "outdated_article"}).json()["failure"]
    assert (changed["cause"], changed["is_said"]) == ("outdated_article", True)
    assert changed["found"] == found(failed).cause
    assert door.get(address).json()["failure"] == changed


def test_a_receipt_without_a_failure_takes_none(door: Door, shop: Shop) -> None:
    talk = shop.asks(RETURN)
    address = f"/decisions/{talk.decision.decision_id}"
    assert door.get(address).json()["failure"] is None
    told = {"cause": "missing_article"}
    assert problem(door.put(f"{address}/cause", told)) == (404, "not_found")
    assert problem(door.put(f"{address}/cause", {"cause": "weather"})) == (422, "invalid")
    assert shop.events(CauseSet) == []
