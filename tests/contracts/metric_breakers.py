"""Small wrong metrics, one a promise, and an honest one that keeps them all.

A promise that its breaker passes promises nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tacit.metrics.course import Course, Fact
from tacit.metrics.metric import Counted, Metric, Reading, reading_of
from tacit.share import Share
from tests.contracts.metric_worlds import FACTS, World


@dataclass
class Honest(Counted):
    """How many of the assistant's conversations it answered."""

    def see(self, fact: Fact) -> None:
        if isinstance(fact, Course) and fact.is_assistants:
            self.count(is_part=fact.answers > 0)
        elif isinstance(fact, Course):
            self.left_out += 1


@dataclass
class ZeroAtFirst(Honest):
    """Says nothing of a hundred where nobody was counted."""

    def reading(self) -> Reading:
        return reading_of(Share(self.part, max(1, self.whole)))


@dataclass
class Overwriting(Honest):
    """Takes the other half's counts in place of its own."""

    def merge(self, other: Any) -> None:
        self.part, self.whole = other.part, other.whole


@dataclass
class Newest(Honest):
    """Counts the last fact twice."""

    last: int = 0

    def see(self, fact: Fact) -> None:
        super().see(fact)
        self.last = int(isinstance(fact, Course) and fact.answers > 0)

    def reading(self) -> Reading:
        return reading_of(Share(self.part + self.last, self.whole + bool(self.whole)))


@dataclass
class Entangled(Metric):
    """Shares the other half's table when it has none itself."""

    counts: dict[str, int] = field(default_factory=dict)

    def see(self, fact: Fact) -> None:
        self.counts["whole"] = self.counts.get("whole", 0) + 1

    def merge(self, other: Any) -> None:
        self.counts = self.counts or other.counts


@dataclass
class Averaging(Honest):
    """Keeps a running mean."""

    mean: float = 0.0

    def see(self, fact: Fact) -> None:
        super().see(fact)
        self.mean = self.part / max(1, self.whole)


@dataclass
class Hoarding(Honest):
    """Keeps every conversation it counted."""

    places: dict[int, int] = field(default_factory=dict)

    def see(self, fact: Fact) -> None:
        super().see(fact)
        self.places[self.whole] = self.part


@dataclass
class Meddling(Honest):
    """Marks what it has counted."""

    def see(self, fact: Fact) -> None:
        super().see(fact)
        if isinstance(fact, Course):
            fact.questions_back += 1


@dataclass
class CountsReadings(Honest):
    """Believes that being asked is an answer."""

    def reading(self) -> Reading:
        found = super().reading()
        self.whole += 1
        return found


@dataclass
class CountsEverything(Honest):
    """Takes whatever it is shown for one of its own."""

    def see(self, fact: Fact) -> None:
        self.count(is_part=isinstance(fact, Course) and fact.answers > 0)


@dataclass
class TooSure(Honest):
    """Gives an interval of half the width."""

    def reading(self) -> Reading:
        found = super().reading()
        low, high = found.interval
        quarter = (high - low) / 4
        return replace(found, interval=(low + quarter, high - quarter))


@dataclass
class Flattering(Honest):
    """Leaves every tenth failure out of the whole."""

    failed: int = 0

    def see(self, fact: Fact) -> None:
        if isinstance(fact, Course) and fact.is_assistants and not fact.answers:
            self.failed += 1
            if self.failed % 10 == 0:
                return
        super().see(fact)


@dataclass
class Boasting(Honest):
    """Counts what it would have answered as answered."""

    def see(self, fact: Fact) -> None:
        super().see(fact)
        if isinstance(fact, Course) and not fact.is_assistants and fact.decisions:
            self.count(is_part=True)


BREAKERS: dict[str, type[Metric]] = {
    "nothing_seen_is_none_yet": ZeroAtFirst,
    "any_split_merges_to_the_whole": Overwriting,
    "the_order_of_facts_changes_nothing": Newest,
    "merging_leaves_the_other_as_it_was": Entangled,
    "its_state_is_whole_numbers": Averaging,
    "memory_does_not_grow_with_facts": Hoarding,
    "seeing_changes_no_fact": Meddling,
    "reading_changes_nothing": CountsReadings,
    "facts_that_say_nothing_to_it_count_nowhere": CountsEverything,
    "the_interval_holds_the_truth_as_often_as_it_says": TooSure,
    "the_share_nears_the_truth": Flattering,
    "what_nobody_saw_counts_nowhere": Boasting,
}


def world_of(kind: type[Metric]) -> World:
    """A wrong metric in the world of coverage."""
    return World(kind.__name__, kind, FACTS["coverage"])


def breaker_of(promise: Callable[[World], None]) -> World:
    return world_of(BREAKERS[promise.__name__])


HONEST = world_of(Honest)
