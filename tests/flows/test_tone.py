"""The tone of a reply reaches the customer, stands in the receipt, and is taken again the same."""

from __future__ import annotations

import pytest

from tacit.answering.opening import OPENINGS
from tacit.flows.answer import replay
from tests.cast import Shop, Talk

ASKED = "How do I descale my kettle with vinegar?"
OUTCRY = "How do I descale my kettle with vinegar? This is STILL not working!! It is useless"
WHY = "Why does one descale a kettle with vinegar?"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop in mode auto, sure of how to descale a kettle."""
    shop.taught(ASKED, "descale", times=8)
    shop.taught(OUTCRY, "descale", times=8)
    shop.taught(WHY, "descale", times=8)
    shop.mode("auto")
    return shop


def said(talk: Talk) -> str:
    (delivered,) = talk.delivered
    return talk.shop.port.texts(talk.shop.workspace, [delivered.message_id])[delivered.message_id]


def is_replayed(talk: Talk) -> bool:
    decision = talk.decision.decision_id
    return replay(talk.shop.port, talk.shop.workspace, talk.conversation_id, decision).is_equal


def test_the_frustrated_are_answered_in_another_tone_with_the_same_words(shop: Shop) -> None:
    plain, sorry, why = shop.asks(ASKED), shop.asks(OUTCRY), shop.asks(WHY)
    assert said(sorry) == f"{OPENINGS['en']}\n\n{said(plain)}"
    assert said(why) == said(plain), "the article begins with what answers"
    assert [each.decision.tone for each in (plain, sorry, why)] == [
        "",
        "acknowledging",
        "explaining",
    ]
    assert sorry.decision.cites == plain.decision.cites
    assert all(is_replayed(each) for each in (plain, sorry, why))


def test_a_tone_is_replayed_as_it_was_whatever_is_learned_of_moods_later(shop: Shop) -> None:
    sorry = shop.asks(OUTCRY)
    for _ in range(3):
        talk = shop.asks("My samovar hums. This is ridiculous!!")
        talk.says("Thanks, that worked!")
    assert sorry.decision.tone == "acknowledging"
    assert is_replayed(sorry)


def test_words_that_were_sent_behind_the_sentence_are_said_to_others_without_it(
    shop: Shop,
) -> None:
    talk = shop.asks("My samovar hums all night, it is STILL not quiet!!")
    talk.replies(f"{OPENINGS['en']}\n\nTurn its tap to the left.", publish=True)
    assert shop.preview("My samovar hums all night").verdict.text == "Turn its tap to the left."
