"""A share: so many of so many. It adds up, knows its size and says "none yet".

Metrics and learners return shares instead of bare floats. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """Part of a whole, both counts.

    >>> print(Share(3, 4))
    75% of 4
    >>> print(Share(0, 0))
    none yet
    >>> Share(1, 2) + Share(2, 2)
    Share(part=3, whole=4)
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        assert 0 <= self.part <= self.whole, "a share's part lies within its whole"

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    def __str__(self) -> str:
        return f"{self.part / self.whole:.0%} of {self.whole}" if self.whole else "none yet"

    def value(self) -> float | None:
        """The share as a number, or None where nothing was counted."""
        return self.part / self.whole if self.whole else None

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        """Wilson's interval; (0, 1) where nothing was counted.

        (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)

        After: E. B. Wilson, Probable inference (1927).
        """
        if not self.whole:
            return 0.0, 1.0
        n, p = self.whole, self.part / self.whole
        middle = p + z * z / (2 * n)
        reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def above(self, other: Share) -> tuple[float, float, float]:
        """How far this share lies above another of other people, with its 95% interval.

        low = d - √((p - l)² + (u' - p')²);  high = d + √((u - p)² + (p' - l')²)

        with each share's own Wilson interval (l, u). Neither may be empty.
        After: R. Newcombe, Interval estimation for the difference (1998), method 10.

        >>> [round(each, 3) for each in Share(56, 70).above(Share(48, 80))]
        [0.2, 0.052, 0.334]
        """
        assert self.whole, "an empty share lies above nothing"
        assert other.whole, "nothing lies above an empty share"
        p, q = self.part / self.whole, other.part / other.whole
        (low, high), (under, over) = self.interval(), other.interval()
        down = math.hypot(p - low, over - q)
        return p - q, p - q - down, p - q + math.hypot(high - p, q - under)
