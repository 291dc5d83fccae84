"""Falling sentiment across two turns fires what a lead has set: a person, a flag, or nothing."""

from __future__ import annotations

from functools import cache

import pytest

from tacit.events import (
    Actor,
    AttentionCalled,
    AttentionPaid,
    ConversationHandedOff,
    Patience,
    PatienceSet,
)
from tacit.flows import autonomy, desk
from tacit.flows.answer import replay
from tacit.flows.desk import Step
from tacit.store.log import Store
from tacit.web.views.lines import Choice, lines_of
from tests.cast import Shop, Talk, open_shop
from tests.kept import Kept, kept

TURNS = (
    "Redeem?",
    "That did not help. Where are my invoices listed, under account or billing, as a document?",
    "This is STILL not working!! Does the forgotten password link arrive by mail at sign-in??",
)
ANSWERS = ("voucher", "invoice", "password")


@cache
def _told(store: Store) -> Kept:
    shop = open_shop(store, store.create_workspace("patience"), target=0.3)
    for turn, entry in zip(TURNS, ANSWERS, strict=True):
        # What is decided on is the turn behind the opening one.
        asked = turn if turn is TURNS[0] else f"{TURNS[0]}\n{turn}"
        shop.taught(asked, entry, times=12)
    shop.mode("auto")
    for policy_class in ("money", "credentials", "access"):
        autonomy.treat(*where(shop), policy_class, "ordinary", ines(shop))
    return kept(shop)


@pytest.fixture
def shop(store: Store) -> Shop:
    """The shop in mode auto, sure of the answer to each of three turns; its budget is wide."""
    return _told(store).again()


def where(shop: Shop):  # type: ignore[no-untyped-def]
    return shop.port, shop.workspace


def ines(shop: Shop) -> Actor:
    return Actor("agent", shop.ines)


def patience(shop: Shop, action: Patience) -> None:
    assert autonomy.set_patience(*where(shop), action, "as the team wants it", ines(shop))


def falls(shop: Shop) -> Talk:
    """Three turns, each more frustrated than the one before."""
    (talk,) = fall(shop, 1)
    return talk


def fall(shop: Shop, several: int) -> list[Talk]:
    """So many such conversations at once: each teaches what the next one's words tell."""
    talks = [shop.asks(TURNS[0]) for _ in range(several)]
    for turn in TURNS[1:]:
        for talk in talks:
            talk.says(turn)
    for talk in talks:
        first, second, third = (each.frustration for each in talk.state.moods)
        assert first < second < third
        assert third > 2048
    return talks


def is_replayed(shop: Shop, talk: Talk) -> bool:
    decision = talk.decision.decision_id
    return replay(*where(shop), talk.conversation_id, decision).is_equal


def listed(shop: Shop, view: str, after: str = "") -> list[str]:
    return [each.id for each in lines_of(*where(shop), Choice(view, after=after)).rows]


def test_at_first_who_grew_more_frustrated_at_two_turns_gets_a_person(shop: Shop) -> None:
    talk = falls(shop)
    assert [each.rule for each in talk.state.decisions] == ["sure", "sure", "losing_patience"]
    (handed,) = [e.event for e in shop.events(ConversationHandedOff)]
    assert (handed.reason, handed.decision_id) == ("frustration", talk.decision.decision_id)
    assert len(talk.delivered) == 2
    assert "rose twice in a row, to 63%: a person is to take over" in talk.decision.reason
    assert shop.events(AttentionCalled) == []
    assert is_replayed(shop, talk)


def test_set_to_flag_it_answers_and_the_conversation_stands_in_the_inbox(shop: Shop) -> None:
    patience(shop, "flag")
    talk = falls(shop)
    assert [each.rule for each in talk.state.decisions] == ["sure"] * 3
    assert len(talk.delivered) == 3
    (called,) = [each.event for each in shop.events(AttentionCalled)]
    read = talk.state.moods[-1].frustration
    assert called == AttentionCalled(
        talk.conversation_id, talk.decision.decision_id, "losing_patience", read
    )
    said = "The customer's frustration rose twice in a row, to 63%: flagged for attention."
    assert talk.decision.reason.endswith(said)
    assert said not in talk.state.decisions[1].reason
    assert listed(shop, "flagged") == [talk.conversation_id]
    assert lines_of(*where(shop), Choice()).counted("flagged") == "1"
    patience(shop, "off")
    assert is_replayed(shop, talk), "as of then, whatever is set later"


def test_set_to_nothing_it_answers_as_anybody_else(shop: Shop) -> None:
    patience(shop, "off")
    talk = falls(shop)
    assert len(talk.delivered) == 3
    assert (talk.decision.rule, shop.events(AttentionCalled)) == ("sure", [])
    assert "frustration" not in talk.decision.reason
    assert is_replayed(shop, talk)


def test_what_was_set_already_is_not_said_again_and_anything_is_taken_back(shop: Shop) -> None:
    assert autonomy.set_patience(*where(shop), "hand_over", "", ines(shop)) == []
    patience(shop, "flag")
    assert autonomy.set_patience(*where(shop), "flag", "", ines(shop)) == []
    patience(shop, "hand_over")
    said = [each.event for each in shop.events(PatienceSet)]
    assert said == [PatienceSet(each, "as the team wants it") for each in ("flag", "hand_over")]
    assert falls(shop).decision.rule == "losing_patience"


def test_a_conversation_that_is_with_agents_is_flagged_too_and_once(shop: Shop) -> None:
    patience(shop, "flag")
    talk = shop.asks(TURNS[0])
    desk.take_over(*where(shop), Step(talk.conversation_id, ines(shop)))
    for turn in (*TURNS[1:], f"{TURNS[2]} STILL not working!! It is ridiculous!!"):
        talk.says(turn)
    read = [each.frustration for each in talk.state.moods]
    assert read == sorted(read), "it rose three times in a row"
    assert len(shop.events(AttentionCalled)) == 1


def test_a_flag_stands_until_an_agent_replies_has_seen_it_or_resolves_it(shop: Shop) -> None:
    patience(shop, "flag")
    seen, replied, resolved = fall(shop, 3)
    assert len(listed(shop, "flagged")) == 3
    step = Step(seen.conversation_id, ines(shop))
    assert [e.event for e in desk.pay_attention(*where(shop), step)] == [
        AttentionPaid(seen.conversation_id)
    ]
    assert desk.pay_attention(*where(shop), step) == []
    assert seen.conversation_id not in listed(shop, "flagged")
    replied.replies("Try the other link, please.")
    assert listed(shop, "flagged") == [resolved.conversation_id]
    desk.resolve(*where(shop), Step(resolved.conversation_id, ines(shop)))
    assert listed(shop, "flagged") == []
    assert [each.state.attention for each in (seen, replied, resolved)] == [None] * 3


def test_what_is_flagged_is_listed_before_who_waits_longer_page_by_page(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience(shop, "flag")
    angry = shop.asks(TURNS[0])
    shop.mode("observe")
    calm, later = (shop.asks(TURNS[0]) for _ in range(2))
    for turn in TURNS[1:]:
        angry.says(turn)
    expected = [each.conversation_id for each in (angry, calm, later)]
    assert listed(shop, "waiting")[:3] == expected
    monkeypatch.setattr("tacit.web.views.lines.LINES", 1)
    found, after = list[str](), ""
    for _ in range(3):
        page = lines_of(*where(shop), Choice(after=after))
        found += [each.id for each in page.rows]
        after = page.following
    assert found == expected
