"""The state of mind is shown with what speaks for it, listed by, and corrected by one press."""

from __future__ import annotations

import pytest

from tacit.events import Actor, MoodCorrected, MoodRead, PatienceSet
from tests.cast import Shop, Talk
from tests.web.browser import Browser
from tests.web.door import Door

ANGRY = "It is STILL not working!! This is ridiculous"


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


@pytest.fixture
def angry(shop: Shop) -> Talk:
    """A customer who was calm first, and whom one reply has failed."""
    talk = shop.asks("How do I descale my kettle?", shop.ada)
    talk.replies("With vinegar.")
    talk.says(ANGRY)
    return talk


def test_every_message_of_a_customer_is_read_once(shop: Shop, angry: Talk) -> None:
    read = [each.event for each in shop.events(MoodRead)]
    assert [each.message_id for each in read] == [
        each.message_id for each in angry.messages() if each.author == "customer"
    ]
    assert read[0].frustration < 2048 <= read[1].frustration
    assert angry.state.moods == read


def test_the_page_says_the_word_how_sure_and_what_speaks_for_it(
    browser: Browser, angry: Talk
) -> None:
    browser.opens(f"/inbox/{angry.conversation_id}")
    shown = browser.text("#mood")
    assert "Frustrated" in shown
    assert "a first guess: no outcome has taught it yet" in shown
    assert "says that it is still broken" in shown
    assert "42 of 60" not in shown, "a guess is no message that was seen"
    assert "Frustration at the start" in shown
    assert "rising" in shown


def test_outcomes_are_counted_beside_their_signs(browser: Browser, shop: Shop) -> None:
    for _ in range(3):
        talk = shop.asks("My teapot dribbles")
        talk.replies("Warm it.")
        talk.says("It still does not work")
    browser.opens(f"/inbox/{shop.asks('My teapot dribbles').conversation_id}")
    assert "learned from 3 outcomes" in browser.text("#mood")
    assert "3 of 3" in browser.text("#mood")


def test_one_press_says_otherwise_and_one_takes_it_back(
    browser: Browser, shop: Shop, angry: Talk
) -> None:
    browser.opens(f"/inbox/{angry.conversation_id}")
    assert browser.text("#tell-frustration button") == "Not frustrated"
    before = learned_of(shop)
    assert browser.sends("#tell-frustration", said="no").status_code == 200
    assert "as an agent says" in browser.text("#mood")
    (said,) = shop.events(MoodCorrected)
    assert (said.actor.kind, said.event.is_so, said.event.about) == ("agent", False, "frustration")
    assert learned_of(shop) != before
    assert browser.sends("#tell-frustration", said="undo").status_code == 200
    assert learned_of(shop) == before
    assert browser.text("#tell-frustration button") == "Not frustrated"


def learned_of(shop: Shop) -> bytes:
    return shop.port.follower.past(shop.workspace, None, is_quick=False).to_bytes()


def test_a_press_on_what_was_read_before_the_last_message_changes_nothing(
    browser: Browser, shop: Shop, angry: Talk
) -> None:
    browser.opens(f"/inbox/{angry.conversation_id}")
    angry.says("Ah, found it")
    assert browser.sends("#tell-frustration", said="no").status_code == 200
    assert shop.events(MoodCorrected) == []
    browser.opens(f"/inbox/{angry.conversation_id}")
    assert browser.sends("#tell-urgency", said="perhaps").status_code == 422


def test_the_inbox_can_be_narrowed_to_the_frustrated(
    browser: Browser, shop: Shop, angry: Talk
) -> None:
    calm = shop.asks("Where is my parcel?")
    browser.opens("/inbox")
    assert "frustrated" in browser.text(f"#row-{angry.conversation_id} .chips")
    assert "frustrated" not in browser.text(f"#row-{calm.conversation_id} .chips")
    for view in ("waiting", "all"):
        browser.opens(f"/inbox?view={view}&mood=frustrated")
        rows = [each["data-row"] for each in browser.page.select("[data-row]")]
        assert rows == [angry.conversation_id]
    browser.opens(f"/inbox/{angry.conversation_id}")
    browser.sends("#tell-frustration", said="no")
    browser.opens("/inbox?mood=frustrated")
    assert "Nothing passes these filters." in browser.text("#rows")


def test_the_interface_tells_it_with_the_conversation(door: Door, shop: Shop, angry: Talk) -> None:
    found = door.get(f"/conversations/{angry.conversation_id}").json()["mood"]
    read = [each.event.frustration / 4096 for each in shop.events(MoodRead)]
    assert [found["start"], found["now"]] == pytest.approx(read, abs=5e-4)
    assert found["worst"] == max(found["start"], found["now"])
    assert [each["was_told"] for each in found["messages"]] == [False, False]


def test_what_rising_frustration_fires_is_set_on_the_settings_page_with_a_reason(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/settings")
    assert "Hand over now" in browser.text("section[aria-labelledby=patience]")
    assert browser.sends("#set-patience", mode="flag", reason="").status_code == 422
    assert "Write why" in browser.text("#patience-wrong")
    assert browser.sends("#set-patience", mode="shout", reason="x").status_code == 422
    assert shop.events(PatienceSet) == []
    browser.sends("#set-patience", mode="flag", reason="nobody is here at night")
    (said,) = shop.events(PatienceSet)
    assert said.event == PatienceSet("flag", "nobody is here at night")
    browser.opens("/settings")
    section = browser.text("section[aria-labelledby=patience]")
    assert "Flag for attention now" in section
    assert "nobody is here at night" in section
    assert "at night" not in browser.text("section[aria-labelledby=earning]")


def test_what_is_flagged_is_seen_in_the_inbox_and_taken_off_by_one_press(
    browser: Browser, door: Door, shop: Shop, angry: Talk
) -> None:
    shop.writes(PatienceSet("flag"), Actor("agent", shop.ines))
    angry.says("STILL not working!! Unacceptable, it is useless!!")
    path = f"/conversations/{angry.conversation_id}"
    assert door.get(path).json()["is_flagged"] is True
    browser.opens("/inbox?view=flagged")
    assert [each["data-row"] for each in browser.page.select("[data-row]")] == [
        angry.conversation_id
    ]
    assert "flagged" in browser.text(f"#row-{angry.conversation_id} .chips")
    assert "Flagged 1" in browser.text("#views")
    browser.opens(f"/inbox/{angry.conversation_id}")
    assert "flagged for attention" in browser.text("#why")
    assert "Flagged for attention: frustration rose twice in a row" in browser.text("#talk")
    assert browser.sends("form[action*='/attention']").status_code == 200
    assert "Seen: flagged no more" in browser.text("#talk")
    assert door.get(path).json()["is_flagged"] is False
    browser.opens("/inbox?view=flagged")
    assert "Nothing is flagged." in browser.text("#rows")


def test_what_was_handed_over_for_another_reason_than_doubt_is_not_called_unsure(
    browser: Browser, shop: Shop
) -> None:
    """It was sure, and the customer wants a person; of what nobody knows it is unsure."""
    question = "How do I send back the kettle I bought?"
    shop.taught(question, "returns", times=12)
    shop.mode("auto")
    sure = shop.asks(f"{question} I want to talk to a person.")
    unsure = shop.asks("Is the samovar loud when it boils?", shop.bruno)
    assert (sure.decision.rule, unsure.decision.rule) == ("wants_human", "no_knowledge")
    browser.opens("/inbox?view=all")
    chips = [browser.text(f"#row-{each.conversation_id} .mode-auto") for each in (sure, unsure)]
    assert [each.rsplit(" ", 1)[0] for each in chips] == ["handed over", "unsure"]
