"""Why a decision failed, as a page shows it: the cause, its evidence, who said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacit.answering.cause import CAUSES, SENTENCES, reasons
from tacit.conversation import Conversation
from tacit.events import DecisionId


@dataclass(frozen=True)
class Cause:
    """The cause that stands: `found` is what was found, `is_said` whether an agent set it.

    `others` are what it might be set to: (cause, its name).
    """

    name: str
    sentence: str
    reasons: Sequence[str]
    found: str
    is_said: bool
    others: Sequence[tuple[str, str]]


def causes_in(held: Conversation) -> dict[DecisionId, Cause]:
    """The causes of a conversation's failures, by the decision that failed."""
    found = dict[DecisionId, Cause]()
    for decision in held.failed:
        stands, diagnosed = held.cause(decision), held.diagnoses[decision]
        assert stands is not None, "a failure that stands has a cause"
        found[decision] = Cause(
            named(stands),
            SENTENCES[stands],
            reasons(diagnosed.cause, diagnosed.evidence),
            named(diagnosed.cause),
            decision in held.causes,
            [(each, named(each)) for each in CAUSES if each != stands],
        )
    return found


def named(cause: str) -> str:
    """A cause in words.

    >>> named("missing_article")
    'Missing article'
    """
    return cause.replace("_", " ").capitalize()
