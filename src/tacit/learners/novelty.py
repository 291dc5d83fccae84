"""Whether a question is farther from every past one than nine in ten of those before were.

Fed with how near the nearest past question to each opening one is, and asked before; it knows no
texts and no vectors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Questions that say what is far, and the share of them that is.
QUESTIONS = 500
FAR = 0.1


@dataclass
class Novelty:
    """The nearness below which one in ten of five hundred questions was.

    The line is drawn anew from the last five hundred when somebody says so: not while what comes
    is suspected of being another thing than what came before.

    >>> novelty = Novelty()
    >>> for n in range(500):                  # from 0 to 499 in 1/4096
    ...     novelty.learn(n)
    >>> novelty.predict(49), novelty.renew(), novelty.predict(49), novelty.predict(50)
    (None, True, True, False)

    After: W. Shewhart, Economic Control of Quality of Manufactured Product (1931): what is
    usual is fixed before what is compared with it.
    """

    line: int | None = None
    recent: list[int] = field(default_factory=list)

    def learn(self, nearness: int) -> None:
        """Count one more question, whose nearest past one is so near, in 1/4096."""
        self.recent.append(nearness)
        del self.recent[:-QUESTIONS]

    def predict(self, nearness: int) -> bool | None:
        """Whether it is far from all; None before there is a line."""
        return None if self.line is None else nearness < self.line

    def renew(self) -> bool:
        """Draw the line by the last five hundred; False where fewer came since it was drawn."""
        if len(self.recent) < QUESTIONS:
            return False
        self.line = sorted(self.recent)[round(FAR * QUESTIONS)]
        self.recent = []
        return True
