"""What all metrics share: they see facts, merge by adding, and say a share with its size.

A metric is a dataclass whose fields are whole numbers, or tables of whole
numbers, so any split of the facts merges to the same state. `measure` makes
one for each period and group, and gives each only facts that belong there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar, Self

from tacit.share import Share

if TYPE_CHECKING:
    from tacit.metrics.course import Fact


class UnknownMetric(ValueError):
    """No metric of the sort has this name; the message lists those that would do."""


@dataclass(frozen=True)
class Reading:
    """What a metric says: a share with its 95% interval, and what must be known beside it.

    `n` is how many conversations, decisions or replies were counted; a share
    may be finer than that. `left_out` are those of the window that it says
    nothing of. `parts` are further shares; `figures` whole numbers whose
    names end in their unit, None where there is none yet.
    """

    share: Share
    interval: tuple[float, float]
    n: int
    left_out: int = 0
    parts: Mapping[str, Share] = field(default_factory=dict)
    figures: Mapping[str, int | None] = field(default_factory=dict)

    def value(self) -> float | None:
        """The share as a number, None where nothing was counted: that is not zero."""
        return self.share.value()


@dataclass
class Metric:
    """One figure that can be asked for: its definition, and the counts that it is made of.

    `units` is what the whole is made of, `awaits` what must happen before there
    is one. `beside` are metrics without which it would flatter: it is never
    measured without them. `splits` are groupings that it knows from within,
    whose parts share one whole.
    """

    title: ClassVar[str]
    units: ClassVar[str]
    awaits: ClassVar[str]
    definition: ClassVar[str]
    beside: ClassVar[tuple[str, ...]] = ()
    splits: ClassVar[tuple[str, ...]] = ()

    def see(self, fact: Fact) -> None:
        """Count one fact; a fact that says nothing to this metric is passed over."""
        raise NotImplementedError

    def reading(self) -> Reading:
        """What was counted, as a share with its interval."""
        raise NotImplementedError

    def split(self, by: str) -> dict[str, Reading]:
        """The reading's parts by one of its own `splits`."""
        raise KeyError(by)

    def merge(self, other: Self) -> None:
        """Add what another period, group or shard counted."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, int):
                setattr(self, each.name, mine + theirs)
                continue
            for key, count in theirs.items():
                mine[key] = mine.get(key, 0) + count


@dataclass
class Counted(Metric):
    """A metric that is one plain share: so many of so many, and how many were left out."""

    part: int = 0
    whole: int = 0
    left_out: int = 0

    def count(self, *, is_part: bool) -> None:
        """Count one of the whole."""
        self.part += is_part
        self.whole += 1

    def reading(self) -> Reading:
        """The share with Wilson's interval."""
        return reading_of(Share(self.part, self.whole), self.left_out)


def reading_of(share: Share, left_out: int = 0) -> Reading:
    """A plain share as a reading."""
    return Reading(share, share.interval(), share.whole, left_out)
