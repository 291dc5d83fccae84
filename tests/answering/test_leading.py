"""Chosen once for all who ask, the nearest are those that each would have chosen alone."""

from __future__ import annotations

import numpy as np
import pytest

from tacit.answering.leading import leading
from tacit.answering.votes import NEIGHBOURS, familiar, nearest
from tacit.learners.fixed import ONE

MANY = 3_000


def drawn(seed: int, ties: int) -> tuple[np.ndarray, np.random.Generator]:
    """Cosines of many, so many of them alike to a step or within one."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(0.3, 0.2, MANY)
    at = rng.choice(MANY, ties, replace=False)
    numbers[at] = 0.75 + rng.choice([-0.4, 0.0, 0.4], ties) / ONE
    return numbers, rng


@pytest.mark.parametrize("ties", [0, 15, 40, 700])
@pytest.mark.parametrize("share", [1.0, 0.9, 0.2, 0.004])
def test_whoever_asks_gets_the_same_as_without_it(ties: int, share: float) -> None:
    for seed in range(20):
        numbers, rng = drawn(seed, ties)
        held = np.flatnonzero(rng.random(MANY) < share)
        votes = [[each % 7] for each in range(len(held))]
        led = leading(numbers)
        alone, together = nearest(numbers, held, votes), nearest(numbers, held, votes, led)
        assert alone.voters.tolist() == together.voters.tolist()
        assert alone.steps.tolist() == together.steps.tolist()
        assert alone.votes == together.votes
        usual = [familiar(numbers, held, lambda p: p % 3 == 0, each) for each in (None, led)]
        assert usual[0] == usual[1]


def test_of_the_nearest_that_lead_few_are_looked_at() -> None:
    numbers, _ = drawn(0, 0)
    everybody = np.arange(MANY)
    found = leading(numbers).among(numbers, everybody, NEIGHBOURS)
    assert len(found) < MANY / 5
    assert leading(numbers[:100]).among(numbers[:100], everybody[:100], 5).tolist() == [*range(100)]
    nobody = np.zeros(0, dtype=np.int64)
    assert leading(numbers).among(numbers, nobody, 5).tolist() == []
