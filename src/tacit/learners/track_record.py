"""How often answers about an intent were wrong: enough to let it answer alone, or to stop it.

Fed with every answer that was given and with the words on it, or on one that would have
been given; asked after each. It knows no texts and sets no mode: the autonomy flow does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.lesson import Lesson

# Odds of so many to one are taken as evidence: by Ville's inequality they come about by
# chance once in so many intents, however long one watches.
CONVINCING = 20
# Shares of wrong answers that are set against the one that is allowed.
_WORSE = (2.0, 4.0, 8.0, 16.0)
_BETTER = (0.0, 0.25, 0.5)
_MOST = 0.9


@dataclass
class TrackRecord:
    """Answers of each intent since its mode was last set, and how many of them were wrong.

    odds = mean over p of  (p/α)^w · ((1-p)/(1-α))^(n-w)

    n answers, w of them wrong, α the share that is allowed: the odds that more are wrong take
    p from above α, those that fewer are from below it.

    >>> record = TrackRecord()
    >>> record.learn("refunds", answers=3, wrong=3)
    >>> record.odds(["refunds"], 0.25)[0]             # p = .5, .9, .9, .9: (2³ + 3 · 3.6³) / 4
    36.992

    After: J. Ville, Étude critique de la notion de collectif (1939), chapter 5; H. Robbins,
    Statistical Methods Related to the Law of the Iterated Logarithm (1970), section 3.
    """

    answers: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def learn(self, intent: str, answers: int, wrong: int) -> None:
        """Count answers about an intent, and how many of them were wrong; either may be below 0.

        An answer that was given counts as right until somebody says otherwise.
        """
        for held, by in ((self.answers, answers), (self.wrong, wrong)):
            held[intent] = held.get(intent, 0) + by
            if not held[intent]:
                del held[intent]

    def judge(self, intent: str, now: Lesson | None, earlier: Lesson | None) -> None:
        """Count what is said of an answer, in place of what was said of it before.

        One that was given was counted then; of one that was not only a fair word counts.
        """
        words = [None if each is None else _tells(each) for each in (now, earlier)]
        is_given = any(each is not None and each.is_shown for each in (now, earlier))
        answers = 0 if is_given else (words[0] is not None) - (words[1] is not None)
        self.learn(intent, answers, bool(words[0]) - bool(words[1]))

    def forget(self, intent: str, answers: int, wrong: int) -> None:
        """Take a count back."""
        self.learn(intent, -answers, -wrong)

    def merge(self, other: TrackRecord) -> None:
        """Add another shard's counts."""
        for intent in {*other.answers, *other.wrong}:
            self.learn(intent, *other.counts([intent], least=None))

    def restart(self, intents: Iterable[str]) -> None:
        """Begin anew with these: what may be done about them is another from now on."""
        for intent in intents:
            self.answers.pop(intent, None)
            self.wrong.pop(intent, None)

    def counts(self, intents: Sequence[str], least: int | None = 0) -> tuple[int, int]:
        """Answers about an intent, which may go by several ids, and how many were wrong.

        No count is below `least`: a word may change after its answer was forgotten.
        """
        answers = sum(self.answers.get(each, 0) for each in intents)
        wrong = sum(self.wrong.get(each, 0) for each in intents)
        if least is None:
            return answers, wrong
        return max(answers, wrong, least), max(wrong, least)

    def odds(self, intents: Sequence[str], allowed: float) -> tuple[float, float]:
        """The odds that more than the allowed share is wrong, and that less is."""
        answers, wrong = self.counts(intents)
        worse = [min(allowed * each, _MOST) for each in _WORSE]
        better = [allowed * each for each in _BETTER]
        right = answers - wrong
        return _mean(worse, allowed, wrong, right), _mean(better, allowed, wrong, right)


def _tells(lesson: Lesson) -> bool | None:
    """Whether an answer was wrong; None where a word does not tell, or not fairly.

    A complaint is fair of an answer that was given: one that nobody complains of is right.
    One that is more likely unfounded than not counts for nothing.
    """
    if lesson.is_shown and 2 * lesson.doubted > ONE:
        return False
    return lesson.is_wrong if lesson.is_fair or lesson.is_shown else None


def _mean(shares: Sequence[float], allowed: float, wrong: int, right: int) -> float:
    odds = (
        math.pow(p / allowed, wrong) * math.exp(right * math.log((1 - p) / (1 - allowed)))
        for p in shares
    )
    return round(math.fsum(odds) / len(shares), 6)
