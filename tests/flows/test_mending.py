"""What failures call for is said as soon as one was shown, until it is done."""

from __future__ import annotations

import pytest

from tacit.answering.cause import CAUSES
from tacit.events import Actor
from tacit.flows import approval, publish
from tacit.flows.diagnose import Opinion, set_cause
from tacit.flows.measure import Measures
from tacit.flows.mending import MENDS, Mending, mendings
from tacit.flows.publish import Edit
from tacit.history import Article
from tests.cast import HELP, Shop, Talk
from tests.flows.test_diagnose import failed

HUM = "Is the samovar loud when it boils?"


def called_for(shop: Shop) -> list[Mending]:
    with Measures(shop.port.store).current(shop.workspace) as courses:
        assert courses.at is not None
        return mendings(shop.port, shop.workspace, courses.by_id, courses.at)


def says(shop: Shop, talk: Talk, cause: str) -> None:
    """An agent says why the conversation's decision failed."""
    opinion = Opinion(talk.decision.decision_id, cause, Actor("agent", shop.ines))
    set_cause(shop.port, shop.workspace, talk.conversation_id, opinion)


def test_every_cause_calls_for_something() -> None:

    assert set(MENDS) == set(CAUSES)


def test_a_failure_is_followed_by_what_it_calls_for(shop: Shop) -> None:
    talk = failed(shop)
    (found,) = called_for(shop)
    assert found.failures == 1
    assert found.cause == talk.state.cause(talk.decision.decision_id)
    assert found.conversations == [talk.conversation_id]
    assert found.says == MENDS[found.cause][1]


@pytest.mark.parametrize("cause", ["outdated_article", "product_differs"])
def test_an_entry_is_to_be_revised_until_it_is(shop: Shop, cause: str) -> None:
    for _ in range(2):
        says(shop, failed(shop), cause)
    (found,) = called_for(shop)
    assert (found.about, found.id, found.failures) == ("entry", shop.entries["returns"], 2)
    assert found.title == "Send something back"
    shop.clock.advance(minutes=5)
    text = "You may return goods within 60 days. Print the label."
    edit = Edit(Actor("agent", shop.ines))
    article = Article("returns", "Send something back", text, url=f"{HELP}returns", locale="en-GB")
    publish.put_article(shop.port, shop.workspace, article, edit)
    assert called_for(shop) == []


def test_a_missing_article_calls_for_the_reply_until_its_words_are_published(shop: Shop) -> None:
    talk = shop.asks(HUM)
    talk.replies("Wrap a towel below it, and it is silent.")
    assert talk.decision.rule == "no_knowledge", "else nothing shows that it failed"
    says(shop, talk, "missing_article")
    (found,) = called_for(shop)
    assert (found.about, found.id) == ("reply", talk.conversation_id)
    approval.let_pass(shop.port, shop.workspace, talk.entry_id, Actor("agent", shop.ines))
    assert called_for(shop) == []


def test_what_lacks_context_calls_for_it_to_be_told_with_the_intent(shop: Shop) -> None:
    talk = failed(shop)
    intent = shop.learned().intents.now(talk.decision.intent_id)
    says(shop, talk, "missing_context")
    (found,) = called_for(shop)
    assert (found.about, found.id) == ("intent", intent)
    assert found.title == shop.learned().name_of(intent)


def test_what_failed_long_ago_calls_for_nothing(shop: Shop) -> None:
    failed(shop)
    shop.clock.advance(minutes=60 * 24 * 31)
    shop.asks(HUM)
    assert called_for(shop) == []
