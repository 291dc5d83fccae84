"""Frustrated: in how many conversations the customer was, at some message, probably frustrated."""

from __future__ import annotations

from dataclasses import dataclass

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted

# In 1/4096: likelier so than not.
LIKELIER = 2049


@dataclass
class Frustrated(Counted):
    """Share of the conversations whose customer was likely frustrated at their worst message.

    share = worst reading above 1/2 / conversations with a reading

    >>> print(Frustrated(part=3, whole=40).reading().share)
    8% of 40
    """

    title = "Frustrated"
    units = "conversations"
    awaits = "a message whose mood was read"
    definition = (
        "Share of the conversations in which, at some message of the customer, a complaint was "
        "likelier to follow than thanks, as far as outcomes had taught it by then. Where an agent "
        "says how a message was meant, that counts. Conversations that were taken in as facts "
        "alone were not read and are left out."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course):
            return
        if fact.frustrations:
            self.count(is_part=max(fact.frustrations) >= LIKELIER)
        else:
            self.left_out += 1
