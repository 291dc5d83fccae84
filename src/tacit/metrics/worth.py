"""What is worth learning first: how often each intent is asked, and how unsure the answer is.

`flows/measure.py` asks for it; doors show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tacit.events import EntryId, IntentId
from tacit.metrics.calibration import ONE
from tacit.metrics.course import Course
from tacit.share import Share

DEFINITION = (
    "Conversations of the last 30 days, by what they are about. What is worth learning first is "
    "asked often and answered unsurely: the score is conversations times how unsure the assistant "
    "was of its first answer, on average, which is how many of them it would get wrong, or hand "
    "over, as far as it knows. Given again: how often agents gave the answer that they gave most, "
    "of the conversations that the assistant did not carry alone."
)
DAYS = 30
# What was asked once may be a customer's own matter.
LEAST = 2


@dataclass(frozen=True)
class Worth:
    """One intent: `asked` conversations, `unsure` in [0, 1], and what agents answered most.

    `again` is how many of the conversations that agents dealt with were answered by `entry_id`,
    by so many `agents`; None where none taught anything.
    """

    intent_id: IntentId
    asked: int
    unsure: float
    agents_had: int
    again: Share
    agents: int
    entry_id: EntryId | None

    @property
    def score(self) -> float:
        """The conversations that the assistant would get wrong or hand over, as far as it knows."""
        return self.asked * self.unsure


def worth(courses: Iterable[Course], at: datetime) -> list[Worth]:
    """The intents of the last 30 days before `at`, what is worth learning first before all else."""
    since = at - timedelta(days=DAYS)
    by_intent = dict[IntentId, list[Course]]()
    for course in courses:
        if course.intent_id is not None and course.first is not None and since <= course.at <= at:
            by_intent.setdefault(course.intent_id, []).append(course)
    found = [_worth(intent, held) for intent, held in by_intent.items() if len(held) >= LEAST]
    return sorted(found, key=lambda each: (-each.score, each.intent_id))


def _worth(intent: IntentId, courses: list[Course]) -> Worth:
    unsure = sum(ONE - course.first.confidence for course in courses if course.first)
    left = [course for course in courses if not course.is_alone]
    taught = [course.taught for course in left if course.taught]
    entry, count = max(
        Counter(each.entry_id for each in taught).items(),
        key=lambda each: (each[1], each[0]),
        default=(None, 0),
    )
    return Worth(
        intent,
        len(courses),
        unsure / ONE / len(courses),
        len(left),
        Share(count, len(left)),
        len({each.by for each in taught if each.entry_id == entry}),
        entry,
    )
