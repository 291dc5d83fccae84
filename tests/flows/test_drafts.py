"""What becomes of a draft is kept without a click: sent, edited, or put aside."""

from __future__ import annotations

import pytest

from tacit.events import DraftCompared, WorkspaceId
from tacit.flows import receive
from tacit.store.log import Store
from tests.cast import Shop, Talk, open_shop

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    """The shop, which knows how things are sent back."""
    made = open_shop(store, workspace)
    made.taught(RETURN, "returns", times=6)
    return made


def compared(talk: Talk) -> list[DraftCompared]:
    return [
        e.event
        for e in talk.shop.events(DraftCompared)
        if isinstance(e.event, DraftCompared) and e.event.conversation_id == talk.conversation_id
    ]


def sends(talk: Talk, text: str, *, is_edited: bool) -> None:
    """An agent sends the draft of the last decision in these words."""
    said = receive.Said(
        "agent", talk.shop.ines, text, decision_id=talk.decision.decision_id, is_edited=is_edited
    )
    talk._hear(said)


def test_an_edited_draft_is_kept_with_its_changes_their_size_and_their_sort(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    draft = talk.text_of(talk.decision.decision_id)
    sends(talk, f"{draft}\nTell us the order number.", is_edited=True)
    (found,) = compared(talk)
    assert (found.outcome, found.sort) == ("edited", "addition")
    assert (found.added, found.removed) == (5, 0)
    assert found.spans == [[found.kept, found.kept, found.kept, found.kept + 5]]
    assert found.decision_id == talk.decision.decision_id
    assert found.message_id == talk.messages()[-1].message_id


def test_a_draft_that_was_ignored_is_linked_to_the_words_that_were_written_anew(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Bring it to the shop in the high street.")
    (found,) = compared(talk)
    assert found.outcome == "overridden"
    assert "return" in talk.text_of(found.decision_id)
    assert talk.text_of(found.message_id) == "Bring it to the shop in the high street."


def test_a_draft_sent_as_it_was_is_told_from_both(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    sends(talk, talk.text_of(talk.decision.decision_id), is_edited=False)
    (found,) = compared(talk)
    assert (found.outcome, found.sort, found.spans) == ("sent", "same", [])


def test_a_second_reply_puts_no_draft_aside(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Bring it to the shop.")
    talk.replies("We close at six.")
    assert len(compared(talk)) == 1


def test_an_answer_that_the_customer_saw_is_no_draft(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    assert talk.delivered
    talk.replies("Bring it to the shop.")
    assert compared(talk) == []


def test_where_nothing_was_drafted_nothing_is_put_aside(shop: Shop) -> None:
    talk = shop.opened(RETURN)
    talk.replies("Bring it to the shop.")
    assert compared(talk) == []


def test_of_an_erased_customer_nothing_is_left_to_compare(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Bring it to the shop.")
    (found,) = compared(talk)
    shop.erase(shop.ada)
    texts = shop.port.store.bodies(shop.workspace, [found.decision_id, found.message_id])
    assert texts == {}


def test_done_again_after_a_crash_it_is_kept_once(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    logged = talk.replies("Bring it to the shop.")
    shop.follow(logged[:1])
    assert len(compared(talk)) == 1
