"""Other phrasings and typos of a known matter are of its intent, by the bundled model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.answering.intent import LEAST
from tacit.events import IntentId, WorkspaceId
from tacit.flows.follow import Follower
from tacit.knowledge.words import terms
from tacit.language.embedding import embedder_from
from tacit.store.log import Store
from tests.cast import Shop, open_shop

# What was asked before, by what it is about; no line of it is one of the acceptance's phrasings.
ASKED = {
    "tracking": (
        "The dashboard crashes when I open it", "My screen turns blank when exporting a report",
        "The app closes itself when I run a report", "The page goes white after clicking export",
        "The dashboard freezes and then crashes", "Exporting the dashboard crashes the whole app",
    ),
    "refunds": (
        "Can I get a refund?", "I would like a refund for my order",
        "Please refund my last payment", "Can you return what I paid?",
        "I was billed twice, please reimburse one of them",
        "My card was billed without my permission, please refund it",
    ),
    "delivery": (
        "How long does delivery take?", "When will my parcel arrive?",
        "How many days until the delivery comes?", "Is delivery abroad slower?",
        "My parcel has not arrived yet", "When do you deliver to Norway?",
    ),
    "password": (
        "How do I reset my password?", "I forgot my password", "The password link does not arrive",
        "I cannot sign in, I lost the password", "Where do I change my password?",
        "Password reset mail never comes",
    ),
}  # fmt: skip
CRASH = (
    "dashboard keeps crashing",
    "screen goes white when I click export",
    "breaks after I run the report",
)
REFUND = ("I want my money back", "this charge wasn't authorized")


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    """A desk that dealt with four matters, six times each, and found its intents by itself."""
    shop = open_shop(store, workspace)
    bundled = embedder_from()
    follower = Follower(store, bundled.namespace, bundled.dimensions, 0.02)
    shop.port = replace(shop.port, embedder=bundled, follower=follower)
    for n in range(6):
        for entry, texts in ASKED.items():
            shop.taught(texts[n], entry)
    return shop


def about(shop: Shop, text: str) -> tuple[IntentId | None, int]:
    """The intent that a preview finds, and the chance that it is this one."""
    found = shop.preview(text).verdict.intent
    return found.intent_id, found.chance


def known(shop: Shop, entry: str) -> IntentId:
    """The intent of what was answered with an entry: all six are of one."""
    learned = shop.learned()
    (intent,) = {
        intent
        for intent, members in learned.intents.members.items()
        for each in members
        if shop.entries[entry] in learned.exemplars.by_id[each].cites
    }
    assert len(learned.intents.members[intent]) == 6
    return intent


def test_three_phrasings_of_one_matter_are_of_one_intent(shop: Shop) -> None:
    crashes = known(shop, "tracking")
    for text in (*CRASH, "dashbord keeps crashng", "DASHBOARD CRASH!!"):
        found, chance = about(shop, text)
        assert found == crashes, text
        assert chance >= LEAST


def test_what_shares_no_keyword_reaches_the_refund_intent(shop: Shop) -> None:
    """Neither shares a telling word with the other, nor with any refund that was asked for before.

    It takes a past question that means as much: of six refunds one was billed without permission.
    Without it the second is near no intent.
    """
    words = [telling(each) for each in (*REFUND, " ".join(ASKED["refunds"]))]
    assert not words[0] & words[1]
    assert not (words[0] | words[1]) & words[2]
    refunds = known(shop, "refunds")
    for text in REFUND:
        found, chance = about(shop, text)
        assert found == refunds, text
        assert chance >= LEAST


def telling(text: str) -> set[str]:
    """The stems of a text but those of small words."""
    return {*terms(text)} - {*terms("i want my this was n't wasn't t the a that to of my can you")}


def test_what_nobody_asked_before_is_of_none(shop: Shop) -> None:
    assert about(shop, "Where is the nearest shop?") == (None, 0)
    assert about(shop, "Do you sell blue teapots?") == (None, 0)


def test_the_decision_of_a_conversation_names_the_same_intent(shop: Shop) -> None:
    decisions = [shop.asks(text).decision for text in CRASH]
    assert {each.intent_id for each in decisions} == {known_now(shop, decisions[0].intent_id)}


def known_now(shop: Shop, intent: IntentId | None) -> IntentId | None:
    return shop.learned().intents.now(intent)
