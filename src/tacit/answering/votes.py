"""What past questions say: each near one votes for the entries that answered it.

Features asks it with three kinds of nearness. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tacit.answering.leading import Leading
from tacit.learners.fixed import ONE

NEIGHBOURS = 20
# Nearest past questions weigh by a softmax over their cosines at this
# temperature (learning.md section 3: 20 neighbours at 0.05).
COSINE_TEMPERATURE = 0.05
# The same over word scores, taken relative to the best.
WORDS_TEMPERATURE = 0.15
# As many votes for none of them come from this far away, as for intents.
STRANGE = 0.4
_TWO = 2


@dataclass(frozen=True)
class Nearest:
    """The nearest voters, nearest first: their places, how near they are, what each votes for.

    `steps` are in 1/4096; `votes` are places of entries.
    """

    voters: NDArray[np.int64]
    steps: NDArray[np.int64]
    votes: list[Sequence[int]]

    def ballots(self, temperature: float) -> list[tuple[float, Sequence[int]]]:
        """What each weighs, the first one 1, and what for: exp((nearness - its) / temperature)."""
        weights = np.exp((self.steps - self.steps[:1]) / (ONE * temperature))
        return list(zip(weights.tolist(), self.votes, strict=True))


def nearest(
    nearness: NDArray[np.float64],
    voters: NDArray[np.int64],
    votes: Sequence[Sequence[int]],
    led: Leading | None = None,
) -> Nearest:
    """The nearest of the voters, which are places in `nearness`, in order; `led` are its highest.

    Ties go to the earlier voter.
    """
    places, steps = _nearest(nearness, voters, led)
    return Nearest(places, steps, [votes[each] for each in np.searchsorted(voters, places)])


def together(one: Nearest, other: Nearest) -> Nearest:
    """The nearest of both; ties go to the former's. Voters of the latter are told as -1 - place."""
    steps = np.concatenate([one.steps, other.steps])
    voters = np.concatenate([one.voters, -1 - other.voters])
    votes = [*one.votes, *other.votes]
    first = np.argsort(-steps, kind="stable")[:NEIGHBOURS]
    return Nearest(voters[first], steps[first], [votes[each] for each in first])


def tally(near: Nearest, temperature: float, places: int) -> NDArray[np.float64]:
    """The share of the votes of the nearest that each of `places` entries gets."""
    total = np.zeros(places)
    for weight, votes in near.ballots(temperature):
        for place in votes:
            total[place] += weight / len(votes)
    shares: NDArray[np.float64] = total / max(float(total.sum()), 1e-9)
    return shares


def reach(near: Nearest, places: int) -> NDArray[np.float64]:
    """How near the nearest voter for each of `places` entries is; the furthest of the
    nearest stands for those that none of them votes for. 0 without voters."""
    if not len(near.voters):
        return np.zeros(places)
    reached = np.full(places, near.steps[-1] / ONE)
    for steps, votes in zip(near.steps[::-1], near.votes[::-1], strict=True):
        reached[list(votes)] = steps / ONE
    return reached


def seconded(near: Nearest, place: int) -> float:
    """The share in [0, 1] of the votes of the nearest that an entry has without its first voter.

    A wrong reply to nearly the same question is one voice; whether others say so tells it apart.
    """
    ballots = near.ballots(COSINE_TEMPERATURE)
    own = [weight / len(votes) for weight, votes in ballots if place in votes]
    if len(own) < _TWO:
        return 0.0
    left = math.fsum(weight for weight, _ in ballots) - own[0]
    return math.fsum(own[1:]) / left


def backers(near: Nearest, place: int) -> list[int]:
    """The past questions among the nearest that vote for an entry, without pseudo-labels."""
    cast = zip(near.voters.tolist(), near.votes, strict=True)
    return [voter for voter, votes in cast if voter >= 0 and place in votes]


def familiar(
    nearness: NDArray[np.float64],
    among: NDArray[np.int64],
    is_usual: Callable[[int], bool],
    led: Leading | None = None,
) -> float:
    """What share of the nearest past questions has a usual answer, in [0, 1).

    Σ_{q usual} exp(cos(q) / T) / (Σ_q exp(cos(q) / T) + 20 · exp(0.4 / T))

    over the 20 nearest at places `among`: a question far from all others is familiar to none.
    """
    if not len(among):
        return 0.0
    places, steps = _nearest(nearness, among, led)
    weights = np.exp((steps / ONE - 1.0) / COSINE_TEMPERATURE)
    strange = NEIGHBOURS * float(np.exp((STRANGE - 1.0) / COSINE_TEMPERATURE))
    usual = [is_usual(int(place)) for place in places]
    return float(weights[usual].sum()) / (float(weights.sum()) + strange)


def _nearest(
    nearness: NDArray[np.float64], held: NDArray[np.int64], led: Leading | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The nearest of the places that are held, nearest first, and how near they are in 1/4096.

    Only those are rounded and put in order that are less than a step behind the last of them.
    """
    near = held if led is None else led.among(nearness, held, NEIGHBOURS)
    numbers = nearness if len(near) == len(nearness) else nearness[near]
    if len(near) > NEIGHBOURS:
        last = np.partition(numbers, -NEIGHBOURS)[-NEIGHBOURS]
        is_near = numbers >= last - 1.5 / ONE
        near, numbers = near[is_near], numbers[is_near]
    steps = np.rint(numbers * ONE).astype(np.int64)
    first = np.lexsort((near, -steps))[:NEIGHBOURS]
    return near[first], steps[first]
