"""A conversation's trace has its five stages, each link with those that it follows from."""

from __future__ import annotations

import pytest

from tacit.events import ConversationId
from tacit.flows.settle import Judgement, audit
from tacit.flows.trace import STAGES, Link, trace
from tacit.store.batch import Erased
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"


def traced(talk: Talk) -> list[Link]:
    return trace(talk.shop.port, talk.shop.workspace, talk.conversation_id)


def test_every_stage_has_a_link_and_each_leads_back_to_what_was_said(shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    talk = shop.taught(RETURN, "returns")
    after = shop.asks(RETURN)
    links = traced(talk)
    assert {each.stage for each in links} == set(STAGES)
    by_position = {each.position: each for each in links}
    asked = next(each for each in links if each.stage == "collected")
    assert asked.says == "the customer wrote"

    def leads_back(link: Link) -> bool:
        before = [by_position[each] for each in link.follows]
        return link is asked or any(leads_back(each) for each in before)

    for stage in STAGES[1:]:
        assert all(leads_back(each) for each in links if each.stage == stage), stage
    in_force = links[-1]
    assert (in_force.stage, in_force.conversation_id) == ("adjusted", after.conversation_id)
    assert in_force.position > max(in_force.follows)


def test_stages_say_what_happened_in_words_and_numbers(shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    talk = shop.taught(RETURN, "returns")
    says = {each.stage: [link.says for link in traced(talk) if link.stage == each.stage] for each in
            traced(talk)}  # fmt: skip
    assert says["collected"] == ["the customer wrote", "an agent wrote"]
    assert "likely; the assistant" in says["sorted"][0]
    assert "the question was paired with the reply that answered it" in says["taught"]
    assert says["scored"] == ["an agent says 1 of 1: agent_cites_same, final"]


def test_what_an_answer_changed_elsewhere_is_in_the_trace(shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    shop.mode("auto")
    talk = shop.asks(RETURN)
    found = Judgement(talk.delivered[0].decision_id, shop.ines, is_right=True)
    shop.follow(audit(shop.port, shop.workspace, talk.conversation_id, found))
    tried = [each for each in traced(talk) if each.kind == "exemplar.tried"]
    assert tried
    scored = {each.position for each in traced(talk) if each.stage == "scored"}
    assert all(scored & set(each.follows) for each in tried)


def test_what_nobody_answered_yet_has_taught_nothing(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    assert {each.stage for each in traced(talk)} == {"collected", "sorted"}


def test_a_conversation_that_is_not_there_or_was_erased_has_none(shop: Shop) -> None:
    with pytest.raises(KeyError, match="there is no conversation"):
        trace(shop.port, shop.workspace, ConversationId("018e08b0-0000-7000-8000-000000000000"))
    talk = shop.asks(RETURN, shop.ada)
    shop.erase(shop.ada)
    with pytest.raises(Erased):
        traced(talk)
