"""How often an entry resolves the conversations it is shown in.

Fed and unfed by the learn fold with settled rewards, asked by the terminal
and by calibration. It never sees text, so erasing words cannot change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.events import EntryId


@dataclass
class ResolveRate:
    """Chance that a conversation is resolved once this entry is shown.

    chance = (1 + resolved) / (2 + shown)

    >>> rate = ResolveRate()
    >>> rate.predict(EntryId("refunds"))               # nobody has seen it yet
    0.5
    >>> rate.learn(EntryId("refunds"), reward=1000)
    >>> round(rate.predict(EntryId("refunds")), 2)     # (1 + 1) / (2 + 1)
    0.67

    After: T. Bayes, An Essay (1763), with Laplace's uniform prior.
    """

    resolved: dict[str, int] = field(default_factory=dict)  # thousandths
    shown: dict[str, int] = field(default_factory=dict)

    def learn(self, entry: EntryId, reward: int) -> None:
        """Count one settled reward, in thousandths."""
        self._add(entry, reward, 1)

    def forget(self, entry: EntryId, reward: int) -> None:
        """Take a settled reward back."""
        self._add(entry, -reward, -1)

    def _add(self, entry: EntryId, reward: int, count: int) -> None:
        self.resolved[entry] = self.resolved.get(entry, 0) + reward
        self.shown[entry] = self.shown.get(entry, 0) + count
        if not self.shown[entry]:
            del self.shown[entry], self.resolved[entry]

    def merge(self, other: ResolveRate) -> None:
        """Add another shard's counts."""
        for entry, count in other.shown.items():
            self._add(EntryId(entry), other.resolved[entry], count)

    def predict(self, entry: EntryId) -> float:
        """The chance in (0, 1)."""
        return (1 + self.resolved.get(entry, 0) / 1000) / (2 + self.shown.get(entry, 0))
