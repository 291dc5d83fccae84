"""Handoffs, split: a limit that the assistant knew is good, an answer that fell short is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.metrics.course import Fact, HandedOff
from tacit.metrics.handed import ASKED_FOR, FELL_SHORT, KNOWN_LIMIT
from tacit.metrics.metric import Metric, Reading, reading_of
from tacit.share import Share

SORTS = (KNOWN_LIMIT, FELL_SHORT, ASKED_FOR)


@dataclass
class FellShort(Metric):
    """Share of the handoffs that came after an answer; the others by what they say instead.

    fell short = after an answer / handoffs;  known limit = before any, by its own rule / handoffs

    >>> metric = FellShort(sorts={"known_limit": 6, "fell_short": 3, "asked_for": 1})
    >>> print(metric.reading().share)                       # 3 / (6 + 3 + 1)
    30% of 10
    >>> print(metric.reading().parts["known_limit"])        # 6 / 10
    60% of 10
    """

    left_out: int = 0
    sorts: dict[str, int] = field(default_factory=dict)

    title = "Handoffs after an answer that fell short"
    units = "handoffs"
    awaits = "a handoff of a conversation in mode auto"
    definition = (
        "Share of the handoffs of the assistant's conversations that came after an answer of its "
        "own had reached the customer, or that somebody put down to its error: the answer was "
        "wrong or incomplete. Before any answer, its own rules are known limits, and a person who "
        "was asked for, or who stepped in, is neither. Every handoff counts, on the day it was "
        "given."
    )
    splits = ("sort",)

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, HandedOff):
            return
        if fact.course.is_assistants:
            sort = fact.handoff.sort
            self.sorts[sort] = self.sorts.get(sort, 0) + 1
        else:
            self.left_out += 1

    def reading(self) -> Reading:
        share = self._of(FELL_SHORT)
        parts = {sort: self._of(sort) for sort in SORTS} if share.whole else {}
        return Reading(share, share.interval(), share.whole, self.left_out, parts)

    def _of(self, sort: str) -> Share:
        return Share(self.sorts.get(sort, 0), sum(self.sorts.values()))

    def split(self, by: str) -> dict[str, Reading]:
        """The sorts, each a share of all handoffs."""
        if by not in self.splits:
            raise KeyError(by)
        return {sort: reading_of(self._of(sort), self.left_out) for sort in self.sorts}
