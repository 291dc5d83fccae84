"""Vectors of past questions, a row each, and how near others are to them.

The exemplars hold two of these, the library multiplies its passages in the same way.
Vectors are int8, as they lie beside the log; their products are whole numbers and exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import simsimd
from numpy.typing import NDArray

_FIRST_ROWS = 256
# So many rows at once are widened for a product of matrices: 12 MB.
_TOGETHER = 8192
# Beyond as many, two threads read them; whole numbers add up to the same in any order.
_THREADS = 2


def products(questions: NDArray[np.int8], rows: NDArray[np.int8]) -> NDArray[np.float64]:
    """Σ of products of each question with each row, by questions; whole numbers.

    Reading the rows is what it costs, so they stay as narrow as they are.
    """
    if not len(questions) or not len(rows):
        return np.zeros((len(questions), len(rows)))
    if len(questions) == 2 and np.array_equal(*questions):
        return np.repeat(products(questions[:1], rows), 2, axis=0)
    found: NDArray[np.float64] = np.asarray(
        simsimd.cdist(
            np.ascontiguousarray(questions),
            np.ascontiguousarray(rows),
            "dot",
            threads=_THREADS if len(rows) > _TOGETHER else 1,
        )
    )
    return found


def lengths_of(rows: NDArray[np.int8]) -> NDArray[np.float64]:
    """The length of each row; 1 for one of nothing but zeros."""
    squares = np.square(rows, dtype=np.int32).sum(axis=1)
    lengths: NDArray[np.float64] = np.sqrt(np.maximum(squares, 1).astype(np.float64))
    return lengths


def gathered(vectors: NDArray[np.int8], least: float) -> Iterator[NDArray[np.intp]]:
    """Places of rows that are alike: the first that is left, with all left as near it (cosine).

    >>> rows = np.array([[9, 0], [0, 9], [9, 1]], np.int8)
    >>> [places.tolist() for places in gathered(rows, 0.6)]
    [[0, 2], [1]]
    """
    wide = vectors.astype(np.float64)
    wide /= np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1.0)
    is_left = np.ones(len(wide), dtype=bool)
    for place in range(len(wide)):
        if not is_left[place]:
            continue
        is_near = wide @ wide[place] >= least
        # One of nothing but zeros is not even near itself.
        is_near[place] = True
        near = np.flatnonzero(is_left & is_near)
        is_left[near] = False
        yield near


@dataclass
class Rows:
    """Vectors that grow by doubling.

    `days[i]` is the day (since 1970, UTC) that row i is of.
    """

    vectors: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    lengths: NDArray[np.float64] = field(default_factory=lambda: np.ones(0))
    days: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    count: int = 0

    def add(self, vector: NDArray[np.int8], day: int) -> None:
        """Append one row."""
        if self.count == len(self.vectors):
            self._grow(len(vector))
        self.vectors[self.count] = vector
        wide = vector.astype(np.int32)
        self.lengths[self.count] = math.sqrt(max(int(wide @ wide), 1))
        self.days[self.count] = day
        self.count += 1

    def _grow(self, width: int) -> None:
        more = max(_FIRST_ROWS, 2 * self.count)
        vectors = np.zeros((more, width), np.int8)
        lengths = np.ones(more)
        days = np.zeros(more, np.int64)
        if self.count:
            vectors[: self.count] = self.vectors[: self.count]
            lengths[: self.count] = self.lengths[: self.count]
            days[: self.count] = self.days[: self.count]
        self.vectors, self.lengths, self.days = vectors, lengths, days

    def against(self, questions: NDArray[np.int8]) -> NDArray[np.float64]:
        """As `cosines`, for very many questions at once: products of whole matrices."""
        wide = questions.astype(np.float32)
        blocks = range(0, self.count, _TOGETHER)
        held = (self.vectors[i : min(i + _TOGETHER, self.count)] for i in blocks)
        found = [wide @ each.astype(np.float32).T for each in held]
        whole = np.concatenate(found, axis=1) if found else np.zeros((len(questions), 0))
        return self._measured(questions, whole.astype(np.float64), self.lengths[: self.count])

    def cosines(
        self, questions: NDArray[np.int8], places: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """Cosine of each question with every row, or with those at `places` (by questions)."""
        if places is None:
            rows, lengths = self.vectors[: self.count], self.lengths[: self.count]
        else:
            rows, lengths = self.vectors[places], self.lengths[places]
        return self._measured(questions, products(questions, rows), lengths)

    def _measured(
        self,
        questions: NDArray[np.int8],
        whole: NDArray[np.float64],
        lengths: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        cosines: NDArray[np.float64] = whole / lengths / lengths_of(questions)[:, None]
        return cosines
