"""Handoff: how many of its conversations the assistant gave to an agent, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Metric, Reading, reading_of
from tacit.share import Share


@dataclass
class Handoff(Metric):
    """Share of the assistant's conversations that were handed off, by the first one's reason.

    handoff = handed off / the assistant's;  reason = first handed off for it / the assistant's

    >>> metric = Handoff(whole=8, reasons={"low_confidence": 3, "customer_request": 1})
    >>> print(metric.reading().share)                       # (3 + 1) / 8
    50% of 8
    >>> print(metric.reading().parts["low_confidence"])     # 3 / 8
    38% of 8
    """

    whole: int = 0
    left_out: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    title = "Handoff"
    units = "conversations"
    awaits = "a conversation in mode auto"
    definition = (
        "Share of the conversations that were the assistant's to answer which were handed to an "
        "agent; each counts once, under the reason of its first handoff. An agent who steps in "
        "unasked is no handoff."
    )
    splits = ("reason",)

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(is_assistants=True) as course:
                self.whole += 1
                for first in course.given[:1]:
                    self.reasons[first.reason] = self.reasons.get(first.reason, 0) + 1
            case Course():
                self.left_out += 1
            case _:
                pass

    def reading(self) -> Reading:
        share = Share(sum(self.reasons.values()), self.whole)
        parts = {reason: self._of(reason) for reason in sorted(self.reasons)}
        return Reading(share, share.interval(), self.whole, self.left_out, parts)

    def _of(self, reason: str) -> Share:
        return Share(self.reasons[reason], self.whole)

    def split(self, by: str) -> dict[str, Reading]:
        """The reasons, each a share of all the assistant's conversations."""
        if by not in self.splits:
            raise KeyError(by)
        return {name: reading_of(self._of(name), self.left_out) for name in self.reasons}
