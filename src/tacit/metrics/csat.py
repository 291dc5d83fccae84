"""Csat: how many of those who rated were content, and how many rated at all."""

from __future__ import annotations

from dataclasses import dataclass

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted

CONTENT = 4  # of 5


@dataclass
class Csat(Counted):
    """Share of ratings of 4 and 5; a conversation counts once, by its customer's last rating.

    csat = rated 4 or 5 / rated

    >>> print(Csat(part=3, whole=4).reading().share)
    75% of 4
    """

    title = "Csat"
    units = "rated conversations"
    awaits = "a customer's rating"
    definition = (
        "Share of the rated conversations whose customer's last rating was 4 or 5 of 5, whoever "
        "replied. It speaks for those who rated: the share of them stands beside it."
    )
    beside = ("csat_answer_rate",)

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course):
            return
        if fact.csat is None:
            self.left_out += 1
        else:
            self.count(is_part=fact.csat >= CONTENT)


@dataclass
class CsatAnswerRate(Counted):
    """Share of the conversations with a reply that were rated at all.

    rate = rated / replied to, by the assistant or an agent

    >>> print(CsatAnswerRate(part=4, whole=80).reading().share)
    5% of 80
    """

    title = "Csat answer rate"
    units = "conversations"
    awaits = "a reply to a customer"
    definition = (
        "Share of the conversations in which the assistant or an agent replied that their "
        "customer rated. The log does not tell who was asked to."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course):
            return
        if fact.answered_by == "nobody" and fact.csat is None:
            self.left_out += 1
        else:
            self.count(is_part=fact.csat is not None)
