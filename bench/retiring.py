"""With what chance the test of a lesson retires it, and what the best test could do: no dice.

A lesson goes wrong with one chance in each judged decision that rests on it, apart from all
others. So the chance of every state of the test after each outcome follows from those before:
`retired` carries them on, through the product's own learner. `best` is the bound that no test
can pass, by the lemma of Neyman and Pearson: the number of failures is all that a test may look
at, most of them speak most for harm, and whoever must decide within so many outcomes loses
nothing by waiting for the last of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import comb

from tacit.events import EntryId
from tacit.learners.trials import EARLY, Trials

GROSS, SUBTLE, SOUND = 0.8, 0.3, 0.1
GROSS_WITHIN, SUBTLE_WITHIN, LONGEST = 8, 60, 1000
ALPHA = 0.01
_TURNED = 300
# Of a lesson's test: its sums, its outcomes, its failures.
State = tuple[int, ...]
_LESSON = EntryId("lesson")
_COUNTED = max(within for _, within in EARLY)
# A state less likely than this changes no figure: of 1,000 outcomes all together below 10⁻⁹.
_LEAST = 1e-16


def retired(harm: Callable[[int], float], longest: int) -> list[float]:
    """The chance of being retired by each outcome, the first one first.

    `harm` is the chance that the nth outcome is a failure.
    """
    states, found = dict[State, float]({(0, 0, 0, 0): 1.0}), [0.0]
    for n in range(1, longest + 1):
        states, lost = _outcome(states, harm(n))
        found.append(found[-1] + lost)
    return found[1:]


def _outcome(states: Mapping[State, float], harm: float) -> tuple[dict[State, float], float]:
    """The chances of all states after one more outcome, and of being retired by it."""
    later, lost = defaultdict[State, float](float), 0.0
    for state, chance in states.items():
        for reward, share in ((0, harm * chance), (1000, (1 - harm) * chance)):
            after = _after(state, reward)
            if after is None:
                lost += share
            elif share > _LEAST:
                later[after] += share
    return later, lost


@cache
def _after(state: State, reward: int) -> State | None:
    """The state after one more outcome, as the learner has it; None once that retires.

    Past the first outcomes their number and their failures say nothing any more.
    """
    trials = Trials({str(_LESSON): [*state]})
    trials.learn(_LESSON, reward)
    if trials.predict(_LESSON) >= 1:
        return None
    *sums, outcomes, failures = trials.tests[_LESSON]
    return (*sums, outcomes, failures) if outcomes <= _COUNTED else (*sums, _COUNTED + 1, 0)


@dataclass(frozen=True)
class Best:
    """What some test with this chance of retiring a sound lesson can do, and none more."""

    gross: float
    subtle: float
    subtle_with_gross: float


def best(alpha: float = ALPHA, gross: float = 0.0) -> Best:
    """The most that is retired in time of either harm, and of the subtle beside `gross` of it.

    A test that decides at the end is allowed dice where a failure more or less would
    miss the chance, as it may be spent to the last.
    """
    first, all_of = Reject(GROSS_WITHIN), Reject(SUBTLE_WITHIN)
    eight = first.at(GROSS, gross)
    spent = first.chance(SOUND, eight)
    left = max(alpha - spent, 0.0)
    return Best(
        first.chance(GROSS, first.at(SOUND, alpha)),
        all_of.chance(SUBTLE, all_of.at(SOUND, alpha)),
        first.chance(SUBTLE, eight) + _later(left, eight),
    )


def _later(alpha: float, eight: list[float]) -> float:
    """The chance to retire the subtle harm with the last outcome, not having done so early."""
    sound, subtle = (_kept(harm, eight) for harm in (SOUND, SUBTLE))
    found, left = 0.0, alpha
    for failures in range(SUBTLE_WITHIN, -1, -1):
        share = min(1.0, left / sound[failures]) if sound[failures] > 0 else 1.0
        found += share * subtle[failures]
        left -= share * sound[failures]
    return found


def _kept(harm: float, eight: list[float]) -> list[float]:
    """The chance of so many failures in all, and of not having been retired after the first."""
    found = [0.0] * (SUBTLE_WITHIN + 1)
    rest = SUBTLE_WITHIN - GROSS_WITHIN
    for early, share in enumerate(eight):
        for late in range(rest + 1):
            chance = binomial(GROSS_WITHIN, early, harm) * binomial(rest, late, harm)
            found[early + late] += (1 - share) * chance
    return found


@dataclass(frozen=True)
class Reject:
    """Tests that look once, after so many outcomes: the share retired of each count of failures."""

    outcomes: int

    def at(self, harm: float, chance: float) -> list[float]:
        """The test that retires with this chance what does this harm: the most failures first."""
        found, left = [0.0] * (self.outcomes + 1), chance
        for failures in range(self.outcomes, -1, -1):
            likely = binomial(self.outcomes, failures, harm)
            found[failures] = min(1.0, left / likely)
            left -= found[failures] * likely
        return found

    def chance(self, harm: float, shares: list[float]) -> float:
        """With what chance such a test retires what does this harm."""
        return sum(s * binomial(self.outcomes, n, harm) for n, s in enumerate(shares))


def binomial(outcomes: int, failures: int, harm: float) -> float:
    """The chance of so many failures."""
    return comb(outcomes, failures) * harm**failures * (1 - harm) ** (outcomes - failures)


def figures() -> dict[str, float]:
    """Our test beside the best one, both harms and sound lessons."""
    found = dict[str, float]()
    for name, harm, within in (("gross", GROSS, GROSS_WITHIN), ("subtle", SUBTLE, SUBTLE_WITHIN)):
        by = _steady(harm, LONGEST)
        found[f"rollback.{name}.within"] = by[within - 1]
        found[f"rollback.{name}.p50"], found[f"rollback.{name}.p95"] = _at(by, 0.5), _at(by, 0.95)
        found[f"rollback.{name}.mean"] = 1 + sum(1 - each for each in by[:-1])
        found[f"rollback.{name}.turned_p50"] = _at(_turned(harm), 0.5)
    found["rollback.false_10"] = _steady(SOUND, LONGEST)[-1]
    found["rollback.false_05"] = _steady(SOUND / 2, LONGEST)[-1]
    bound = best(gross=found["rollback.gross.within"])
    found["rollback.best.gross"] = bound.gross
    found["rollback.best.subtle"] = bound.subtle
    found["rollback.best.subtle_with_gross"] = bound.subtle_with_gross
    return found


def _steady(harm: float, longest: int) -> list[float]:
    return retired(lambda n: harm, longest)


def _turned(harm: float) -> list[float]:
    """The same for a lesson that was sound until its thousandth outcome, and stood until then."""
    by = retired(lambda n: SOUND if n <= LONGEST else harm, LONGEST + _TURNED)
    before = by[LONGEST - 1]
    return [(each - before) / (1 - before) for each in by[LONGEST:]]


def _at(by: list[float], share: float) -> int:
    """The first outcome by which this share is retired."""
    return next((n for n, each in enumerate(by, 1) if each >= share), len(by))
