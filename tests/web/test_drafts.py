"""What an agent made of a draft stands under their reply, and programs read it."""

from __future__ import annotations

from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door

RETURN = "How do I send back the kettle I bought?"


def test_an_edit_is_shown_with_what_was_taken_out_and_added(door: Door, shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    talk = shop.asks(RETURN)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}?edit={talk.decision.decision_id}")
    draft = talk.text_of(talk.decision.decision_id)
    browser.sends("#composer", text=draft.replace("30 days", "60 working days"))
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "What was changed: a fact (2 words added, 1 taken out" in browser.text(".beside")
    assert (browser.text(".beside del"), browser.text(".beside ins")) == ("30", "60 working")


def test_a_draft_that_was_put_aside_stands_under_the_reply(door: Door, shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=6)
    talk = shop.asks(RETURN)
    browser = Browser(door).signs_in()
    browser.opens(f"/inbox/{talk.conversation_id}")
    browser.sends("#composer", text="Bring it to the shop.")
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "A draft was put aside" in browser.text(".beside summary")
    assert "return goods within 30 days" in browser.text(".beside")
    told = door.get(f"/conversations/{talk.conversation_id}").json()
    (draft,) = told["drafts"]
    assert (draft["outcome"], draft["decision_id"]) == ("overridden", talk.decision.decision_id)
    assert draft["message_id"] == told["messages"][-1]["message_id"]
