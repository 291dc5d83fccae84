"""Each rule decides once: answer, ask or hand off, and in which order they are tried."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.answering.decide import SENTENCES, Verdict
from tacit.answering.handoff import HANDOFF_REASONS
from tacit.answering.mood import Heard, marks_of
from tacit.answering.ranking import rank
from tacit.events import PatienceSet
from tests.answering.known import DAY, Known, help_centre, question

RETURN = "How do I send back the kettle?"
PENGUINS = "Do penguins juggle bananas on Tuesdays?"
# Features F46: why a conversation may be handed over.
CLOSED_LIST = {
    "low_confidence", "ambiguous_intent", "outside_knowledge", "language", "customer_request",
    "policy", "assistant_error", "vip", "frustration", "compliance", "loop",
}  # fmt: skip


def confirmed() -> Known:
    """The help centre, and an agent who answered this very question with an article."""
    known = help_centre()
    known.exemplar("c-1", RETURN, cites="returns")
    return known


def action(verdict: Verdict) -> tuple[str, str]:
    return verdict.action, verdict.rule


def test_a_question_that_was_answered_so_before_is_answered() -> None:
    verdict = confirmed().decided(RETURN)
    assert action(verdict) == ("answer", "sure")
    assert verdict.confidence >= verdict.threshold
    assert verdict.cites == ["returns"]
    assert verdict.text is not None
    assert "Print the return label" in verdict.text


def test_nothing_confirmed_yet_is_not_sure_and_leaves_a_draft() -> None:
    verdict = help_centre().decided("Can I send it back?")
    assert action(verdict) == ("hand_off", "not_sure")
    assert verdict.confidence < verdict.threshold
    assert verdict.text is not None, "agents get it as a draft"


def test_a_customer_who_wants_a_person_gets_one_however_sure_it_is() -> None:
    assert action(confirmed().decided(RETURN, signals=("wants_human",))) == (
        "hand_off",
        "wants_human",
    )


def test_a_language_without_an_entry_is_handed_over_without_words() -> None:
    verdict = confirmed().decided(RETURN, language="de")
    assert action(verdict) == ("hand_off", "language")
    assert verdict.text is None


def test_an_unknown_language_is_no_reason_to_hand_over() -> None:
    assert confirmed().decided(RETURN, language=None).action == "answer"


def test_what_is_outside_the_knowledge_is_handed_over_without_words() -> None:
    verdict = confirmed().decided(PENGUINS)
    assert action(verdict) == ("hand_off", "no_knowledge")
    assert verdict.text is None


def test_an_empty_workspace_knows_nothing() -> None:
    verdict = Known().decided(RETURN)
    assert action(verdict) == ("hand_off", "no_knowledge")
    assert (verdict.cites, verdict.parts, verdict.confidence) == ([], [], 0)


def test_a_stub_is_ranked_and_never_answered_from() -> None:
    known = help_centre()
    known.article("samovar", "Samovar manual")
    known.exemplar("c-1", "Where is the samovar manual?", cites="samovar")
    verdict = known.decided("Where is the samovar manual?")
    assert verdict.candidates[0].entry_id == "samovar"
    assert verdict.confidence >= verdict.threshold, "it is sure, and still has nothing to say"
    assert action(verdict) == ("hand_off", "stub")
    assert verdict.text is None


def test_what_was_tried_in_this_conversation_is_not_tried_again() -> None:
    assert action(confirmed().decided(RETURN, tried=["returns"])) == ("hand_off", "tried")
    assert confirmed().decided(RETURN, tried=["refunds"]).action == "answer"


def two_alike() -> Known:
    known = Known()
    known.article("lid", "Kettle leaks lid", "The lid seal can be replaced.")
    known.article("base", "Kettle leaks base", "The base must be sent in.")
    known.article("tea", "Sorts of tea", "Green, black and white.")
    return known


def test_two_likely_articles_are_worth_one_question() -> None:
    verdict = two_alike().decided("kettle leaks")
    assert action(verdict) == ("ask", "two_likely")
    assert verdict.text is not None
    assert "1. Kettle leaks" in verdict.text
    assert "2. Kettle leaks" in verdict.text
    assert "tea" not in verdict.text


def test_an_agents_words_and_an_article_can_both_be_likely() -> None:
    known = Known()
    known.article("base", "Kettle leaks base", "The base must be sent in.")
    known.exemplar("c-1", "kettle leaks steam", "Wrap it in a towel.", publish=True)
    known.learned.fusion.weights = [each / 2 for each in known.learned.fusion.weights]
    known.learned.calibrator.bias = -9.0
    ranking = rank(known.learned, question("kettle leaks water"), DAY)
    assert [each.origin for each in ranking.candidates] == ["exemplar", "article"]
    assert action(known.decided("kettle leaks water"))[0] in ("ask", "hand_off")


def test_a_published_exemplar_answers_in_the_agents_own_words() -> None:
    known = help_centre()
    known.exemplar(
        "c-1", "Is the samovar loud?", "Hi Ada,\nIt hums.\nBest regards\nInes", publish=True
    )
    verdict = known.decided("Is the samovar loud?")
    assert action(verdict) == ("answer", "sure")
    assert (verdict.text, verdict.cites) == ("It hums.", ["c-1"])
    assert verdict.candidates[0].origin == "exemplar"


def test_a_published_exemplar_answers_where_there_is_no_article() -> None:
    known = Known()
    known.exemplar("c-1", "Is the samovar loud?", "It hums.", publish=True)
    assert known.decided("Is the samovar loud?").text == "It hums."


def test_an_unapproved_reply_is_listed_and_never_answered() -> None:
    known = help_centre()
    known.exemplar("c-1", "Is the samovar loud?", "It hums.")
    verdict = known.decided("Is the samovar loud?")
    assert verdict.action != "answer"
    assert "It hums." not in (verdict.text or "")
    assert [c.entry_id for c in verdict.candidates if not c.is_approved] == ["c-1"]
    assert "c-1" not in verdict.cites


def test_a_reply_with_particulars_of_another_customer_is_kept_back() -> None:
    known = help_centre()
    known.exemplar("c-1", "Is the samovar loud?", "Call 555 1234 about yours.", publish=True)
    verdict = known.decided("Is the samovar loud?")
    assert action(verdict) == ("hand_off", "particulars")
    assert verdict.text is None


def test_what_the_present_customer_gave_may_be_said_back() -> None:
    known = help_centre()
    known.exemplar("c-1", "Is the samovar loud?", "Model 4711 hums.", publish=True)
    assert known.decided("Is the samovar 4711 loud?").text == "Model 4711 hums."


def test_a_withdrawn_exemplar_is_neither_answered_nor_listed() -> None:
    known = help_centre()
    known.exemplar("c-1", "Is the samovar loud?", "It hums.", publish=True)
    known.withdraw("c-1")
    verdict = known.decided("Is the samovar loud?")
    assert "c-1" not in [each.entry_id for each in verdict.candidates]
    assert verdict.text != "It hums."


def test_after_an_undo_it_is_no_surer_than_before_the_lesson() -> None:
    known = confirmed()
    known.withdraw("c-1")
    again, never = known.decided(RETURN), help_centre().decided(RETURN)
    assert again.parts == never.parts
    assert again.confidence == never.confidence


@pytest.mark.parametrize("mode", ["observe", "draft", "auto"])
def test_the_mode_is_what_was_set_last_and_moves_no_verdict(mode: str) -> None:
    known = confirmed()
    assert known.decided(RETURN).mode == "observe", "a new workspace observes"
    known.mode("auto")
    known.mode(mode)
    verdict = known.decided(RETURN)
    assert verdict.mode == mode
    assert verdict.action == "answer", "the action is what auto would do"


def test_every_rule_has_a_sentence_and_every_handoff_a_reason_of_the_closed_list() -> None:
    assert set(HANDOFF_REASONS) == set(SENTENCES) - {"sure", "thanks"}
    assert set(HANDOFF_REASONS.values()) <= CLOSED_LIST


def test_the_sentence_names_the_value_and_the_limit() -> None:
    sentence = confirmed().decided(RETURN).sentence()
    assert sentence == "The confidence 99% reaches the line of 98%."


def test_the_same_question_is_decided_the_same() -> None:
    assert confirmed().decided(RETURN) == confirmed().decided(RETURN)


def short_of_patience(known: Known, text: str, *before: int, **more: Any) -> Verdict:
    """Decided on a message that reads as frustrated, after readings of earlier ones."""
    angry = Heard(marks_of("STILL not working!!", ["still_broken", "frustrated"]), "", before)
    return known.decided(text, heard=angry, **more)


def test_who_is_losing_patience_gets_a_person_though_it_is_sure() -> None:
    assert action(short_of_patience(confirmed(), RETURN, 900, 100)) == ("answer", "sure")
    verdict = short_of_patience(confirmed(), RETURN, 100, 900)
    assert action(verdict) == ("hand_off", "losing_patience")
    assert verdict.mood is not None
    assert verdict.mood.is_frustrated
    assert "rose twice in a row" in verdict.sentence()
    assert verdict.text is not None, "agents get it as a draft"


@pytest.mark.parametrize("action_set", ["flag", "off"])
def test_losing_patience_hands_over_only_where_it_is_set_so(action_set: Any) -> None:
    known = confirmed()
    known.see(PatienceSet(action_set))
    verdict = short_of_patience(known, RETURN, 100, 900)
    assert action(verdict) == ("answer", "sure")
    assert verdict.is_flagged is (action_set == "flag")
    assert ("flagged for attention" in verdict.sentence()) is verdict.is_flagged
    assert not short_of_patience(known, RETURN, 900, 100).is_flagged, "it did not rise twice"
    thanked = short_of_patience(known, RETURN, 100, 900, signals=["thanks"], tried=["returns"])
    assert (thanked.rule, thanked.is_flagged) == ("thanks", False)


def test_who_is_frustrated_is_not_asked_back() -> None:
    verdict = short_of_patience(two_alike(), "kettle leaks")
    assert action(verdict) == ("hand_off", "frustrated")
    assert "no question back" in verdict.sentence()


def test_other_reasons_to_hand_over_keep_their_own() -> None:
    assert action(short_of_patience(help_centre(), "Can I send it back?", 100, 900)) == (
        "hand_off",
        "not_sure",
    )
