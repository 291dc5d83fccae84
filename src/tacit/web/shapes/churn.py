"""The accounts that may leave, as callers see them: chances, signs, and how well they did."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from tacit.web.shapes.fields import Chance, Count, Shape
from tacit.web.shapes.metric import Interval, Share


class Sign(Shape):
    """What a conversation may show, and what it does to the odds that its account leaves."""

    sign: str
    words: str
    odds: float = Field(description="Times; with everything else equal.")
    interval: Interval
    shown: Share = Field(description="Of the conversations with it, those a cancellation followed.")
    others: Share


class AtRisk(Shape):
    """An account, and the conversation of the last 30 days that says most of it."""

    account: str = Field(description="As the other system calls it, else our id.")
    chance: Chance
    signs: list[str]
    conversation_id: str
    at: datetime


class Leaving(Shape):
    """The accounts that may leave, highest chance first; empty while too few left or stayed."""

    definition: str
    accounts_left: Count
    accounts_stayed: Count
    left: Share = Field(description="Conversations, and those that a cancellation followed.")
    found: Share = Field(
        description="Accounts that left, and those among the highest fifth of a model that had "
        "not seen them."
    )
    signs: list[Sign]
    items: list[AtRisk]
