"""What is known of a customer's situation is in the receipt, teaches, and goes with them."""

from __future__ import annotations

import json
from typing import Any

from tacit.answering.priors import NAMES, PARTS
from tacit.events import DecisionTaken, PersonId
from tacit.flows import answer, receive
from tacit.flows.customers import tell
from tacit.history import Account, Customer
from tests.cast import Shop, Talk

VAGUE = "Why isn't this working?"
BILLING = {"page_url": "https://app.kettle.example/settings/billing?order=77123"}
PARCELS = {"page_url": "https://app.kettle.example/parcels/88123"}


def customer(shop: Shop, name: str, role: str = "", plan: str = "") -> PersonId:
    """Somebody of an account on a plan, as the API tells of them."""
    account = Account(f"{name}'s", "", {"plan": plan}) if plan else None
    told = Customer(name, name, traits={"role": role} if role else {})
    return tell(shop.port, shop.workspace, told, account)


def asks(shop: Shop, text: str, who: PersonId, context: dict[str, Any] | None = None) -> Talk:
    """A customer opens a conversation, told where they are; all that follows is done."""
    said = receive.Said("customer", who, text, context=context)
    (being,) = shop.port.store.people(shop.workspace, [who]).values()
    opening = receive.Opening(who, said, being.account_id)
    logged = receive.open_conversation(shop.port, shop.workspace, opening)
    talk = Talk(shop, logged[0].event.conversation_id, who, logged)
    talk.logged = shop.follow(logged)
    return talk


def words(shop: Shop, decision: DecisionTaken) -> dict[str, list[str]]:
    held = shop.port.store.bodies(shop.workspace, [decision.situation_id or ""])
    return json.loads(held[decision.situation_id or ""])


def told(shop: Shop, decision: DecisionTaken) -> list[list[str]]:
    named = words(shop, decision)
    return [
        [named[line[0]][0], *(named[token][1] for token in line)] for line in decision.situation
    ]


def first(shop: Shop, decision: DecisionTaken) -> str:
    names = {entry: name for name, entry in shop.entries.items()}
    return names[decision.candidates[0].entry_id]


def feature(decision: DecisionTaken, entry: str, name: str) -> int:
    (found,) = [c for c in decision.candidates if c.entry_id == entry]
    return found.features[NAMES.index(name)]


def test_a_receipt_holds_the_situation_in_tokens_and_its_words_lie_beside(shop: Shop) -> None:
    zoe = customer(shop, "zoe", "Admin", "Trial")
    decision = asks(shop, VAGUE, zoe, BILLING | {"product_version": "4.2.1"}).decision
    assert told(shop, decision) == [
        ["page", "/settings/billing", "/settings"],
        ["plan", "trial"],
        ["role", "admin"],
        ["version", "4.2.1", "4"],
        ["channel", "web"],
        ["customer", "new"],
    ]
    payload = json.dumps([vars(e.event) for e in shop.events(DecisionTaken)], default=vars)
    assert not {"billing", "trial", "admin", "Admin"} & set(payload.replace('"', " ").split())
    assert shop.port.store.verify(shop.workspace).is_clean


def test_one_workspaces_tokens_tell_another_nothing(shop: Shop, empty: Any) -> None:
    other = empty()
    here, there = (
        asks(each, VAGUE, customer(each, "zoe"), BILLING).decision for each in (shop, other)
    )
    assert here.situation
    assert not set(here.situation[0]) & set(there.situation[0])


def test_who_told_nothing_has_no_situation_and_nothing_weighs_it(shop: Shop) -> None:
    decision = shop.asks(VAGUE).decision
    assert (decision.situation, decision.situation_id) == ([], None)
    place = NAMES.index("situation")
    assert {each.features[place] for each in decision.candidates if each.features} == {0}
    assert decision.parts[PARTS.index("situated")] == 0


def test_a_later_message_of_the_turn_moves_the_page_and_keeps_the_rest(shop: Shop) -> None:
    zoe = customer(shop, "zoe")
    talk = asks(shop, VAGUE, zoe, BILLING | {"product_version": "4.2"})
    said = receive.Said("customer", zoe, "It shows nothing.", context=PARCELS)
    talk._hear(said)
    assert told(shop, talk.decision)[:2] == [
        ["page", "/parcels/*", "/parcels"],
        ["version", "4.2", "4"],
    ]


def test_the_same_words_get_another_article_on_another_page(shop: Shop) -> None:
    ada, bruno = customer(shop, "a"), customer(shop, "b")
    for _ in range(5):
        asks(shop, VAGUE, ada, BILLING).replies("See this.", cites="invoice")
        asks(shop, VAGUE, bruno, PARCELS).replies("See this.", cites="tracking")
    zoe = customer(shop, "zoe")
    billing, parcels = (asks(shop, VAGUE, zoe, each).decision for each in (BILLING, PARCELS))
    assert (first(shop, billing), first(shop, parcels)) == ("invoice", "tracking")
    entry = shop.entries["invoice"]
    assert feature(billing, entry, "situation") > 0 > feature(parcels, entry, "situation")


def test_a_page_that_nobody_asked_from_is_judged_by_its_parent(shop: Shop) -> None:
    ada, bruno = customer(shop, "a"), customer(shop, "b")
    for _ in range(5):
        asks(shop, VAGUE, ada, BILLING).replies("See this.", cites="invoice")
        asks(shop, VAGUE, bruno, PARCELS).replies("See this.", cites="tracking")
    beside = {"page_url": "https://app.kettle.example/settings/cards"}
    assert first(shop, asks(shop, VAGUE, ada, beside).decision) == "invoice"


def plans(shop: Shop, times: int = 5) -> tuple[PersonId, PersonId]:
    """Trial customers were answered with the newsletter page, enterprise with the invoice."""
    trial, enterprise = customer(shop, "t", plan="trial"), customer(shop, "e", plan="enterprise")
    for _ in range(times):
        asks(shop, "How do I pay for my kettle?", trial).replies("See this.", cites="newsletter")
        asks(shop, "How do I pay for my kettle?", enterprise).replies("See this.", cites="invoice")
    return trial, enterprise


def test_trial_and_enterprise_customers_get_another_answer_to_the_same_question(
    shop: Shop,
) -> None:
    trial, enterprise = plans(shop)
    question = "How do I pay for my kettle?"
    assert first(shop, asks(shop, question, trial).decision) == "newsletter"
    assert first(shop, asks(shop, question, enterprise).decision) == "invoice"


def test_a_correction_for_trial_customers_does_not_move_enterprise_customers(shop: Shop) -> None:
    trial, enterprise = plans(shop)
    question = "How do I pay for my kettle?"
    asks(shop, question, trial).replies("This one.", cites="newsletter")
    after = asks(shop, question, enterprise).decision
    assert first(shop, after) == "invoice"
    # The latest word on this very question was a trial customer's: it hardly counts here.
    assert feature(after, shop.entries["newsletter"], "same") < 2048
    # What was learned of trial customers holds for what they ask of another thing, too.
    other = "How do I pay for my cups?"
    assert first(shop, asks(shop, other, trial).decision) == "newsletter"
    assert first(shop, asks(shop, other, enterprise).decision) == "invoice"


def test_a_situation_lifts_nothing_that_is_not_near_the_question(shop: Shop) -> None:
    trial, _ = plans(shop)
    question = "Where does the tracking number stand?"
    shop.taught(question, "tracking", times=3)
    decision = asks(shop, question, trial).decision
    assert first(shop, decision) == "tracking"
    # Trial customers are answered with the newsletter page, but not when they ask of a number.
    known = asks(shop, "How do I pay for my kettle?", trial).decision
    newsletter = shop.entries["newsletter"]
    assert feature(known, newsletter, "situation") > 0 >= feature(decision, newsletter, "situation")


def test_a_receipt_with_a_situation_is_computed_again_to_the_same_bytes(shop: Shop) -> None:
    trial, _ = plans(shop)
    talk = asks(shop, VAGUE, trial, BILLING)
    # What is told of them later changes no receipt.
    customer(shop, "t", "admin", "pro")
    done = answer.replay(shop.port, shop.workspace, talk.conversation_id, talk.decision.decision_id)
    assert done.is_equal, done.reason


def test_erasing_a_customer_takes_the_words_of_their_situation(shop: Shop) -> None:
    trial, enterprise = plans(shop)
    theirs = asks(shop, VAGUE, trial, BILLING).decision
    others = asks(shop, VAGUE, enterprise).decision
    shop.erase(trial)
    assert shop.port.store.bodies(shop.workspace, [theirs.situation_id or ""]) == {}
    assert words(shop, others)
    learned = shop.learned()
    assert not {token for line in theirs.situation for token in line} & (
        set(learned.situations.counts) - {token for line in others.situation for token in line}
    )
    assert shop.port.store.verify(shop.workspace).is_clean


def test_another_choice_of_reply_takes_back_what_the_first_one_taught(shop: Shop) -> None:
    ada = customer(shop, "a")
    talk = asks(shop, VAGUE, ada, BILLING)
    talk.replies("See this.", cites="invoice")
    token = talk.decision.situation[0][0]
    assert shop.learned().situations.seen(token, shop.entries["invoice"]) == 1
    talk.replies("Rather this.", cites="tracking")
    learned = shop.learned()
    assert learned.situations.seen(token, shop.entries["invoice"]) == 0
    assert learned.situations.seen(token, shop.entries["tracking"]) == 1
