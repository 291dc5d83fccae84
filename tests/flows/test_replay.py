"""Every decision can be computed again from what was known and learned when it was taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import ConversationId, DecisionId, DecisionTaken
from tacit.flows import answer, publish
from tacit.flows.answer import Replay
from tacit.flows.follow import Follower
from tests.cast import ARTICLES, Shop, WordVectors

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"


def replays(shop: Shop) -> list[Replay]:
    decisions = [e.event for e in shop.events(DecisionTaken)]
    return [
        answer.replay(shop.port, shop.workspace, d.conversation_id, d.decision_id)
        for d in decisions
        if isinstance(d, DecisionTaken)
    ]


def busy_day(shop: Shop) -> None:
    """A little of everything that moves a decision."""
    shop.asks(RETURN)
    shop.taught(RETURN, "warranty")
    shop.mode("auto")
    talk = shop.asks(RETURN, subject="Kettle")
    talk.says("It is still not working, let me talk to a human")
    shop.asks(HUM).replies("It hums.", publish=True)
    shop.asks(HUM, shop.bruno).says("Thanks, that worked!")
    changed = replace(ARTICLES[0], markdown="Within 60 days.")
    publish.put_articles(shop.port, shop.workspace, [changed], "changed")
    back = shop.asks("May I have some help with that?")
    back.given_back()
    publish.point(shop.port, shop.workspace, 1, "undone")
    publish.withdraw(shop.port, shop.workspace, talk.entry_id, "undone")
    shop.asks("Wie kann ich meine Rechnung und das finden?")
    shop.wait(24 * 20)
    shop.asks(RETURN)


def test_every_receipt_replays_to_the_same_bytes(shop: Shop) -> None:
    busy_day(shop)
    done = replays(shop)
    assert len(done) >= 10
    assert [each.reason for each in done] == [None] * len(done)
    assert all(each.is_equal and each.recomputed == each.stored for each in done)


def test_a_replay_after_the_words_were_erased_says_so(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    decision = talk.decision.decision_id
    shop.erase(shop.ada)
    done = answer.replay(shop.port, shop.workspace, talk.conversation_id, decision)
    assert (done.is_equal, done.reason) == (False, "erased")
    assert done.stored.decision_id == decision


def test_a_decision_that_rested_on_an_erased_customer_says_so(shop: Shop) -> None:
    shop.taught(RETURN, "warranty")
    talk = shop.asks(RETURN)
    before = talk.decision
    shop.erase(shop.bruno)
    done = answer.replay(shop.port, shop.workspace, talk.conversation_id, before.decision_id)
    assert (done.is_equal, done.reason) == (False, "erased")
    assert done.stored == before, "other people's decisions stay as they were taken"
    assert done.recomputed.candidates[0].entry_id != before.candidates[0].entry_id


def test_a_decision_that_owed_nothing_to_the_erased_customer_is_still_equal(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    shop.taught("Where is my invoice?", "invoice")
    shop.erase(shop.bruno)
    done = answer.replay(shop.port, shop.workspace, talk.conversation_id, talk.decision.decision_id)
    assert done.is_equal


class Retrained(WordVectors):
    """Another model, and so another namespace."""

    namespace = "cast-words-2"


def test_a_replay_in_another_namespace_says_so(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    follower = Follower(shop.port.store, Retrained.namespace, Retrained.dimensions)
    port = replace(shop.port, embedder=Retrained(), follower=follower)
    decision = talk.decision.decision_id
    done = answer.replay(port, shop.workspace, talk.conversation_id, decision)
    assert (done.is_equal, done.reason) == (False, "namespace_retired")


def test_an_unknown_decision_cannot_be_replayed(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    with pytest.raises(KeyError):
        answer.replay(shop.port, shop.workspace, talk.conversation_id, DecisionId("none"))
    with pytest.raises(KeyError):
        answer.replay(shop.port, shop.workspace, ConversationId("none"), talk.decision.decision_id)


# ---- as of a past day ------------------------------------------------------------------


def as_of(shop: Shop, decision: DecisionTaken) -> None:
    """The preview as of a decision's position is that decision."""
    preview = shop.preview(RETURN, as_of=decision.learned_at)
    verdict = preview.verdict
    assert verdict.candidates == decision.candidates
    assert (verdict.confidence, verdict.threshold) == (decision.confidence, decision.threshold)
    assert (verdict.rule, verdict.action) == (decision.rule, decision.action)
    assert preview.knowledge_version == decision.knowledge_version
    assert preview.learned_at == decision.learned_at


def test_a_preview_as_of_a_past_position_is_what_was_decided_then(shop: Shop) -> None:
    shop.taught("Where is my invoice?", "invoice")
    decision = shop.asks(RETURN).decision
    shop.taught(RETURN, "warranty")
    changed = replace(ARTICLES[0], markdown="Within 60 days.")
    publish.put_articles(shop.port, shop.workspace, [changed], "changed")
    assert shop.preview(RETURN).verdict.candidates != decision.candidates
    as_of(shop, decision)


def test_a_preview_as_of_a_past_day_counts_what_was_recent_then(shop: Shop) -> None:
    shop.taught("Where is my invoice?", "invoice")
    decision = shop.asks(RETURN).decision
    shop.wait(24 * 60)
    as_of(shop, decision)


def test_as_of_the_beginning_nothing_is_known(shop: Shop) -> None:
    preview = shop.preview(RETURN, as_of=0)
    assert (preview.verdict.rule, preview.knowledge_version) == ("no_knowledge", 0)


def test_as_of_a_moment_is_the_last_position_recorded_by_then(shop: Shop) -> None:
    shop.taught(RETURN, "warranty")
    noon = shop.clock.now
    shop.clock.advance(hours=1)
    shop.taught(RETURN, "refunds", times=2)
    position = shop.port.store.position_at(shop.workspace, noon)
    top = shop.preview(RETURN, as_of=position).verdict.candidates[0].entry_id
    assert top == shop.entries["warranty"]


def test_an_erased_customer_is_not_in_a_past_view_either(shop: Shop) -> None:
    shop.taught(RETURN, "warranty")
    position = shop.head()
    shop.erase(shop.bruno)
    top = shop.preview(RETURN, as_of=position).verdict.candidates[0].entry_id
    assert top == shop.entries["returns"]
