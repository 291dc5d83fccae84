"""How often an answer resolves where it is shown: of each entry, and of each of its segments.

Fed and unfed by the learn fold with the word that stands on an answer shown, asked by
ranking, by exploration and by the pages. It sees ids and numbers, never text; what a
segment is (an intent, say) its caller decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_WORD = 1000  # thousandths of one judged answer
# Before two entries were judged, what is expected of one weighs as so many judged answers,
# and never fewer or more than these.
_USUAL, _LEAST, _MOST = 8.0, 2.0, 16.0
_Z = 1.96


@dataclass(frozen=True)
class Posterior:
    """Beta(good, bad): what is believed of an answer; `expected` was before it was ever judged.

    `judged` is how many answers were, in thousandths; a word of little weight counts in part.
    """

    good: float
    bad: float
    expected: float
    judged: int = 0

    @property
    def mean(self) -> float:
        """The chance that it resolves where it is shown."""
        return self.good / (self.good + self.bad)

    @property
    def log_odds(self) -> float:
        """How much likelier it resolves than was expected; exactly 0 where nothing is known."""
        return _logit(self.mean) - _logit(self.expected) if self.judged else 0.0

    def interval(self) -> tuple[float, float]:
        """The 95% interval of the chance: log-odds of a Beta are nearly normal.

        logit(mean) ± 1.96 · √(ψ'(good) + ψ'(bad)),  ψ'(x) ≈ 1/x + 1/(2x²)

        >>> [round(each, 2) for each in Posterior(20.0, 5.0, 0.5, 1000).interval()]
        [0.59, 0.92]

        After: J. Aitchison, S. Shen, Logistic-Normal Distributions (1980), section 5.
        """
        spread = sum(1 / x + 1 / (2 * x * x) for x in (self.good, self.bad))
        reach, middle = _Z * math.sqrt(spread), _logit(self.mean)
        return _chance(middle - reach), _chance(middle + reach)


@dataclass
class Quality:
    """A Beta posterior of resolving when shown, an entry's drawn to the desk's, a segment's to it.

    entry:    Beta(s·m + g, s·(1 - m) + n - g)
    segment:  Beta(s·μ + g', s·(1 - μ) + n' - g'),  μ = (s·m + g - g') / (s + n - n')

    n answers of the entry were judged, g of them good; n', g' of them in the segment. m is the
    share of good ones of all *other* entries, (1 + G - g) / (2 + N - n); s is how many judged
    answers that is worth, by moments of how far entries lie apart:
    ρ = (Σ n·(g/n - M)² / (M·(1 - M)) - (k - 1)) / (N - Σ n²/N - (k - 1)),  s = 1/ρ - 1.

    >>> quality = Quality()
    >>> quality.learn("refunds", "", 1000)
    >>> round(quality.predict("refunds").mean, 4)         # (8 · .5 + 1) / (8 + 1)
    0.5556
    >>> round(quality.predict("returns").mean, 4)         # (1 + 1) / (2 + 1): as the others
    0.6667

    After: C. Morris, Parametric Empirical Bayes Inference (1983), section 1, with the moments
    of J. Kleinman, Proportions with Extraneous Variance (1973), section 3.
    """

    # entry → segment → [good, judged], in thousandths; "" is no segment.
    counts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _known: tuple[int, int, float] | None = None

    def learn(self, entry: str, segment: str, good: int, judged: int = _WORD) -> None:
        """Count a word on an answer shown: `good` of `judged`, both in thousandths."""
        self._known = None
        segments = self.counts.setdefault(entry, {})
        held = segments.setdefault(segment, [0, 0])
        held[0] += good
        held[1] += judged
        if held == [0, 0]:
            del segments[segment]
        if not segments:
            del self.counts[entry]

    def forget(self, entry: str, segment: str, good: int, judged: int = _WORD) -> None:
        """Take a word back."""
        self.learn(entry, segment, -good, -judged)

    def merge(self, other: Quality) -> None:
        """Add another shard's counts."""
        for entry, segments in other.counts.items():
            for segment, (good, judged) in segments.items():
                self.learn(entry, segment, good, judged)

    def total(self, entry: str, segments: Iterable[str] | None = None) -> tuple[int, int]:
        """Of the answers of an entry that were judged, in thousandths: the good, and all."""
        held = self.counts.get(entry, {})
        wanted = [held[each] for each in (held if segments is None else segments) if each in held]
        return sum(good for good, _ in wanted), sum(judged for _, judged in wanted)

    def predict(self, entry: str, segments: Sequence[str] = ()) -> Posterior:
        """What is believed of an entry, in a segment by all the names that it had."""
        all_good, all_judged, strength = self._desk()
        good, judged = self.total(entry)
        its_good, its_judged = self.total(entry, segments) if segments else (good, judged)
        expected = (_WORD + all_good - good) / (2 * _WORD + all_judged - judged)
        weight = strength * _WORD
        elsewhere = (weight * expected + good - its_good) / (weight + judged - its_judged)
        return Posterior(
            strength * elsewhere + its_good / _WORD,
            strength * (1 - elsewhere) + (its_judged - its_good) / _WORD,
            expected,
            judged,
        )

    def _desk(self) -> tuple[int, int, float]:
        """Of all entries together the good and the judged ones, and s; counted after a change."""
        if self._known is None:
            totals = [self.total(entry) for entry in sorted(self.counts)]
            good, judged = (sum(each[n] for each in totals) for n in (0, 1))
            self._known = good, judged, _strength(totals, good / _WORD, judged / _WORD)
        return self._known


def _strength(totals: Sequence[tuple[int, int]], good: float, judged: float) -> float:
    """How many judged answers the desk's share is worth beside an entry's own."""
    usual = len(totals) - 1
    if usual < 1 or judged <= 0:
        return _USUAL
    mean = good / judged
    apart = math.fsum(n * (g / n - mean) ** 2 for g, n in totals) / _WORD
    room = judged - math.fsum(n * n for _, n in totals) / _WORD**2 / judged - usual
    if room <= 0 or not 0 < mean < 1:
        return _USUAL
    shared = (apart / (mean * (1 - mean)) - usual) / room
    return _MOST if shared <= 0 else min(max(1 / shared - 1, _LEAST), _MOST)


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
