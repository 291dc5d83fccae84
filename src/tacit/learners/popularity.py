"""How often each entry answered, over all time and of late.

Fed and unfed by the learn fold with pairings, asked by answering. Additive:
counts by entry and week, so it merges and forgets exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import EntryId
from tacit.learners.pairing import WEIGHT, Pairing

HALF_LIFE_WEEKS = 4.0


@dataclass
class Popularity:
    """Counts of citations, in 1/2520, by entry and week since 1970.

    all(e) = Σ_w n(e, w);  recent(e, today) = Σ_w n(e, w) · ½^((today - w) / 4)

    >>> popularity = Popularity()
    >>> vector = np.zeros(2, np.int8)
    >>> popularity.learn(Pairing((EntryId("a"),), vector, vector, day=7 * 2700))
    >>> everything, recent = popularity.predict([EntryId("a"), EntryId("b")], day=7 * 2704)
    >>> [float(each) for each in everything], [float(each) for each in recent]  # 4 weeks: half
    ([1.0, 0.0], [0.5, 0.0])
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    _totals: dict[str, float] = field(default_factory=dict)
    _decayed: dict[str, float] = field(default_factory=dict)
    _week: int = -1
    _asked: tuple[list[EntryId], NDArray[np.float64], NDArray[np.float64]] | None = None

    def learn(self, pairing: Pairing) -> None:
        """Count one pairing."""
        self._add(pairing, 1)

    def forget(self, pairing: Pairing) -> None:
        """Take one pairing back; what falls to nothing leaves no trace."""
        self._add(pairing, -1)

    def _add(self, pairing: Pairing, sign: int) -> None:
        week = str(pairing.day // 7)
        self._asked = None
        for entry, share in pairing.shares().items():
            weeks = self.counts.setdefault(entry, {})
            weeks[week] = weeks.get(week, 0) + sign * share
            if not weeks[week]:
                del weeks[week]
            if not weeks:
                del self.counts[entry]
            self._totals.pop(entry, None)
            self._decayed.pop(entry, None)

    def merge(self, other: Popularity) -> None:
        """Add another shard's counts."""
        for entry, weeks in other.counts.items():
            own = self.counts.setdefault(entry, {})
            for week, count in weeks.items():
                own[week] = own.get(week, 0) + count
            self.counts[entry] = {week: count for week, count in own.items() if count}
            if not self.counts[entry]:
                del self.counts[entry]
        self._asked = None
        self._totals.clear()
        self._decayed.clear()

    def total(self, entry: str) -> float:
        """Citations of an entry over all time."""
        found = self._totals.get(entry)
        if found is None:
            counted = sum(self.counts.get(entry, {}).values())
            found = self._totals[entry] = counted / WEIGHT
        return found

    def predict(
        self, entries: Sequence[EntryId], day: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Citations of each entry over all time, and weighted towards `day`; the asker's own."""
        if day // 7 != self._week:
            self._asked = None
            self._decayed.clear()
            self._week = day // 7
        if self._asked is None or self._asked[0] != entries:
            everything = np.array([self.total(entry) for entry in entries])
            recent = np.array([self._recent(entry) for entry in entries])
            self._asked = [*entries], everything, recent
        return self._asked[1].copy(), self._asked[2].copy()

    def _recent(self, entry: str) -> float:
        found = self._decayed.get(entry)
        if found is None:
            weeks = self.counts.get(entry, {})
            found = (
                math.fsum(
                    count * 0.5 ** (max(self._week - int(week), 0) / HALF_LIFE_WEEKS)
                    for week, count in sorted(weeks.items())
                )
                / WEIGHT
            )
            self._decayed[entry] = found
        return found
