"""What is worth learning first: how often each intent is asked, and how unsure the answer is.

Who searched the help centre in vain asked, too, and got nothing.

`flows/measure.py` asks for it; doors show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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
    "over, as far as it knows; and one more for each search of the help centre in these days that "
    "found nothing and whose words are near the intent. Given again: how often agents gave the "
    "answer that they gave most, of the conversations that the assistant did not carry alone."
)
DAYS = 30
# What was asked, or searched for, once may be a customer's own matter.
LEAST = 2


@dataclass(frozen=True)
class Worth:
    """One intent: `asked` conversations, `unsure` in [0, 1], and what agents answered most.

    `searched` is how often it was searched for in vain; who only searched was answered by nothing.
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
    searched: int = 0

    @property
    def score(self) -> float:
        """The conversations that the assistant would get wrong or hand over, as far as it knows,
        and the searches that found nothing.

        score = asked · unsure + searched
        """
        return self.asked * self.unsure + self.searched


def worth(courses: Iterable[Course], at: datetime, searched: Mapping[IntentId, int]) -> list[Worth]:
    """The intents of the last 30 days before `at`, what is worth learning first before all else.

    `searched` is how often each was searched for in vain of late.
    """
    since = at - timedelta(days=DAYS)
    by_intent = dict[IntentId, list[Course]]()
    for course in courses:
        if course.intent_id is not None and course.first is not None and since <= course.at <= at:
            by_intent.setdefault(course.intent_id, []).append(course)
    found = [
        _worth(intent, by_intent.get(intent, []), searched.get(intent, 0))
        for intent in {*by_intent, *searched}
        if max(len(by_intent.get(intent, [])), searched.get(intent, 0)) >= LEAST
    ]
    return sorted(found, key=lambda each: (-each.score, each.intent_id))


def _worth(intent: IntentId, courses: list[Course], searched: int) -> Worth:
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
        unsure / ONE / max(len(courses), 1),
        len(left),
        Share(count, len(left)),
        len({each.by for each in taught if each.entry_id == entry}),
        entry,
        searched,
    )
