"""How often an answer resolves where it is shown, as callers see it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from tacit.web.shapes.article import Entry
from tacit.web.shapes.fields import Chance, Shape

if TYPE_CHECKING:
    from tacit.flows.quality import Counted, OfEntry


class Resolves(Shape):
    """What is believed of an answer, and the judged answers behind it."""

    mean: Chance = Field(description="The chance that it resolves where it is shown.")
    low: Chance = Field(description="The 95% interval of it.")
    high: Chance
    resolved: float = Field(description="Of the judged ones; silence is a tenth of a good word.")
    judged: float


class ResolvesOfIntent(Resolves):
    """The same where one intent asks."""

    intent_id: str
    name: str


class ResolvesOfTrait(Resolves):
    """The same where a value is told of who asks, and for all others."""

    attribute: str
    value: str
    rest: Resolves
    decides: bool = Field(
        description="Whether it resolves otherwise for them than chance would have it: then it"
        " decides for them which answer is given."
    )


class QualityStep(Shape):
    """One event that moved what is believed, and from where to where."""

    event_id: str
    decision_id: str = Field(description="The answer that was judged.")
    revision: int = Field(description="Of the entry's text which that answer gave.")
    at: datetime
    conversation_id: str
    witness: str
    reason: str
    before: Chance
    after: Chance


class Quality(Resolves):
    """Over all, by intent, by who asks, and the latest events that moved it, the newest first."""

    intents: list[ResolvesOfIntent]
    traits: list[ResolvesOfTrait]
    steps: list[QualityStep]


class EntryRead(Entry):
    """One thing that is known, with its quality as an answer."""

    quality: Quality


def quality_of(found: OfEntry) -> Quality:
    """The quality of an entry as callers see it."""
    return Quality(
        **_resolves(found.counted),
        intents=[
            ResolvesOfIntent(**_resolves(e.counted), intent_id=e.intent_id, name=e.name)
            for e in found.intents
        ],
        traits=[
            ResolvesOfTrait(
                **_resolves(e.counted),
                attribute=e.attribute,
                value=e.value,
                rest=Resolves(**_resolves(e.rest)),
                decides=e.tells,
            )
            for e in found.traits
        ],
        steps=[
            QualityStep(**(vars(e) | {"before": round(e.before, 4), "after": round(e.after, 4)}))
            for e in found.steps
        ],
    )


def _resolves(counted: Counted) -> dict[str, float]:
    low, high = counted.posterior.interval()
    return {
        "mean": round(counted.posterior.mean, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "resolved": counted.good / 1000,
        "judged": counted.judged / 1000,
    }
