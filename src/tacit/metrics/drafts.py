"""Drafts: how many agents send as they are, and what becomes of the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from tacit.metrics.course import Drafted, Fact
from tacit.metrics.metric import Metric, Reading, reading_of
from tacit.share import Share

_OUTCOMES = ("edited", "overridden")
_SORTS = ("tone", "fact", "addition", "removal")


@dataclass
class DraftsSent(Metric):
    """Share of the drafts that agents sent as they were; the others edited, or put aside.

    sent = sent unchanged / drafts that lay before an agent who replied

    >>> metric = DraftsSent(outcomes={"sent": 5, "edited": 3, "overridden": 2}, sorts={"fact": 1})
    >>> print(metric.reading().share)                       # 5 / (5 + 3 + 2)
    50% of 10
    >>> print(metric.reading().parts["edited: fact"])       # 1 of the edited
    33% of 3
    """

    outcomes: dict[str, int] = field(default_factory=dict)
    sorts: dict[str, int] = field(default_factory=dict)

    title = "Drafts sent as they were"
    units = "drafts"
    awaits = "a live reply of an agent who had a draft before them"
    definition = (
        "Share of the drafts that lay before an agent when they replied which they sent unchanged; "
        "the others were edited, or put aside for words of the agent's own. Each edit has one "
        "sort: tone where only manners and grammar changed, addition, removal, or fact where "
        "something that tells stands for something else. Whether a draft was read is not known."
    )
    splits = ("outcome",)

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Drafted):
            return
        outcome, sort = fact.draft.outcome, fact.draft.sort
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if outcome == "edited":
            self.sorts[sort] = self.sorts.get(sort, 0) + 1

    def reading(self) -> Reading:
        share = self._of("sent")
        edited = self.outcomes.get("edited", 0)
        parts = {outcome: self._of(outcome) for outcome in _OUTCOMES} if share.whole else {}
        if edited:
            parts |= {f"edited: {sort}": Share(self.sorts.get(sort, 0), edited) for sort in _SORTS}
        return Reading(share, share.interval(), share.whole, 0, parts)

    def _of(self, outcome: str) -> Share:
        return Share(self.outcomes.get(outcome, 0), sum(self.outcomes.values()))

    def split(self, by: str) -> dict[str, Reading]:
        """What became of them, each a share of all drafts."""
        if by not in self.splits:
            raise KeyError(by)
        return {outcome: reading_of(self._of(outcome)) for outcome in self.outcomes}
