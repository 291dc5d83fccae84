"""What is done about a policy class is said with a reason, holds at once and can be replayed."""

from __future__ import annotations

import pytest

from tacit.events import Actor, ConversationHandedOff, PolicySet, Treatment
from tacit.flows import autonomy
from tacit.flows.answer import replay
from tests.cast import Shop, Talk

REFUND = "When does a refund arrive on my bank card?"


def treat(shop: Shop, treatment: Treatment | None, name: str = "money") -> list[object]:
    by = Actor("agent", shop.ines)
    said = autonomy.treat(shop.port, shop.workspace, name, treatment, by, "people decide")
    assert all(each.actor == by for each in said)
    return [each.event for each in said]


def is_replayed(shop: Shop, talk: Talk) -> bool:
    decision = talk.decision.decision_id
    return replay(shop.port, shop.workspace, talk.conversation_id, decision).is_equal


@pytest.fixture
def refunds(shop: Shop) -> Shop:
    """The shop in mode auto, where agents answered five questions about refunds."""
    shop.taught(REFUND, "refunds", times=5)
    shop.mode("auto")
    return shop


def test_what_was_said_already_is_not_said_again_and_anything_can_be_unset(shop: Shop) -> None:
    assert treat(shop, None) == []
    assert treat(shop, "person") == [PolicySet("money", "person", "people decide")]
    assert treat(shop, "person") == []
    assert treat(shop, None) == [PolicySet("money", None, "people decide")]
    assert shop.learned().policies.treatments == {}
    history = autonomy.history(shop.port, shop.workspace, "money")
    assert [each.event for each in history] == [e.event for e in shop.events(PolicySet)]
    with pytest.raises(KeyError):
        treat(shop, "person", "weather")


def test_a_blocked_class_goes_to_a_person_for_that_reason_until_it_is_unset(refunds: Shop) -> None:
    shop = refunds
    treat(shop, "ordinary")
    assert len(shop.asks(REFUND).delivered) == 1
    treat(shop, "person")
    talk = shop.asks(REFUND)
    assert (talk.decision.rule, talk.delivered) == ("policy_person", [])
    (handed,) = [e.event for e in talk.logged if isinstance(e.event, ConversationHandedOff)]
    assert handed.reason == "policy"
    assert is_replayed(shop, talk), "as of then, whatever is set later"
    treat(shop, "ordinary")
    assert is_replayed(shop, talk)
    assert len(shop.asks(REFUND).delivered) == 1


def test_the_same_confidence_answers_another_question_and_not_one_about_money(shop: Shop) -> None:
    """Three answered questions are enough for a kettle, and not for money."""
    for name, text in (("refunds", REFUND), ("descale", "How do I descale it with vinegar?")):
        shop.taught(text, name, times=3)
    shop.mode("auto")
    money = shop.asks(REFUND)
    other = shop.asks("How do I descale it with vinegar?")
    assert money.decision.confidence >= other.decision.threshold
    assert (money.decision.rule, len(money.delivered)) == ("policy_few", 0)
    assert "answered 3 past questions where 5 are needed" in money.decision.reason
    assert (other.decision.rule, len(other.delivered)) == ("sure", 1)
    assert money.decision.policy_classes == ["money"]
    assert other.decision.policy_classes == []
    assert is_replayed(shop, money)
    assert is_replayed(shop, other)


def test_what_is_far_from_all_that_is_known_goes_to_a_person(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("Do penguins juggle bananas on Tuesdays?")
    assert (talk.decision.rule, talk.delivered) == ("no_knowledge", [])
    (handed,) = [e.event for e in talk.logged if isinstance(e.event, ConversationHandedOff)]
    assert handed.reason == "outside_knowledge"
