"""The failures of a rehearsed history: what there is to find a cause for.

`causes` and its readers call it. A failure is a decision that agents showed to
have failed, at most one a conversation, the first:

- `cited_other`: the last word of the agents on it is that other articles than
  its first candidate answer the question;
- `no_knowledge`: it was handed over for want of knowledge (nothing near, a page
  without a text, no entry in the customer's language), and an agent then cited
  or explained something.

A draw is by seed from the questions' ids in order, so that it hangs on nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.learning_curve import Step
from tacit.events import DecisionId, DecisionTaken, LessonSettled, Logged, MessageReceived
from tacit.history import Conversation

WANT_OF_KNOWLEDGE = ("no_knowledge", "stub", "language")


@dataclass
class Told:
    """One conversation of the history with all that was logged of it, in order."""

    row: Conversation
    logged: list[Logged] = field(default_factory=list)


@dataclass(frozen=True)
class Failure:
    """A decision that failed; `kind` is how that was seen."""

    told: Told
    decision: DecisionTaken
    kind: str

    @property
    def question(self) -> str:
        """The id of the question in the history."""
        return self.told.row.external_id


def gathered(steps: Iterable[Step]) -> list[Told]:
    """Each conversation with what was logged of it, in the order in which they began."""
    found = dict[str, Told]()
    for step in steps:
        told = found.setdefault(step.row.external_id, Told(step.row))
        told.logged += step.logged
    return list(found.values())


def failures(conversations: Iterable[Told]) -> list[Failure]:
    """The failure of each conversation that has one."""
    return [found for told in conversations if (found := failure_of(told)) is not None]


def failure_of(told: Told) -> Failure | None:
    """The first decision of a conversation that agents showed to have failed."""
    decisions, words = list[DecisionTaken](), dict[DecisionId, int | None]()
    explained = set[DecisionId]()
    for logged in told.logged:
        match logged.event:
            case DecisionTaken() as decision:
                decisions.append(decision)
            case LessonSettled(witness="agent") as lesson:
                words[lesson.decision_id] = lesson.reward
            case MessageReceived(author="agent", asks=False) if decisions:
                explained.add(decisions[-1].decision_id)
    for decision in decisions:
        if words.get(decision.decision_id) == 0:
            return Failure(told, decision, "cited_other")
        if decision.rule in WANT_OF_KNOWLEDGE and decision.decision_id in explained:
            return Failure(told, decision, "no_knowledge")
    return None


def drawn(questions: Sequence[str], count: int, seed: int) -> list[str]:
    """So many of these ids by seed, in the order of the ids."""
    ordered = sorted(questions)
    return sorted(random.Random(seed).sample(ordered, min(count, len(ordered))))
