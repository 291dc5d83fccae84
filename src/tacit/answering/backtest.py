"""What another policy would have been worth, told by decisions that were taken, and how surely.

The backtest flow and its benchmark ask it. It reads chances and rewards that the log holds,
and claims nothing about answers that were never given. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tacit.events import DecisionTaken, EntryId
from tacit.learners.fixed import ONE
from tacit.learners.quality import Quality
from tacit.lesson import Rating

# So near to the first (log-odds) is about as likely, as in ranking.
_REACH = ONE
# With fewer effective answers, or more that were never given, nothing is claimed.
FEWEST, MOST_UNKNOWN = 100, 0.1
# Sums of a day: its weight, then what each estimator divides.
_WEIGHT, _IPS, _MATCHED, _DR, _NAIVE, _SAME = range(6)


@dataclass(frozen=True)
class Judged:
    """One answer that somebody saw and judged: `reward` in [0, 1], with a `weight`.

    `chances` are those of all that might have been given, in [0, 1]; `scores` and `qualities`
    of those about as likely are in 1/4096, `confidence` in [0, 1].
    """

    day: int
    segment: str
    chosen: EntryId
    chances: Mapping[EntryId, float]
    scores: Mapping[EntryId, int]
    qualities: Mapping[EntryId, int]
    confidence: float
    reward: float
    weight: float


# What a policy would give of those about as likely: each one's chance; nothing where it abstains.
Policy = Callable[[Judged], Mapping[EntryId, float]]
# How often each of so many days is in each of many draws: a row a draw.
Draw = Callable[[int], NDArray[np.int64]]


def judged_of(decision: DecisionTaken, rating: Rating, day: int) -> Judged:
    """A decision with the word that stands on its answer."""
    chosen = decision.cites[0]
    listed = {c.entry_id: c.score for c in decision.candidates if c.is_approved}
    least = max(listed.values()) - _REACH
    near = {entry: score for entry, score in listed.items() if score >= least or entry == chosen}
    lots = decision.lots or {chosen: decision.propensity}
    return Judged(
        day,
        rating.segment,
        chosen,
        {entry: chance / ONE for entry, chance in lots.items()},
        near,
        decision.qualities,
        decision.confidence / ONE,
        rating.good / rating.judged,
        rating.judged / 1000,
    )


def _best(judged: Judged, goodness: Callable[[EntryId], int]) -> Mapping[EntryId, float]:
    return {min(judged.scores, key=lambda entry: (-goodness(entry), entry)): 1.0}


def steady(judged: Judged) -> Mapping[EntryId, float]:
    """As now, and no lot."""
    return _best(judged, lambda e: judged.scores[e] + judged.qualities.get(e, 0))


def likeliest(judged: Judged) -> Mapping[EntryId, float]:
    """The likeliest by its score, whatever came of it where it was shown."""
    return _best(judged, lambda e: judged.scores[e])


def best_liked(judged: Judged) -> Mapping[EntryId, float]:
    """Of those about as likely the one that resolves oftenest, then the likeliest."""
    return _best(judged, lambda e: judged.qualities.get(e, 0) * 2**32 + judged.scores[e])


def above(line: float) -> Policy:
    """As now, lots too, but only what is so sure. A line below the present one cannot be told."""
    return lambda judged: judged.chances if judged.confidence >= line else {}


@dataclass(frozen=True)
class Value:
    """A share of answers that resolve, with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Worth:
    """What a policy's answers would have been worth, by each estimator.

    `answers` of the judged ones it would have given at all, worth `effective` ones of its own;
    a share `unknown` of them had no chance to be given.
    """

    answers: int
    effective: float
    unknown: float
    days: int
    naive: Value
    ips: Value
    self_normalised: Value
    doubly_robust: Value

    @property
    def doubt(self) -> str:
        """Why the figures claim nothing; "" where they do."""
        if not self.answers:
            return "it would have given none of the judged answers"
        if self.unknown > MOST_UNKNOWN:
            share = f"{self.unknown:.0%} of its answers"
            return f"too little overlap: {share} had no chance to be given"
        if self.effective < FEWEST:
            counts = f"it counts as {self.effective:.0f} of the {FEWEST} that are needed"
            return f"too little overlap: {counts}"
        return ""


def worth(log: Sequence[Judged], policy: Policy, draw: Draw) -> Worth:
    """The value of a policy by past decisions; days are drawn anew for the intervals.

    ips = Σ w·r / n    self-normalised = Σ w·r / Σ w,    w = π(chosen) / propensity
    doubly robust = Σ (Σ_e π(e)·q(e) + w·(r - q(chosen))) / n

    q is the posterior mean of quality by the answers of the other days, odd and even apart.
    naive is the mean reward where the policy would have given the same: it is beside the point
    wherever those are not the average.

    After: D. Horvitz, D. Thompson (1952); A. Swaminathan, T. Joachims, The Self-Normalized
    Estimator (2015), section 5; M. Dudík, J. Langford, L. Li, Doubly Robust Policy Evaluation
    (2011), section 2; days as in A. Davison, D. Hinkley, Bootstrap Methods (1997), section 2.4.
    """
    asked = [(each, target) for each in log if (target := policy(each))]
    models = _models(log)
    days = sorted({each.day for each, _ in asked})
    sums, places = np.zeros((len(days), 6)), {day: n for n, day in enumerate(days)}
    weights, unknown = list[float](), 0.0
    for each, target in asked:
        weight = target.get(each.chosen, 0.0) / each.chances[each.chosen]
        weights.append(weight * each.weight)
        unknown += sum(chance for e, chance in target.items() if e not in each.chances)
        model = models[each.day % 2]
        expected = sum(p * _mean(model, e, each.segment) for e, p in target.items())
        missed = each.reward - _mean(model, each.chosen, each.segment)
        is_same = target.get(each.chosen, 0.0) > 0
        row = (
            1.0, weight * each.reward, weight, expected + weight * missed,
            is_same * each.reward, is_same,
        )  # fmt: skip
        sums[places[each.day]] += each.weight * np.array(row)
    squares = sum(weight * weight for weight in weights)
    drawn = draw(len(days)) @ sums if days else sums
    return Worth(
        len(asked),
        sum(weights) ** 2 / squares if squares else 0.0,
        unknown / len(asked) if asked else 0.0,
        len(days),
        *(
            _value(sums, drawn, part, of)
            for part, of in (
                (_NAIVE, _SAME), (_IPS, _WEIGHT), (_IPS, _MATCHED), (_DR, _WEIGHT),
            )
        ),
    )  # fmt: skip


def _models(log: Sequence[Judged]) -> tuple[Quality, Quality]:
    """What even days are judged by, learned on odd ones, and the other way round."""
    models = Quality(), Quality()
    for each in log:
        judged = round(each.weight * 1000)
        models[1 - each.day % 2].learn(
            each.chosen, each.segment, round(each.reward * judged), judged
        )
    return models


def _mean(model: Quality, entry: EntryId, segment: str) -> float:
    return model.predict(entry, [segment]).mean


def _value(sums: NDArray[np.float64], drawn: NDArray[np.float64], part: int, of: int) -> Value:
    whole = float(sums[:, of].sum())
    if not whole:
        return Value(0.0, 0.0, 1.0)
    kept = drawn[drawn[:, of] > 0]
    low, high = np.percentile(kept[:, part] / kept[:, of], [2.5, 97.5])
    return Value(float(sums[:, part].sum()) / whole, float(low), float(high))
