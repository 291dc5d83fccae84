"""Whether what goes wrong now goes wrong oftener than it used to, since which day, and how sure.

Fed with each thing that is watched as it is judged: bad or not, and of which day; asked
after each. It knows no texts and raises no alarm itself: the flow that does says so in the
log, and the learned state's fold tells it here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tacit.learners.fixed import rounded

# While nothing has changed, a false alarm comes after so many judgements on average, or later.
FALSE_ALARM_EVERY = 1_000
# While it is as bad as when it was alarmed of, an alarm is closed by chance after so many
# judgements on average, or later.
OVER_AT = 200
# Before ten were judged, of which memory keeps a little less, nothing is usual yet; as much is
# a guess worth at most.
_FEWEST, _GUESSED = 9.5, 10
# So much is usual anywhere: two bad ones after hundreds of good ones raise nothing.
_LEAST = 0.05
# What is bad since a change is guessed at first as half-way from usual to always, worth so many.
_GUESS = 2
# So far from usual to always a bet is at least, or good ones would count for nothing.
LEAST_BET = 1 / 8
_MOST = 1 - 2**-20


@dataclass
class Drift:
    """A CUSUM of bets against "as usual" for each thing that is watched, and when it began.

    S ← max(S, 0) + log(q / u) after a bad one, log((1-q) / (1-u)) after a good one

    u is the most that is usual: one standard deviation above the share of bad ones among the
    last two hundred or so before S last began at 0. q is the share since, two guessed ones
    half-way from u to 1 among them, and at least an eighth of that way above u. While bad ones
    come with a chance of u at most, e^S summed over all places where it may have begun grows by
    1 a judgement at most: so it takes 1,000 of them on average, or more, until S reaches
    log(1,000). Where it last began is the first bad day.

    >>> drift = Drift()
    >>> for _ in range(10):
    ...     drift.learn("refunds", bad=0, day=1)
    >>> drift.learn("refunds", bad=1, day=2)     # u = 1 / (9.8 + 1), q = (1 + u) / 2
    >>> round(math.exp(drift.evidence["refunds"]), 1)  # q / u = .546 / .0928
    5.9

    After: J. Shin, A. Ramdas, A. Rinaldo, E-detectors (2023), section 2; E. S. Page,
    Continuous Inspection Schemes (1954); G. Lorden, Procedures for Reacting to a Change
    in Distribution (1971).
    """

    keeps: float = rounded(0.995)
    # Judged and bad ones before, and since the day on which S last began, that day the first.
    usual: dict[str, list[float]] = field(default_factory=dict)
    since: dict[str, list[int]] = field(default_factory=dict)
    evidence: dict[str, float] = field(default_factory=dict)
    # Judged and bad ones since then, when the alarm was raised.
    alarmed: dict[str, list[int]] = field(default_factory=dict)
    # The last answer shown, good until the next one is: of which decision, and of which day.
    unheard: dict[str, list[Any]] = field(default_factory=dict)

    def shown(self, watched: str, decision: str, day: int) -> None:
        """An answer was shown; it is good unless a word on it comes before the next one."""
        self._settle(watched)
        self.unheard[watched] = [decision, day]

    def hear(self, watched: str, decision: str, day: int, *, is_bad: bool, is_new: bool) -> None:
        """Count a word on a decision; a good one on what was counted as good says nothing new."""
        held = self.unheard.get(watched, ["", 0])[0]
        if held == decision:
            del self.unheard[watched]
        elif not is_new and not is_bad:
            return
        self._settle(watched)
        self.learn(watched, bad=int(is_bad), day=day)

    def _settle(self, watched: str) -> None:
        if watched in self.unheard:
            _, day = self.unheard.pop(watched)
            self.learn(watched, bad=0, day=day)

    def learn(
        self,
        watched: str,
        bad: int,
        day: int,
        keeps: float | None = None,
        least: float = LEAST_BET,
    ) -> None:
        """Count one more judgement, 1 for a bad one and 0 for a good one.

        `keeps`: what one that came before is worth after one more, where it is not as usual;
        `least`: how far from usual to always a bet is at least.
        """
        likely, most = self._against(watched, least)
        if watched in self.alarmed:
            likely, most = most, likely
        odds = likely / most if bad else (1 - likely) / (1 - most)
        evidence = rounded(max(self.evidence.get(watched, 0.0), 0.0) + math.log(odds))
        began, judged, wrong = self.since.get(watched, (day, 0, 0))
        self.since[watched] = [began, judged + 1, wrong + bad]
        self.evidence[watched] = evidence
        if evidence <= 0 and watched not in self.alarmed:
            self._begin(watched, self.keeps if keeps is None else keeps)

    def _against(self, watched: str, least: float) -> tuple[float, float]:
        """The share of bad ones that is bet on, and the most that is usual."""
        most = self.most(watched)
        _, judged, bad = self.since.get(watched, (0, 0, 0))
        if watched in self.alarmed:
            judged, bad = self.alarmed[watched]
        likely = (bad + _GUESS * (1 + most) / 2) / (judged + _GUESS)
        return max(likely, most + least * (1 - most)), most

    def _begin(self, watched: str, keeps: float) -> None:
        """What came since is as usual: it is counted there, and S begins anew."""
        del self.evidence[watched]
        _, *counts = self.since.pop(watched)
        kept = keeps ** counts[0]
        held = self.usual.get(watched, [0.0, 0.0])
        self.usual[watched] = [
            rounded(old * kept + new) for old, new in zip(held, counts, strict=True)
        ]

    def most(self, watched: str) -> float:
        """Wilson's upper limit (z = 1) of what is usual; all but 1 where too little was counted."""
        judged, bad = self.usual.get(watched, (0.0, 0.0))
        if judged < _FEWEST:
            return _MOST
        reach = math.sqrt(bad * (judged - bad) / judged + 0.25)
        return min(max((bad + 0.5 + reach) / (judged + 1), _LEAST), _MOST)

    def predict(self, watched: str, every: int = FALSE_ALARM_EVERY) -> float:
        """The evidence that it is worse than usual, of what raises an alarm: 1 and more does.

        `every`: how seldom chance alone may raise one.
        """
        if watched in self.alarmed:
            return 0.0
        return self.evidence.get(watched, 0.0) / math.log(every)

    def is_over(self, watched: str) -> bool:
        """Whether what was alarmed of is usual again."""
        return watched in self.alarmed and self.evidence[watched] >= math.log(OVER_AT)

    def alarm(self, watched: str, day: int) -> None:
        """From here on look for its being usual again."""
        _, *counts = self.since.setdefault(watched, [day, 0, 0])
        self.alarmed[watched] = counts
        self.evidence[watched] = 0.0

    def close(self, watched: str, *, is_usual: bool) -> None:
        """Watch anew: against what was usual before, or against what has been since."""
        self.alarmed.pop(watched, None)
        counts = self.since.pop(watched, [0, 0, 0])[1:]
        self.evidence.pop(watched, None)
        if not is_usual:
            self.usual[watched] = [float(each) for each in counts]

    def move(self, watched: str, into: Sequence[str]) -> None:
        """What was watched as one is watched as others: what they have no word of, they take over.

        What was usual of the whole is a guess of its parts, worth ten judgements at most; what
        is suspected of it is suspected of each.
        """
        new = [each for each in into if each not in self.usual]
        if watched in self.usual and len(into) > 1:
            judged, bad = self.usual[watched]
            worth = min(1.0, _GUESSED / judged) if judged else 1.0
            self.usual[watched] = [rounded(worth * judged), rounded(worth * bad)]
        if watched in self.since and watched not in self.alarmed:
            self.since[watched] = [self.since[watched][0], 0, 0]
        states: tuple[dict[str, Any], ...] = (
            self.usual, self.since, self.evidence, self.alarmed, self.unheard,
        )  # fmt: skip
        for held in states:
            if watched in held:
                whole = held.pop(watched)
                held.update(dict.fromkeys(new, whole))
