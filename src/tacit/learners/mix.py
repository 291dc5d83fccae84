"""Whether a question is of one of the intents that are usually asked most.

Fed with the intent of each question and asked before; it knows no texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Questions that say what is usual; the last so many whole ones count.
QUESTIONS = 500


@dataclass
class Mix:
    """The intents of five hundred questions, which the following ones are compared with.

    An intent is common where those asked oftener make less than half of the questions.

    >>> mix = Mix()
    >>> for n in range(500):                   # 300 of a, 150 of b, 50 of c
    ...     mix.learn("aaabab"[n % 6] if n < 450 else "c")
    >>> [mix.predict(each) for each in "abcd"]       # before them: 0, 300, 450 of 500
    [True, False, False, None]

    After: W. Shewhart, Economic Control of Quality of Manufactured Product (1931): what is
    usual is fixed before what is compared with it.
    """

    now: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    def learn(self, intent: str) -> None:
        """Count one more question of an intent."""
        self.now[intent] = self.now.get(intent, 0) + 1
        if sum(self.now.values()) >= QUESTIONS:
            self.before, self.now = self.now, {}

    def move(self, intent: str, into: Mapping[str, int]) -> None:
        """What was asked as one was asked as others, in these proportions."""
        whole = max(sum(into.values()), 1)
        for held in (self.now, self.before):
            count = held.pop(intent, 0)
            for part, weight in into.items() if count else ():
                held[part] = held.get(part, 0) + count * weight // whole

    def predict(self, intent: str) -> bool | None:
        """Whether an intent is common; None of one that nobody asked then: it may be new."""
        if intent not in self.before:
            return None
        count = self.before[intent]
        oftener = sum(each for each in self.before.values() if each > count)
        return 2 * oftener < sum(self.before.values())
