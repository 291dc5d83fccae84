"""Ces: how much effort it was, by those who rated it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.course import Course, Fact
from tacit.metrics.effort import EASY_CES
from tacit.metrics.metric import Counted, Reading


@dataclass
class Ces(Counted):
    """Share of effort ratings of 3 or less of 7, and their mean; a conversation counts once.

    ces = rated 1 to 3 / rated;  mean = sum of the ratings / rated

    >>> metric = Ces(part=3, whole=4, ratings=1 + 2 + 3 + 6)
    >>> print(metric.reading().share)
    75% of 4
    >>> metric.reading().figures["mean_hundredths"]              # 100 · 12 / 4
    300
    """

    ratings: int = 0

    title = "Effort as rated (ces)"
    units = "rated conversations"
    awaits = "a customer's rating of the effort"
    definition = (
        "Share of the conversations whose customer rated the effort that were last rated 3 or less "
        "of 7, whoever replied; 1 is the least effort. Their mean stands beside it. It speaks for "
        "those who rated."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Course):
            return
        if fact.effort.rated is None:
            self.left_out += 1
        else:
            self.count(is_part=fact.effort.rated <= EASY_CES)
            self.ratings += fact.effort.rated

    def reading(self) -> Reading:
        mean = (200 * self.ratings + self.whole) // (2 * self.whole) if self.whole else None
        return replace(super().reading(), figures={"mean_hundredths": mean})
