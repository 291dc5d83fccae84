"""The report month by month as callers see it: figures, changes, and what moved them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from tacit.web.shapes.fields import Count, Shape
from tacit.web.shapes.metric import Day, Interval, Reading, Share


class Change(Shape):
    """How far a share lies above that of the period before; clear where chance is no reason."""

    value: float
    interval: Interval
    is_clear: bool


class Learning(Shape):
    """An entry that agents' replies taught, by the first of them, and what was answered from it."""

    conversation_id: str
    entry_id: str
    taught_at: datetime
    taught_by: str = Field(description="Our id of the agent.")
    replies: Count = Field(description="How many replies of the two periods taught it.")
    answered_conversations: Count


class Topic(Shape):
    """What one intent did to the figures; its points add up to the changes over all intents."""

    intent_id: str
    points: dict[str, float]
    before: dict[str, Share]
    now: dict[str, Share]
    learnings: list[Learning]
    other_learnings: Count


class Period(Shape):
    """One period: its figures, how far each moved since the one before, and what moved them."""

    from_: Day = Field(alias="from")
    to: Day
    figures: dict[str, Reading]
    changes: dict[str, Change]
    moved_by: list[Topic]


class Span(Shape):
    """The assistant's conversations of one side."""

    handed_over: Share
    without_person: Share


class Widened(Shape):
    """One intent before a handoff first taught something about it, and since."""

    intent_id: str
    learned_at: datetime
    conversation_id: str = Field(description="The one that was handed over and taught.")
    before: Span
    since: Span
    fell_by: float | None = Field(description="By how much the share handed over fell.")
    interval: Interval | None


class Months(Shape):
    """Resolution, handoffs and coverage by period, the newest first, with what moved them."""

    definition: str
    every: Literal["day", "week", "month"]
    zone: str
    periods: list[Period]
    widened_definition: str
    widened: list[Widened]
