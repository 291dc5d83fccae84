"""Metrics: folds over facts that end in a share with its size. Pure; doors show them.

`ALL` names them for the terminal, the programming interface, the contract
suite and the docs; `measure.measure` asks one over a window.
"""

from tacit.metrics.asked_fast import AskedFast
from tacit.metrics.calibration import CalibrationError
from tacit.metrics.ces import Ces
from tacit.metrics.churned import Churned
from tacit.metrics.containment import Containment
from tacit.metrics.coverage import Coverage
from tacit.metrics.csat import Csat, CsatAnswerRate
from tacit.metrics.drafts import DraftsSent
from tacit.metrics.effort_low import EffortLow
from tacit.metrics.failures import Failures
from tacit.metrics.fell_short import FellShort
from tacit.metrics.frustrated import Frustrated
from tacit.metrics.handoff import Handoff
from tacit.metrics.live import CorrectionToLive
from tacit.metrics.metric import Metric
from tacit.metrics.observed import ObserveScore
from tacit.metrics.precision import Precision
from tacit.metrics.recall import RecallAt1, RecallAt3, RecallAt5
from tacit.metrics.reopen import ReopenRate
from tacit.metrics.resolution import ResolutionAssumed, ResolutionConfirmed

__all__ = ["ALL", "Metric"]

# In the order in which people are shown them: containment next to what keeps it honest.
ALL: dict[str, type[Metric]] = {
    "coverage": Coverage,
    "containment": Containment,
    "resolution_confirmed": ResolutionConfirmed,
    "resolution_assumed": ResolutionAssumed,
    "handoff": Handoff,
    "handoff_fell_short": FellShort,
    "asked_fast": AskedFast,
    "reopen_rate": ReopenRate,
    "churned": Churned,
    "csat": Csat,
    "csat_answer_rate": CsatAnswerRate,
    "effort_low": EffortLow,
    "ces": Ces,
    "frustrated": Frustrated,
    "drafts_sent": DraftsSent,
    "observe_score": ObserveScore,
    "precision_at_answered": Precision,
    "failures": Failures,
    "calibration_error": CalibrationError,
    "recall_at_1": RecallAt1,
    "recall_at_3": RecallAt3,
    "recall_at_5": RecallAt5,
    "correction_to_live": CorrectionToLive,
}
