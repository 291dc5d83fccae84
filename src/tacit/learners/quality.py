"""How often an answer resolves where it is shown: of each entry, by intent and by who asks.

Fed and unfed by the learn fold with the word that stands on an answer shown, asked by
ranking, by exploration and by the pages. It sees ids, tokens and numbers, never text; what a
segment is (an intent) and a token (a role, a plan) its caller decides.
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
# A token must depart from an entry's other answers by so many standard errors: sixteen tokens
# that tell nothing pass it once in 24 times.
_ERRORS = 3.0


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

    The segment is the intent that asks; or who asks, by that token of theirs with which the
    entry resolves most surely otherwise than without it, if any does so by three standard errors;
    it is then as an entry of its own, Beta(s·m + g', s·(1 - m) + n' - g'):
    z = (p' - p) / √(p'·(1 - p')/(n' + 2) + p·(1 - p)/(n - n' + 2)),
    p' = (g' + 1)/(n' + 2),  p = (g - g' + 1)/(n - n' + 2).

    >>> quality = Quality()
    >>> quality.learn("refunds", "", 1000)
    >>> round(quality.predict("refunds").mean, 4)         # (8 · .5 + 1) / (8 + 1)
    0.5556
    >>> round(quality.predict("returns").mean, 4)         # (1 + 1) / (2 + 1): as the others
    0.6667

    After: C. Morris, Parametric Empirical Bayes Inference (1983), section 1, with the moments
    of J. Kleinman, Proportions with Extraneous Variance (1973), section 3; z as A. Agresti and
    B. Caffo, Simple and Effective Confidence Intervals for Proportions (2000), section 2.
    """

    # entry → segment → [good, judged], in thousandths; "" is no segment.
    counts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    # entry → token of a situation → the same.
    by_token: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _known: tuple[int, int, float] | None = None

    def learn(
        self, entry: str, segment: str, good: int, judged: int = _WORD, tokens: Sequence[str] = ()
    ) -> None:
        """Count a word on an answer shown: `good` of `judged`, both in thousandths.

        `tokens` are those of who asked.
        """
        self._known = None
        _count(self.counts, entry, segment, good, judged)
        for token in tokens:
            _count(self.by_token, entry, token, good, judged)

    def forget(
        self, entry: str, segment: str, good: int, judged: int = _WORD, tokens: Sequence[str] = ()
    ) -> None:
        """Take a word back."""
        self.learn(entry, segment, -good, -judged, tokens)

    def merge(self, other: Quality) -> None:
        """Add another shard's counts."""
        self._known = None
        for mine, theirs in ((self.counts, other.counts), (self.by_token, other.by_token)):
            for entry, parts in theirs.items():
                for part, (good, judged) in parts.items():
                    _count(mine, entry, part, good, judged)

    def total(self, entry: str, segments: Iterable[str] | None = None) -> tuple[int, int]:
        """Of the answers of an entry that were judged, in thousandths: the good, and all."""
        held = self.counts.get(entry, {})
        wanted = [held[each] for each in (held if segments is None else segments) if each in held]
        return sum(good for good, _ in wanted), sum(judged for _, judged in wanted)

    def among(self, entry: str, token: str) -> tuple[int, int]:
        """Of an entry's answers to who has a token, in thousandths: the good, and the judged."""
        good, judged = self.by_token.get(entry, {}).get(token, (0, 0))
        return good, judged

    def telling(self, entry: str, tokens: Iterable[str]) -> str | None:
        """The token with which an entry resolves most surely otherwise than without it, if any."""
        held, total = self.by_token.get(entry, {}), self.total(entry)
        found = [(abs(_errors(held[each], total)), each) for each in tokens if each in held]
        errors, token = max(found, default=(0.0, None))
        return token if errors >= _ERRORS else None

    def predict(
        self, entry: str, segments: Sequence[str] = (), tokens: Iterable[str] = ()
    ) -> Posterior:
        """What is believed of an entry, in a segment by all the names that it had.

        Where a token of who asks tells, it is believed of the entry with that one.
        """
        token = self.telling(entry, tokens)
        if token is not None:
            return self.apart(entry, self.among(entry, token))
        return self.within(entry, self.total(entry, segments or None))

    def apart(self, entry: str, part: tuple[int, int]) -> Posterior:
        """What is believed of a part that tells, as of an entry of its own."""
        _, _, strength = self._desk()
        return self._drawn(entry, part, strength, self._expected(entry))

    def within(self, entry: str, part: tuple[int, int]) -> Posterior:
        """What is believed of a part of an entry's answers, `part` being the good and the judged.

        The whole is a part of its own.
        """
        good, judged = self.total(entry)
        its_good, its_judged = part
        _, _, strength = self._desk()
        weight = strength * _WORD
        rest = weight * self._expected(entry) + good - its_good
        return self._drawn(entry, part, strength, rest / (weight + judged - its_judged))

    def _drawn(
        self, entry: str, part: tuple[int, int], strength: float, towards: float
    ) -> Posterior:
        good, judged = part
        return Posterior(
            strength * towards + good / _WORD,
            strength * (1 - towards) + (judged - good) / _WORD,
            self._expected(entry),
            self.total(entry)[1],
        )

    def _expected(self, entry: str) -> float:
        """The share of good ones of all other entries: what is expected of an unjudged one."""
        (all_good, all_judged, _), (good, judged) = self._desk(), self.total(entry)
        return (_WORD + all_good - good) / (2 * _WORD + all_judged - judged)

    def _desk(self) -> tuple[int, int, float]:
        """Of all entries together the good and the judged ones, and s; counted after a change."""
        if self._known is None:
            totals = [self.total(entry) for entry in sorted(self.counts)]
            good, judged = (sum(each[n] for each in totals) for n in (0, 1))
            self._known = good, judged, _strength(totals, good / _WORD, judged / _WORD)
        return self._known


def _count(
    counts: dict[str, dict[str, list[int]]], entry: str, part: str, good: int, judged: int
) -> None:
    """Add to what is counted of a part of an entry; what falls to nothing leaves no trace."""
    parts = counts.setdefault(entry, {})
    held = parts.setdefault(part, [0, 0])
    held[0] += good
    held[1] += judged
    if held == [0, 0]:
        del parts[part]
    if not parts:
        del counts[entry]


def _errors(part: Sequence[int], total: tuple[int, int]) -> float:
    """By how many standard errors a part resolves oftener than the rest of the whole."""
    sides = []
    for good, judged in (part, (total[0] - part[0], total[1] - part[1])):
        seen = judged / _WORD + 2
        sides.append(((good / _WORD + 1) / seen, seen))
    variance = sum(p * (1 - p) / seen for p, seen in sides)
    return (sides[0][0] - sides[1][0]) / math.sqrt(variance)


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
