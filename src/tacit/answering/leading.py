"""The highest of many numbers, chosen once for all who ask for the highest of some of them.

With a hundred thousand past questions each choice takes a millisecond; votes, intents and
familiarity ask for the nearest of nearly the same rows. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# So many are chosen; whoever asks for ten or twenty of nearly all finds theirs among them.
_CHOSEN = 512
# Numbers are compared in steps of 1/4096: what is less than this below may round as high.
_STEP = 1.5 / 4096


@dataclass(frozen=True)
class Leading:
    """The places, in order, of all numbers that are at least `least`."""

    places: NDArray[np.int64]
    least: float

    def among(
        self, numbers: NDArray[np.float64], held: NDArray[np.int64], most: int
    ) -> NDArray[np.int64]:
        """The places of `held`, which are in order, that may be among its `most` highest.

        All of them where too few of those that lead are.
        """
        found = self.places[_are_in(held, self.places)]
        if len(found) < most or len(found) == len(held):
            return held
        last = float(np.partition(numbers[found], -most)[-most])
        return found if last - _STEP >= self.least else held


def leading(numbers: NDArray[np.float64]) -> Leading:
    """Those that lead: a few hundred, or all of fewer.

    >>> leading(np.array([0.1, 0.9])).places.tolist()
    [0, 1]
    """
    if len(numbers) <= _CHOSEN:
        return Leading(np.arange(len(numbers)), -np.inf)
    least = float(np.partition(numbers, -_CHOSEN)[-_CHOSEN])
    return Leading(np.flatnonzero(numbers >= least), least)


def _are_in(held: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(held):
        return np.zeros(len(places), dtype=bool)
    at = np.minimum(np.searchsorted(held, places), len(held) - 1)
    found: NDArray[np.bool_] = held[at] == places
    return found
