"""Situations speak for entries as far as their answers depart from chance, and no further."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tacit.events import EntryId
from tacit.learners import Situations
from tacit.learners.fixed import to_bytes
from tacit.learners.pairing import WEIGHT, Pairing
from tacit.learners.situations import FEW, LEAST, MOST, MOST_TOGETHER

A, B = EntryId("a"), EntryId("b")
VECTOR = np.zeros(2, np.int8)


def told(*answers: tuple[str, EntryId], times: int = 1) -> Situations:
    """Answers with one token each."""
    held = Situations()
    for token, entry in answers * times:
        held.add([[token]], {entry: WEIGHT}, 1)
    return held


def test_four_of_four_answers_speak_for_an_entry_that_has_half_of_all() -> None:
    held = told(("x", A), ("y", B), times=4)
    # Two were due of each: (4 + 2) / (2 + 2) for one, (0 + 2) / (2 + 2) for the other.
    assert LEAST == 2
    assert held.tilt([["x"]], [A, B]) == pytest.approx([math.log(1.5), math.log(0.5)])


def test_a_token_seen_fewer_than_three_times_says_nothing() -> None:
    assert FEW == 3
    held = told(("x", A), ("y", B), times=2)
    assert held.tilt([["x"]], [A, B]) == [0, 0]


def test_what_everybody_has_says_exactly_nothing() -> None:
    held = told(("web", A), ("web", B), ("web", A), times=5)
    assert held.tilt([["web"]], [A, B]) == [0, 0]


def test_no_situation_and_an_unknown_one_say_exactly_nothing() -> None:
    held = told(("x", A), ("y", B), times=9)
    assert held.tilt([], [A, B]) == [0, 0]
    assert held.tilt([["never seen"]], [A, B]) == [0, 0]
    assert held.tilt([["x"]], [EntryId("never cited")]) == [0]


def test_an_unknown_page_is_judged_by_its_parent_and_a_known_one_by_itself() -> None:
    held = Situations()
    for line, entry in ((["a1", "a"], A), (["a2", "a"], B), (["b1", "b"], B)) * 8:
        held.add([line], {entry: WEIGHT}, 1)
    new, first, other = (
        held.tilt([line], [A])[0] for line in (["a9", "a"], ["a1", "a"], ["b1", "b"])
    )
    assert first > new >= 0 > other


def test_answers_dealt_out_by_chance_say_next_to_nothing() -> None:
    dice = random.Random(7)
    held, entries = Situations(), [EntryId(f"e{n}") for n in range(40)]
    for _ in range(2_000):
        line = [f"page {dice.randrange(30)}"]
        held.add([line], {dice.choice(entries): WEIGHT}, 1)
    said = [held.tilt([[f"page {n}"]], entries) for n in range(30)]
    silent = sum(not any(each) for each in said)
    assert silent >= 27, "three standard errors: one page in hundreds speaks by chance"


def test_a_whole_situation_is_bounded() -> None:
    held = Situations()
    rest = [EntryId(f"e{n}") for n in range(60)]
    for n in range(600):
        entry = A if n % 10 == 0 else rest[n % 60]
        tokens = [["p"], ["q"], ["r"]] if entry == A else [["s"]]
        held.add(tokens, {entry: WEIGHT}, 1)
    assert 1.5 < held.tilt([["p"]], [A])[0] <= MOST
    assert held.tilt([["p"], ["q"], ["r"]], [A]) == [MOST_TOGETHER]


def test_what_is_forgotten_leaves_no_trace() -> None:
    held = Situations()
    pairing = Pairing((A, B), VECTOR, VECTOR, 0, [["x", "y"], ["z"]])
    held.learn(pairing)
    assert held.seen("x", A) == 0.5
    held.forget(pairing)
    assert to_bytes(held) == to_bytes(Situations())


def test_a_pairing_without_a_situation_is_not_counted() -> None:
    held = Situations()
    held.learn(Pairing((A,), VECTOR, VECTOR, 0))
    assert to_bytes(held) == to_bytes(Situations())
