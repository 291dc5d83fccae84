"""Observe-mode score: what the assistant would have said while it only watched."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacit.metrics.course import Decided, Fact
from tacit.metrics.metric import Counted, Reading
from tacit.share import Share


@dataclass
class ObserveScore(Counted):
    """Share of the would-be answers that agents' own replies then agreed with.

    score = would have answered as the agent did / would have answered, and an agent's reply judges

    >>> metric = ObserveScore(part=28, whole=30, judged=200)
    >>> print(metric.reading().share)                       # 28 of 30 would-be answers agreed
    93% of 30
    >>> print(metric.reading().parts["wrong of all judged"])  # (30 - 28) / 200
    1% of 200
    """

    judged: int = 0

    title = "Observe-mode score"
    units = "decisions"
    awaits = "a would-be answer, in mode observe, that an agent's citation judges"
    definition = (
        "Of the decisions taken in mode observe that would have answered, and that an agent's "
        "reply judged by its citation: the share that the agent agreed with. Nobody saw these "
        "answers. Replies that cite nothing judge nothing."
    )

    def see(self, fact: Fact) -> None:
        if not isinstance(fact, Decided) or fact.taken.mode != "observe":
            return
        if fact.taken.reward is None:
            self.left_out += 1
            return
        self.judged += 1
        if fact.taken.action == "answer":
            self.count(is_part=fact.taken.reward == 1000)

    def reading(self) -> Reading:
        parts = {
            "would have answered": Share(self.whole, self.judged),
            "wrong of all judged": Share(self.whole - self.part, self.judged),
        }
        return replace(super().reading(), parts=parts)
