"""The frustrated read an acknowledgement first, the curious the explanation: no word more."""

from __future__ import annotations

from typing import Any

import pytest

from tacit import reward
from tacit.answering.compose import own_words
from tacit.answering.decide import Verdict
from tacit.answering.excerpt import SHORT
from tacit.answering.mood import LINE, Heard, Mood, marks_of
from tacit.answering.opening import OPENINGS, opened, unopened
from tacit.answering.tone import tone_of
from tacit.language.identify import identify
from tests.answering.known import Known

LEAKS = "My kettle leaks at the spout"
WHY = "Why does a kettle leak at the spout?"
OUTCRY = "My kettle leaks at the spout. This is STILL not working!! It is useless"
LEAD = "A spout leaks as the seal shrinks with age."
STEPS = "1. Lift the lid.\n2. Press the seal in."


def kettle(*passages: str) -> Known:
    known = Known()
    known.article("leak", "Kettle leaks at the spout", *passages or (LEAD, f"Mend it|{STEPS}"))
    for n in range(6):
        known.exemplar(f"c-{n}", "My kettle leaks at the spout", "See this.", cites="leak")
    return known


def decided(known: Known, text: str, language: str | None = "en", **more: Any) -> Verdict:
    heard = Heard(marks_of(text, reward.signals(text)), text)
    return known.decided(text, language, heard=heard, **more)


def calm(text: str, *, urgency: int = 0) -> str:
    return tone_of(Mood(0, urgency, marks_of(text, reward.signals(text))), text)


# ---- frustration ---------------------------------------------------------------------------


def test_to_the_frustrated_the_answer_opens_with_acknowledgement_and_a_next_step() -> None:
    known = kettle(f"Mend it|{STEPS}")
    plain, sorry = decided(known, LEAKS), decided(known, OUTCRY)
    assert plain.text is not None
    assert plain.text.startswith("Mend it\n\n1. Lift the lid.")
    assert sorry.text == (
        "I am sorry that this is giving you trouble. Here is the next step:\n\n" + plain.text
    )
    assert (plain.tone, sorry.tone) == ("", "acknowledging")
    assert decided(known, OUTCRY).text == sorry.text, "the same bytes each time"


@pytest.mark.parametrize(("language", "says"), OPENINGS.items())
def test_it_opens_in_the_customers_language(language: str, says: str) -> None:
    assert opened("1. X", "acknowledging", language) == f"{says}\n\n1. X"
    assert identify(f"{says} {says}") == language


@pytest.mark.parametrize("language", ["fi", "ja", None])
def test_where_there_is_no_sentence_in_their_language_nothing_is_added(
    language: str | None,
) -> None:
    assert opened("1. X", "acknowledging", language) == "1. X"


def test_an_agents_own_words_are_opened_too_and_said_to_others_without_it() -> None:
    known = Known()
    known.exemplar("c", LEAKS, "Press the seal in.", publish=True)
    sent = decided(known, OUTCRY).text
    assert sent == f"{OPENINGS['en']}\n\nPress the seal in."
    assert own_words(f"Hi Ada,\n{sent}\nBest regards\nInes") == "Press the seal in."
    assert unopened("Press the seal in.") == "Press the seal in."


def test_a_customer_as_likely_frustrated_as_not_is_spoken_to_as_anybody() -> None:
    assert tone_of(Mood(LINE - 1, 0, marks_of(LEAKS, [])), LEAKS) == ""
    assert tone_of(Mood(LINE, 0, marks_of(LEAKS, [])), LEAKS) == "acknowledging"
    assert tone_of(None, OUTCRY) == ""


def test_no_tone_is_noted_where_nothing_is_said() -> None:
    nothing = decided(Known(), OUTCRY)
    assert (nothing.text, nothing.tone) == (None, "")


# ---- curiosity -----------------------------------------------------------------------------


def test_to_the_curious_the_answer_opens_with_the_explanation() -> None:
    known = kettle()
    steps, explained = decided(known, "Mend it: press the seal in"), decided(known, WHY)
    assert (steps.tone, explained.tone) == ("", "explaining")
    assert explained.text is not None
    assert explained.text.startswith(LEAD)
    assert explained.text.count(LEAD) == 1


@pytest.mark.parametrize(
    "lead",
    [STEPS, "- a list\n- of things", "word " * (SHORT // 5 + 1)],
    ids=["steps", "list", "long"],
)
def test_what_explains_nothing_shortly_does_not_stand_first(lead: str) -> None:
    known = kettle(lead, "Why it leaks at the spout|The seal of a kettle shrinks.")
    found = decided(known, "Why does it leak at the spout, does the seal of a kettle shrink?")
    assert found.tone == "explaining"
    assert found.text is not None
    assert found.text.startswith("Why it leaks at the spout\n\nThe seal")


@pytest.mark.parametrize(
    "text",
    ["Why is the seal white?", "How does the whistle work?", "I wonder what it is made of",
     "What does BSF mean on the base?", "Warum pfeift er?", "Wie funktioniert der Deckel?",
     "Pourquoi est-il blanc ?", "¿Cómo funciona la tapa?", "Perché è bianco?", "Hoe werkt het?",
     "What's the difference between the two?", "Please explain the seal"],
)  # fmt: skip
def test_who_asks_why_or_how_it_works_is_curious(text: str) -> None:
    assert calm(text) == "explaining"


@pytest.mark.parametrize(
    "text",
    ["How do I reset the password?", "It does not work", "Why is it still not working?",
     "Thanks a lot", "Where is the seal?", "Ich brauche Hilfe"],
)  # fmt: skip
def test_who_wants_it_done_or_complains_is_not(text: str) -> None:
    assert calm(text) == ""


def test_who_is_in_a_hurry_gets_no_explanation_first() -> None:
    assert calm(WHY, urgency=LINE) == ""
    assert calm(WHY, urgency=LINE - 1) == "explaining"
