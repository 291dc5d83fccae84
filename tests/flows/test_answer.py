"""Each message of a customer is one decision, with a receipt of all that decided it."""

from __future__ import annotations

import pytest

from tacit.answering import JUDGEMENT
from tacit.answering.handoff import HANDOFF_REASONS
from tacit.answering.priors import NAMES, PARTS
from tacit.events import (
    ConversationHandedOff,
    DecisionTaken,
    MessageReceived,
    ReplyDelivered,
)
from tacit.flows import answer
from tacit.knowledge.question import question_of
from tacit.payload import to_payload
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"
UNKNOWN = "Do penguins juggle bananas on Tuesdays?"


def test_a_question_leaves_a_decision_of_whole_numbers(shop: Shop) -> None:
    decision = shop.asks(RETURN).decision
    ranked = [each for each in decision.candidates if each.features]
    assert 0 < len(ranked) <= 20
    assert all(len(each.features) == len(NAMES) for each in ranked)
    assert len(decision.parts) == len(PARTS)
    assert "." not in to_payload(decision).replace(decision.reason, "")
    assert (decision.propensity, decision.judgement) == (4096, JUDGEMENT)
    assert decision.namespace == "cast-words"


def test_a_receipt_keeps_no_more_than_twenty_candidates_with_features(shop: Shop) -> None:
    for n in range(12):
        shop.asks(f"samovar {n} hums").replies("See there.", cites=f"https://x.example/{n}")
    decision = shop.asks(RETURN).decision
    assert len([each for each in decision.candidates if each.features]) == 20


def test_a_receipt_names_what_was_known_when_it_was_taken(shop: Shop) -> None:
    before = shop.head()
    talk = shop.asks(RETURN)
    assert talk.decision.knowledge_version == 1
    assert talk.decision.learned_at == before + 2, "the opening and its message"
    assert talk.decision.query == [talk.messages()[0].message_id]


def test_the_would_be_answer_is_recorded_also_when_it_hands_off(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    assert talk.decision.action == "hand_off"
    assert talk.decision.cites == [shop.entries["returns"]]
    assert "help.kettle.example/returns" in talk.text_of(talk.decision.decision_id)


def test_a_decision_over_two_messages_sees_both(shop: Shop) -> None:
    talk = shop.asks("Hello, one question about my kettle")
    talk.says("How do I descale it? It has limescale.")
    ids = [each.message_id for each in talk.messages()]
    assert talk.decision.query == ids
    assert len(talk.state.decisions) == 2
    assert talk.decision.cites == [shop.entries["descale"]]


def test_a_bystanders_message_is_not_decided_on_and_ends_no_turn(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.heard("bystander", shop.stefan, "I would like to know, too.")
    assert len(talk.state.decisions) == 1
    talk.says("It is two weeks old.")
    assert len(talk.decision.query) == 2


def test_a_later_turn_is_decided_with_the_opening_message(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Which one?")
    talk.says("The blue one.")
    spoken = talk.messages()
    assert talk.decision.query == [spoken[0].message_id, spoken[2].message_id]


@pytest.mark.parametrize("text", ["", "???", "\N{GRINNING FACE}", "https://x.example/"])
def test_a_message_without_words_is_handed_over(shop: Shop, text: str) -> None:
    shop.mode("auto")
    talk = shop.asks(text)
    assert talk.decision.action == "hand_off"
    assert talk.state.state == "with_agent"


# ---- modes -------------------------------------------------------------------------


def test_observe_delivers_nothing_however_sure(shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    decision = shop.asks(RETURN).decision
    assert (decision.action, decision.mode) == ("answer", "observe")
    assert shop.events(ReplyDelivered, ConversationHandedOff) == []


def test_draft_delivers_nothing_and_holds_the_text_ready(shop: Shop) -> None:
    shop.mode("draft")
    shop.taught(RETURN, "returns")
    talk = shop.asks(RETURN)
    assert (talk.decision.action, talk.decision.mode) == ("answer", "draft")
    assert "help.kettle.example/returns" in talk.text_of(talk.decision.decision_id)
    assert shop.events(ReplyDelivered, ConversationHandedOff) == []


def test_auto_answers_what_it_is_sure_of(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    talk = shop.asks(RETURN)
    (reply,) = talk.delivered
    assert reply.decision_id == talk.decision.decision_id
    assert reply.cites == [shop.entries["returns"]]
    assert talk.text_of(reply.message_id) == talk.text_of(talk.decision.decision_id)
    assert "https://help.kettle.example/returns" in talk.text_of(reply.message_id)
    assert talk.state.state == "open"


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("May I have some help with that?", None, None),
        (UNKNOWN, "no_knowledge", "outside_knowledge"),
        ("Wie kann ich meine Rechnung und das finden?", "language", "language"),
        ("Let me talk to a human please", "wants_human", "customer_request"),
    ],
)
def test_auto_hands_off_with_a_reason_of_the_closed_list(
    shop: Shop, text: str, rule: str | None, reason: str | None
) -> None:
    shop.mode("auto")
    talk = shop.asks(text)
    (handed,) = (e.event for e in shop.events(ConversationHandedOff))
    assert isinstance(handed, ConversationHandedOff)
    assert handed.reason == HANDOFF_REASONS[talk.decision.rule]
    assert rule in (None, talk.decision.rule)
    assert reason in (None, handed.reason)
    assert (handed.nth, handed.decision_id) == (1, talk.decision.decision_id)
    assert (talk.state.state, talk.delivered) == ("with_agent", [])


def test_auto_asks_back_where_two_are_likely(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("kettle")
    assert (talk.decision.action, talk.decision.rule) == ("ask", "two_likely")
    (reply,) = talk.delivered
    assert reply.cites == [], "a question rests on no entry"
    assert "which of these" in talk.text_of(reply.message_id)


def test_the_number_of_a_matter_stands_for_its_words(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("kettle")
    listed = talk.text_of(talk.delivered[0].message_id).splitlines()
    place = next(n for n, line in enumerate(listed) if "Descale" in line)
    talk.says(f"Number {listed[place].partition('.')[0]}, please.")
    assert talk.decision.candidates[0].entry_id == shop.entries["descale"]
    again = answer.replay(
        shop.port, shop.workspace, talk.conversation_id, talk.decision.decision_id
    )
    assert again.is_equal, again.reason


def test_who_was_asked_which_it_is_is_not_asked_again(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("kettle")
    talk.says("I do not know, the kettle.")
    assert (talk.decision.action, talk.decision.rule) != ("ask", "two_likely")
    assert (len(talk.delivered), talk.state.state) == (1, "with_agent")


def test_what_was_tried_is_not_tried_again(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    talk = shop.asks(RETURN)
    talk.says(RETURN)
    assert talk.decision.rule == "tried"
    assert (len(talk.delivered), talk.state.state) == (1, "with_agent")


# ---- takeover and return ----------------------------------------------------------


def test_after_an_agents_message_the_assistant_stays_silent(shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    talk = shop.asks(UNKNOWN)
    talk.replies("Let me look into it.")
    shop.mode("auto")
    talk.says(RETURN)
    talk.says("Are you there?")
    assert talk.delivered == []
    assert shop.events(ConversationHandedOff) == [], "it is with an agent already"
    assert len(talk.state.decisions) == 3, "what it would say is still recorded"


def test_after_its_own_handoff_it_stays_silent_too(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    talk = shop.asks(UNKNOWN)
    talk.says(RETURN)
    assert talk.delivered == []
    assert talk.state.handoffs == 1


def test_a_conversation_given_back_is_decided_again(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(RETURN)
    assert talk.state.state == "with_agent"
    shop.taught(RETURN, "returns")
    talk.given_back()
    assert [each.n for each in talk.state.decisions] == [0, 1]
    assert talk.decision.message_id == talk.messages()[0].message_id
    assert len(talk.delivered) == 1


def test_a_conversation_given_back_after_a_reply_waits_for_the_customer(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks(UNKNOWN)
    talk.replies("Penguins do not juggle.")
    talk.given_back()
    assert talk.state.state == "open"
    assert (len(talk.state.decisions), talk.delivered) == (1, []), "nobody waits for an answer"


# ---- previews ------------------------------------------------------------------------


def test_a_preview_has_no_effect(shop: Shop) -> None:
    before = shop.head(), shop.learned().fingerprint()
    shop.preview(RETURN)
    assert (shop.head(), shop.learned().fingerprint()) == before


def test_a_preview_is_what_would_be_decided(shop: Shop) -> None:
    shop.taught(RETURN, "descale")
    verdict = shop.preview(RETURN).verdict
    decision = shop.asks(RETURN).decision
    assert verdict.candidates == decision.candidates
    assert (verdict.confidence, verdict.rule) == (decision.confidence, decision.rule)


def test_each_message_is_decided_once_however_many_follow(shop: Shop) -> None:
    talk = shop.opened(RETURN)
    shop.follow(talk.logged)
    shop.follow(talk.logged)
    decisions = shop.events(DecisionTaken)
    assert len(decisions) == 1
    assert decisions[0].cause_position == talk.logged[-1].position
    assert isinstance(talk.logged[-1].event, MessageReceived)


def test_where_nobody_wrote_a_subject_the_whole_stands_for_it(shop: Shop) -> None:
    """Nor does how it begins: of two things asked in one message the first is one alone."""
    both = "Where is my parcel? The kettle hums."
    subject, whole = shop.port.vectors_of(both)
    assert subject == whole
    long = "My kettle leaks at the lid. " * 200
    found = question_of(long, "en", shop.port.vectors_of(long))
    assert found.subject.tolist() == found.whole.tolist()
    written, _ = shop.port.vectors_of("Where is my parcel?\nThe kettle hums.", has_subject=True)
    assert written == shop.port.vectors_of("Where is my parcel?")[0]


def test_a_message_without_end_is_embedded_from_its_beginning_alone(shop: Shop) -> None:
    """A log pasted whole must not keep everybody waiting."""
    short = "My kettle leaks. "
    plenty = shop.port.vectors_of(short * 3000)
    assert plenty == shop.port.vectors_of(short * 30_000), "what comes later changes nothing"
    assert len(plenty) < 200
