"""What a confidence promises: what came true of what was said, and what each budget would answer.

`flows/measure.py` asks it, over all intents or of one; doors show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tacit.events import IntentId
from tacit.metrics.calibration import ONE, CalibrationError
from tacit.metrics.course import Course
from tacit.share import Share

# The latest judged conversations that it looks at, and so many make a bin.
LATEST, A_BIN = 2_000, 20
# Of fewer nothing is promised: half of them would be a handful.
LEAST = 40
# Shares of wrong answers that somebody may want to promise.
BUDGETS = (0.01, 0.02, 0.05, 0.10, 0.20)
DEFINITION = (
    f"The latest {LATEST:,} decisions that were judged: the first one of a conversation, whether "
    "anybody saw an answer or not, by whether its entry is one that an agent then cited; and any "
    "answer that an audit judged where no such citation did, by its last word or an agent's after "
    "it, each once, for however many it was drawn. "
    f"The curve: bins of about {A_BIN} of about one confidence, 15 at most, with what was said and "
    "what came true. A promise: on the older half the lowest confidence is sought from which on no "
    "larger share was wrong than the budget; told is the newer half by that line, which was not "
    "drawn by it. By itself the assistant draws its line anew with every decision, by all that it "
    "knows; this is what a fixed one would have kept."
)


@dataclass(frozen=True)
class Bin:
    """Decisions of about one confidence: `said` is its mean in [0, 1], `right` what came true."""

    said: float
    right: Share


@dataclass(frozen=True)
class Promise:
    """A budget, the line that kept it, and what became of the later decisions by that line.

    `line` is in [0, 1], None where none kept it: then nothing is answered.
    """

    budget: float
    line: float | None
    answered: Share
    wrong: Share

    @property
    def is_kept(self) -> bool:
        """Whether no larger share of the answers was wrong; of none at all it is."""
        return self.wrong.part <= self.budget * self.wrong.whole


@dataclass(frozen=True)
class Reliability:
    """Of `judged` decisions the curve, from unsure to sure, and a promise for each budget.

    `drawn_on` of them are the older ones, by which the lines were drawn.
    """

    judged: int
    drawn_on: int
    bins: Sequence[Bin]
    promises: Sequence[Promise]

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to promise anything."""
        return self.judged >= LEAST


def reliability(courses: Iterable[Course], intent: IntentId | None = None) -> Reliability:
    """What the confidences of an intent (None: of all) promise, as far as agents judged them."""
    found = [
        each
        for course in courses
        if intent is None or course.intent_id == intent
        for each in _judged(course)
    ]
    judged = [(sure, is_right) for _, _, sure, is_right in sorted(found)[-LATEST:]]
    half = len(judged) // 2
    older, newer = judged[:half], judged[half:]
    lines = {budget: _line(older, budget) for budget in BUDGETS}
    promises = [_promise(newer, budget, line) for budget, line in lines.items()]
    return Reliability(len(judged), half, _bins(judged), promises)


def _judged(course: Course) -> Iterator[tuple[datetime, int, int, bool]]:
    """When a decision of a conversation was to be told by, its confidence and whether it was right.

    A first decision that a citation judges is told by when the conversation was opened.
    """
    place = course.place()
    if course.first is not None and place is not None:
        yield course.at, course.position, course.first.confidence, place == 0
    for taken in course.decisions:
        if (is_right := course.audit(taken)) is not None:
            yield taken.at, course.position, taken.confidence, is_right


def _bins(judged: Sequence[tuple[int, bool]]) -> list[Bin]:
    counted = CalibrationError()
    for sure, is_right in judged:
        counted.count(sure, is_right=is_right)
    most = max(len(judged) // A_BIN, 1)
    return [Bin(total / n / ONE, Share(right, n)) for n, total, right in counted.bins(at_most=most)]


def _line(judged: Sequence[tuple[int, bool]], budget: float) -> int | None:
    """The lowest confidence from which on no larger share is wrong than the budget, in 1/4096."""
    best, wrong = None, 0
    surest_first = sorted(judged, reverse=True)
    for answered, (sure, is_right) in enumerate(surest_first, 1):
        wrong += not is_right
        is_last_of_it = answered == len(surest_first) or surest_first[answered][0] < sure
        if is_last_of_it and wrong <= budget * answered:
            best = sure
    return best


def _promise(judged: Sequence[tuple[int, bool]], budget: float, line: int | None) -> Promise:
    told = [is_right for sure, is_right in judged if line is not None and sure >= line]
    return Promise(
        budget,
        None if line is None else line / ONE,
        Share(len(told), len(judged)),
        Share(told.count(False), len(told)),
    )
