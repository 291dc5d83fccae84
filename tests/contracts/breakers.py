"""Small wrong learners, one a promise, and an honest one that keeps them all.

A promise that its breaker passes promises nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tacit.learners.budget import Budget
from tacit.lesson import Lesson
from tests.contracts.subjects import ENTRIES, Subject, rate_lessons

# How a promise finds a breaker: an assertion, or what the breaker runs into.
CAUGHT = (AssertionError, ArithmeticError)
_draws = itertools.count()


@dataclass
class Counts:
    """An honest learner: how often each entry was right, of how many."""

    right: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def learn(self, entry: str, reward: int) -> None:
        self._add(entry, reward, 1)

    def forget(self, entry: str, reward: int) -> None:
        self._add(entry, -reward, -1)

    def merge(self, other: Any) -> None:
        for entry, count in other.seen.items():
            self._add(entry, other.right[entry], count)

    def _add(self, entry: str, reward: int, count: int) -> None:
        self.right[entry] = self.right.get(entry, 0) + reward
        self.seen[entry] = self.seen.get(entry, 0) + count
        if not self.seen[entry]:
            del self.seen[entry], self.right[entry]

    def predict(self, entry: str) -> float:
        return (1 + self.right.get(entry, 0) / 1000) / (2 + self.seen.get(entry, 0))


@dataclass
class SilentAtFirst(Counts):
    """Divides by what it has seen, which is nothing at first."""

    def predict(self, entry: str) -> float:
        return self.right.get(entry, 0) / 1000 / self.seen.get(entry, 0)


@dataclass
class CountsQuestions(Counts):
    """Learns from being asked."""

    asked: int = 0

    def predict(self, entry: str) -> float:
        self.asked += 1
        return super().predict(entry)


@dataclass
class Forgetful(Counts):
    """Keeps part of its state where saving does not look."""

    _bonus: float = 0.0

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, reward)
        self._bonus = 0.25

    def predict(self, entry: str) -> float:
        return super().predict(entry) / 2 + self._bonus


@dataclass
class Boastful(Counts):
    """Is more than certain once it has seen enough."""

    def predict(self, entry: str) -> float:
        return super().predict(entry) * (2 if self.seen.get(entry, 0) > 5 else 1)


@dataclass
class Dicing(Counts):
    """Draws lots of its own."""

    luck: int = 0

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, reward)
        self.luck = next(_draws)


@dataclass
class Hoarding(Counts):
    """Keeps every lesson it was given."""

    _lessons: list[tuple[str, int]] = field(default_factory=list)

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, reward)
        self._lessons.append((entry, reward))


@dataclass
class Contrary(Counts):
    """Believes the opposite of what it is told."""

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, 1000 - reward)


@dataclass
class Overwriting(Counts):
    """Takes the other shard's counts in place of its own."""

    def merge(self, other: Any) -> None:
        self.right |= other.right
        self.seen |= other.seen


@dataclass
class Entangled(Counts):
    """Shares the other shard's memory when it has none itself."""

    hits: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, reward)
        self.hits.setdefault("all", [0])[0] += 1

    def merge(self, other: Any) -> None:
        super().merge(other)
        self.hits = other.hits


@dataclass
class LeavingTraces(Counts):
    """Merges by adding and never takes away what came to nothing."""

    def merge(self, other: Any) -> None:
        for entry, count in other.seen.items():
            self.right[entry] = self.right.get(entry, 0) + other.right[entry]
            self.seen[entry] = self.seen.get(entry, 0) + count


@dataclass
class HalfForgetting(Counts):
    """Forgets that it saw, but not what it earned."""

    def forget(self, entry: str, reward: int) -> None:
        self._add(entry, 0, -1)


@dataclass
class LastWord(Counts):
    """Remembers the last entry it was taught."""

    last: str = ""

    def learn(self, entry: str, reward: int) -> None:
        super().learn(entry, reward)
        self.last = f"{entry} {reward}"


BREAKERS: dict[str, type[Counts]] = {
    "speaks_before_its_first_lesson": SilentAtFirst,
    "predicting_changes_nothing": CountsQuestions,
    "saved_and_loaded_it_says_the_same": Forgetful,
    "chances_are_finite_and_between_0_and_1": Boastful,
    "the_same_lessons_give_the_same_bytes": Dicing,
    "memory_grows_with_entries_not_with_lessons": Hoarding,
    "it_beats_its_prior_where_the_truth_is_known": Contrary,
    "two_halves_merged_equal_the_whole": Overwriting,
    "merging_leaves_the_other_half_as_it_was": Entangled,
    "what_one_half_learned_the_other_may_forget": LeavingTraces,
    "learned_and_forgotten_is_as_never_learned": HalfForgetting,
    "the_order_of_lessons_changes_nothing": LastWord,
}


def breaker_of(promise: Callable[[Subject], None]) -> Subject:
    return subject_of(BREAKERS[promise.__name__])


def subject_of(kind: type[Counts]) -> Subject:
    """A counting learner as the contract sees it; entry n is right n times in 6."""
    return Subject(
        kind.__name__,
        kind,
        rate_lessons,
        lambda learner: [learner.predict(entry) for entry in ENTRIES],
        lambda learner: sum(abs(learner.predict(e) - n / 6) for n, e in enumerate(ENTRIES)),
        gives_chances=True,
    )


HONEST = subject_of(Counts)


# ---- budgets that do not hold --------------------------------------------------------


class Frozen(Budget):
    """A static line, as most products ship it."""

    def predict(self) -> float:
        return 0.75

    def learn(self, lesson: Lesson, earlier: Lesson | None = None) -> None:
        self.lessons += 1


class Generous(Budget):
    """Draws the line for four times the budget, whatever comes of it."""

    def risk(self) -> float:
        return 4 * self.target


class Silent(Budget):
    """Keeps every budget by answering nothing."""

    def predict(self) -> float:
        return 1.01


class Doubling(Budget):
    """Takes each word on a decision for a decision of its own."""

    def learn(self, lesson: Lesson, earlier: Lesson | None = None) -> None:
        super().learn(lesson)


BUDGETS: list[type[Budget]] = [Frozen, Generous, Silent]
DOUBLING: list[type[Budget]] = [Frozen, Doubling]
