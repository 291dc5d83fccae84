"""What a question or a report is about, and whether two are about the same.

The flows that void what an account asks again, or reports as a bug, ask it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.intent import wanted_by
from tacit.knowledge.question import likeness, question_of
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import DecisionTaken, IntentId

# Two questions this alike are the same one (cosine of the whole texts).
_SAME = 0.8
# Two questions that are this likely of one intent are the same one.
_LIKELY = ONE // 2


@dataclass(frozen=True)
class Matter:
    """An intent with its chance in 1/4096, and the vector of the whole text.

    Of a text that was erased, or that another model embedded, there is no vector.
    """

    intent_id: IntentId | None
    chance: int
    whole: NDArray[np.int8] | None

    def is_same(self, other: Matter) -> bool:
        """Whether both are likely of one intent, or say about the same."""
        is_known = self.intent_id is not None and self.intent_id == other.intent_id
        if is_known and min(self.chance, other.chance) >= _LIKELY:
            return True
        if self.whole is None or other.whole is None:
            return False
        return likeness(self.whole, other.whole) >= _SAME


def matter_of(decision: DecisionTaken, vectors: Sequence[bytes] | None) -> Matter:
    """What was decided on."""
    return Matter(decision.intent_id, decision.intent_confidence, _whole(vectors))


def reported(learned: Learned, vectors: Sequence[bytes]) -> Matter:
    """What a report is about, as is known now."""
    whole = question_of("", None, vectors).whole
    if not learned.intents.ids:
        return Matter(None, 0, whole)
    wanted = wanted_by(learned, learned.exemplars.whole.against(whole[np.newaxis])[0])
    return Matter(wanted.intent_id, wanted.chance, whole)


def _whole(vectors: Sequence[bytes] | None) -> NDArray[np.int8] | None:
    return None if vectors is None else question_of("", None, vectors).whole
