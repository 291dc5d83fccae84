"""What confidences promise, as callers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tacit.metrics.reliability import DEFINITION
from tacit.web.shapes.fields import Chance, Count, Shape

if TYPE_CHECKING:
    from tacit.metrics import reliability as counted
    from tacit.share import Share


class Part(Shape):
    """So many of so many, with the 95% interval of the share."""

    part: Count
    whole: Count
    low: Chance
    high: Chance


class ReliabilityBin(Shape):
    """Decisions of about one confidence."""

    said: Chance = Field(description="Their mean confidence.")
    right: Part


class Promise(Shape):
    """What the newer half would have been told at one error budget."""

    budget: Chance
    line: Chance | None = Field(description="The confidence it takes; null: none kept the budget.")
    answered: Part
    wrong: Part
    kept: bool = Field(description="Whether no larger share of those answers was wrong.")


class Reliability(Shape):
    """What came true of what was said, and what each error budget would have answered.

    Fewer than forty judged conversations promise little: look at the intervals.
    """

    definition: str
    judged: Count
    drawn_on: Count = Field(description="Of them the older ones, by which the lines were drawn.")
    bins: list[ReliabilityBin]
    promises: list[Promise]


def reliability_of(found: counted.Reliability) -> Reliability:
    """The same as callers see it."""
    return Reliability(
        definition=DEFINITION,
        judged=found.judged,
        drawn_on=found.drawn_on,
        bins=[
            ReliabilityBin(said=round(each.said, 4), right=_part(each.right)) for each in found.bins
        ],
        promises=[
            Promise(
                budget=each.budget,
                line=None if each.line is None else round(each.line, 4),
                answered=_part(each.answered),
                wrong=_part(each.wrong),
                kept=each.is_kept,
            )
            for each in found.promises
        ],
    )


def _part(share: Share) -> Part:
    low, high = share.interval()
    return Part(part=share.part, whole=share.whole, low=round(low, 4), high=round(high, 4))
