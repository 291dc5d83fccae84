"""A linear map from a question's vector to the entries that answered such questions.

Fed and unfed by the learn fold with pairings, asked by answering. Its state is
whole-number sums, so it merges, forgets and replays to the same bytes; the
map itself is solved for when asked and is no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import EntryId
from tacit.learners.pairing import WEIGHT, Pairing

# Weighs the prior against the lessons, as so many questions' worth of evidence
# spread over all directions; chosen on 2023 of the Thunderbird desk.
RIDGE = 1.0
# After so many lessons the inverse is made anew from the exact sums, so that what the
# updates round away never adds up.
_UPDATES = 64
# So many questions wait until they are added to the sums by one product: one by one, writing
# the whole of `gram` is what a lesson costs.
_WAITING = 256
# Predictions are rounded to 2^-20, so that the way to an inverse leaves no trace in them.
_STEPS = float(1 << 20)


@dataclass
class Linear:
    """Ridge regression from exact sums.

    W = (Σ x·xᵀ + λ·I)⁻¹ · Σ x·yᵀ,  x the question's vector, y its entries' shares

    `gram` is Σ x·xᵀ in products of int8 steps, `sums[e]` is Σ x·share(e) in
    1/2520 steps. `scale` is the length of a vector in steps. What was last learned waits to be
    added to `gram`: who reads it calls `settle` first, as `fixed.to_bytes` does.

    >>> linear = Linear(dimensions=2, scale=1)
    >>> x = np.array([1, 0], np.int8)
    >>> linear.learn(Pairing((EntryId("a"),), x, x, day=0))
    >>> float(linear.predict([EntryId("a")], x)[0])        # 1 / (1 + λ)
    0.5

    After: A. Hoerl, R. Kennard, Ridge Regression (1970), section 2.
    """

    dimensions: int
    scale: int = 512
    lessons: int = 0
    gram: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    sums: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    _columns: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _stacked: tuple[list[EntryId], NDArray[np.float64]] | None = None
    _inverse: NDArray[np.float64] | None = None
    _updates: int = 0
    _waiting: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    _signs: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.gram.size:
            self.gram = np.zeros((self.dimensions, self.dimensions), np.int64)
        self._waiting = np.zeros((_WAITING, self.dimensions), np.int8)

    def learn(self, pairing: Pairing) -> None:
        """Add one question and what answered it."""
        self._add(pairing, 1)

    def forget(self, pairing: Pairing) -> None:
        """Take one question back."""
        self._add(pairing, -1)

    def _add(self, pairing: Pairing, sign: int) -> None:
        x = pairing.whole.astype(np.int64)
        self._waiting[len(self._signs)] = pairing.whole
        self._signs.append(sign)
        if len(self._signs) == _WAITING:
            self.settle()
        self._update(x, sign)
        self._stacked = None
        self.lessons += sign
        for entry, share in pairing.shares().items():
            total = self.sums.get(entry, np.zeros(self.dimensions, np.int64)) + sign * share * x
            if total.any():
                self.sums[entry] = total
            else:
                self.sums.pop(entry, None)
            self._columns.pop(entry, None)

    def settle(self) -> None:
        """Add what waits to `gram`: products of whole numbers below 2^53, exact in any order."""
        if self._signs:
            rows = self._waiting[: len(self._signs)].astype(np.float64)
            self.gram += ((rows.T * self._signs) @ rows).astype(np.int64)
            self._signs = []

    def _update(self, x: NDArray[np.int64], sign: int) -> None:
        """Mend the inverse for one question more or less.

        A⁻¹ ∓ A⁻¹·x·xᵀ·A⁻¹ / (1 ± xᵀ·A⁻¹·x): J. Sherman, W. Morrison, Adjustment of an
        Inverse Matrix (1950).
        """
        self._updates += 1
        if self._inverse is None or self._updates > _UPDATES:
            self._inverse = None
            return
        question = x.astype(np.float64) / self.scale
        through = self._inverse @ question
        self._inverse -= np.outer(through, through) * (sign / (1 + sign * (question @ through)))

    def merge(self, other: Linear) -> None:
        """Add another shard's sums."""
        other.settle()
        self.gram += other.gram
        self._inverse = self._stacked = None
        self.lessons += other.lessons
        for entry, total in other.sums.items():
            both = self.sums.get(entry, np.zeros(self.dimensions, np.int64)) + total
            self.sums[entry] = both
            if not both.any():
                del self.sums[entry]
            self._columns.pop(entry, None)

    def predict(self, entries: Sequence[EntryId], whole: NDArray[np.int8]) -> NDArray[np.float64]:
        """How much of the question each entry explains; about 0 to 1, 0 where none was taught."""
        found = np.zeros(len(entries))
        known = [place for place, entry in enumerate(entries) if entry in self.sums]
        if not known:
            return found
        direction = self._direction(whole.astype(np.float64) / self.scale)
        columns = self._together([entries[place] for place in known])
        found[known] = np.rint(columns @ direction * _STEPS) / _STEPS
        return found

    def _together(self, entries: list[EntryId]) -> NDArray[np.float64]:
        """The columns of these entries, stacked; kept until one of them learns."""
        if self._stacked is None or self._stacked[0] != entries:
            self._stacked = entries, np.stack([self._column(entry) for entry in entries])
        return self._stacked[1]

    def _direction(self, question: NDArray[np.float64]) -> NDArray[np.float64]:
        """(Σ x·xᵀ + λ·I)⁻¹·x."""
        if self._inverse is None:
            self.settle()
            square = self.scale * self.scale
            gram = self.gram.astype(np.float64) / square + RIDGE * np.eye(self.dimensions)
            self._inverse, self._updates = np.linalg.inv(gram).astype(np.float64), 0
        return self._inverse @ question

    def _column(self, entry: EntryId) -> NDArray[np.float64]:
        column = self._columns.get(entry)
        if column is None:
            total = self.sums[entry].astype(np.float64)
            column = self._columns[entry] = (total / (self.scale * WEIGHT)).astype(np.float64)
        return column
