"""What is done for a segment of customers is said with a reason, holds at once, can be replayed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import Actor, ConversationHandedOff, DecisionTaken, PersonId, PolicySet, Treatment
from tacit.flows import answer, autonomy
from tacit.flows.answer import Who, preview, replay
from tests.cast import Shop, Talk, open_port
from tests.flows.test_situation import asks, customer

REFUND = "When does a refund arrive on my bank card?"
PARCEL = "Where do I track my parcel?"
BY = "plan=enterprise"


def treat(shop: Shop, treatment: Treatment | None, name: str = BY) -> list[PolicySet]:
    by = Actor("agent", shop.ines)
    said = autonomy.treat(shop.port, shop.workspace, name, treatment, by, "their contracts")
    return [each.event for each in said if isinstance(each.event, PolicySet)]


def is_replayed(shop: Shop, talk: Talk) -> bool:
    decision = talk.decision.decision_id
    return replay(shop.port, shop.workspace, talk.conversation_id, decision).is_equal


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """The shop in mode auto, where agents answered two questions three times each."""
    shop.taught(REFUND, "refunds", times=3)
    shop.taught(PARCEL, "tracking", times=3)
    shop.mode("auto")
    return shop


@pytest.fixture
def enterprise(desk: Shop) -> PersonId:
    return customer(desk, "e", plan="Enterprise")


@pytest.fixture
def trial(desk: Shop) -> PersonId:
    return customer(desk, "t", plan="trial")


def test_equally_sure_an_enterprise_billing_question_goes_to_a_person_and_a_trial_is_answered(
    desk: Shop, enterprise: PersonId, trial: PersonId
) -> None:
    treat(desk, "ordinary", "money")
    assert len(asks(desk, REFUND, enterprise).delivered) == 1, "before anything was set"
    treat(desk, "stricter")
    billing, navigation = asks(desk, REFUND, enterprise), asks(desk, PARCEL, trial)
    assert billing.decision.confidence >= navigation.decision.threshold
    assert (billing.decision.rule, billing.delivered) == ("policy_few", [])
    assert "the customer's plan is enterprise, and the entry" in billing.decision.reason
    (handed,) = [e.event for e in billing.logged if isinstance(e.event, ConversationHandedOff)]
    assert handed.reason == "policy"
    assert (navigation.decision.rule, len(navigation.delivered)) == ("sure", 1)
    assert billing.decision.policy_classes == ["money", "plan=enterprise"]
    assert navigation.decision.policy_classes == []
    assert is_replayed(desk, billing)
    assert is_replayed(desk, navigation)


def test_the_segment_alone_decides_where_question_and_entry_are_the_same(
    desk: Shop, enterprise: PersonId, trial: PersonId
) -> None:
    treat(desk, "stricter")
    assert asks(desk, PARCEL, enterprise).decision.rule == "policy_few"
    assert asks(desk, PARCEL, trial).decision.rule == "sure"
    assert desk.asks(PARCEL).decision.rule == "sure", "of whom nothing is told"
    desk.taught(PARCEL, "tracking", times=2)
    assert len(asks(desk, PARCEL, enterprise).delivered) == 1, "five are enough"


def test_what_was_set_is_undone_and_what_was_decided_is_replayed_as_of_then(
    desk: Shop, enterprise: PersonId
) -> None:
    assert treat(desk, None) == []
    (said,) = treat(desk, "person", "  PLAN = Enterprise")
    assert (said.policy_class, said.treatment) == (BY, "person")
    assert treat(desk, "person") == []
    talk = asks(desk, PARCEL, enterprise)
    assert talk.decision.rule == "policy_person"
    assert talk.decision.reason.startswith("The customer's plan is enterprise, which always")
    assert said.token in {token for line in talk.decision.situation for token in line}
    assert treat(desk, None) == [replace(said, treatment=None)]
    assert len(asks(desk, PARCEL, enterprise).delivered) == 1
    assert is_replayed(desk, talk)
    assert desk.learned().policies.segments == {}
    assert "plan=enterprise" not in desk.learned().policies.treatments
    history = autonomy.history(desk.port, desk.workspace, BY)
    assert [each.event for each in history] == [e.event for e in desk.events(PolicySet)]


def test_a_plan_that_changes_later_changes_no_receipt(desk: Shop) -> None:
    treat(desk, "person")
    talk = asks(desk, PARCEL, customer(desk, "e", plan="enterprise"))
    mover = customer(desk, "e", plan="trial")
    assert is_replayed(desk, talk)
    assert asks(desk, PARCEL, mover).decision.rule == "sure"


def test_another_process_knows_what_was_set_at_its_next_decision(
    desk: Shop, enterprise: PersonId
) -> None:
    other = replace(open_port(desk.port.store, seed=8)[0], clock=desk.clock)
    who = Who(customer_id=enterprise, told=answer.Told(traits={"plan": "enterprise"}))
    asked = preview(other, desk.workspace, PARCEL, who=who)
    assert asked.verdict.rule == "sure"
    treat(desk, "person")
    asked = preview(other, desk.workspace, PARCEL, who=who)
    assert asked.verdict.rule == "policy_person"
    by = Actor("agent", desk.jonas)
    assert autonomy.treat(other, desk.workspace, BY, "person", by) == [], "it was said already"
    autonomy.treat(other, desk.workspace, BY, None, by)
    assert asks(desk, PARCEL, enterprise).decision.rule == "sure"


def test_decisions_of_a_segment_are_counted_while_it_is_set_and_a_rebuild_finds_the_same(
    desk: Shop, enterprise: PersonId, trial: PersonId
) -> None:
    asks(desk, PARCEL, enterprise)
    treat(desk, "stricter")
    for who in (enterprise, trial, enterprise):
        asks(desk, PARCEL, who)
    held = desk.learned()
    assert held.policies.counts[BY] == 2
    assert held.policies.state() == desk.refolded().policies.state()
    desk.erase(enterprise)
    assert desk.learned().policies.counts.get(BY, 0) == 0
    assert [*desk.learned().policies.segments.values()] == [BY], "no customer's to take away"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("weather", KeyError),
        ("plan=", ValueError),
        ("email=ada@kettle.example", ValueError),
        ("page=/projects/8123", ValueError),
    ],
)
def test_what_nobody_can_be_of_is_refused_and_nothing_is_logged(
    shop: Shop, name: str, wrong: type[Exception]
) -> None:
    before = shop.head()
    with pytest.raises(wrong):
        treat(shop, "person", name)
    assert shop.head() == before


def test_one_workspaces_segments_hold_in_no_other(desk: Shop, enterprise: PersonId) -> None:
    (said,) = treat(desk, "person")
    store = desk.port.store
    elsewhere = store.create_workspace("another desk of plans")
    by = Actor("agent")
    (other,) = autonomy.treat(desk.port, elsewhere, BY, "person", by)
    assert isinstance(other.event, PolicySet)
    assert other.event.token != said.token
    assert not [e for e in store.read(elsewhere) if isinstance(e.event, DecisionTaken)]
