"""What happened becomes a number with its reason, in one place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit import reward
from tacit.events import ConversationId, EntryId, FeedbackGiven
from tacit.reward import Reward, signals
from tacit.weights import is_closing


def cited(*names: str) -> list[EntryId]:
    return [EntryId(name) for name in names]


def test_a_reply_that_cites_the_same_entry_says_right() -> None:
    assert reward.of_reply(cited("a"), cited("b", "a")) == Reward(1000, "agent_cites_same", "final")


def test_only_the_first_entry_of_the_would_be_answer_counts() -> None:
    assert reward.of_reply(cited("a", "b"), cited("b")).value == 0


def test_a_reply_that_cites_another_entry_says_wrong() -> None:
    assert reward.of_reply(cited("a"), cited("b")) == Reward(0, "agent_cites_other", "final")


def test_a_reply_that_cites_nothing_says_nothing() -> None:
    assert reward.of_reply(cited("a"), []).value is None
    assert reward.of_reply([], cited("a")).value is None


def test_a_draft_sent_unchanged_was_right_and_an_edited_one_half() -> None:
    assert reward.of_draft(is_edited=False) == Reward(1000, "draft_sent_unchanged", "final")
    assert reward.of_draft(is_edited=True) == Reward(500, "draft_edited", "final")


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (["thanks"], 1000),
        (["still_broken"], 0),
        (["wants_human"], 0),
        (["thanks", "wants_human"], 0),
        (["thanks", "still_broken"], 0),
    ],
)
def test_a_customers_word_is_provisional_and_complaints_outweigh_thanks(
    found: list[str], value: int
) -> None:
    judged = reward.of_customer(found)
    assert judged is not None
    assert (judged.value, judged.standing) == (value, "provisional")


@pytest.mark.parametrize("found", [[], ["frustrated"]])
def test_a_message_without_a_verdict_is_no_word_on_the_reply(found: list[str]) -> None:
    assert reward.of_customer(found) is None


@pytest.mark.parametrize(
    ("feedback", "value", "expected"),
    [
        ("thumb", 1, 1000), ("thumb", -1, 0),
        ("csat", 5, 1000), ("csat", 4, 1000), ("csat", 3, 0), ("csat", 1, 0),
        ("ces", 1, 1000), ("ces", 3, 1000), ("ces", 4, 0), ("ces", 7, 0),
        ("flag", 1, 0),
    ],
)  # fmt: skip
def test_a_rating_is_a_provisional_number(feedback: Any, value: int, expected: int) -> None:
    judged = reward.of_feedback(FeedbackGiven(ConversationId("c"), feedback, value))
    assert judged == Reward(expected, f"customer_{feedback}", "provisional")


def test_silence_counts_a_tenth_and_is_durable_after_seven_days() -> None:
    assert reward.of_silence(72) == Reward(100, "silence", "provisional")
    assert reward.of_silence(168) == Reward(100, "silence", "durable")


def test_what_a_reopening_voids_is_worth_nothing() -> None:
    assert Reward(None, "reopened", "void") == reward.VOID


def test_every_reward_is_whole_thousandths_between_0_and_1() -> None:
    found = [
        reward.of_silence(72),
        reward.of_draft(is_edited=True),
        reward.of_draft(is_edited=False),
    ]
    found.append(reward.of_reply(cited("a"), cited("a")))
    assert all(each.value in range(1001) for each in found)


# ---- signals -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, that worked!", "Thank you so much", "It works now.", "That solved it",
        "Danke, das war es", "Muchas gracias", "Merci beaucoup", "Grazie mille", "Bedankt",
    ],
)  # fmt: skip
def test_thanks_are_heard(text: str) -> None:
    assert signals(text) == ["thanks"]


@pytest.mark.parametrize(
    "text",
    [
        "It is still not working", "That did not help", "It doesn't work", "No luck.",
        "Same problem as before", "I still can't sign in", "Es geht immer noch nicht",
    ],
)  # fmt: skip
def test_what_is_still_broken_is_heard(text: str) -> None:
    assert "still_broken" in signals(text)


@pytest.mark.parametrize(
    "text",
    [
        "This is not solved.",
        "It has not worked",
        "It is not working now",
        "Nothing works now",
        "Thanks, but it is not fixed",
        "It isn't solved",
        "It isn’t working now, thanks",
        "That hasn't fixed it",
        "It hasnt been solved",
        "It won't work",
        "I can't get it to work",
        "Das Problem ist nicht gelöst",
        "Es funktioniert leider nicht.",
        "No está resuelto",
        "Ce n'est pas résolu, merci",
        "Non è stato risolto",
    ],
)
def test_a_denial_is_never_heard_as_thanks(text: str) -> None:
    assert signals(text) == ["still_broken"]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks! And how do I get the refund to another card?",
        "Thanks, how do I cancel the order",
        "Thanks in advance",
        "Vielen Dank im Voraus",
        "Thanks, but that is not what I asked",
        "Thanks. Please send me the form too.",
        "Thanks! My other kettle leaks as well.",
        "Gracias. ¿Cómo cancelo el pedido?",
    ],
)
def test_thanks_that_ask_on_close_nothing(text: str) -> None:
    assert signals(text) == ["thanks", "asks_on"]
    assert reward.of_customer(signals(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much. You have been very helpful today.",
        "Thank you. That worked, I changed the setting in the preferences.",
        "Danke! Das hat geholfen, einen schönen Tag noch.",
        "Thanks, please close it.",
        "Great, thanks, bye",
    ],
)
def test_thanks_with_nothing_but_courtesy_close_the_matter(text: str) -> None:
    assert is_closing(signals(text))


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a human?", "Please connect me with an agent", "I want a real person",
        "Ich will mit einem Mitarbeiter reden", "Quiero hablar con una persona",
        "I want a person.", "Put me through to somebody in support", "Please escalate this",
        "Transfer my ticket to an agent", "I need to speak with someone from your team",
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert "wants_human" in signals(text)


@pytest.mark.parametrize("text", ["This is ridiculous", "Why is it broken?!", "I am fed up!!"])
def test_anger_is_heard(text: str) -> None:
    assert "frustrated" in signals(text)


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?",
        "The agent said tomorrow.",
        "My solvent bottle leaks",
        "",
        "How do I transfer a licence to another person?",
        "Can I transfer money to someone?",
        "How do I connect my support inbox?",
        "I want to talk to my manager first",
        "Can I chat with another person in the app?",
        "I could find no help on this",
        "Geht das nicht auch mit Karte",
    ],
)
def test_a_plain_question_has_no_signal(text: str) -> None:
    assert signals(text) == []


def test_signals_come_in_their_fixed_order_each_once() -> None:
    found = signals("still not working!! still not! talk to a human!!")
    assert found == ["still_broken", "wants_human", "frustrated"]
    assert [each for each in reward.SIGNALS if each in found] == found


SIGNS = {
    "thanks": reward.THANKS,
    "still_broken": reward.STILL_BROKEN,
    "wants_human": reward.WANTS_HUMAN,
    "frustrated": reward.FRUSTRATED,
}
# Whatever the case, and in letters that count as the same: what the patterns alone would say.
PATTERNS = {name: re.compile(sign.pattern.pattern, re.IGNORECASE) for name, sign in SIGNS.items()}
MATCHES = st.one_of(*(st.from_regex(each) for each in PATTERNS.values()))
WORDS = st.sampled_from(
    "thanks THANKS Thank you that worked THAT WORKS now not NOT never still STILL the same fixed "
    "Gelöst GELÖST didn't did n't help HELP talk to a real human PERSON !! ?! kelvİn ſolved "
    "ſtill noT wıth İt".split(" ")
)


def by_patterns_alone(text: str) -> list[str]:
    found = [each for each in reward.SIGNALS if each in SIGNS and PATTERNS[each].search(text)]
    if "still_broken" in found and "thanks" in found:
        found.remove("thanks")
    if "thanks" in found and "asks_on" in signals(text):
        found.insert(1, "asks_on")
    return found


@given(st.one_of(MATCHES, st.text(), st.lists(WORDS, max_size=12).map(" ".join)))
def test_the_quick_look_before_a_pattern_changes_nothing(text: str) -> None:
    assert signals(text) == by_patterns_alone(text)


@pytest.mark.parametrize("run", ["\n", " ", ",", "n't ", "and ", "not a ", "- "])
def test_a_long_run_of_anything_is_read_as_it_comes(run: str) -> None:
    """Each start is tried once: in a run of a million letters a square of them would not end."""
    assert "wants_human" not in signals("thanks" + run * (1_000_000 // len(run)))
