"""How soon customers of a desk come back after a reply: its median, from exact counts.

Fed by the fold of moods, which asks it who came back sooner than most. What is
quick in a chat is slow in no letter, so the desk's own pace is the measure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Fewer returns than this say nothing of what is usual.
ENOUGH = 20


@dataclass
class Pace:
    """Counts of returns by half-octaves of seconds.

    median = the first step at or below which half of the returns lie

    >>> pace = Pace()
    >>> for step in [10] * 12 + [20] * 8:
    ...     pace.learn(step)
    >>> pace.predict()                                    # 12 of 20 lie at 10
    10

    Source: F. Galton, Statistics by Intercomparison (1875): the middlemost of a row.
    """

    returns: dict[str, int] = field(default_factory=dict)

    def learn(self, step: int) -> None:
        """Count one return."""
        self._add(str(step), 1)

    def forget(self, step: int) -> None:
        """Take one return back."""
        self._add(str(step), -1)

    def merge(self, other: Pace) -> None:
        """Add another shard's counts."""
        for step, count in other.returns.items():
            self._add(step, count)

    def predict(self) -> int | None:
        """The usual step; None before enough came back."""
        many = sum(self.returns.values())
        if many < ENOUGH:
            return None
        below = 0
        for step in sorted(int(each) for each in self.returns):
            below += self.returns[str(step)]
            if 2 * below >= many:
                return step
        raise AssertionError("half of what was counted lies somewhere")

    def _add(self, step: str, count: int) -> None:
        self.returns[step] = self.returns.get(step, 0) + count
        if not self.returns[step]:
            del self.returns[step]
