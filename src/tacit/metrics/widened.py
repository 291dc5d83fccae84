"""What handoffs widened: of each intent, how its conversations went before one taught, and since.

`flows/measure.py` asks for it; doors show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tacit.events import ConversationId, IntentId
from tacit.metrics.course import Course
from tacit.share import Share

DEFINITION = (
    "An intent counts from the day on which an agent's reply to a conversation that had been "
    "handed over first taught something about it. Before are the assistant's conversations of the "
    "intent that were opened until then, that one with them; since are those opened later. "
    "Without a person: the assistant answered, handed nothing over, and no agent replied."
)


@dataclass(frozen=True)
class Span:
    """The assistant's conversations of one side: handed over, and carried without a person."""

    handed_over: Share
    alone: Share


@dataclass(frozen=True)
class Widened:
    """One intent before a handoff first taught something about it, and since.

    `gain` is by how much the share that was handed over fell, in parts of one, with its 95%
    interval; None where nobody has asked since.
    """

    intent_id: IntentId
    learned_at: datetime
    conversation_id: ConversationId
    before: Span
    since: Span

    @property
    def gain(self) -> tuple[float, float, float] | None:
        if not self.since.handed_over.whole:
            return None
        return self.before.handed_over.above(self.since.handed_over)


def in_words(found: Widened) -> str:
    """Both rates before and since, in one sentence.

    >>> from datetime import UTC, datetime
    >>> day = datetime(2024, 3, 4, tzinfo=UTC)
    >>> before, since = Span(Share(2, 2), Share(0, 2)), Span(Share(1, 10), Share(9, 10))
    >>> in_words(Widened(IntentId("i"), day, ConversationId("c"), before, since))
    'handed over 2 of 2 before and 1 of 10 since; without a person 0 of 2 before and 9 of 10 since'
    """
    sides = found.before, found.since
    over = " before and ".join(_counts(each.handed_over) for each in sides)
    alone = " before and ".join(_counts(each.alone) for each in sides)
    return f"handed over {over} since; without a person {alone} since"


def _counts(share: Share) -> str:
    return f"{share.part} of {share.whole}"


def widened(courses: Mapping[ConversationId, Course]) -> list[Widened]:
    """The intents of which a handoff taught something, the most asked since first."""
    by_intent = dict[IntentId, dict[ConversationId, Course]]()
    for name, course in courses.items():
        if course.intent_id is not None and course.is_assistants:
            by_intent.setdefault(course.intent_id, {})[name] = course
    found = (_widened(intent, held) for intent, held in by_intent.items())
    told = [each for each in found if each is not None]
    return sorted(told, key=lambda each: (-each.since.alone.whole, each.intent_id))


def _widened(intent: IntentId, courses: Mapping[ConversationId, Course]) -> Widened | None:
    taught = [(c.taught.at, name) for name, c in courses.items() if c.given and c.taught]
    if not taught:
        return None
    learned_at, first = min(taught)
    before = [each for each in courses.values() if each.at <= learned_at]
    since = [each for each in courses.values() if each.at > learned_at]
    return Widened(intent, learned_at, first, _span(before), _span(since))


def _span(courses: Sequence[Course]) -> Span:
    handed = sum(bool(each.given) for each in courses)
    alone = sum(each.is_alone and each.answers > 0 for each in courses)
    return Span(Share(handed, len(courses)), Share(alone, len(courses)))
