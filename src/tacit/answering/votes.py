"""What past questions say: each near one votes for the entries that answered it.

Features asks it three times, with three kinds of nearness. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tacit.learners.fixed import ONE

NEIGHBOURS = 20
# Nearest past questions weigh by a softmax over their cosines at this
# temperature (learning.md section 3: 20 neighbours at 0.05).
COSINE_TEMPERATURE = 0.05
# The same over word scores, taken relative to the best.
WORDS_TEMPERATURE = 0.15
# As many votes for none of them come from this far away, as for intents.
STRANGE = 0.4


def tally(
    nearness: NDArray[np.float64],
    voters: NDArray[np.int64],
    votes: Sequence[Sequence[int]],
    temperature: float,
    places: int,
) -> NDArray[np.float64]:
    """The share of the votes of the nearest that each of `places` entries gets.

    `nearness[i]` is how near voter `voters[i]` is; `votes[i]` are the places
    that it votes for. Ties go to the earlier voter.
    """
    total = np.zeros(places)
    if not len(voters):
        return total
    steps = np.rint(nearness * ONE).astype(np.int64)
    order = _nearest(steps, voters)
    weights = np.exp((steps[order] - steps[order[0]]) / (ONE * temperature))
    for voter, weight in zip(order, weights, strict=True):
        for place in votes[voter]:
            total[place] += weight / len(votes[voter])
    shares: NDArray[np.float64] = total / max(float(total.sum()), 1e-9)
    return shares


def reach(
    nearness: NDArray[np.float64],
    voters: NDArray[np.int64],
    votes: Sequence[Sequence[int]],
    places: int,
) -> NDArray[np.float64]:
    """How near the nearest voter for each of `places` entries is; the furthest of the
    nearest stands for those that none of them votes for. 0 without voters."""
    if not len(voters):
        return np.zeros(places)
    steps = np.rint(nearness * ONE).astype(np.int64)
    order = _nearest(steps, voters)
    near = np.full(places, steps[order[-1]] / ONE)
    for voter in order[::-1]:
        near[list(votes[voter])] = steps[voter] / ONE
    return near


def familiar(
    nearness: NDArray[np.float64], among: NDArray[np.int64], is_usual: Callable[[int], bool]
) -> float:
    """What share of the nearest past questions has a usual answer, in [0, 1).

    Σ_{q usual} exp(cos(q) / T) / (Σ_q exp(cos(q) / T) + 20 · exp(0.4 / T))

    over the 20 nearest at places `among`: a question far from all others is familiar to none.
    """
    if not len(among):
        return 0.0
    steps = np.rint(nearness[among] * ONE).astype(np.int64)
    order = _nearest(steps, among)
    weights = np.exp((steps[order] / ONE - 1.0) / COSINE_TEMPERATURE)
    strange = NEIGHBOURS * float(np.exp((STRANGE - 1.0) / COSINE_TEMPERATURE))
    usual = [is_usual(int(place)) for place in among[order]]
    return float(weights[usual].sum()) / (float(weights.sum()) + strange)


def _nearest(steps: NDArray[np.int64], voters: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the nearest, nearest first; only those are put in order."""
    near = np.arange(len(steps))
    if len(steps) > NEIGHBOURS:
        near = np.flatnonzero(steps >= np.partition(steps, -NEIGHBOURS)[-NEIGHBOURS])
    return near[np.lexsort((voters[near], -steps[near]))][:NEIGHBOURS]
