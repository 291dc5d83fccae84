"""Receipts over the wire, replayed to the byte, and previews of today and of past days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.answering.priors import NAMES
from tacit.events import Actor, DecisionTaken, ModeSet
from tacit.flows import publish
from tacit.history import Article
from tacit.learners.fixed import ONE
from tests.cast import HELP, Shop
from tests.web.browser import Browser
from tests.web.door import Door, problem
from tests.web.test_conversations import RETURN, opened, said

LEAK = "Why does my kettle drip at the spout?"


def test_a_receipt_names_all_that_decided(door: Door, shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    answer = opened(door, context={"page_url": "https://shop.example/orders"})
    receipt = door.get(f"/decisions/{answer['decision']['decision_id']}").json()
    assert answer["decision"].items() <= receipt.items()
    assert receipt["conversation_id"] == answer["conversation_id"]
    assert receipt["query"] == [answer["message_id"]]
    assert receipt["propensity"] == 1.0
    top = receipt["candidates"][0]
    assert (top["title"], top["origin"], top["is_approved"]) == (
        "Send something back", "article", True,
    )  # fmt: skip
    taken = shop.events(DecisionTaken)[-1]
    assert isinstance(taken.event, DecisionTaken)
    features = zip(NAMES, taken.event.candidates[0].features, strict=True)
    assert top["parts"] == {name: round(each / ONE, 4) for name, each in features if each}
    assert top["parts"]["near"] > 0
    assert receipt["confidence_parts"]["odds"] != 0
    assert receipt["context"] == [
        {"message_id": answer["message_id"], "page_url": "https://shop.example/orders"}
    ]
    assert (receipt["position"], receipt["judgement"]) == (taken.position, taken.event.judgement)


def test_an_unpublished_reply_is_marked_in_the_receipt(door: Door, shop: Shop) -> None:
    conversation = opened(door, "Is the samovar loud when it boils?")["conversation_id"]
    said(door, conversation, "It hums a little.")
    answer = opened(door, "Is the samovar loud when it boils?")
    receipt = door.get(f"/decisions/{answer['decision']['decision_id']}").json()
    unapproved = [each for each in receipt["candidates"] if not each["is_approved"]]
    assert [each["title"] for each in unapproved] == ["It hums a little."]


def test_a_replay_gives_the_same_bytes(door: Door, shop: Shop) -> None:
    decision = opened(door)["decision"]["decision_id"]
    shop.taught(RETURN, "refunds", times=5)
    done = door.post(f"/decisions/{decision}/replay", None).json()
    assert (done["equal"], done["reason"]) == (True, None)
    assert done["stored"] == done["recomputed"]


def test_a_replay_that_cannot_be_equal_says_why(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = opened(door)["decision"]["decision_id"]
    monkeypatch.setattr(type(shop.port.embedder), "namespace", "another model")
    done = door.post(f"/decisions/{decision}/replay", None).json()
    assert (done["equal"], done["reason"]) == (False, "namespace_retired")
    assert done["recomputed"] is None


def test_a_decision_that_is_not_there_or_gone(door: Door, shop: Shop) -> None:
    assert problem(door.get("/decisions/none")) == (404, "not_found")
    assert problem(door.post("/decisions/none/replay", None)) == (404, "not_found")
    decision = opened(door)["decision"]["decision_id"]
    shop.erase(shop.ada)
    # Her conversation is folded out of the list, and the decision with it.
    assert problem(door.get(f"/decisions/{decision}")) == (404, "not_found")


def test_a_preview_changes_nothing(door: Door, shop: Shop) -> None:
    head = shop.head()
    shown = door.post("/preview", {"text": RETURN}).json()
    assert shown["citations"][0]["title"] == "Send something back"
    assert shown["mode"] == "observe"
    assert (shown["as_of_position"], shown["today"], shown["difference"]) == (None, None, None)
    assert shop.head() == head


def test_a_preview_marks_what_nobody_approved(door: Door) -> None:
    conversation = opened(door, LEAK)["conversation_id"]
    said(door, conversation, "Tighten the lid.")
    shown = door.post("/preview", {"text": LEAK}).json()
    assert [e["title"] for e in shown["candidates"] if not e["is_approved"]] == ["Tighten the lid."]


@pytest.mark.parametrize("by_time", [False, True])
def test_as_of_a_past_day_it_answers_as_then_and_says_what_changed(
    door: Door, shop: Shop, *, by_time: bool
) -> None:
    then = shop.clock.now
    before = shop.head()
    shop.clock.advance(days=1)
    article = Article("drip", "A spout that drips", f"{LEAK} Turn the spout.", url=HELP + "drip")
    publish.put_articles(shop.port, shop.workspace, [article], "a new page")
    talk = shop.taught(LEAK, "drip")
    shop.writes(ModeSet("*", "draft"), Actor("agent", shop.ines))
    as_of = (then + timedelta(hours=2)).isoformat() if by_time else before
    shown = door.post("/preview", {"text": LEAK, "as_of": as_of}).json()
    assert shown["as_of_position"] == before
    assert shown["citations"] == [] or shown["citations"][0]["title"] != "A spout that drips"
    assert shown["today"]["citations"][0]["title"] == "A spout that drips"
    difference = shown["difference"]
    assert {"mode", "citations", "confidence"} <= set(difference["fields"])
    kinds = [each["kind"] for each in difference["learnings"]]
    assert kinds[0] == "mode.set"
    assert {"knowledge.published", "entry.revised", "exemplar.paired"} <= set(kinds)
    assert difference["learnings_count"] == len(kinds)
    pairs = [e for e in difference["learnings"] if e["kind"] == "exemplar.paired"]
    assert [each["conversation_id"] for each in pairs] == [talk.conversation_id]
    # What happened since to other entries bears on neither answer.
    shop.taught("Where is my parcel?", "tracking")
    again = door.post("/preview", {"text": LEAK, "as_of": as_of}).json()
    assert [e["kind"] for e in again["difference"]["learnings"]] == kinds


def test_as_of_before_the_beginning_nothing_is_known(door: Door) -> None:
    shown = door.post("/preview", {"text": RETURN, "as_of": 0}).json()
    assert shown["reason"]["code"] == "no_knowledge"
    assert shown["knowledge_version"] == 0


@pytest.mark.parametrize("as_of", [-1, "yesterday", "2024-03-01", "2024-03-01T00:00:00", 1.5, True])
def test_a_time_that_is_none_is_refused(door: Door, as_of: object) -> None:
    assert problem(door.post("/preview", {"text": RETURN, "as_of": as_of})) == (422, "invalid")


def test_a_preview_with_a_key_is_the_same_for_good(door: Door, shop: Shop) -> None:
    headers = {"Idempotency-Key": "one"}
    first = door.post("/preview", {"text": RETURN}, headers=headers)
    shop.taught(RETURN, "refunds", times=3)
    assert door.post("/preview", {"text": RETURN}, headers=headers).content == first.content
    assert door.post("/preview", {"text": RETURN}).content != first.content


# ---- the customer's situation ---------------------------------------------------------------

BILLING = {"page_url": "https://shop.example/settings/billing"}
PARCELS = {"page_url": "https://shop.example/parcels"}
VAGUE = "Why isn't this working?"


def by_page(door: Door, times: int = 5) -> None:
    """Agents answered the same words with one article on one page, with another on the other."""
    for _ in range(times):
        for context, cites in ((BILLING, "invoice"), (PARCELS, "tracking")):
            conversation = opened(door, VAGUE, context=context)["conversation_id"]
            said(door, conversation, "See this page.", cites=[cites])


def test_the_same_question_on_two_pages_gets_two_articles_and_the_receipt_says_why(
    door: Door,
) -> None:
    by_page(door)
    receipts = [
        door.get(f"/decisions/{opened(door, VAGUE, context=c)['decision']['decision_id']}").json()
        for c in (BILLING, PARCELS)
    ]
    titles = [each["candidates"][0]["title"] for each in receipts]
    assert titles == ["Download an invoice", "Follow a shipment"]
    told = {each["attribute"]: each for each in receipts[0]["situation"]}
    page = told["page"]
    assert (page["value"], page["answered"], page["seen"]) == ("/settings/billing", 5, 5)
    assert page["says"] > 0
    assert told["channel"]["says"] == 0, "every message has one"
    ranked = receipts[0]["candidates"][0]["parts"]["situation"]
    assert ranked == pytest.approx(page["says"], abs=0.001)


def test_a_preview_weighs_the_context_and_the_customer_that_it_is_told(door: Door) -> None:
    by_page(door)
    titles = [
        door.post("/preview", {"text": VAGUE, "context": c}).json()["candidates"][0]["title"]
        for c in (BILLING, PARCELS)
    ]
    assert titles == ["Download an invoice", "Follow a shipment"]
    known = {"external_id": "zoe", "traits": {"role": "admin"}}
    untold = door.post("/preview", {"text": VAGUE, "customer": known}).json()
    assert "situation" not in untold["candidates"][0]["parts"], "no page was told"


def test_pages_list_what_was_learned_of_situations_with_its_counts(door: Door, shop: Shop) -> None:
    browser = Browser(door).signs_in()
    browser.opens("/learning")
    assert "Nothing yet" in browser.text('[aria-labelledby="situations"]')
    by_page(door)
    for page in ("/learning", f"/entries/{shop.entries['invoice']}"):
        browser.opens(page)
        told = browser.text('[aria-labelledby="situations"]')
        assert "page /settings/billing" in " ".join(told.split())
        assert "5 of 5" in told
    talk = opened(door, VAGUE, context=BILLING)["conversation_id"]
    browser.opens(f"/inbox/{talk}?view=all")
    assert "5 of 5 answers there were the likeliest entry" in browser.text("#why .situation")
