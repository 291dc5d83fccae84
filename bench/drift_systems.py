"""What `drift` asks, and what it compares: the product overheard, and a window, on its judgements.

`drift` says what is asked and counted.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bench.closed_stream import Asked
from bench.closed_systems import Desk, Taken
from tacit.answering.drift import day_of
from tacit.events import DriftAlarmed
from tacit.learners.drift import Drift

STEP = timedelta(minutes=10)
_CUSTOMERS = 500
_WINDOW, _BEFORE, _ERRORS = 10, 20, 3


@dataclass(frozen=True)
class Judged:
    """One judgement of something watched: of which day, and after which question."""

    watched: str
    bad: int
    day: int
    question: int


@dataclass(frozen=True)
class Alarm:
    """An alarm of something watched after a question, and the day that it names."""

    watched: str
    question: int
    first_day: str


@dataclass
class Overheard(Drift):
    """The product's own learner, whose judgements are noted."""

    _note: Callable[[str, int, int], None] = lambda *told: None

    def learn(self, watched: str, bad: int, day: int, *how: float, **named: float) -> None:
        self._note(watched, bad, day)
        super().learn(watched, bad, day, *how, **named)


@dataclass
class Slow(Desk):
    """The product under a clock of one question every ten minutes."""

    judged: list[Judged] = field(default_factory=list)

    def begin(self) -> None:
        super().begin()
        port, workspace = self._where()
        with port.learned(workspace) as learned:
            learned.drift = Overheard(_note=self._noted)

    def _noted(self, watched: str, bad: int, day: int) -> None:
        self.judged.append(Judged(watched, bad, day, len(self.decisions)))

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        if self._inside is None:
            self.begin()
        self._clock().advance(self.begins_at + n * STEP)
        return self._opened(f"{n % _CUSTOMERS}", question.text)[0]

    def alarms(self) -> list[Alarm]:
        """What the product alarmed of, in order."""
        port, workspace = self._where()
        logged = port.store.read(workspace, kinds=[DriftAlarmed.kind])
        return [
            Alarm(e.event.watched, (e.recorded_at - self.begins_at) // STEP, e.event.first_day)
            for e in logged
        ]


# ---- systems on the same judgements ---------------------------------------------------------


def window(judged: Iterable[Judged]) -> list[Alarm]:
    """The last ten of an intent against all before: worse by more than three standard errors."""
    held, found = defaultdict[str, list[Judged]](list), list[Alarm]()
    for each in judged:
        seen = held[each.watched]
        seen.append(each)
        last, earlier = seen[-_WINDOW:], seen[:-_WINDOW]
        if len(earlier) < _BEFORE:
            continue
        share = (1 + sum(e.bad for e in earlier)) / (2 + len(earlier))
        error = (share * (1 - share) / _WINDOW) ** 0.5
        if sum(e.bad for e in last) / _WINDOW > share + _ERRORS * error:
            first = next(e.day for e in last if e.bad)
            found.append(Alarm(each.watched, each.question, day_of(first)))
            held[each.watched] = []
    return found


def detector(judged: Iterable[Judged]) -> list[Alarm]:
    """The product's learner on judgements alone, begun anew after each alarm."""
    drift, found = Drift(), list[Alarm]()
    for each in judged:
        drift.learn(each.watched, bad=each.bad, day=each.day)
        if drift.predict(each.watched) >= 1:
            first = drift.since[each.watched][0]
            found.append(Alarm(each.watched, each.question, day_of(first)))
            drift.close(each.watched, is_usual=False)
    return found


SYSTEMS = {"tacit": detector, "window": window}


def permuted(judged: Sequence[Judged], seed: int) -> list[Judged]:
    """The same judgements, those of each intent in an order drawn by seed."""
    held = defaultdict[str, list[int]](list)
    for each in judged:
        held[each.watched].append(each.bad)
    dice = random.Random(seed)
    for bad in held.values():
        dice.shuffle(bad)
    return [replace(each, bad=held[each.watched].pop()) for each in judged]
