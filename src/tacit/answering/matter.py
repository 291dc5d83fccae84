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

# Two texts this alike ask the same (cosine).
_SAME = 0.8
# Two questions that are this likely of one intent are the same one.
_LIKELY = ONE // 2


@dataclass(frozen=True)
class Matter:
    """An intent with its chance in 1/4096, and the vectors that the text may be known by.

    Of a text that was erased, or that another model embedded, there is none.
    """

    intent_id: IntentId | None
    chance: int
    vectors: Sequence[NDArray[np.int8]]

    def is_same(self, other: Matter) -> bool:
        """Whether both are likely of one intent, or say about the same."""
        is_known = self.intent_id is not None and self.intent_id == other.intent_id
        if is_known and min(self.chance, other.chance) >= _LIKELY:
            return True
        return any(likeness(a, b) >= _SAME for a in self.vectors for b in other.vectors)


def matter_of(decision: DecisionTaken, vectors: Sequence[bytes] | None) -> Matter:
    """What was decided on."""
    known = [] if vectors is None else [question_of("", None, vectors).whole]
    return Matter(decision.intent_id, decision.intent_confidence, known)


def reported(learned: Learned, vectors: Sequence[bytes]) -> Matter:
    """What a report is about, as is known now: by its title, as a report says more than a
    question does, or by the whole of it, whichever is likelier of an intent."""
    told = question_of("", None, vectors)
    known = [told.subject, told.whole]
    if not learned.intents.ids:
        return Matter(None, 0, known)
    near = learned.exemplars.whole.against(np.stack(known))
    wanted = max((wanted_by(learned, each) for each in near), key=lambda each: each.chance)
    return Matter(wanted.intent_id, wanted.chance, known)
