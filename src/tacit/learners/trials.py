"""Whether what was decided on a lesson goes wrong too often to go on with it.

Fed once for each judged decision that rested on a lesson, and again where its
judgement changes; asked after each. It knows no texts and retires nothing
itself: the flow that watches does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.events import EntryId

HALF = 500  # thousandths of a reward: less is a failure
# So many failures among so many first outcomes are too many: the third of three, the fourth
# within eight. Of lessons wrong once in ten, so many failures have .0056 within the first eight
# outcomes and .0091 within the first sixty.
EARLY = ((3, 3), (4, 8), (13, 57), (14, 60))
# What a failure adds to each sum and a success takes from it, and where the sum is too high. The
# first looks for lessons wrong in 80% of the cases, the second for 30%, against 10%: ln 8 = 2.08
# and -ln(.2 / .9) = 1.50 are as 4 to 2.9, ln 3 = 1.10 and -ln(.7 / .9) = .25 as 4 to .9.
SUMS = ((4, 3, 28), (4, 1, 40))


@dataclass
class Trials:
    """Tests of each lesson: its first outcomes counted, and all of them summed up as they come.

    sum ← max(0, sum + 4) after a failure, max(0, sum - 3) or max(0, sum - 1) after a success;
    harm is found with the third failure in 3 outcomes, the fourth in 8, the 13th in 57, the
    14th in 60, and where a sum reaches 28 or 40

    The counts spend on the first sixty outcomes nearly all of what may be spent: of sound lessons,
    wrong in 10% of their cases, .97% are suspended within a thousand outcomes. The sums forget
    success, so that what turns wrong in later years is found as soon as in the first one.

    `tests[lesson]` is both sums, the outcomes and the failures.

    >>> trials = Trials()
    >>> for _ in range(2):                              # 2 failures, of 3 that it takes
    ...     trials.learn(EntryId("a"), reward=0)
    >>> round(trials.predict(EntryId("a")), 2)
    0.67
    >>> trials.learn(EntryId("a"), reward=0)
    >>> trials.predict(EntryId("a"))
    1.0

    After: J. Neyman and E. Pearson, On the Problem of the Most Efficient Tests of Statistical
    Hypotheses (1933), for the counts; E. S. Page, Continuous Inspection Schemes (1954), for the
    sums. `bench/bad_lessons.py --rollback-only` has the chances, without any dice.
    """

    tests: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, lesson: EntryId, reward: int) -> None:
        """Count the reward, in thousandths, of one judged decision that rested on a lesson."""
        is_failure = reward < HALF
        held = self.tests.setdefault(lesson, [0] * len(SUMS) + [0, 0])
        for place, (gain, loss, _) in enumerate(SUMS):
            held[place] = max(0, held[place] + (gain if is_failure else -loss))
        held[-2] += 1
        held[-1] += is_failure

    def drop(self, lesson: EntryId) -> None:
        """Leave no trace of a lesson: it was retired, or begins anew."""
        self.tests.pop(lesson, None)

    def predict(self, lesson: EntryId) -> float:
        """The evidence of harm, as a share of what retires a lesson; 1 and more retires it."""
        held = self.tests.get(lesson)
        if held is None:
            return 0.0
        outcomes, failures = held[-2:]
        early = next((failures / most for most, within in EARLY if outcomes <= within), 0.0)
        found = (held[place] / bound for place, (_, _, bound) in enumerate(SUMS))
        return max(early, *found)

    def counts(self, lesson: EntryId) -> tuple[int, int]:
        """How many judged decisions rested on a lesson, and how many of them went wrong."""
        held = self.tests.get(lesson, [0, 0])
        return held[-2], held[-1]
