"""What three agents say alike and nobody wrote down is one candidate that credits them all."""

from __future__ import annotations

import pytest

from tacit.events import Actor, PersonId
from tacit.flows import approval
from tacit.flows.unwritten import Unwritten, unwritten
from tests.cast import Shop, Talk

HUM = "Is the samovar loud when it boils?"
# Six telling words of seven are the same: too few for two agents to publish it by themselves.
SAID = (
    "Wrap a towel below the samovar, then boiling is silent overnight.",
    "Wrap a folded towel below the samovar, then boiling is silent.",
    "Boiling is silent on carpets: wrap a towel below the samovar.",
)


def found(shop: Shop) -> list[Unwritten]:
    return unwritten(shop.port, shop.workspace)


def told(shop: Shop, *says: tuple[PersonId, str]) -> list[Talk]:
    talks = [shop.asks(HUM, shop.bruno) for _ in says]
    for talk, (agent, words) in zip(talks, says, strict=True):
        talk.replies(words, agent)
    return talks


@pytest.fixture
def third(shop: Shop) -> PersonId:
    return PersonId("018e08b0-0000-7000-8000-00000000a9e7")


def test_what_three_agents_say_is_one_candidate_of_three_conversations(
    shop: Shop, third: PersonId
) -> None:
    agents = (shop.ines, shop.jonas, third)
    talks = told(shop, *zip(agents, SAID, strict=True))
    (told_alike,) = found(shop)
    assert set(told_alike.conversations) == {talk.entry_id for talk in talks}
    assert set(told_alike.agents) == set(agents)
    assert told_alike.entry_id == talks[-1].entry_id
    assert told_alike.text == SAID[2]


def test_two_agents_or_one_who_says_it_thrice_are_not_enough(shop: Shop) -> None:
    told(shop, (shop.ines, SAID[0]), (shop.ines, SAID[1]), (shop.jonas, SAID[2]))
    assert found(shop) == []


def test_three_who_say_different_things_are_no_candidate(shop: Shop, third: PersonId) -> None:
    others = ("Buy another one.", "Our engineers listen to this on Friday.", SAID[0])
    told(shop, *zip((shop.ines, shop.jonas, third), others, strict=True))
    assert found(shop) == []


def test_who_cites_an_entry_says_what_is_written(shop: Shop, third: PersonId) -> None:
    for agent, words in zip((shop.ines, shop.jonas, third), SAID, strict=True):
        shop.asks(HUM, shop.bruno).replies(words, agent, cites="descale")
    assert found(shop) == []


def test_what_a_person_publishes_is_told_and_is_a_candidate_no_more(
    shop: Shop, third: PersonId
) -> None:
    told(shop, *zip((shop.ines, shop.jonas, third), SAID, strict=True))
    (told_alike,) = found(shop)
    approval.let_pass(shop.port, shop.workspace, told_alike.entry_id, Actor("agent", shop.ines))
    assert shop.learned().exemplars.by_id[told_alike.entry_id].is_published
    assert found(shop) == [], "two are left"
    assert shop.preview(HUM).verdict.candidates[0].entry_id == told_alike.entry_id
    assert shop.learned().fingerprint() == shop.refolded().fingerprint()
