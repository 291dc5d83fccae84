"""In which situations which entry answers: what a customer's page, plan or version tells.

Fed and unfed by the learn fold with pairings, asked by answering. Additive: counts by
token and entry, so it merges and forgets exactly. It sees tokens, never words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tacit.events import EntryId
from tacit.learners.pairing import WEIGHT, Pairing

Shares = Mapping[str, int] | Mapping[EntryId, int]
# For each entry how many answers came with a token, and how many were due.
Met = Mapping[str, tuple[float, float]]
# A token seen less often than this says nothing, however well it seems to tell.
FEW = 3
# As many expected answers as are added on both sides at least, and what an attribute and a
# whole situation may say at most (log-odds: 2 is sevenfold).
LEAST, MOST, MOST_TOGETHER = 2.0, 2.0, 2.5
# A token must depart from what is coarser by so many standard errors.
_ERRORS = 3.0


@dataclass
class Situations:
    """How much more often an entry answers in a situation than elsewhere (log-odds).

    tilt(e) = Σ_a log(p(e | t) / p(e)),  p(e | t) ∝ p(e | parent) · (n(e, t) + α) / (E(e, t) + α)

    over the attributes a with their tokens t from coarse to exact, where E(e, t) = n(t)·p(e |
    parent) is expected and the first parent is all: p(e). α says how much the ratios differ:

    α = Σ E² / (Σ (n - E)² - Σ E), if X²(t) / (K - 1) > 1 + 3·σ; else the token says nothing

    >>> shop = Situations()
    >>> for entry, token in (("invoices", "billing"), ("webhooks", "integrations")) * 4:
    ...     shop.add([[token]], {EntryId(entry): WEIGHT}, 1)
    >>> round(shop.tilt([["billing"]], [EntryId("invoices")])[0], 3)  # log((4 + 2) / (2 + 2))
    0.405

    After: W. DuMouchel, Bayesian Data Mining in Large Frequency Tables (1999), section 3;
    J. Haldane, The Exact Value of the Moments of the Distribution of χ² (1937), for σ.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    everything: dict[str, int] = field(default_factory=dict)
    _held: dict[str, float] | None = None

    def learn(self, pairing: Pairing) -> None:
        """Count one pairing; one without a situation tells nothing of any."""
        self.add(pairing.situation, pairing.shares(), 1)

    def forget(self, pairing: Pairing) -> None:
        """Take one pairing back; what falls to nothing leaves no trace."""
        self.add(pairing.situation, pairing.shares(), -1)

    def merge(self, other: Situations) -> None:
        """Add another shard's counts."""
        _count(self.everything, other.everything, 1)
        for token, counts in other.counts.items():
            self._add(token, counts, 1)
        self._held = None

    def add(
        self, situation: Sequence[Sequence[str]], shares: Mapping[EntryId, int], sign: int
    ) -> None:
        """Count what answered in a situation, or take it back."""
        if not situation:
            return
        _count(self.everything, shares, sign)
        for token in dict.fromkeys(token for line in situation for token in line):
            self._add(token, shares, sign)
        self._held = None

    def _add(self, token: str, shares: Shares, sign: int) -> None:
        counts = self.counts.setdefault(token, {})
        _count(counts, shares, sign)
        if not counts:
            del self.counts[token]

    def seen(self, token: str, entry: str | None = None) -> float:
        """How many answers were given with a token; of one entry, if one is named."""
        counts = self.counts.get(token, {})
        return (sum(counts.values()) if entry is None else counts.get(entry, 0)) / WEIGHT

    def tilt(self, situation: Sequence[Sequence[str]], entries: Sequence[EntryId]) -> list[float]:
        """What a situation says for each entry, above 0, or against it; 0 where nothing."""
        told = [self.line(line, entries) for line in situation]
        totals = map(math.fsum, zip(*told, strict=True)) if told else [0.0 for _ in entries]
        return [min(max(each, -MOST_TOGETHER), MOST_TOGETHER) for each in totals]

    def line(self, tokens: Sequence[str], entries: Sequence[EntryId]) -> list[float]:
        """What one attribute's tokens, from exact to coarse, say for each entry."""
        base = chance = self._base()
        for token in reversed(tokens):
            chance = self._within(token, chance)
        if chance is base:
            return [0.0 for _ in entries]
        said = [math.log(chance[each] / base[each]) if each in base else 0.0 for each in entries]
        return [min(max(each, -MOST), MOST) for each in said]

    def _base(self) -> dict[str, float]:
        """The chance of each entry whatever the situation."""
        if self._held is None:
            total = sum(self.everything.values())
            self._held = {entry: count / total for entry, count in self.everything.items()}
        return self._held

    def _within(self, token: str, coarser: dict[str, float]) -> dict[str, float]:
        """The chances given a token too; the coarser ones where it says nothing."""
        counts = self.counts.get(token)
        if not counts or sum(counts.values()) < FEW * WEIGHT:
            return coarser
        seen = sum(counts.values()) / WEIGHT
        met = {entry: (counts.get(entry, 0) / WEIGHT, seen * coarser[entry]) for entry in coarser}
        added = _added(met) if self._departs(seen, met) else None
        if added is None:
            return coarser
        raised = {
            entry: coarser[entry] * (came + added) / (expected + added)
            for entry, (came, expected) in met.items()
        }
        total = math.fsum(raised.values())
        return {entry: chance / total for entry, chance in raised.items()}

    def _departs(self, seen: float, met: Met) -> bool:
        """Whether a token's answers are other than chance would deal them out."""
        kinds, rest = len(met), 1 - seen * WEIGHT / sum(self.everything.values())
        if kinds < 2 or rest <= 0:
            return False
        squares = math.fsum((came - due) ** 2 / due for came, due in met.values())
        inverse = math.fsum(seen / due for _, due in met.values())
        variance = 2 * (kinds - 1) + (inverse - kinds * kinds - 2 * kinds + 2) / seen
        error = math.sqrt(max(variance, 0.0)) / (kinds - 1)
        # What a token takes from all is not dealt again: with it the rest shrinks.
        return squares / rest / (kinds - 1) > 1 + _ERRORS * error


def _added(met: Met) -> float | None:
    """How many expected answers are added on both sides: α; None where nothing departs."""
    over = math.fsum((came - due) ** 2 - due for came, due in met.values())
    squares = math.fsum(due * due for _, due in met.values())
    return max(squares / over, LEAST) if over > 0 else None


def _count(held: dict[str, int], shares: Shares, sign: int) -> None:
    for entry, share in shares.items():
        held[entry] = held.get(entry, 0) + sign * share
        if not held[entry]:
            del held[entry]
