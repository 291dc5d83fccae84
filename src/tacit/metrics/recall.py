"""Recall at 1, 3 and 5: did the first decision rank what an agent then cited?

It judges the ranking and not what was done with it: answers that nobody saw
and conversations that were handed over count as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading


@dataclass
class Recall(Counted):
    """Share of the judged conversations whose first decision ranks a cited entry high enough.

    `unseen` are those of the whole whose decision nobody but us saw.
    """

    unseen: int = 0

    units = "conversations"
    awaits = "an agent's reply that cites an entry"
    k: ClassVar[int]

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course) or fact.first is None:
            return
        place = fact.place()
        if place is None:
            self.left_out += 1
            return
        self.count(is_part=place < self.k)
        self.unseen += fact.first.mode != "auto"

    def reading(self) -> Reading:
        return replace(super().reading(), figures={"unseen_conversations": self.unseen})


def _definition(which: str) -> str:
    return (
        "Of the conversations with a decision in which an agent then cited an entry: the share "
        f"whose first decision ranked a cited one {which}, whatever was done with it; answers that "
        "nobody saw count too. Conversations that no agent ever reached are not judged."
    )


@dataclass
class RecallAt1(Recall):
    """R@1 = a cited entry is ranked first / an agent cited one

    >>> print(RecallAt1(part=1, whole=4).reading().share)
    25% of 4
    """

    title = "Ranked first (R@1)"
    definition = _definition("first")
    beside = ("recall_at_3", "recall_at_5")
    k = 1


@dataclass
class RecallAt3(Recall):
    """R@3 = a cited entry is among the first three / an agent cited one

    >>> print(RecallAt3(part=2, whole=4).reading().share)
    50% of 4
    """

    title = "Among the first three (R@3)"
    definition = _definition("among the first three")
    k = 3


@dataclass
class RecallAt5(Recall):
    """R@5 = a cited entry is among the first five / an agent cited one

    >>> print(RecallAt5(part=3, whole=4).reading().share)
    75% of 4
    """

    title = "Among the first five (R@5)"
    definition = _definition("among the first five")
    k = 5
