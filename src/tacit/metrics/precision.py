"""Precision at the answered: where it would answer alone, do agents cite the same?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Reading
from tacit.share import Share


@dataclass
class Precision(Counted):
    """Share of the first decisions to answer whose entry an agent then cited.

    precision = answered from a cited entry / answered, and an agent cited one

    >>> metric = Precision(part=9, whole=10, judged=40)
    >>> print(metric.reading().share)                       # 9 of the 10 answers were right
    90% of 10
    >>> print(metric.reading().parts["answered"])           # of 40 judged it answered 10
    25% of 40
    """

    judged: int = 0
    unseen: int = 0

    title = "Precision at the answered"
    units = "conversations"
    awaits = "a decision to answer that an agent's citation judges"
    definition = (
        "Of the conversations whose first decision was to answer, and in which an agent then "
        "cited an entry: the share where it answered from a cited one. Answers that nobody saw "
        "count too. An answer that satisfied brings no agent, so in mode auto mostly the others "
        "are judged."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course) or fact.first is None:
            return
        place = fact.place()
        is_answer = fact.first.action == "answer"
        if place is None:
            self.left_out += is_answer
            return
        self.judged += 1
        if is_answer:
            self.count(is_part=place == 0)
            self.unseen += fact.first.mode != "auto"

    def reading(self) -> Reading:
        return replace(
            super().reading(),
            parts={"answered": Share(self.whole, self.judged)},
            figures={"unseen_conversations": self.unseen},
        )
