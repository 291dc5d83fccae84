"""A lesson joins a decision with one witness's word on it, and nothing else is needed to learn."""

from __future__ import annotations

from typing import Any

from tacit.events import Candidate, DecisionTaken, EntryId, LessonSettled
from tacit.lesson import join


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


def test_final_and_durable_words_are_firm_and_the_others_wait() -> None:
    firm = {s: join(decision(), settled(standing=s)).is_final for s in ("final", "durable")}
    loose = {s: join(decision(), settled(standing=s)).is_final for s in ("provisional", "void")}
    assert all(firm.values())
    assert not any(loose.values())


def test_a_lesson_holds_what_the_receipt_held() -> None:
    lesson = join(decision(), settled(reward=None))
    assert (lesson.action, lesson.confidence, lesson.threshold) == ("answer", 3700, 3482)
    assert (lesson.propensity, lesson.parts, lesson.reward) == (4096, [1, 2], None)
