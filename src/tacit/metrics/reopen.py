"""Reopen rate: how many resolutions did not hold, whoever replied."""

from __future__ import annotations

from dataclasses import dataclass

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted


@dataclass
class ReopenRate(Counted):
    """Share of the resolved conversations that the customer came back to.

    rate = reopened / resolved at least once

    >>> print(ReopenRate(part=1, whole=20).reading().share)
    5% of 20
    """

    title = "Reopen rate"
    units = "conversations"
    awaits = "a resolution"
    definition = (
        "Share of the conversations that were resolved at least once, whoever replied, to which "
        "the customer came back on the same matter, however late; whether elsewhere is known only "
        "where an answer of the assistant's had reached them. Resolutions that an imported history "
        "tells are left out: it does not tell who came back."
    )

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(resolutions=0, resolution=None):
                pass
            case Course(resolutions=0):
                self.left_out += 1
            case Course() as course:
                self.count(is_part=course.reopenings > 0)
            case _:
                pass
