"""The learned state of a workspace in which nothing happened yet.

The follower folds the log onto it. The priors stand beside what they weigh:
`priors.PRIOR` and `priors.PARTS_PRIOR`.
"""

from __future__ import annotations

from tacit.answering import mood, priors
from tacit.answering.learned import Learned
from tacit.events import PersonId
from tacit.learners.budget import Budget
from tacit.learners.calibrator import Calibrator
from tacit.learners.fixed import rounded
from tacit.learners.fusion import Fusion
from tacit.learners.linear import Linear


def start(
    dimensions: int, erased: frozenset[PersonId] = frozenset(), target: float = 0.02
) -> Learned:
    """A state at position 0 for vectors of this many dimensions; `target` is the error budget."""
    calibrator = Calibrator(
        prior=[rounded(each) for each in priors.PARTS_PRIOR], bias=priors.PARTS_BIAS
    )
    return Learned(
        _fusion(),
        _fusion(),
        calibrator,
        Linear(dimensions),
        mood.begin(is_guessed=True),
        mood.begin(is_guessed=False),
        budget=Budget(target=target),
        erased=erased,
    )


def _fusion() -> Fusion:
    """One that knows how sources of evidence usually weigh."""
    return Fusion(
        prior=[rounded(each) for each in priors.PRIOR],
        floors=[rounded(each) for each in priors.FLOORS],
        ceilings=[rounded(each) for each in priors.CEILINGS],
    )
