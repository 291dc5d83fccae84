"""The learned state of a workspace in which nothing happened yet.

The follower folds the log onto it. The priors stand beside what they weigh:
`features.PRIOR` and `confidence.PRIOR`.
"""

from __future__ import annotations

from tacit.answering import confidence, features
from tacit.answering.learned import Learned
from tacit.events import PersonId
from tacit.learners import Calibrator, Fusion, Linear
from tacit.learners.budget import Budget
from tacit.learners.fixed import rounded


def start(
    dimensions: int, erased: frozenset[PersonId] = frozenset(), target: float = 0.02
) -> Learned:
    """A state at position 0 for vectors of this many dimensions; `target` is the error budget."""
    fusion = Fusion(
        prior=[rounded(each) for each in features.PRIOR],
        floors=[rounded(each) for each in features.FLOORS],
        ceilings=[rounded(each) for each in features.CEILINGS],
    )
    calibrator = Calibrator(
        prior=[rounded(each) for each in confidence.PRIOR], bias=confidence.BIAS
    )
    return Learned(
        fusion, calibrator, Linear(dimensions), budget=Budget(target=target), erased=erased
    )
