"""How sure a ranking is: the parts, and the calibrated chance made of them.

Decide asks it; the receipt keeps the parts, so that the calibrator learns
without retrieving. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tacit.answering.priors import NAMES
from tacit.answering.situation import NOWHERE, Situation, situated_keys
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.answering.ranking import Ranking
    from tacit.events import EntryId

_SAME, _WORDS, _LINEAR = (NAMES.index(name) for name in ("same", "near_words", "linear"))
_USUAL_NEAREST = 0.7
_USUAL_CLOSEST = 0.5
_MOST_ODDS = 6.0
_MARGIN_UNIT = 0.2
# In units of the feature, of which the linear learner's 1 makes five.
_LEAD_UNIT = 2.5
# Half as many more wrong answers than anyway (log): of many attributes one does by chance.
_CHANCE = 0.4


def parts(learned: Learned, ranking: Ranking, situation: Situation = NOWHERE) -> list[int]:
    """The parts of a confidence in 1/4096, in the order of PARTS; empty without a candidate."""
    if not ranking.candidates:
        return []
    rows = [each.features for each in ranking.candidates]
    top = learned.fusion.chances(rows)[0]
    odds = math.log(max(top, 1e-6) / max(1 - top, 1e-6))
    everything = learned.popularity.total(ranking.candidates[0].entry_id)
    raw = (
        min(max(odds, -_MOST_ODDS), _MOST_ODDS),
        rows[0][_SAME] / ONE,
        ranking.nearest - _USUAL_NEAREST,
        ranking.closest - _USUAL_CLOSEST,
        math.log1p(everything),
        ranking.backing[0].margin / _MARGIN_UNIT,
        _lead(rows, _LINEAR) / _LEAD_UNIT,
        ranking.backing[0].share,
        _lead(rows, _WORDS),
        ranking.known - 1,
        learned.residual.predict(ranking.candidates[0].entry_id),
        situated(learned, ranking.candidates[0].entry_id, situation),
        ranking.backing[0].seconded,
        math.log1p(ranking.backing[0].agents),
    )
    return [round(each * ONE) for each in raw]


def situated(learned: Learned, entry: EntryId, situation: Situation) -> float:
    """How much oftener than said an entry is wrong in a situation than it is anyway (log).

    The attribute in which it departs most speaks for all, as they tell much the same, by
    what it says beyond what chance might: 0 where none says that much.
    """
    usual = learned.residual.predict(entry)
    said = [learned.situated.predict(key, usual) for key in situated_keys(entry, situation)]
    strongest = max(said, key=abs, default=0.0)
    beyond = abs(strongest) - _CHANCE
    return math.copysign(beyond, strongest) if beyond > 0 else 0.0


def _lead(rows: Sequence[Sequence[int]], source: int) -> float:
    """How far a source puts the top candidate above the best other one."""
    others = max((row[source] for row in rows[1:]), default=0)
    return (rows[0][source] - others) / ONE


def confidence(learned: Learned, found: list[int]) -> int:
    """The chance that the top candidate's reply resolves, in 1/4096; 0 without one."""
    return round(learned.calibrator.predict(found) * ONE) if found else 0
