"""What the additive learners are taught from: one exemplar that cites entries.

The learn fold makes it when an exemplar is paired, and hands the same one
back to `forget` when another pairing supersedes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tacit.events import EntryId

# A citation's weight is split evenly among what a reply cites; 2520 divides by
# every count up to 10, so shares stay whole numbers.
WEIGHT = 2520


@dataclass(frozen=True)
class Pairing:
    """A question (int8 vectors), the entries it was answered with, and the day (since 1970).

    `situation` are the customer's tokens, for each attribute from exact to coarse.
    """

    entries: tuple[EntryId, ...]
    whole: NDArray[np.int8]
    subject: NDArray[np.int8]
    day: int
    situation: Sequence[Sequence[str]] = ()

    def shares(self) -> dict[EntryId, int]:
        """The weight of each entry, in 1/2520."""
        distinct = tuple(dict.fromkeys(self.entries))[:10]
        return {entry: WEIGHT // len(distinct) for entry in distinct}
