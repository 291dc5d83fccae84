"""How a message leans: counts by sign, joined and calibrated."""

from __future__ import annotations

import math

import pytest

from tacit.learners.fixed import to_bytes
from tacit.learners.leaning import Leaning, Signs

LOUD, QUIET = Signs(("loud",), ("1",)), Signs(("quiet",), ("2",))


def leaning() -> Leaning:
    """Of two messages seen, one was so; a mark counts whole, words half."""
    return Leaning([0.0, 1.0, 0.5], so=1, seen=2)


def test_the_chance_by_hand() -> None:
    """4 of 4 loud ones: (4 + 30) / 64, odds 34/30; the word says the same again, by half."""
    held = leaning()
    held.correct(LOUD, is_so=True)
    odds = math.log(34 / 30)
    assert held.predict(LOUD) == pytest.approx(1 / (1 + math.exp(-1.5 * odds)))
    assert held.predict(QUIET) == 0.5


def test_evidence_adds_up_to_the_chance_and_says_of_how_many() -> None:
    held = leaning()
    held.correct(LOUD, is_so=True)
    found = held.evidence(LOUD)
    assert found["loud"][1:] == found["1"][1:] == (4, 4)
    total = sum(part for part, _, _ in found.values())
    assert held.predict(LOUD) == pytest.approx(1 / (1 + math.exp(-total)))


def test_an_outcome_moves_the_weights_by_hand() -> None:
    """From 1 of 2: missed by 1/2; only the constant tells: 0.2 · 0.5 / √(1 + 0.25)."""
    held = leaning()
    held.learn(LOUD, 1000)
    assert held.weights[0] == pytest.approx(0.2 * 0.5 / math.sqrt(1.25), abs=1e-5)
    assert held.weights[1:] == [1.0, 0.5]
    assert (held.so, held.seen, held.counts["loud"], held.lessons) == (2, 3, [1, 1], 1)


def test_an_agents_word_is_taken_back_to_the_byte() -> None:
    held = leaning()
    held.learn(QUIET, 0)
    before = to_bytes(held)
    held.correct(LOUD, is_so=False)
    assert to_bytes(held) != before
    held.correct(LOUD, is_so=False, times=-1)
    assert to_bytes(held) == before


def test_outcomes_outweigh_a_first_guess() -> None:
    held = Leaning([0.0, 1.0, 0.5], counts={"loud": [42, 60]})
    assert held.predict(LOUD) > 0.5
    for _ in range(200):
        held.learn(LOUD, 0)
        held.learn(QUIET, 0)
    assert held.predict(LOUD) < 0.25
