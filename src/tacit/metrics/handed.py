"""One handoff, and what it says of the assistant; `metrics/course.py` keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tacit.events import ConversationHandedOff

# What a handoff says of the assistant: it knew its limit, its answer fell short, or somebody
# wanted a person before it had answered anything.
KNOWN_LIMIT, FELL_SHORT, ASKED_FOR = "known_limit", "fell_short", "asked_for"
UNASKED = "agent_took_over"
_WANTED = {"customer_request", UNASKED}


@dataclass(frozen=True, slots=True)
class Handoff:
    """One time that agents were to take over: why, and what that says of the assistant."""

    at: datetime
    reason: str
    sort: str


def sort_of(given: ConversationHandedOff, answers: int) -> str:
    """What a handoff says of the assistant, which had given so many answers until then.

    Without one, its own `assistant_error` is that an intent lost its mode: a limit that it knows.
    """
    is_told = given.reason == "assistant_error" and given.decision_id is None
    if answers or is_told:
        return FELL_SHORT
    return ASKED_FOR if given.reason in _WANTED else KNOWN_LIMIT
