"""What an intent became: one other, or several parts, and which of them a conversation is about.

`metrics/courses.py` asks it of the conversations that the log names with no part: those that
no agent answered give no past question, and only past questions are sorted by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.events import EntryId, IntentId
    from tacit.metrics.course import Course


@dataclass
class Parts:
    """The intents that another became: how many conversations each had then, and their answers.

    `answered` counts the conversations of each part by the entry that answered them.
    """

    into: Sequence[IntentId]
    sizes: Counter[IntentId] = field(default_factory=Counter)
    answered: dict[EntryId, Counter[IntentId]] = field(default_factory=dict)

    def fit(self, course: Course) -> IntentId:
        """The part of which most were answered as this one was, or would be; else the largest."""
        for entry in _answers(course):
            if found := self.answered.get(entry):
                return max(self.into, key=lambda part: (found[part], self.sizes[part]))
        return max(self.into, key=lambda part: self.sizes[part])


def parts_of(into: Sequence[IntentId], courses: Iterable[Course]) -> Parts:
    """What an intent was split into, as these conversations stand."""
    parts = Parts(into)
    for course in courses:
        if course.intent_id is not None and course.intent_id in into:
            parts.sizes[course.intent_id] += 1
            if course.taught is not None:
                entry = course.taught.entry_id
                parts.answered.setdefault(entry, Counter())[course.intent_id] += 1
    return parts


def _answers(course: Course) -> Iterator[EntryId]:
    """What answers a conversation: what an agent taught, else what was decided last, or before."""
    if course.taught is not None:
        yield course.taught.entry_id
    for taken in reversed(course.decisions):
        yield from taken.ranked[:1]
