"""One learner a file: a dataclass whose fields are its whole state. Pure and exact.

`ALL` names them for snapshots, the contract suite, the docs and the terminal; `COUNTED` those
that are in no snapshot, for each process counts them from the courses of conversations.
"""

from tacit.learners.asking import Asking
from tacit.learners.budget import Budget
from tacit.learners.calibrator import Calibrator
from tacit.learners.churn import ChurnModel
from tacit.learners.drift import Drift
from tacit.learners.fusion import Fusion
from tacit.learners.leaning import Leaning
from tacit.learners.linear import Linear
from tacit.learners.mix import Mix
from tacit.learners.novelty import Novelty
from tacit.learners.pace import Pace
from tacit.learners.popularity import Popularity
from tacit.learners.quality import Quality
from tacit.learners.residual import Residual
from tacit.learners.routing import Routing
from tacit.learners.situations import Situations
from tacit.learners.successors import Successors
from tacit.learners.track_record import TrackRecord
from tacit.learners.trials import Trials
from tacit.learners.trust import Trust

__all__ = [
    "ALL",
    "COUNTED",
    "Asking",
    "Budget",
    "Calibrator",
    "ChurnModel",
    "Drift",
    "Fusion",
    "Leaning",
    "Linear",
    "Mix",
    "Novelty",
    "Pace",
    "Popularity",
    "Quality",
    "Residual",
    "Routing",
    "Situations",
    "Successors",
    "TrackRecord",
    "Trials",
    "Trust",
]

ALL = {
    "asking": Asking,
    "budget": Budget,
    "calibrator": Calibrator,
    "drift": Drift,
    "frustration": Leaning,
    "fusion": Fusion,
    "linear": Linear,
    "mix": Mix,
    "novelty": Novelty,
    "pace": Pace,
    "popularity": Popularity,
    "quality": Quality,
    "residual": Residual,
    "runners_up": Fusion,
    "situated": Residual,
    "situations": Situations,
    "successors": Successors,
    "track_record": TrackRecord,
    "trials": Trials,
    "trust": Trust,
    "urgency": Leaning,
}
COUNTED = {"churn": ChurnModel, "routing": Routing}
