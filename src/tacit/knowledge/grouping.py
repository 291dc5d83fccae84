"""Groups past questions that ask alike: average link between groups that near questions join.

The intents' flow asks it once for a whole history, and for a handful of questions when a
new one came. What it says becomes events, so nothing depends on its saying the same again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import EntryId

# Each question may be joined to so many others directly; groups to all that these lead to.
NEIGHBOURS = 10
# Questions that are compared at once: a thousand rows against all is one product.
_AT_ONCE = 1000
# Groups whose questions are, on average, at least this near (cosine) are one.
ALIKE = 0.45
# What the answers add to that where both were answered: the same ones up to so much, different
# ones as much less; most of it where one answer is known. Chosen on BANKING77, 2023 of the
# Thunderbird desk and the invented one, whose long questions have little in common but the answer.
MOST_ADDED = 0.35
_FEW_ANSWERS = 0.3
# A past question that is in no group, and one that was superseded.
NONE, GONE = -1, -2


def groups(
    vectors: NDArray[np.float32], answers: Sequence[Sequence[EntryId]], alike: float = ALIKE
) -> list[list[int]]:
    """The rows in groups, the largest first; each row is in one, some are alone in theirs.

    link(A, B) = mean over a in A, b in B of cos(a, b), and what their answers add

    What the answers add is explained at `answered_alike`. `vectors` are questions, one a row.

    >>> rows = np.array([[1, 0], [9, 1], [0, 1], [1, 9]], np.float32)
    >>> groups(rows, [(), (), (), ()])
    [[0, 1], [2, 3]]

    After: R. Sokal, C. Michener, A statistical method for evaluating systematic
    relationships (1958), on the graph of nearest neighbours.
    """
    if not len(vectors):
        return []
    lengths = np.sqrt(np.maximum((vectors.astype(np.float64) ** 2).sum(axis=1), 1.0))
    units = (vectors / lengths[:, None]).astype(np.float32)
    linking = _Linking(units.astype(np.float64), answers, alike)
    linking.begin(nearest(units, NEIGHBOURS))
    linking.run()
    linking.compare_large()
    linking.run()
    return linking.groups()


def nearest(units: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The nearest other rows of each row, in no order; fewer where there are no more."""
    count = min(count, len(units) - 1)
    found = np.zeros((len(units), max(count, 0)), np.int64)
    for first in range(0, len(units) if count > 0 else 0, _AT_ONCE):
        rows = units[first : first + _AT_ONCE] @ units.T
        rows[np.arange(len(rows)), np.arange(first, first + len(rows))] = -2.0
        found[first : first + _AT_ONCE] = np.argpartition(-rows, count - 1, axis=1)[:, :count]
    return found


@dataclass
class _Linking:
    """Groups being joined, the nearest two first. A group is called by one of its rows."""

    sums: NDArray[np.float64]
    answers: Sequence[Sequence[EntryId]]
    alike: float
    sizes: NDArray[np.float64] = field(init=False)
    shares: list[dict[EntryId, float]] = field(init=False)
    near: list[set[int]] = field(init=False)
    rows: list[list[int]] = field(init=False)
    _heap: list[tuple[float, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        count = len(self.sums)
        self.sizes = np.ones(count)
        self.shares = [{e: 1 / len(named) for e in named} for named in self.answers]
        self.near = [set() for _ in range(count)]
        self.rows = [[row] for row in range(count)]

    def begin(self, neighbours: NDArray[np.int64]) -> None:
        """Take the pairs of near rows as what may be joined."""
        for row, others in enumerate(neighbours.tolist()):
            for other in others:
                self.near[row].add(other)
                self.near[other].add(row)
        for row in range(len(self.rows)):
            self._offer(row, [other for other in self.near[row] if other > row])

    def compare_large(self) -> None:
        """Take every two large groups as what may be joined: many near questions hide others."""
        large = [row for row, each in enumerate(self.rows) if len(each) > NEIGHBOURS // 2]
        for place, row in enumerate(large):
            others = large[place + 1 :]
            self.near[row].update(others)
            for other in others:
                self.near[other].add(row)
            self._offer(row, others)

    def run(self) -> None:
        """Join until no two groups are alike enough."""
        while self._heap:
            _, one, other, together = heapq.heappop(self._heap)
            # What was offered before either of them grew is offered anew since.
            if self.sizes[one] + self.sizes[other] == together:
                self._join(one, other)

    def groups(self) -> list[list[int]]:
        """The rows of each group, the largest group first."""
        kept = [sorted(each) for each in self.rows if each]
        return sorted(kept, key=lambda each: (-len(each), each))

    def _join(self, one: int, other: int) -> None:
        if len(self.near[one]) < len(self.near[other]):
            one, other = other, one
        self.sums[one] += self.sums[other]
        self.sizes[one] += self.sizes[other]
        for entry, share in self.shares[other].items():
            self.shares[one][entry] = self.shares[one].get(entry, 0.0) + share
        self.rows[one] += self.rows[other]
        self.rows[other] = []
        self.sizes[other] = -np.inf
        for each in self.near[other]:
            self.near[each].discard(other)
            self.near[each].add(one)
        self.near[one] |= self.near[other]
        self.near[one] -= {one, other}
        self.near[other] = set()
        self._offer(one, sorted(self.near[one]))

    def _offer(self, one: int, others: Sequence[int]) -> None:
        """Remember the pairs that are alike enough to be joined."""
        if not others:
            return
        places = np.array(others)
        links = self.sums[places] @ self.sums[one] / (self.sizes[places] * self.sizes[one])
        if self.shares[one]:
            links += [answered_alike(self.shares[one], self.shares[each]) for each in others]
        for link, other in zip(links.tolist(), others, strict=True):
            if link >= self.alike:
                together = int(self.sizes[one] + self.sizes[other])
                heapq.heappush(self._heap, (-link, one, other, together))


def answered_alike(one: Mapping[EntryId, float], other: Mapping[EntryId, float]) -> float:
    """What the answers of two groups add to how alike they are; 0 where one has none.

    w · n / (n + 0.3) · (2 · Σ_e p(e) · q(e) - 1),  p and q their shares, n the fewer answers

    >>> round(answered_alike({"a": 3}, {"a": 9}), 3)  # 0.35 · 3/3.3 · (2 · 1 - 1)
    0.318
    """
    few, many = sorted((one, other), key=len)
    answers = sum(few.values()), sum(many.values())
    if not all(answers):
        return 0.0
    chance = sum(share * many.get(entry, 0.0) for entry, share in few.items())
    fewer = min(answers)
    weight = MOST_ADDED * fewer / (fewer + _FEW_ANSWERS)
    return weight * (2 * chance / (answers[0] * answers[1]) - 1)


def agreement(one: Iterable[EntryId], other: Iterable[EntryId]) -> float:
    """What two questions' answers add to how alike they are; 0 where one has none.

    >>> [round(agreement(["a"], other), 3) for other in (["a", "b"], ["b"], [])]
    [0.269, -0.269, 0.0]
    """
    named, others = set(one), set(other)
    if not named or not others:
        return 0.0
    weight = MOST_ADDED / (1 + _FEW_ANSWERS)
    return weight if named & others else -weight
