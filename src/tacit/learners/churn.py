"""How likely an account leaves within a month of a conversation, by the signs that it showed.

`flows/measure.py` feeds it with the courses of conversations and asks it of the latest ones. It
is in no snapshot: courses are counted from the log by each process.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.learners.counts import add, add_all
from tacit.share import Share

# Before anything is known, a sign changes the log odds by so much (a standard deviation), and
# they lie anywhere within so much.
_SIGN_SPREAD, _USUAL_SPREAD = 1.0, 10.0
_TURNS, _STILL = 50, 1e-10
_LEFT, _STAYED = "left", "stayed"
_AND = "+"


@dataclass(frozen=True)
class Case:
    """A conversation whose month is over: its signs, and whether its account left."""

    signs: Collection[str]
    is_left: bool


@dataclass(frozen=True)
class Weight:
    """What one sign does to the odds of leaving, the others held, with its 95% interval.

    `shown` are the conversations with it, and how many were followed by a leave; `others` all else.
    """

    sign: str
    odds: float
    low: float
    high: float
    shown: Share
    others: Share


@dataclass(frozen=True)
class _Fit:
    """Log odds without a sign, then what each sign adds to them, and the error of each."""

    signs: tuple[str, ...]
    weights: NDArray[np.float64]
    errors: NDArray[np.float64]


@dataclass
class ChurnModel:
    """A logistic regression over signs, from counts of the sets of signs that were seen.

    p = 1 / (1 + e^-(b + Σ w_s));  minimise -Σ ln p(seen) + Σ w_s² / 2σ²,  σ = 1

    Counts add up, so any order gives one state, and a case is taken back whole.

    >>> model = ChurnModel()
    >>> for n in range(40):
    ...     signs = ["unresolved"] if n < 20 else []
    ...     model.learn(Case(signs, is_left=n in (0, 1, 2, 3, 4, 5, 20)))
    >>> round(model.predict({"unresolved"}), 2), round(model.predict(()), 2)     # 6/20, 1/20
    (0.25, 0.1)
    >>> [(each.sign, str(each.shown)) for each in model.weights()]
    [('unresolved', '30% of 20')]

    After: A. Hoerl and R. Kennard, Ridge Regression (1970); S. le Cessie and J. van Houwelingen,
    Ridge Estimators in Logistic Regression (1992).
    """

    cells: dict[str, dict[str, int]] = field(default_factory=dict)
    _fitted: list[_Fit] = field(default_factory=list, compare=False)

    def learn(self, case: Case) -> None:
        """Count one case."""
        self._add(case, 1)

    def forget(self, case: Case) -> None:
        """Take one case back; what falls to nothing leaves no trace."""
        self._add(case, -1)

    def _add(self, case: Case, by: int) -> None:
        self._fitted.clear()
        add(self.cells, _AND.join(sorted(case.signs)), _LEFT if case.is_left else _STAYED, by)

    def merge(self, other: ChurnModel) -> None:
        """Add another shard's counts."""
        self._fitted.clear()
        add_all(self.cells, other.cells)

    @property
    def seen(self) -> Share:
        """All conversations that were counted, and how many of them a leave followed."""
        return self._share()

    def predict(self, signs: Collection[str]) -> float:
        """The chance of leaving within a month; of signs never seen it knows nothing. 0 to 1."""
        fit = self._fit()
        known = dict(zip(fit.signs, map(float, fit.weights[1:]), strict=True))
        added = [known.get(sign, 0.0) for sign in sorted(signs)]
        return 1 / (1 + math.exp(-math.fsum([float(fit.weights[0]), *added])))

    def weights(self) -> list[Weight]:
        """The signs, those first that raise the odds most."""
        fit, found = self._fit(), list[Weight]()
        for place, sign in enumerate(fit.signs, 1):
            log, reach = float(fit.weights[place]), 1.96 * float(fit.errors[place])
            shown, others = self._share(sign), self._share(sign, is_shown=False)
            odds, low, high = (math.exp(each) for each in (log, log - reach, log + reach))
            found.append(Weight(sign, odds, low, high, shown, others))
        return sorted(found, key=lambda each: (-each.odds, each.sign))

    def _share(self, sign: str = "", *, is_shown: bool = True) -> Share:
        """Of what shows a sign, or does not; of everything without one."""
        counted = (e for key, e in self.cells.items() if (sign in _signs_of(key)) == is_shown)
        cells = list(counted if sign else self.cells.values())
        left = sum(cell.get(_LEFT, 0) for cell in cells)
        return Share(left, left + sum(cell.get(_STAYED, 0) for cell in cells))

    def _fit(self) -> _Fit:
        """The regression over what is counted now, by Newton's steps from nought."""
        if not self._fitted:
            keys = sorted(self.cells)
            signs = tuple(sorted({sign for key in keys for sign in _signs_of(key)}))
            rows = np.array([[1.0, *(s in _signs_of(key) for s in signs)] for key in keys])
            left = np.array([self.cells[key].get(_LEFT, 0) for key in keys], dtype=float)
            stayed = np.array([self.cells[key].get(_STAYED, 0) for key in keys], dtype=float)
            self._fitted.append(_fitted(signs, rows, left, left + stayed))
        return self._fitted[0]


def _fitted(
    signs: tuple[str, ...],
    rows: NDArray[np.float64],
    left: NDArray[np.float64],
    whole: NDArray[np.float64],
) -> _Fit:
    width = len(signs) + 1
    rows = rows.reshape(len(left), width)
    pull = np.array([_USUAL_SPREAD**-2, *[_SIGN_SPREAD**-2] * len(signs)])
    weights, curved = np.zeros(width), np.diag(pull)
    for _ in range(_TURNS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        curved = (rows * (whole * chances * (1 - chances))[:, None]).T @ rows + np.diag(pull)
        step = np.linalg.solve(curved, rows.T @ (left - whole * chances) - pull * weights)
        weights = weights + step
        if float(np.abs(step).max()) < _STILL:
            break
    return _Fit(signs, weights, np.sqrt(np.diag(np.linalg.inv(curved))))


def _signs_of(key: str) -> frozenset[str]:
    return frozenset(key.split(_AND)) - {""}
