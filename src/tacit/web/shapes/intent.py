"""An intent as callers see it: how many asked it, and what may be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tacit.answering import drift
from tacit.learners.drift import FALSE_ALARM_EVERY
from tacit.web.shapes.fields import Count, Shape

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import IntentId


class Drift(Shape):
    """An intent's answers are wrong oftener than is usual of it."""

    first_day: str = Field(description="The first bad day, in UTC (`2024-03-01`).")
    judged_before: Count = Field(description="Answers before it, of the last two hundred or so.")
    bad_before: Count = Field(description="How many of those were wrong.")
    judged_since: Count
    bad_since: Count


class IntentListed(Shape):
    """Past questions that ask alike; its id never changes."""

    id: str
    name: str = Field(description="As an agent called it, else its questions' telling words.")
    is_named: bool = Field(description="Whether an agent named it.")
    questions: Count = Field(description="Past questions that are of it.")
    mode: Literal["observe", "draft", "auto"]
    has_own_mode: bool = Field(description="False where it follows what holds for all intents.")
    split_from: str | None = Field(description="The intent of which it is a part.")
    drift: Drift | None = Field(
        description="The alarm that is open of it; chance alone raises one in "
        f"{FALSE_ALARM_EVERY:,} judged answers at most."
    )


def intent_of(learned: Learned, intent: IntentId) -> IntentListed:
    """A live intent as callers see it."""
    held = learned.intents
    fall = drift.fall_of(learned, intent) if intent in learned.drift.alarmed else None
    return IntentListed(
        id=intent,
        name=learned.name_of(intent),
        is_named=intent in held.named,
        questions=len(held.members[intent]),
        mode=learned.mode_of(intent),
        has_own_mode=learned.own_mode(intent) is not None,
        split_from=held.whole.get(intent),
        drift=Drift.model_validate(fall, from_attributes=True) if fall else None,
    )
