"""It says nothing that it was not given, and learns nothing that nobody said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tacit.events import (
    Actor,
    ConversationHandedOff,
    DecisionTaken,
    EntryRevised,
    ExemplarPaired,
    ExemplarPublished,
    LessonSettled,
    MessageReceived,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows import publish
from tacit.flows.embed import fill, owed
from tacit.flows.follow import Follower
from tacit.flows.publish import Edit
from tacit.history import Article
from tacit.knowledge.library import text_of
from tacit.language.embedding import embedder_from
from tacit.store.log import Store
from tests.cast import ARTICLES, HELP, Shop, open_shop
from tests.kept import Kept, kept

HUM = "Is the samovar loud when it boils?"
HUMS = "Wrap a towel below the samovar, then boiling is silent overnight."
KNOWN = (
    ("How do I send back the kettle I bought?", "returns"),
    ("When does my refund arrive on the card?", "refunds"),
    ("Where do I find the invoice as a document?", "invoice"),
    ("How do I reset my forgotten password?", "password"),
)
# Of what no article and no agent ever spoke: policies, features and prices that there may be.
UNDOCUMENTED = (
    "Do you offer carbon neutral drone courier to islands?",
    "Can I pay with the moon wallet in monthly instalments?",
    "Is there a loyalty programme with birthday presents?",
    "Does the teapot integrate with my smart mirror by Bluetooth?",
    "What is your policy on donating unsold porcelain to schools?",
)


@cache
def _told(store: Store) -> Kept:
    """A desk that learned in every way: cited pages, own words, a correction, a page rewritten."""
    shop = open_shop(store, store.create_workspace("invents nothing"), target=0.2)
    for question, entry in KNOWN:
        shop.taught(question, entry, times=6)
    shop.asks(HUM, shop.bruno).replies(HUMS, publish=True)
    shop.asks(KNOWN[0][0]).replies("Not by that way.", shop.jonas, cites="warranty")
    longer = "You may return goods within 60 days.\n\n# Steps\n1. Print the label."
    article = Article("returns", ARTICLES[0].title, longer, url=HELP + "returns", locale="en-GB")
    publish.put_articles(shop.port, shop.workspace, [article], "longer")
    shop.mode("auto")
    for question, _ in KNOWN:
        shop.asks(question).says("Thanks, that worked!")
    shop.asks(HUM)
    return kept(shop)


@pytest.fixture
def shop(store: Store) -> Shop:
    return _told(store).again()


@pytest.fixture
def bundled(store: Store, workspace: WorkspaceId) -> Shop:
    """The shop by the bundled model: a bag of words takes any two that share one for alike."""
    shop, model = open_shop(store, workspace), embedder_from()
    follower = Follower(store, model.namespace, model.dimensions, 0.05)
    shop.port = replace(shop.port, embedder=model, follower=follower)
    list(fill(shop.port, workspace, owed(shop.port, workspace)))
    return shop


def test_what_nobody_wrote_down_goes_to_a_person_and_the_log_says_so(bundled: Shop) -> None:
    for question, entry in KNOWN:
        bundled.taught(question, entry, times=6)
    question, _ = KNOWN[0]
    bundled.mode("auto")
    assert bundled.asks(question).delivered, "it does answer what it was given"
    for asked in UNDOCUMENTED:
        talk = bundled.asks(asked)
        assert talk.delivered == [], asked
        gaps = [e.event for e in talk.logged if isinstance(e.event, ConversationHandedOff)]
        assert {each.reason for each in gaps} <= {"outside_knowledge", "low_confidence"}, asked
        assert gaps, asked


def given(shop: Shop) -> list[str]:
    """All that anybody wrote here for customers to read: articles, and what agents replied."""
    revised = [each.event for each in shop.events(EntryRevised)]
    said = [each.event for each in shop.events(MessageReceived)]
    articles = [e.revision_id for e in revised if isinstance(e, EntryRevised)]
    agents = [e.message_id for e in said if isinstance(e, MessageReceived) and e.author == "agent"]
    bodies = shop.port.store.bodies(shop.workspace, [*articles, *agents])
    texts = [text_of(bodies[each]) for each in articles]
    written = [passage.text for text in texts for passage in text.passages]
    headed = [passage.heading for text in texts for passage in text.passages if passage.heading]
    return [*written, *headed, *(bodies[each] for each in agents)]


def test_every_sentence_that_a_customer_was_told_was_given(shop: Shop) -> None:
    known = given(shop)
    told = [each.event for each in shop.events(ReplyDelivered)]
    taken = {
        each.event.decision_id: each.event
        for each in shop.events(DecisionTaken)
        if isinstance(each.event, DecisionTaken)
    }
    assert len(told) > len(KNOWN)
    for reply in told:
        assert isinstance(reply, ReplyDelivered)
        assert reply.cites, "every answer names what it rests on"
        text = shop.port.store.bodies(shop.workspace, [reply.decision_id])[reply.decision_id]
        lines = [each for each in text.splitlines() if each and not each.startswith("From “")]
        assert lines
        assert taken[reply.decision_id].action == "answer"
        for line in lines:
            assert any(line in each for each in known), line


def test_every_learning_has_its_source(shop: Shop) -> None:
    """An exemplar its question and its reply, a lesson what somebody did, a text who gave it."""
    logged = {each.position: each for each in shop.events()}
    said = {
        each.event.message_id: each.event
        for each in logged.values()
        if isinstance(each.event, MessageReceived)
    }
    counts = dict.fromkeys((ExemplarPaired, LessonSettled, EntryRevised, ExemplarPublished), 0)
    for each in logged.values():
        match each.event:
            case ExemplarPaired() as pair:
                assert all(said[message].author == "customer" for message in pair.query)
                assert said[pair.reply].author == "agent"
                assert said[pair.reply].author_id == pair.author_id
                assert set(pair.cites) <= set(said[pair.reply].cites)
            case ExemplarPublished(reply=reply):
                assert said[reply].author == "agent"
            case LessonSettled():
                assert each.cause_position is not None
                assert logged[each.cause_position].event.kind in (
                    "message.received", "conversation.resolved", "feedback.given",
                )  # fmt: skip
            case EntryRevised(source=source):
                assert source
            case _:
                continue
        counts[type(each.event)] += 1
    assert all(counts.values()), counts


def test_a_page_that_is_withdrawn_is_not_quoted_from_memory(shop: Shop) -> None:
    question, entry = KNOWN[3]
    edit = Edit(Actor("agent", shop.ines))
    publish.drop_article(shop.port, shop.workspace, shop.entries[entry], edit)
    talk = shop.asks(question)
    assert talk.delivered == []
    assert shop.entries[entry] not in [c.entry_id for c in talk.decision.candidates]
