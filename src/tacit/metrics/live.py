"""Correction to live: how soon what an agent corrected is in the log for every next decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from tacit.metrics.course import Corrected, Fact
from tacit.metrics.metric import Metric, Reading
from tacit.share import Share

WITHIN_SECONDS = 10
_MILLISECOND = timedelta(milliseconds=1)


@dataclass
class CorrectionToLive(Metric):
    """Share of agents' corrections that were taught within ten seconds, and the usual time.

    time = recorded_at of the last event that the reply taught - recorded_at of the reply

    >>> metric = CorrectionToLive(waited_ms={80: 18, 12_000: 1}, never=1)
    >>> print(metric.reading().share)                       # 18 of 18 + 1 + 1
    90% of 20
    >>> metric.reading().figures                            # the 19th of 20; the 20th never came
    {'p50_ms': 80, 'p95_ms': 12000, 'untaught_replies': 1}

    Milliseconds are rounded up to two digits, so that the table stays small and never flatters.
    """

    waited_ms: dict[int, int] = field(default_factory=dict)
    never: int = 0

    title = "Correction to live"
    units = "replies"
    awaits = "a live reply of an agent that corrects the assistant"
    definition = (
        "Of agents' live replies that correct the assistant (they cite another entry than it "
        "would, they change its draft, or bring words of their own that were taken up): the share "
        f"whose lesson was in the log within {WITHIN_SECONDS} seconds. Every decision first "
        "catches up with the log, so the next one knows it; when somebody next asks, and when new "
        "words are approved for customers, is not measured."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Corrected):
            return
        if fact.reply.known_at is None:
            self.never += 1
            return
        waited = two_digits(-(-(fact.reply.known_at - fact.reply.recorded_at) // _MILLISECOND))
        self.waited_ms[waited] = self.waited_ms.get(waited, 0) + 1

    def reading(self) -> Reading:
        whole = sum(self.waited_ms.values()) + self.never
        soon = (n for waited, n in self.waited_ms.items() if waited <= 1000 * WITHIN_SECONDS)
        share = Share(sum(soon), whole)
        figures = {
            "p50_ms": self.reached_by(50, whole),
            "p95_ms": self.reached_by(95, whole),
            "untaught_replies": self.never,
        }
        return Reading(share, share.interval(), whole, figures=figures)

    def reached_by(self, percent: int, whole: int) -> int | None:
        """The time within which so many of all were taught; None where they never were."""
        wanted, seen = -(-whole * percent // 100), 0
        for waited in sorted(self.waited_ms):
            seen += self.waited_ms[waited]
            if seen >= wanted:
                return waited
        return None


def two_digits(count: int) -> int:
    """A count rounded up to two digits.

    >>> two_digits(7), two_digits(80), two_digits(101), two_digits(9_990)
    (7, 80, 110, 10000)
    """
    step = int("1" + "0" * max(0, len(str(count)) - 2))
    return -(-count // step) * step
