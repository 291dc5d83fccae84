"""What a question wants: the intent of the past questions that ask most alike, and how sure.

Decide asks it of each question, the learn flow once the answer is known, the intents' flow
of what an import brought. The likeliest is None where the question is near no intent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.leading import Leading, leading
from tacit.knowledge.grouping import GONE, NONE, agreement
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import EntryId, IntentId

# So many of the nearest past questions vote, each with exp(cosine / temperature).
VOTERS = 10
TEMPERATURE = 0.05
# As many votes that it is none of these come from this far away: it is what a question far
# from all others wants. Chosen on BANKING77 and 2023 of the Thunderbird desk, with the line.
STRANGE = 0.4
# Of so many of the nearest the answers are looked at.
_LOOKED_AT = 10 * VOTERS
# Below this chance a question is of no intent.
LEAST = round(0.4 * ONE)


@dataclass(frozen=True)
class Wanted:
    """What a question wants, and the chance that it is this intent, in 1/4096."""

    intent_id: IntentId | None
    chance: int


NOTHING = Wanted(None, 0)


def wanted_by(
    learned: Learned,
    alike: NDArray[np.float64],
    own: EntryId | None = None,
    cites: Sequence[EntryId] = (),
    led: Leading | None = None,
) -> Wanted:
    """The intent that most of the nearest past questions are of.

    chance(i) = Σ_{q of i} exp(cos(q) / T) / (Σ_q exp(cos(q) / T) + 10 · exp(0.4 / T))

    `alike[place]` is how near exemplar `place` asks (cosine of the whole texts). `own` is
    the conversation's exemplar, which does not vote; `cites` are what the question was
    answered with: others that were answered so count as nearer, others as further. `led` are
    the nearest, where they were chosen before.
    """
    chances = _chances(learned, alike, own, cites, led)
    best = min(chances, key=lambda intent: (-chances[intent], intent), default=None)
    if best is None or chances[best] < LEAST:
        return NOTHING
    return Wanted(best, chances[best])


def chance_of(
    learned: Learned, alike: NDArray[np.float64], own: EntryId | None, intent: IntentId
) -> Wanted:
    """That a question is of one intent for another reason, and the chance that it asks so."""
    return Wanted(intent, _chances(learned, alike, own, (), None).get(intent, 0))


def _chances(
    learned: Learned,
    alike: NDArray[np.float64],
    own: EntryId | None,
    cites: Sequence[EntryId],
    led: Leading | None,
) -> dict[IntentId, int]:
    """The chance of each intent that is near at all, in 1/4096."""
    intents, exemplars = learned.intents, learned.exemplars
    rows = intents.rows()
    held = np.flatnonzero(rows != GONE)
    if own in exemplars.by_id:
        held = held[held != exemplars.by_id[own].place]
    looked_at = _LOOKED_AT if cites else VOTERS
    held = (led or leading(alike)).among(alike, held, looked_at)
    steps = np.zeros(len(alike), dtype=np.int64)
    steps[held] = np.rint(alike[held] * ONE).astype(np.int64)
    nearest = _nearest(held, steps, looked_at)
    if cites:
        for place in nearest:
            steps[place] += round(agreement(cites, exemplars.ordered[place].cites) * ONE)
        nearest = _nearest(np.sort(nearest), steps, VOTERS)
    return _counted(intents.ids, rows[nearest], steps[nearest] / ONE)


def _nearest(places: NDArray[np.intp], steps: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """The nearest of these places, which come in order; ties go to the earlier."""
    near = steps[places]
    if len(places) > most:
        least = np.partition(near, -most)[-most]
        places, near = places[near >= least], near[near >= least]
    ordered: NDArray[np.intp] = places[np.argsort(-near, kind="stable")[:most]]
    return ordered


def _counted(
    ids: Sequence[IntentId], of: NDArray[np.int32], near: NDArray[np.float64]
) -> dict[IntentId, int]:
    weights = np.exp((near - 1.0) / TEMPERATURE)
    whole = float(weights.sum()) + VOTERS * float(np.exp((STRANGE - 1.0) / TEMPERATURE))
    found = dict[int, float]()
    for number, weight in zip(of.tolist(), weights.tolist(), strict=True):
        if number != NONE:
            found[number] = found.get(number, 0.0) + weight
    return {ids[number]: round(weight / whole * ONE) for number, weight in found.items()}
