"""What holds for one plan, version or region is told to its customers alone, if one says so."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import Actor, EntryId, ExemplarHeld, ExemplarPassed, PersonId
from tacit.flows import approval
from tacit.flows.answer import replay
from tacit.flows.approval import NeedsSecond
from tacit.flows.cases import asked_again
from tacit.flows.customers import tell
from tacit.history import Account, Customer
from tests.cast import Shop, Talk
from tests.flows.test_gate import two_agents
from tests.flows.test_situation import asks

HUM = "Is the samovar loud when it boils?"
QUIET = "On the Enterprise plan a humming samovar is exchanged."


def customer(shop: Shop, name: str, **traits: str) -> PersonId:
    account = Account(name, name.title(), traits) if traits else None
    return tell(shop.port, shop.workspace, Customer(name, name.title()), account)


def taught(shop: Shop, words: str = QUIET, **traits: str) -> Talk:
    """What Ines replied to a customer of whom this is told, and wanted published."""
    talk = asks(shop, HUM, customer(shop, "kim", **(traits or {"plan": "enterprise"})))
    talk.replies(words, publish=True)
    return talk


def lets_pass(shop: Shop, talk: Talk, only: str = "", by: str = "jonas") -> list[object]:
    actor = Actor("agent", shop.people[by])
    return [
        each.event
        for each in approval.let_pass(shop.port, shop.workspace, talk.entry_id, actor, only)
    ]


def listed(talk: Talk) -> list[EntryId]:
    return [each.entry_id for each in talk.decision.candidates]


def test_one_plans_terms_are_held_and_then_told_to_that_plan_alone(shop: Shop) -> None:
    talk = taught(shop)
    (held,) = (each.event for each in shop.events(ExemplarHeld))
    assert isinstance(held, ExemplarHeld)
    assert held.rule == "plan"
    passed, _ = lets_pass(shop, talk, "Plan = Enterprise")
    assert isinstance(passed, ExemplarPassed)
    assert passed.segment == "plan=enterprise"
    shop.mode("auto")
    inside = asks(shop, HUM, customer(shop, "lee", plan="enterprise"))
    assert inside.decision.cites == [talk.entry_id]
    for who in (customer(shop, "max", plan="trial"), shop.ada):
        outside = asks(shop, HUM, who)
        assert talk.entry_id not in listed(outside)
        (decision,) = outside.state.decisions
        where = shop.port, shop.workspace, outside.conversation_id
        assert replay(*where, decision.decision_id).is_equal
    assert talk.entry_id not in [c.entry_id for c in shop.preview(HUM).verdict.candidates]
    (case,) = asked_again(shop.port, shop.workspace)
    assert case.holds, "asked again it is asked by a customer on the plan"
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


@pytest.mark.parametrize(
    ("only", "inside", "outside"),
    [
        ("version=4", {"product_version": "4.2"}, {"product_version": "5.0"}),
        ("page=/settings", {"page_url": "https://a.example/settings/sound"},
         {"page_url": "https://a.example/shop"}),
    ],
)  # fmt: skip
def test_so_is_what_holds_for_one_version_or_page(
    shop: Shop, only: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    talk = asks(shop, HUM, shop.bruno, inside)
    talk.replies("Turn the valve a little.", publish=True)
    lets_pass(shop, talk, only)
    assert talk.entry_id in listed(asks(shop, HUM, shop.ada, inside))
    assert talk.entry_id not in listed(asks(shop, HUM, shop.ada, outside))
    assert talk.entry_id not in listed(shop.asks(HUM, shop.ada)), "of whom nothing is told"


def test_a_region_is_a_trait_as_a_plan_is(shop: Shop) -> None:
    talk = taught(shop, "The valve is turned left there.", region="EMEA")
    lets_pass(shop, talk, "region=emea")
    assert talk.entry_id in listed(asks(shop, HUM, customer(shop, "lee", region="emea")))
    assert talk.entry_id not in listed(asks(shop, HUM, customer(shop, "max", region="apac")))


def test_for_whom_it_is_may_be_changed_and_taken_back(shop: Shop) -> None:
    talk = taught(shop)
    stranger = customer(shop, "max", plan="trial")
    lets_pass(shop, talk, "plan=enterprise")
    assert lets_pass(shop, talk, "plan=enterprise") == [], "once is enough"
    lets_pass(shop, talk, "plan=trial")
    assert talk.entry_id in listed(asks(shop, HUM, stranger))
    (widened,) = lets_pass(shop, talk)
    assert isinstance(widened, ExemplarPassed)
    assert (widened.segment, widened.token) == ("", None)
    assert talk.entry_id in listed(shop.asks(HUM, shop.ada))
    assert shop.learned().told_to == {}
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_another_reply_is_for_all_again(shop: Shop) -> None:
    talk = taught(shop)
    lets_pass(shop, talk, "plan=enterprise")
    talk.says("And when it leaks?")
    talk.replies("A samovar hums and whistles: that is how it boils.", publish=True)
    assert talk.entry_id in listed(shop.asks(HUM, shop.ada))


def test_an_account_and_a_segment_both_hold(shop: Shop) -> None:
    """Its own terms stay with the account, whatever segment is named."""
    talk = taught(shop, "Under your contract a humming samovar is collected within four hours.")
    lets_pass(shop, talk, "plan=enterprise")
    assert talk.entry_id not in listed(asks(shop, HUM, customer(shop, "lee", plan="enterprise")))


def test_what_cites_an_entry_is_for_all(shop: Shop) -> None:
    talk = shop.asks(HUM, shop.bruno)
    talk.replies("See there.", cites="descale")
    with pytest.raises(ValueError, match="which is for all"):
        lets_pass(shop, talk, "plan=enterprise")


@pytest.mark.parametrize("only", ["enterprise", "mail=kim@kettle.example", "plan=4711"])
def test_a_segment_that_nobody_can_be_of_is_refused_and_changes_nothing(
    shop: Shop, only: str
) -> None:
    talk, before = taught(shop), shop.head()
    with pytest.raises(ValueError, match=r"segment|person|kept of nobody"):
        lets_pass(shop, talk, only)
    assert shop.head() == before


def test_its_own_author_may_not_widen_what_is_of_a_policy_class(shop: Shop) -> None:
    two_agents(shop)
    talk = taught(shop, "It hums after the refund was paid.")
    lets_pass(shop, talk, "plan=enterprise")
    with pytest.raises(NeedsSecond):
        lets_pass(shop, talk, by="ines")
    assert [*shop.learned().told_to] == [talk.entry_id]
