"""Which entry agents cite now where another one used to answer.

Fed by the learn fold with each decision that answered or that an agent replied to, asked
by features. It sees ids, never words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.events import EntryId
from tacit.learners.fixed import rounded

# The share from which on another entry takes over, and one more decision that says nothing.
_TAKES_OVER = 0.4
_FEW = 1.0
# What is left of a citation so long ago is dropped.
_LEAST = 0.05
_SEVERAL = ""


@dataclass
class Successors:
    """The share of an entry's late decisions in which agents cited one certain other instead.

    total ← λ·total + 1 and cited ← λ·cited at each decision with the entry first,
    cited(other) ← cited(other) + 1 where an agent cites the other;
    share = cited(other) / (1 + total), once two agents did and it is .4

    An answer that nobody objects to speaks for the entry. One agent's error is no change,
    and hard cases do not all go to the same other entry.

    >>> successors, old, new = Successors(), EntryId("old rate"), EntryId("new rate")
    >>> for agent in ("ann", "bob", "ann"):
    ...     successors.saw(old)
    ...     successors.learn(old, new, agent)
    >>> successors.predict()              # 1 + .8 + .64 = 2.44 of 1 + 2.44
    [('old rate', 'new rate', 0.709302370712001)]
    """

    keeps: float = rounded(0.8)
    total: dict[EntryId, float] = field(default_factory=dict)
    cited: dict[EntryId, dict[EntryId, float]] = field(default_factory=dict)
    by: dict[EntryId, dict[EntryId, str]] = field(default_factory=dict)

    def saw(self, first: EntryId) -> None:
        """Count one more decision with this entry first."""
        self.total[first] = rounded(self.keeps * self.total.get(first, 0.0) + 1)
        held = self.cited.pop(first, {})
        by = self.by.pop(first, {})
        faded = {other: rounded(self.keeps * count) for other, count in held.items()}
        if kept := {other: count for other, count in faded.items() if count >= _LEAST}:
            self.cited[first] = kept
            self.by[first] = {other: by[other] for other in kept}

    def learn(self, first: EntryId, other: EntryId, agent: str) -> None:
        """An agent cited the other entry where this one was first."""
        held, by = self.cited.setdefault(first, {}), self.by.setdefault(first, {})
        held[other] = rounded(held.get(other, 0.0) + 1)
        by[other] = agent if by.get(other, agent) == agent else _SEVERAL

    def predict(self) -> list[tuple[EntryId, EntryId, float]]:
        """Entries, what takes over from each, and its share in [.4, 1)."""
        shares = (
            (first, other, count / (_FEW + self.total.get(first, 0.0)))
            for first, held in self.cited.items()
            for other, count in held.items()
            if self.by[first][other] == _SEVERAL
        )
        return sorted(each for each in shares if each[2] >= _TAKES_OVER)
