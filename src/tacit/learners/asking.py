"""Whether a question first beats an answer: of each intent, how conversations went that began so.

Fed and unfed by `answering/first_replies.py`, asked by decide and by the pages. It sees ids and
whole numbers, never text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median_low
from typing import Literal

from tacit.learners.counts import add, add_all
from tacit.share import Share

Start = Literal["ask", "answer"]
# Nothing is said of fewer conversations, of those that began with a question or of the others.
LEAST = 10
# Odds of so many to one are taken as more than chance, as for a mode that is earned.
CONVINCING = 20
# At such odds that fewer are resolved in the end, fewer turns are no gain.
_FEWER = 6
# A question and its answer: asking first never takes fewer turns.
_FEWEST_TURNS = 2
# The desk's own share weighs as so many conversations.
_DESK = 4
_Z = 1.96
_ODDS_AT_MOST = 1_000_000.0
_COUNT, _BACK = "n", "back"


@dataclass(frozen=True)
class Began:
    """How one conversation began and went.

    `turns` are the customer's up to the reply that resolved it for good, 0 where none did;
    `question` is what the agent asked who began with one, as `Question.key` writes it.
    """

    intent: str
    start: Start
    turns: int = 0
    is_back: bool = False
    question: str = ""


@dataclass(frozen=True)
class Question:
    """A question that an agent began with; `is_published` by that agent, for the assistant."""

    message: str
    author: str
    is_published: bool = False
    language: str = ""

    @property
    def key(self) -> str:
        """All of it as one string, for a count."""
        return f"{self.message} {self.author} {self.is_published:d} {self.language}"

    @classmethod
    def of(cls, key: str) -> Question:
        """The question that a key writes.

        >>> Question.of("m-1 ines 1 en")
        Question(message='m-1', author='ines', is_published=True, language='en')
        """
        message, author, published, language = key.split(" ")
        return cls(message, author, published == "1", language)


@dataclass(frozen=True)
class Arm:
    """Conversations that began alike: how many, back after a resolution, resolved in which turn.

    `desk` is the share of all conversations that were resolved within `within` turns, `held`
    the share that was resolved at all.
    """

    n: int
    back: int
    turns: dict[int, int]
    within: int
    desk: float
    held: float

    @property
    def resolved(self) -> Share:
        """How many were resolved for good, in however many turns."""
        return Share(sum(self.turns.values()), self.n)

    @property
    def soon(self) -> Share:
        """How many were resolved for good within so few turns."""
        return Share(sum(n for turn, n in self.turns.items() if turn <= self.within), self.n)

    @property
    def median_turns(self) -> int | None:
        """Half of those that were resolved took at most so many turns."""
        return _median(self.turns)

    def chance(self) -> tuple[float, float]:
        """Beta(good, bad) of being resolved within so few turns."""
        return _drawn(self.soon, self.desk)

    def chance_at_all(self) -> tuple[float, float]:
        """Beta(good, bad) of being resolved at all."""
        return _drawn(self.resolved, self.held)

    def interval(self) -> tuple[float, float]:
        """The 95% interval of the chance of being resolved within so few turns."""
        middle, variance = _log_odds(self.chance())
        reach = _Z * math.sqrt(variance)
        return _chance(middle - reach), _chance(middle + reach)


@dataclass(frozen=True)
class Compared:
    """The two ways to begin an intent, and the odds to one that asking resolves sooner."""

    ask: Arm
    answer: Arm

    @property
    def within(self) -> int:
        """The turns that asking first takes where it resolves, half of the time."""
        return self.ask.within

    @property
    def odds(self) -> float:
        """To one, that asking first resolves within so few turns oftener than answering does."""
        return _odds(self.ask.chance(), self.answer.chance())

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of both to say anything."""
        return min(self.ask.n, self.answer.n) >= LEAST

    @property
    def asks_first(self) -> bool:
        """Whether asking first beats answering: in fewer turns, and no fewer resolved."""
        if not self.is_enough or self.odds < CONVINCING:
            return False
        return _odds(self.answer.chance_at_all(), self.ask.chance_at_all()) < _FEWER


@dataclass
class Asking:
    """Conversations by intent and by how they began: with a question, or with an answer.

    p = Beta(s·m + g, s·(1 - m) + n - g),  m = (G + 1) / (N + 2)

    n conversations began so, g of them were resolved for good within k turns: the median of those
    that began with a question. m is the share of all N of the desk, s = 4. Asking beats answering
    at odds of twenty to one that its p is greater, log-odds of a Beta being nearly normal, from
    ten of either on, unless the odds that it resolves fewer at all are six to one.

    >>> asking = Asking()
    >>> for _ in range(12):
    ...     asking.learn(Began("printer", "ask", turns=2))
    ...     asking.learn(Began("printer", "answer", turns=3))
    >>> found = asking.predict(["printer"])
    >>> found.within, found.ask.soon, found.answer.soon
    (2, Share(part=12, whole=12), Share(part=0, whole=12))
    >>> found.ask.chance()                                 # m = 13/26, 4 · m + 12, 4 · m
    (14.0, 2.0)
    >>> found.asks_first
    True

    After: C. Morris, Parametric Empirical Bayes Inference (1983), section 1; the log-odds as in
    J. Aitchison, S. Shen, Logistic-Normal Distributions (1980), section 5.
    """

    # intent → start → "n", "back" or a turn → conversations.
    counts: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    # intent → question → conversations that an agent began with it.
    questions: dict[str, dict[str, int]] = field(default_factory=dict)

    def learn(self, began: Began) -> None:
        """Count one conversation."""
        self._add(began, 1)

    def forget(self, began: Began) -> None:
        """Take one conversation back; what falls to nothing leaves no trace."""
        self._add(began, -1)

    def _add(self, began: Began, by: int) -> None:
        starts = self.counts.setdefault(began.intent, {})
        for what, is_so in ((_COUNT, True), (_BACK, began.is_back), (began.turns, began.turns)):
            if is_so:
                add(starts, began.start, str(what), by)
        if not starts:
            del self.counts[began.intent]
        if began.question:
            add(self.questions, began.intent, began.question, by)

    def merge(self, other: Asking) -> None:
        """Add another shard's counts."""
        for intent, starts in other.counts.items():
            own = self.counts.setdefault(intent, {})
            add_all(own, starts)
            if not own:
                del self.counts[intent]
        add_all(self.questions, other.questions)

    def predict(self, intents: Iterable[str]) -> Compared:
        """The two ways to begin an intent, by all the names that it had."""
        own = {start: self._turns(intents, start) for start in ("ask", "answer")}
        within = max(_median(own["ask"][2]) or 0, _FEWEST_TURNS)
        whole = [self._turns(self.counts, start) for start in ("ask", "answer")]
        of = sum(n for n, _, _ in whole) + 2
        resolved = [(turn, n) for _, _, turns in whole for turn, n in turns.items()]
        desk = (sum(n for turn, n in resolved if turn <= within) + 1) / of
        held = (sum(n for _, n in resolved) + 1) / of
        ask, answer = (Arm(*own[start], within, desk, held) for start in ("ask", "answer"))
        return Compared(ask, answer)

    def asked(self, intents: Sequence[str]) -> list[tuple[Question, int]]:
        """The questions that agents began with and how often, in the order of their ids."""
        found = dict[str, int]()
        for intent in intents:
            for key, n in self.questions.get(intent, {}).items():
                found[key] = found.get(key, 0) + n
        return [(Question.of(key), found[key]) for key in sorted(found)]

    def _turns(self, intents: Iterable[str], start: str) -> tuple[int, int, dict[int, int]]:
        n, back, turns = 0, 0, dict[int, int]()
        for intent in intents:
            for what, count in self.counts.get(intent, {}).get(start, {}).items():
                if what == _COUNT:
                    n += count
                elif what == _BACK:
                    back += count
                else:
                    turns[int(what)] = turns.get(int(what), 0) + count
        return n, back, dict(sorted(turns.items()))


def _median(turns: dict[int, int]) -> int | None:
    found = [turn for turn, n in turns.items() for _ in range(n)]
    return median_low(found) if found else None


def _drawn(found: Share, desk: float) -> tuple[float, float]:
    return _DESK * desk + found.part, _DESK * (1 - desk) + found.whole - found.part


def _odds(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The odds to one that the one chance is greater than the other."""
    (high, above), (low, below) = _log_odds(one), _log_odds(other)
    chance = 0.5 * math.erfc(-(high - low) / math.sqrt(2 * (above + below)))
    return min(chance / max(1 - chance, 1e-9), _ODDS_AT_MOST)


def _log_odds(of: tuple[float, float]) -> tuple[float, float]:
    """The mean log-odds of a Beta and their variance, ψ'(good) + ψ'(bad)."""
    good, bad = of
    return math.log(good / bad), _trigamma(good) + _trigamma(bad)


def _trigamma(x: float) -> float:
    """ψ'(x), by ψ'(x) = ψ'(x + 1) + 1/x² and from 6 on 1/x + 1/(2x²) + 1/(6x³).

    >>> round(_trigamma(1.0), 4), round(math.pi**2 / 6, 4)
    (1.6449, 1.6449)
    """
    small = 0.0
    while x < 6:
        small += 1 / (x * x)
        x += 1
    return small + 1 / x + 1 / (2 * x * x) + 1 / (6 * x**3)


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
