"""The assistant's own answers as labels: taken, doubted, left and forgotten."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tacit.events import DecisionId, EntryId
from tacit.knowledge import pseudo_labels
from tacit.knowledge.pseudo_labels import PseudoLabels

PLACES: Any = {"refunds": 4, "descale": 7}


def vector(*numbers: int) -> np.ndarray:
    return np.array(numbers or (3, 4), np.int8)


def labels(*of: tuple[str, str]) -> PseudoLabels:
    """One label for each conversation and entry, the answer being called as the conversation."""
    held = PseudoLabels()
    for conversation, entry in of:
        take(held, conversation, entry)
    return held


def take(held: PseudoLabels, conversation: str, entry: str, *whole: int, answer: str = "") -> None:
    decision = DecisionId(answer or f"d-{conversation}")
    held.take(decision, EntryId(conversation), EntryId(entry), vector(*whole))


def standing(held: PseudoLabels, own: str | None = None) -> tuple[list[int], list[int]]:
    rows, voted = held.standing(PLACES, EntryId(own) if own else None)
    return rows.tolist(), voted.tolist()


def test_a_label_votes_for_what_was_answered() -> None:
    held = labels(("a", "refunds"), ("b", "descale"))
    assert standing(held) == ([0, 1], [4, 7])
    assert held.nearness(vector(6, 8)).tolist() == [1.0, 1.0]
    assert len(held) == 2


def test_nothing_votes_on_an_empty_desk() -> None:
    assert standing(PseudoLabels()) == ([], [])


def test_neither_its_own_nor_one_for_an_entry_that_is_gone_votes() -> None:
    held = labels(("a", "refunds"), ("b", "withdrawn"), ("c", "descale"))
    assert standing(held, own="a") == ([2], [7])


def test_a_doubted_one_does_not_vote_until_the_doubt_is_taken_back() -> None:
    held = labels(("a", "refunds"))
    held.doubt(DecisionId("d-a"), is_doubted=True)
    assert standing(held) == ([], [])
    assert held.state() == [("d-a", "refunds", ["said"])]
    held.doubt(DecisionId("d-a"), is_doubted=False)
    assert standing(held) == ([0], [4])
    held.doubt(DecisionId("of another day"), is_doubted=True)
    assert len(held) == 1


def test_a_conversation_has_the_label_of_its_latest_answer() -> None:
    held = labels(("a", "refunds"), ("b", "refunds"))
    take(held, "a", "descale", answer="second")
    assert held.state() == [("d-b", "refunds", []), ("second", "descale", [])]
    held.leave(EntryId("a"))
    held.leave(EntryId("a"))
    assert held.state() == [("d-b", "refunds", [])]


def test_only_labels_of_what_an_exemplar_cites_near_its_question_are_suspected() -> None:
    held = PseudoLabels()
    take(held, "near", "refunds", 3, 4)
    take(held, "far", "refunds", -4, 3)
    take(held, "other", "descale", 3, 4)
    held.suspect(EntryId("c-9"), [EntryId("refunds")], vector(3, 4))
    assert standing(held) == ([1, 2], [4, 7])
    held.suspect(EntryId("c-9"), [EntryId("never cited")], vector(3, 4))
    assert len(held) == 2


def test_a_suspected_one_counts_again_once_nothing_speaks_against_it() -> None:
    held = labels(("a", "refunds"))
    for exemplar in ("c-8", "c-9"):
        held.suspect(EntryId(exemplar), [EntryId("refunds")], vector())
    held.doubt(DecisionId("d-a"), is_doubted=True)
    assert held.state() == [("d-a", "refunds", ["c-8", "c-9", "said"])]
    held.clear(EntryId("c-8"))
    held.clear(EntryId("c-9"))
    assert len(held) == 0
    held.doubt(DecisionId("d-a"), is_doubted=False)
    assert len(held) == 1


def test_the_latest_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudo_labels, "_MOST", 3)
    held = labels(*((f"{n}", "refunds") for n in range(5)))
    assert [each[0] for each in held.state()] == ["d-2", "d-3", "d-4"]


def test_rows_of_what_was_dropped_are_left_out_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudo_labels, "_GONE", 2)
    held = PseudoLabels()
    for n in range(8):
        take(held, f"{n}", "refunds" if n % 2 else "descale", n + 1, 9 - n)
    held.doubt(DecisionId("d-7"), is_doubted=True)
    before = {name: standing_of for name, *standing_of in held.state()}
    for n in range(5):
        held.drop(DecisionId(f"d-{n}"))
    left = {name: standing_of for name, *standing_of in held.state()}
    assert left == {name: before[name] for name in ("d-5", "d-6", "d-7")}
    assert standing(held) == ([0, 1], [4, 7])
    assert held.nearness(vector(6, 4)).argmax() == 0
    assert len(held.nearness(vector(1, 1))) == 3
