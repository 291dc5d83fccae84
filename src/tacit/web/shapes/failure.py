"""Why a decision failed, as callers see it and as they set it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tacit.answering.cause import SENTENCES, reasons
from tacit.answering.failure import NAMES
from tacit.conversation import Conversation
from tacit.events import DecisionId
from tacit.web.shapes.fields import Shape, share

Cause = Literal[
    "missing_article", "outdated_article", "unknown_term", "product_differs", "ambiguous_intent",
    "missing_context",
]  # fmt: skip


class Failure(Shape):
    """That agents showed a decision to have failed, and why it did."""

    cause: Cause = Field(description="The desk's word, else what was found.")
    sentence: str = Field(description="What that means, and what mends it.")
    is_said: bool = Field(description="True where somebody at the desk set it.")
    found: Cause
    reasons: list[str] = Field(description="What speaks most for the cause that was found.")
    evidence: dict[str, float] = Field(description="By name; what says nothing is left out.")
    cites: list[str] = Field(description="The entries that agents cited instead.")


class CauseTold(Shape):
    """Why a decision failed, as somebody at the desk holds."""

    cause: Cause


def failure_of(held: Conversation, decision: DecisionId) -> Failure | None:
    """The failure of a decision that stands; None where it did not fail."""
    if (stands := held.cause(decision)) is None:
        return None
    found = held.diagnoses[decision]
    values = zip(NAMES, found.evidence, strict=False)
    return Failure.model_validate(
        {
            "cause": stands,
            "sentence": SENTENCES[stands],
            "is_said": decision in held.causes,
            "found": found.cause,
            "reasons": reasons(found.cause, found.evidence),
            "evidence": {name: share(value) for name, value in values if value},
            "cites": [*found.cites],
        }
    )
