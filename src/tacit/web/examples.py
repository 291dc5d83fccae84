"""An example of every operation: what to send and what comes back.

The description shows them; a test holds them against the shapes, and sends
each to a site of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """One operation as it is typically used; parameters of the path and query by name."""

    request: Any = None
    answer: Any = None
    parameters: dict[str, Any] = field(default_factory=dict)


PROBLEM = {"detail": "What was wrong with this very request."}

CONVERSATION = "01931f6e-2f6a-7c41-9b1d-5a0f6c2e8d10"
MESSAGE = "01931f6e-2f6a-7d02-8e3c-1b7a9f4c6e21"
DECISION_ID = "01931f6e-3011-7a93-a5c7-e2d84b6f0932"
ENTRY = "01931e00-11aa-7b5f-8c22-9d3e6f7a8b43"

DECISION = {
    "decision_id": DECISION_ID,
    "message_id": MESSAGE,
    "action": "answer",
    "mode": "auto",
    "text": "Print the return label.\n\nMore: https://help.kettle.example/returns",
    "confidence": 0.9299,
    "threshold": 0.8801,
    "reason": {"code": "sure", "sentence": "The confidence 93% reaches the line of 88%."},
    "intent": None,
    "citations": [
        {
            "entry_id": ENTRY,
            "title": "Send something back",
            "url": "https://help.kettle.example/returns",
            "revision": 1,
            "quote": "Steps\n\n1. Print the return label.",
        }
    ],
    "knowledge_version": 12,
    "learned_at_position": 48213,
}

EXAMPLES: dict[str, Example] = {}
