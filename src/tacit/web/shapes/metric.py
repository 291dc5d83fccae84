"""Figures as callers see them: every share with its parts, its interval and what it leaves out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tacit.web.shapes.fields import Count, Shape

Interval = Annotated[list[float], Field(min_length=2, max_length=2)]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]


class Share(Shape):
    """So many of so many; `value` is null where nothing was counted: that is not zero."""

    numerator: int
    denominator: int
    value: float | None


class Reading(Share):
    """A share with its 95% interval, how many were counted, and how many were left out."""

    interval: Interval | None
    n: Count
    left_out: Count
    parts: dict[str, Share]
    figures: dict[str, int | None]


class Described(Shape):
    """What a metric counts. `beside` are those without which it would flatter."""

    name: str
    title: str
    definition: str
    units: str
    awaits: str
    beside: list[str]
    by: list[str]


class Metric(Described, Reading):
    """A metric with its definition, and what it says of the window."""

    from_: Day | None = Field(alias="from", description="The first day with anything counted.")
    to: Day | None


class Point(Reading):
    """What a metric says of one period, of one group where it was taken apart."""

    from_: Day = Field(alias="from")
    to: Day
    group: str | None


class Series(Shape):
    """One metric over a window: all of it, each group, and a point a period and group."""

    name: str
    title: str
    definition: str
    units: str
    total: Reading
    groups: dict[str, Reading]
    points: list[Point]


class Measured(Series):
    """A metric that was asked, with those that must stand beside it."""

    every: Literal["day", "week", "month"]
    by: str | None
    zone: str
    from_: Day | None = Field(alias="from")
    to: Day | None
    beside: list[Series]


class Trait(Shape):
    """One value of a trait: its share, that of all others, and how far apart they are."""

    trait: str
    value: str
    share: Share
    accounts: Count = Field(description="With the value; a customer without an account is one.")
    others: Share
    other_accounts: Count
    above_by: float
    interval: Interval
    chance: float | None = Field(
        description="How often chance alone would make as much; null with too few accounts."
    )
    is_clear: bool


class Traits(Shape):
    """What a metric goes with among traits of customers and accounts, the surest first."""

    name: str
    title: str
    definition: str
    zone: str
    items: list[Trait]


class Step(Shape):
    """So many judged conversations in a row, of one origin."""

    origin: str
    first: Count
    last: Count
    from_: Day = Field(alias="from")
    to: Day
    recall_at_1: Reading
    recall_at_3: Reading
    recall_at_5: Reading
    precision: Reading


class Gain(Shape):
    """By how much R@1 of the last full step is above that of the first."""

    origin: str
    value: float
    interval: Interval


class Curve(Shape):
    """The learning curve: does it get better with every conversation that an agent judged?"""

    definition: str
    size: Count
    left_out: Count
    points: list[Step]
    gain: Gain | None
