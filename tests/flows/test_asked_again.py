"""What an answer seemed to resolve is void once the same account asks the same again."""

from __future__ import annotations

import pytest

from tacit.events import (
    AccountId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    LessonSettled,
    PersonId,
)
from tacit.flows import receive
from tacit.flows.measure import Measures
from tacit.metrics.window import Window
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"
OTHERWISE = "How do I send back the kettle I bought yesterday?"
ELSE = "How long does delivery of tea take?"
ACME, GLOBEX = AccountId("acme"), AccountId("globex")
THANKS = "Thanks, that worked!"


def asks(
    shop: Shop, text: str, who: PersonId, account: AccountId | None = ACME, channel: str = "web"
) -> Talk:
    """Somebody of an account opens a conversation by a channel, and all that follows is done."""
    said = receive.Said("customer", who, text)
    opening = receive.Opening(who, said, account, channel)
    logged = receive.open_conversation(shop.port, shop.workspace, opening)
    event = logged[0].event
    assert isinstance(event, ConversationOpened)
    return Talk(shop, event.conversation_id, who, shop.follow(logged))


def answered(shop: Shop, account: AccountId | None = ACME) -> Talk:
    """A conversation of Ada's in which the assistant's answer reached her."""
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    shop.wait(24 * 8)
    talk = asks(shop, RETURN, shop.ada, account)
    assert len(talk.delivered) == 1
    return talk


def said(talk: Talk) -> LessonSettled:
    """The customer's word on the answer that they saw."""
    return talk.lesson("customer", talk.delivered[0].decision_id)


def reopened(shop: Shop) -> list[str]:
    """The conversations that were reopened since somebody asked again."""
    events = [each.event for each in shop.events(ConversationReopened)]
    assert all(each.reason == "asked_again" for each in events)
    return [each.conversation_id for each in events]


def test_a_colleague_who_asks_the_same_voids_what_the_customer_confirmed(shop: Shop) -> None:
    first = answered(shop)
    first.says(THANKS)
    assert (first.state.state, said(first).reward) == ("resolved", 1000)
    asks(shop, OTHERWISE, shop.bruno, channel="email")
    assert reopened(shop) == [first.conversation_id]
    assert (first.state.state, first.state.resolution) == ("open", None)
    voided = said(first)
    assert (voided.reward, voided.standing) == (None, "void")


def test_the_customer_who_comes_back_after_silence_voids_what_was_assumed(shop: Shop) -> None:
    first = answered(shop, account=None)
    shop.wait(80)
    assert first.state.resolution == "assumed"
    asks(shop, RETURN, shop.ada, account=None)
    assert first.state.resolution is None


def test_silence_after_it_was_asked_again_resolves_nothing(shop: Shop) -> None:
    """Whoever went elsewhere with the same question is silent here, but was not helped here."""
    first = answered(shop)
    shop.wait(2)
    second = asks(shop, RETURN, shop.bruno)
    shop.wait(24 * 10)
    assert first.state.resolution is None
    assert second.state.resolution == "assumed"
    resolved = [each.event.stream_id for each in shop.events(ConversationResolved)]
    assert resolved == [second.conversation_id]


def test_a_confirmation_in_the_first_conversation_still_counts_afterwards(shop: Shop) -> None:
    first = answered(shop)
    asks(shop, RETURN, shop.bruno)
    first.says(THANKS)
    assert first.state.resolution == "confirmed"


@pytest.mark.parametrize(
    ("text", "account"), [(RETURN, GLOBEX), (RETURN, None), (ELSE, ACME)],
    ids=["another account", "nobody of the account", "another question"],
)  # fmt: skip
def test_others_and_other_questions_void_nothing(
    shop: Shop, text: str, account: AccountId | None
) -> None:
    first = answered(shop)
    first.says(THANKS)
    asks(shop, text, shop.bruno, account)
    assert reopened(shop) == []
    assert first.state.resolution == "confirmed"


def test_after_seven_days_it_is_another_matter(shop: Shop) -> None:
    first = answered(shop)
    first.says(THANKS)
    shop.wait(24 * 7 + 1)
    asks(shop, RETURN, shop.bruno)
    assert reopened(shop) == []


def test_what_an_agent_answered_is_not_the_assistants_to_void(shop: Shop) -> None:
    shop.mode("draft")
    talk = asks(shop, RETURN, shop.ada)
    talk.replies("Like this.", cites="returns")
    talk.says(THANKS)
    asks(shop, RETURN, shop.bruno)
    assert reopened(shop) == []


def test_a_conversation_that_an_agent_took_over_is_left_to_them(shop: Shop) -> None:
    first = answered(shop)
    first.replies("Let me look.")
    asks(shop, RETURN, shop.bruno)
    assert reopened(shop) == []


def test_a_third_who_asks_voids_once_each(shop: Shop) -> None:
    first = answered(shop)
    second = asks(shop, RETURN, shop.bruno)
    third = asks(shop, RETURN, shop.ada)
    assert reopened(shop) == [first.conversation_id, second.conversation_id]
    shop.follow(third.logged)
    assert len(reopened(shop)) == 2


def test_the_rate_of_confirmed_resolutions_falls_with_it(shop: Shop) -> None:
    """Of three conversations, of which an agent answered the first, the second was asked again
    by the third: one of three is left, where two were confirmed."""
    answered(shop).says(THANKS)
    measures = Measures(shop.port.store)
    before = measures.measure(shop.workspace, "resolution_confirmed", Window()).series.total
    asks(shop, RETURN, shop.bruno).says(THANKS)
    after = measures.measure(shop.workspace, "resolution_confirmed", Window()).series.total
    assert (before.share.part, before.share.whole) == (1, 2)
    assert (after.share.part, after.share.whole) == (1, 3)


def test_a_process_that_starts_from_a_snapshot_knows_who_was_answered(shop: Shop) -> None:
    first = answered(shop)
    assert shop.refolded().awaiting.lately.before(first.conversation_id) == []
    second = asks(shop, ELSE, shop.bruno)
    lately = shop.refolded().awaiting.lately.before(second.conversation_id)
    assert [each.decision_id for each in lately] == [first.decision.decision_id]


def test_what_is_too_old_to_be_asked_again_is_not_told(shop: Shop) -> None:
    first = answered(shop)
    shop.wait(24 * 8)
    second = asks(shop, ELSE, shop.bruno)
    assert shop.learned().awaiting.lately.before(second.conversation_id) == []
    assert shop.learned().awaiting.lately.before(first.conversation_id) == []


def test_what_can_be_judged_no_more_is_kept_no_more(shop: Shop) -> None:
    answered(shop)
    shop.wait(24 * 61)
    asks(shop, ELSE, shop.bruno, GLOBEX)
    lately = shop.learned().awaiting.lately
    assert len(lately._of) == 1
    assert lately._answers == {}
