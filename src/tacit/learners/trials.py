"""Whether what was decided on a lesson goes wrong too often to go on with it.

Fed once for each judged decision that rested on a lesson, and again where its
judgement changes; asked after each. It knows no texts and retires nothing
itself: the flow that watches does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tacit.events import EntryId

# Odds and bounds are natural logarithms in steps of 2^-20, rounded once, so that sums are exact.
_STEP = 1 << 20
HALF = 500  # thousandths of a reward: less is a failure
ALPHA = 0.01
# A sound lesson goes wrong this often at most: agents cite another page now and then.
SOUND = 0.1
# What is looked for: a lesson that is plainly wrong, and one that is wrong in some cases.
HARMS = (0.8, 0.3)


def _steps(number: float) -> int:
    return round(number * _STEP)


# What one failure and one success add to the odds of each harm against a sound lesson.
_FAILURE = tuple(_steps(math.log(harm / SOUND)) for harm in HARMS)
_SUCCESS = tuple(_steps(math.log((1 - harm) / (1 - SOUND))) for harm in HARMS)
# The chance of a wrong alarm is spread over two harms, and over the tests that follow each
# other as 1/k⁴, whose sum over all k is π⁴/90; so it holds however long one watches.
_FIRST_BOUND = math.log(len(HARMS) / ALPHA * math.pi**4 / 90)
# Once a harm is this unlikely (β = 0.01) its test begins anew, lest later harm be outweighed.
_ACQUITTED = -_steps(math.log((1 - ALPHA) / ALPHA))


@dataclass
class Trials:
    """Sequential tests of each lesson, one for each harm, begun anew after each acquittal.

    odds ← odds + ln(h / s) after a failure, ln((1 - h) / (1 - s)) after a success;
    harm is found where odds ≥ ln(2/α · π⁴/90 · k⁴), k the tests of it so far

    `tests[lesson]` is the odds of each harm, its tests, the outcomes and failures.

    >>> trials = Trials()
    >>> for _ in range(2):                              # 2 · ln 8 = 4.16, of 5.38 that it takes
    ...     trials.learn(EntryId("a"), reward=0)
    >>> round(trials.predict(EntryId("a")), 2)
    0.77
    >>> trials.learn(EntryId("a"), reward=0)
    >>> trials.predict(EntryId("a")) >= 1
    True

    After: A. Wald, Sequential Tests of Statistical Hypotheses (1945), section 3; for all
    times at once by J. Ville, Étude critique de la notion de collectif (1939), chapter 5.
    """

    tests: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, lesson: EntryId, reward: int) -> None:
        """Count the reward, in thousandths, of one judged decision that rested on a lesson."""
        is_failure = reward < HALF
        held = self.tests.setdefault(lesson, [0] * len(HARMS) + [1] * len(HARMS) + [0, 0])
        held[-2] += 1
        held[-1] += is_failure
        for place, gain in enumerate(_FAILURE if is_failure else _SUCCESS):
            held[place] += gain
            if held[place] <= _ACQUITTED:
                held[place] = 0
                held[len(HARMS) + place] += 1

    def drop(self, lesson: EntryId) -> None:
        """Leave no trace of a lesson: it was retired, or begins anew."""
        self.tests.pop(lesson, None)

    def predict(self, lesson: EntryId) -> float:
        """The evidence of harm, as a share of what retires a lesson; 1 and more retires it."""
        held = self.tests.get(lesson)
        if held is None:
            return 0.0
        odds, tests = held[: len(HARMS)], held[len(HARMS) : -2]
        return max(o / _bound(k) for o, k in zip(odds, tests, strict=True))

    def counts(self, lesson: EntryId) -> tuple[int, int]:
        """How many judged decisions rested on a lesson, and how many of them went wrong."""
        held = self.tests.get(lesson, [0, 0])
        return held[-2], held[-1]


def _bound(tests: int) -> int:
    return _steps(_FIRST_BOUND + 4 * math.log(tests))
