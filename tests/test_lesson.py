"""A lesson joins a decision with one witness's word on it, and nothing else is needed to learn."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import Candidate, DecisionTaken, EntryId, LessonSettled, Witness
from tacit.lesson import is_fair, is_shown, join, standing


def candidate(entry: str, features: list[int], *, is_approved: bool = True) -> Candidate:
    return Candidate(EntryId(entry), "article", is_approved, 1, 0, 0, features)


def decision(**changed: Any) -> DecisionTaken:
    fields: dict[str, Any] = {
        "conversation_id": "c-1", "decision_id": "d-1", "message_id": "m-1", "n": 0,
        "query": ["m-1"], "action": "answer", "mode": "auto", "reason": "", "rule": "sure",
        "confidence": 3700, "threshold": 3482, "propensity": 4096, "intent_id": None,
        "language": "en",
        "candidates": [candidate("a", [4096, 0]), candidate("b", [0, 4096]), candidate("x", [])],
        "parts": [1, 2], "cites": ["a"], "text_commitment": None, "knowledge_version": 1,
        "learned_at": 3, "judgement": 1, "namespace": "ns",
    }  # fmt: skip
    return DecisionTaken(**(fields | changed))


def settled(witness: Any = "agent", standing: Any = "final", **changed: Any) -> LessonSettled:
    fields: dict[str, Any] = {"reward": 0, "reason": "agent_cites_other", "cites": ["b"]}
    fields |= changed
    return LessonSettled("c-1", "d-1", witness, "p-1", 1, standing=standing, **fields)


def test_what_the_agent_cited_is_what_is_right() -> None:
    lesson = join(decision(), settled())
    assert lesson.entries == ["a", "b"]
    assert lesson.right == (1,)
    assert lesson.features == [[4096, 0], [0, 4096]]


def test_candidates_without_features_are_no_choice_to_learn_from() -> None:
    lesson = join(decision(), settled(cites=["x"]))
    assert "x" not in lesson.entries
    assert lesson.right == ()


def test_a_customer_vouches_for_no_entry() -> None:
    assert join(decision(), settled("customer", "durable", cites=["b"])).right == ()


def test_only_a_provisional_word_may_still_change_by_itself() -> None:
    said = ("final", "durable", "void", "provisional")
    is_final = [join(decision(), settled(standing=each)).is_final for each in said]
    assert is_final == [True, True, True, False]


@pytest.mark.parametrize(
    ("witnesses", "counts"),
    [
        (["customer"], "customer"),
        (["agent", "customer"], "agent"),
        (["customer", "agent"], "agent"),
        (["customer", "agent", "audit"], "audit"),
        ([], None),
    ],
)
def test_of_two_witnesses_the_one_of_higher_standing_counts(
    witnesses: list[Witness], counts: Witness | None
) -> None:
    words = {each: join(decision(), settled(each)) for each in witnesses}
    assert standing(words) is (words[counts] if counts else None)


def test_a_lesson_holds_what_the_receipt_held() -> None:
    lesson = join(decision(), settled(reward=None))
    assert (lesson.action, lesson.confidence, lesson.threshold) == ("answer", 3700, 3482)
    assert (lesson.propensity, lesson.parts, lesson.reward) == (4096, [1, 2], None)


def test_those_behind_the_first_tell_nothing_where_it_is_right() -> None:
    listed = [candidate("a", [1]), candidate("b", [2]), candidate("c", [3])]
    found = join(decision(candidates=listed), settled(cites=["c"])).behind
    assert (found.entries, found.features, found.right) == (["b", "c"], [[2], [3]], (1,))
    both = join(decision(candidates=listed), settled(cites=["a", "c"])).behind
    assert both.right == ()
    assert join(decision(candidates=[]), settled(cites=["a"])).behind.right == ()


def test_only_an_answer_in_auto_is_shown_to_a_customer() -> None:
    actions, modes = ("answer", "ask", "hand_off"), ("observe", "draft", "auto")
    pairs = [(action, mode) for action in actions for mode in modes]
    shown = [pair for pair in pairs if is_shown(decision(action=pair[0], mode=pair[1]))]
    assert shown == [("answer", "auto")]


def fairness(witness: Witness, rule: str, mode: str) -> bool:
    """Whether a witness's word on a decision by this rule is fair, the same of its lesson."""
    taken = decision(action="answer" if rule == "sure" else "hand_off", rule=rule, mode=mode)
    assert join(taken, settled(witness)).is_fair is is_fair(taken, witness)
    return is_fair(taken, witness)


@pytest.mark.parametrize(
    ("witness", "rule", "mode"),
    [
        ("agent", "not_sure", "auto"),  # handed over: every reply judges it
        ("agent", "sure", "observe"),  # nobody saw it
        ("audit", "sure", "auto"),  # drawn by lot
    ],
)
def test_a_word_is_fair_where_right_and_wrong_are_told_alike(
    witness: Witness, rule: str, mode: str
) -> None:
    assert fairness(witness, rule, mode)


@pytest.mark.parametrize(
    ("witness", "rule"),
    [
        ("agent", "sure"),  # agents hear of wrong answers only
        ("customer", "sure"),  # who is content says nothing
        ("agent", "wants_human"),  # mostly after a wrong answer
        ("agent", "tried"),
    ],
)
def test_a_word_is_not_fair_where_people_speak_of_wrong_answers_only(
    witness: Witness, rule: str
) -> None:
    assert not fairness(witness, rule, "auto")


def test_silence_is_told_from_a_bad_word() -> None:
    quiet = join(decision(), settled("customer", "durable", reward=100, reason="silence"))
    assert (quiet.is_silence, join(decision(), settled()).is_silence) == (True, False)
