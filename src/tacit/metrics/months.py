"""Month by month: what the figures of a period were, and which topics and learnings moved them.

The change of a share over all is, to the last conversation, the sum of what each intent added to
it. `measure.monthly` asks for it; doors show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tacit.events import ConversationId, EntryId, IntentId
from tacit.metrics.course import Course, Taught
from tacit.metrics.metric import Reading
from tacit.metrics.steps import ANSWERED
from tacit.metrics.window import Window
from tacit.share import Share

if TYPE_CHECKING:
    from tacit.metrics.measure import Series

# What a lead watches: of the assistant's conversations, and of its handoffs.
FIGURES = (
    "resolution_confirmed", "resolution_assumed", "handoff", "coverage", "handoff_fell_short",
)  # fmt: skip
# Those that an intent moves: shares of one whole, the assistant's conversations.
MOVED = FIGURES[:4]
# Topics and learnings a month shows at most: nobody reads further.
TOPICS, LEARNINGS = 5, 3
DEFINITION = (
    "Of each period the shares of the assistant's conversations that were opened in it, and beside "
    "each how far it lies from the period before, with the 95% interval of that difference. An "
    "intent's points are its share of all of the period less its share of all of the one before: "
    "added up over all intents they are the whole change. A learning is listed where the "
    "assistant answered the intent in the period from the entry that an agent's reply had taught "
    "for it, in the period or the one before."
)


# Shares by the begin of a period and the intent.
Apart = Mapping[tuple[date, str], Share]


@dataclass(frozen=True)
class Change:
    """How far a share lies above that of the period before, in parts of one, with its interval."""

    points: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no room for no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Learning:
    """An entry that agents' replies taught: the first of them, how many there were, and how many
    conversations of the period were answered from it."""

    conversation_id: ConversationId
    taught: Taught
    replies: int
    answered: int


@dataclass(frozen=True)
class Topic:
    """What one intent did to the figures: its own shares then and now, and the points it moved.

    `points` are in parts of one, by the figure's name.
    """

    intent_id: IntentId
    before: dict[str, Share]
    now: dict[str, Share]
    points: dict[str, float]
    learnings: Sequence[Learning]
    others: int


@dataclass(frozen=True)
class Month:
    """One period with its figures, their changes since the one before, and what moved them."""

    begins: date
    ends: date
    readings: dict[str, Reading]
    changes: dict[str, Change]
    topics: Sequence[Topic]


def months(
    found: Mapping[str, Series],
    apart: Mapping[str, Apart],
    courses: Mapping[ConversationId, Course],
    window: Window,
) -> list[Month]:
    """The periods of a window in which the assistant had conversations, the oldest first.

    `found` are the FIGURES over the window, `apart` their shares by period and intent.
    """
    learned = _Learned(courses, window)
    listed, before = list[Month](), None
    for begins, ends in _periods(found):
        readings = {name: _at(series, begins) for name, series in found.items()}
        if not readings["coverage"].n:
            continue
        month = Month(begins, ends, readings, {}, ())
        if before is not None:
            changes = {n: c for n in FIGURES if (c := _change(before.readings[n], readings[n]))}
            topics = _topics(apart, before, month)
            told = [learned.told(each, before.begins, month) for each in topics]
            month = Month(begins, ends, readings, changes, told)
        listed.append(month)
        before = month
    return listed


def _periods(found: Mapping[str, Series]) -> list[tuple[date, date]]:
    return sorted({(each.begins, each.ends) for s in found.values() for each in s.points})


def _at(series: Series, begins: date) -> Reading:
    at = (each.reading for each in series.points if each.begins == begins)
    return next(at, series.metric().reading())


def _change(before: Reading, now: Reading) -> Change | None:
    if not before.share.whole or not now.share.whole:
        return None
    return Change(*now.share.above(before.share))


def _topics(apart: Mapping[str, Apart], before: Month, now: Month) -> list[Topic]:
    """The intents that moved the figures most."""
    intents = {group for name in MOVED for _, group in apart[name]}
    topics = list[Topic]()
    for intent in sorted(intents):
        then, since = (
            {name: apart[name].get((each.begins, intent), Share(0, 0)) for name in MOVED}
            for each in (before, now)
        )
        points = {
            name: since[name].part / now.readings[name].share.whole
            - then[name].part / before.readings[name].share.whole
            for name in MOVED
        }
        if any(points.values()):
            topics.append(Topic(IntentId(intent), then, since, points, (), 0))
    topics.sort(key=lambda each: (-max(abs(p) for p in each.points.values()), each.intent_id))
    return topics[:TOPICS]


class _Learned:
    """Who taught what when, and what the assistant answered with, by intent."""

    def __init__(self, courses: Mapping[ConversationId, Course], window: Window) -> None:
        self.window = window
        self.taught = list[tuple[ConversationId, IntentId, Taught]]()
        self.answered = dict[tuple[IntentId, date, EntryId], int]()
        for name, course in courses.items():
            if course.intent_id is None:
                continue
            if course.taught is not None:
                self.taught.append((name, course.intent_id, course.taught))
            if window.holds(course.at) and course.is_assistants:
                period = window.period(window.day(course.at))
                for entry in set(_answers(course)):
                    place = course.intent_id, period, entry
                    self.answered[place] = self.answered.get(place, 0) + 1
        # The first reply is the learning, the others say the same.
        self.taught.sort(key=lambda each: (each[2].at, each[0]))

    def told(self, topic: Topic, since: date, month: Month) -> Topic:
        """A topic with what was taught of it since, the most used first."""
        period = self.window.period(month.begins)
        first = dict[EntryId, tuple[ConversationId, Taught]]()
        replies = Counter[EntryId]()
        for conversation, intent, taught in self.taught:
            day = self.window.day(taught.at)
            if intent == topic.intent_id and since <= day <= month.ends:
                first.setdefault(taught.entry_id, (conversation, taught))
                replies[taught.entry_id] += 1
        found = [
            Learning(*first[entry], replies[entry], used)
            for entry in first
            if (used := self.answered.get((topic.intent_id, period, entry), 0))
        ]
        found.sort(key=lambda each: (-each.answered, each.taught.entry_id))
        kept = found[:LEARNINGS]
        return replace(topic, learnings=kept, others=len(found) - len(kept))


def _answers(course: Course) -> Iterator[EntryId]:
    for step in course.steps:
        if step.what == ANSWERED and step.entry_id is not None:
            yield step.entry_id
