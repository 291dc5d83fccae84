"""Correction to live: how soon what an agent corrected is known, approved, and first used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tacit.metrics.course import Corrected, Fact
from tacit.metrics.metric import Metric, Reading
from tacit.share import Share

WITHIN_SECONDS = 10
_MILLISECOND, _SECOND = timedelta(milliseconds=1), timedelta(seconds=1)


@dataclass
class CorrectionToLive(Metric):
    """Share of agents' corrections that were taught within ten seconds, and the usual times.

    time = recorded_at of the last event that the reply taught - recorded_at of the reply

    >>> metric = CorrectionToLive(waited_ms={80: 18, 12_000: 1}, never=1, used_s={60: 9}, unused=10)
    >>> print(metric.reading().share)                       # 18 of 18 + 1 + 1
    90% of 20
    >>> figures = metric.reading().figures                  # the 19th of 20; the 20th never came
    >>> figures["p50_ms"], figures["p95_ms"], figures["untaught_replies"]
    (80, 12000, 1)
    >>> figures["first_use_p50_seconds"] is None            # the 10th of 19 has not come yet
    True

    Times are rounded up to two digits, so that the table stays small and never flatters.
    """

    waited_ms: dict[int, int] = field(default_factory=dict)
    never: int = 0
    approved_s: dict[int, int] = field(default_factory=dict)
    unapproved: int = 0
    used_s: dict[int, int] = field(default_factory=dict)
    unused: int = 0

    title = "Correction to live"
    units = "replies"
    awaits = "a live reply of an agent that corrects the assistant"
    definition = (
        "Of agents' live replies that correct the assistant (they cite another entry than it "
        "would, they change its draft, or bring words of their own that were taken up): the share "
        f"whose lesson was in the log within {WITHIN_SECONDS} seconds. Every decision first "
        "catches up with the log, so the next one knows it. Approval is the time from a reply "
        "whose own words were taken up to their being published for customers, by a person's "
        "word, the agent's right or a second agent who said the same; what cites an entry needs "
        "none. First use is the time from a reply that was taught to the first decision on "
        "another conversation that rests on it: that cites its words, or the entry it cited. "
        "What still waits counts as longer than any time; what was taken back waits no more."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Corrected):
            return
        reply = fact.reply
        if reply.approved_at is not None:
            _count(self.approved_s, reply.approved_at - reply.recorded_at, _SECOND)
        self.unapproved += reply.awaits_approval
        if reply.known_at is None:
            self.never += 1
            return
        _count(self.waited_ms, reply.known_at - reply.recorded_at, _MILLISECOND)
        if reply.used_at is not None:
            _count(self.used_s, reply.used_at - reply.recorded_at, _SECOND)
        self.unused += reply.used_at is None and not reply.is_taken_back

    def reading(self) -> Reading:
        whole = sum(self.waited_ms.values()) + self.never
        soon = (n for waited, n in self.waited_ms.items() if waited <= 1000 * WITHIN_SECONDS)
        share = Share(sum(soon), whole)
        figures = {
            "p50_ms": reached_by(self.waited_ms, 50, self.never),
            "p95_ms": reached_by(self.waited_ms, 95, self.never),
            "untaught_replies": self.never,
            "approval_p50_seconds": reached_by(self.approved_s, 50, self.unapproved),
            "approval_p95_seconds": reached_by(self.approved_s, 95, self.unapproved),
            "unapproved_replies": self.unapproved,
            "first_use_p50_seconds": reached_by(self.used_s, 50, self.unused),
            "first_use_p95_seconds": reached_by(self.used_s, 95, self.unused),
            "unused_replies": self.unused,
        }
        return Reading(share, share.interval(), whole, figures=figures)


def _count(times: dict[int, int], waited: timedelta, unit: timedelta) -> None:
    """Count one more time, in whole units."""
    rounded = two_digits(-(-waited // unit))
    times[rounded] = times.get(rounded, 0) + 1


def reached_by(times: Mapping[int, int], percent: int, never: int) -> int | None:
    """The time within which so many of all came; None where they have not come, as `never` did.

    >>> reached_by({80: 3, 200: 1}, 50, never=1), reached_by({80: 3, 200: 1}, 95, never=1)
    (80, None)
    """
    wanted, seen = -(-(sum(times.values()) + never) * percent // 100), 0
    for waited in sorted(times):
        seen += times[waited]
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
