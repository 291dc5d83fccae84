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
_INVERT_AFTER = 3


@dataclass
class Linear:
    """Ridge regression from exact sums.

    W = (Σ x·xᵀ + λ·I)⁻¹ · Σ x·yᵀ,  x the question's vector, y its entries' shares

    `gram` is Σ x·xᵀ in products of int8 steps, `sums[e]` is Σ x·share(e) in
    1/2520 steps. `scale` is the length of a vector in steps.

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
    _asked: int = 0

    def __post_init__(self) -> None:
        if not self.gram.size:
            self.gram = np.zeros((self.dimensions, self.dimensions), np.int64)

    def learn(self, pairing: Pairing) -> None:
        """Add one question and what answered it."""
        self._add(pairing, 1)

    def forget(self, pairing: Pairing) -> None:
        """Take one question back."""
        self._add(pairing, -1)

    def _add(self, pairing: Pairing, sign: int) -> None:
        x = pairing.whole.astype(np.int64)
        self.gram += sign * np.outer(x, x)
        self._inverse, self._stacked, self._asked = None, None, 0
        self.lessons += sign
        for entry, share in pairing.shares().items():
            total = self.sums.get(entry, np.zeros(self.dimensions, np.int64)) + sign * share * x
            if total.any():
                self.sums[entry] = total
            else:
                self.sums.pop(entry, None)
            self._columns.pop(entry, None)

    def merge(self, other: Linear) -> None:
        """Add another shard's sums."""
        self.gram += other.gram
        self._inverse, self._stacked, self._asked = None, None, 0
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
        found[known] = self._together([entries[place] for place in known]) @ direction
        return found

    def _together(self, entries: list[EntryId]) -> NDArray[np.float64]:
        """The columns of these entries, stacked; kept until one of them learns."""
        if self._stacked is None or self._stacked[0] != entries:
            self._stacked = entries, np.stack([self._column(entry) for entry in entries])
        return self._stacked[1]

    def _direction(self, question: NDArray[np.float64]) -> NDArray[np.float64]:
        """(Σ x·xᵀ + λ·I)⁻¹·x. Inverted only once a few questions came without a lesson between:
        right after a lesson solving for the one question is five times cheaper."""
        if self._inverse is not None:
            return self._inverse @ question
        square = self.scale * self.scale
        gram = self.gram.astype(np.float64) / square + RIDGE * np.eye(self.dimensions)
        self._asked += 1
        if self._asked > _INVERT_AFTER:
            self._inverse = np.linalg.inv(gram).astype(np.float64)
        return np.linalg.solve(gram, question).astype(np.float64)

    def _column(self, entry: EntryId) -> NDArray[np.float64]:
        column = self._columns.get(entry)
        if column is None:
            total = self.sums[entry].astype(np.float64)
            column = self._columns[entry] = (total / (self.scale * WEIGHT)).astype(np.float64)
        return column
