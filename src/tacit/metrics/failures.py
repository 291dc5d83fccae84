"""Failures: how many of the decisions that agents judged were wrong, and why each was."""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.metrics.course import Decided, Fact
from tacit.metrics.metric import Metric, Reading, reading_of
from tacit.share import Share


@dataclass
class Failures(Metric):
    """Share of the judged decisions that failed, by cause: an agent's word before what was found.

    failures = failed / judged;  cause = failed from it / judged

    >>> metric = Failures(whole=10, causes={"missing_article": 3, "unknown_term": 1})
    >>> print(metric.reading().share)                       # (3 + 1) / 10
    40% of 10
    >>> print(metric.reading().parts["missing_article"])    # 3 / 10
    30% of 10
    """

    whole: int = 0
    left_out: int = 0
    said: int = 0
    corrected: int = 0
    causes: dict[str, int] = field(default_factory=dict)

    title = "Failures by cause"
    units = "decisions"
    awaits = "an agent's reply that judges a decision"
    definition = (
        "Share of the decisions that an agent's reply judged which it showed to have failed, each "
        "under its cause: as the desk set it, else as it was found."
    )
    splits = ("cause",)

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Decided):
            return
        taken = fact.taken
        if taken.cause is not None:
            self.causes[taken.cause] = self.causes.get(taken.cause, 0) + 1
            self.said += taken.said is not None
            self.corrected += taken.said not in (None, taken.found)
        if taken.cause is None and taken.reward is None:
            self.left_out += 1
        else:
            self.whole += 1

    def reading(self) -> Reading:
        share = Share(sum(self.causes.values()), self.whole)
        return Reading(
            share,
            share.interval(),
            self.whole,
            self.left_out,
            {cause: self._of(cause) for cause in sorted(self.causes)},
            {"said_decisions": self.said, "corrected_decisions": self.corrected},
        )

    def _of(self, cause: str) -> Share:
        return Share(self.causes[cause], self.whole)

    def split(self, by: str) -> dict[str, Reading]:
        """The causes, each a share of all that was judged."""
        if by not in self.splits:
            raise KeyError(by)
        return {name: reading_of(self._of(name), self.left_out) for name in self.causes}
