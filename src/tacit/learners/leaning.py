"""How a message leans: the calibrated chance of one state of mind, and what speaks for it.

Fed by the fold of moods with what customers did next, asked at each of their
messages. It sees marks and hashed words, never a text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tacit.learners.fixed import rounded

# A sign seen so seldom says little: it counts as if it had been seen so often more, at the
# desk's own rate. On 2023 of the Thunderbird desk 5, 20 and 60 do alike; with fewer, one
# complaint would speak through every mark that most messages share.
STRENGTH = 60
# An agent's word on one message counts as much as so many outcomes.
CORRECTION = 4
_FURTHEST = 12.0  # log-odds beyond this say no more: 6 in a million


@dataclass(frozen=True)
class Signs:
    """What a message shows: one value of each mark, in a fixed order, and the words it holds."""

    marks: tuple[str, ...]
    words: tuple[str, ...]


@dataclass
class Leaning:
    """Counts by sign, joined by online logistic regression.

    p = 1 / (1 + e^-(b + o + Σ_m w_m·e(m) + w·Σ_t e(t)/√|t|)),
    e(s) = ln odds((so_s + k·r) / (seen_s + k)) - o,  o = ln odds(r),  r = so / seen

    >>> leaning = Leaning(weights=[0.0, 1.0, 0.0], so=1, seen=2)
    >>> loud, quiet = Signs(("loud",), ()), Signs(("quiet",), ())
    >>> leaning.correct(loud, is_so=True)                 # 4 of 4
    >>> round(leaning.predict(loud), 3)                   # (4 + 60·½) / (4 + 60)
    0.531
    >>> leaning.predict(quiet)                            # r: nothing else is known
    0.5

    The counts it begins with are a guess, stated as messages seen; outcomes outweigh it.
    Outcomes move counts and weights; an agent's word moves the counts alone, so that it is
    taken back exactly and the messages agents look at do not bend the calibration.

    After: D. Lewis, Naive (Bayes) at Forty (1998), section 3; J. Platt, Probabilistic Outputs
    for Support Vector Machines (1999), section 2.
    """

    weights: list[float]
    so: int = 1
    seen: int = 3
    counts: dict[str, list[int]] = field(default_factory=dict)
    rate: float = rounded(0.2)
    squares: list[float] = field(default_factory=list)
    lessons: int = 0

    def __post_init__(self) -> None:
        if not self.squares:
            self.weights = [rounded(each) for each in self.weights]
            self.squares = [1.0 for _ in self.weights]

    def predict(self, signs: Signs) -> float:
        """The chance in [0, 1] that somebody who writes so is of this mind."""
        odds = self._base() + math.fsum(
            weight * part for weight, part in zip(self.weights, self._parts(signs), strict=True)
        )
        return 1 / (1 + math.exp(-min(max(odds, -_FURTHEST), _FURTHEST)))

    def learn(self, signs: Signs, reward: int) -> None:
        """Move towards what came of it: 1000 if it was so, 0 if not."""
        missed = reward / 1000 - self.predict(signs)
        for place, part in enumerate(self._parts(signs)):
            slope = missed * part
            self.squares[place] = rounded(self.squares[place] + slope * slope)
            moved = self.rate * slope / math.sqrt(self.squares[place])
            self.weights[place] = rounded(self.weights[place] + moved)
        self._count(signs, reward // 1000, 1)
        self.so += reward // 1000
        self.seen += 1
        self.lessons += 1

    def correct(self, signs: Signs, *, is_so: bool, times: int = 1) -> None:
        """Count an agent's word on a message; `times` -1 takes it back to the byte."""
        self._count(signs, CORRECTION * times * is_so, CORRECTION * times)

    def evidence(self, signs: Signs) -> dict[str, tuple[float, int, int]]:
        """What each sign adds to the log-odds, and how many of how many with it were so."""
        found, many = dict[str, tuple[float, int, int]](), math.sqrt(len(signs.words) or 1)
        for weight, mark in zip(self.weights[1:], signs.marks, strict=False):
            found[mark] = (weight * self._tells(mark), *self.counts.get(mark, (0, 0)))
        for word in signs.words:
            part = self.weights[-1] * self._tells(word) / many
            found[word] = (part, *self.counts.get(word, (0, 0)))
        return found

    def _parts(self, signs: Signs) -> list[float]:
        telling = math.fsum(self._tells(each) for each in signs.words)
        words = telling / math.sqrt(len(signs.words) or 1)
        return [1.0, *(self._tells(each) for each in signs.marks), words]

    def _base(self) -> float:
        return math.log(self.so / (self.seen - self.so))

    def _tells(self, sign: str) -> float:
        """How a sign moves the log-odds by itself; 0 for one never seen."""
        held = self.counts.get(sign)
        if held is None:
            return 0.0
        chance = (held[0] + STRENGTH * self.so / self.seen) / (held[1] + STRENGTH)
        return math.log(chance / (1 - chance)) - self._base()

    def _count(self, signs: Signs, so: int, seen: int) -> None:
        for sign in (*signs.marks, *signs.words):
            held = self.counts.get(sign, [0, 0])
            counted = [held[0] + so, held[1] + seen]
            if any(counted):
                self.counts[sign] = counted
            else:
                self.counts.pop(sign, None)
