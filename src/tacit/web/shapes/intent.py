"""An intent as callers see it: how many asked it, and what may be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tacit.web.shapes.fields import Count, Shape

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import IntentId


class IntentListed(Shape):
    """Past questions that ask alike; its id never changes."""

    id: str
    name: str = Field(description="As an agent called it, else its questions' telling words.")
    is_named: bool = Field(description="Whether an agent named it.")
    questions: Count = Field(description="Past questions that are of it.")
    mode: Literal["observe", "draft", "auto"]
    has_own_mode: bool = Field(description="False where it follows what holds for all intents.")
    split_from: str | None = Field(description="The intent of which it is a part.")


def intent_of(learned: Learned, intent: IntentId) -> IntentListed:
    """A live intent as callers see it."""
    held = learned.intents
    return IntentListed(
        id=intent,
        name=learned.name_of(intent),
        is_named=intent in held.named,
        questions=len(held.members[intent]),
        mode=learned.mode_of(intent),
        has_own_mode=learned.own_mode(intent) is not None,
        split_from=held.whole.get(intent),
    )
