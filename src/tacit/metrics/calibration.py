"""Calibration error: when it says 80%, is it right 80 times of 100?"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tacit.metrics.course import Course, Decided, Fact, Taken
from tacit.metrics.metric import Metric, Reading
from tacit.share import Share

BINS = 15
ONE = 4096  # how a receipt writes a confidence of 1
_Z = 1.96  # 95% of a normal distribution


@dataclass
class CalibrationError(Metric):
    """Mean gap between confidence and what came true, over 15 bins of equal mass.

    error = Σ bins |Σ confidence - right| / judged

    >>> metric = CalibrationError(judged={3686: 10}, right={3686: 5})
    >>> round(metric.reading().value(), 2)                  # says 0.9, was right 0.5 of 10 times
    0.4

    The interval adds each bin's binomial error and takes off below what chance alone would show:
    few lessons make a gap where there is none. After: C. Guo et al., On Calibration of Modern
    Neural Networks (2017), section 3; equal mass: T. Nguyen, B. O'Connor (2015), section 3.
    """

    judged: dict[int, int] = field(default_factory=dict)
    right: dict[int, int] = field(default_factory=dict)
    answered: int = 0
    left_out: int = 0

    title = "Calibration error"
    units = "decisions"
    awaits = "an agent's reply that cites an entry, or an audit"
    definition = (
        "Mean distance between a decision's confidence and how often it was right, over 15 bins of "
        "equal mass; equal confidences share a bin. Judged is the first decision of a "
        "conversation, whether anybody saw an answer or not, by whether its first entry was one "
        "that an agent then cited; and any answer that an audit judged where no such citation did, "
        "by the audit's last word or an agent's after it. An audit counts once, for however many "
        "answers it was drawn. With few decisions chance alone shows a gap: it is named beside it."
    )

    def see(self, fact: Fact) -> None:
        match fact:
            case Course(first=Taken() as first):
                place = fact.place()
                self.left_out += place is None and fact.audit(first) is None
                self._judge(first, is_right=None if place is None else place == 0)
            case Decided(course, taken):
                self._judge(taken, is_right=course.audit(taken))
            case _:
                pass

    def _judge(self, taken: Taken, *, is_right: bool | None) -> None:
        if is_right is not None:
            self.count(taken.confidence, is_right=is_right)
            self.answered += taken.action == "answer"

    def count(self, confidence: int, *, is_right: bool) -> None:
        """Count one judged decision; its confidence is in 1/4096."""
        self.judged[confidence] = self.judged.get(confidence, 0) + 1
        if is_right:
            self.right[confidence] = self.right.get(confidence, 0) + 1

    def reading(self) -> Reading:
        n = sum(self.judged.values())
        bins = self.bins()
        share = Share(sum(abs(sure - ONE * right) for _, sure, right in bins), ONE * n)
        chance, reach = self._spread(bins, n)
        error = share.value()
        interval = 0.0, 1.0
        if error is not None:
            interval = max(0.0, error - chance - reach), min(1.0, error + reach)
        figures = {"bins": len(bins), "by_chance_thousandths": round(1000 * chance) if n else None}
        parts = {"answered": Share(self.answered, n)}
        return Reading(share, interval, n, self.left_out, parts, figures)

    def bins(self, at_most: int = BINS) -> list[tuple[int, int, int]]:
        """Each bin's (judged, sum of confidences in 1/4096, right), from unsure to sure.

        A confidence goes whole into the bin of the middle of those that have
        it, so that nothing hangs on the order of ties.
        """
        n, before, most = sum(self.judged.values()), 0, min(at_most, BINS)
        found = dict[int, tuple[int, int, int]]()
        for confidence in sorted(self.judged):
            count = self.judged[confidence]
            place = (2 * before + count) * most // (2 * n)
            held = found.get(place, (0, 0, 0))
            right = self.right.get(confidence, 0)
            found[place] = held[0] + count, held[1] + count * confidence, held[2] + right
            before += count
        return list(found.values())

    def _spread(self, bins: list[tuple[int, int, int]], n: int) -> tuple[float, float]:
        """What chance alone would show, and how far the error may reach by it.

        E|gap| = √(2/π) · σ of a bin whose gap is normal; σ² = p(1-p)/m, p = (right + 1) / (m + 2).
        """
        chance = variance = 0.0
        for judged, _, right in bins:
            p = (right + 1) / (judged + 2)
            sigma = math.sqrt(p * (1 - p) / judged)
            chance += judged / n * math.sqrt(2 / math.pi) * sigma
            variance += (judged / n * sigma) ** 2
        return chance, _Z * math.sqrt(variance)
