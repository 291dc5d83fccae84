"""An event as the log holds it: canonical JSON text, the same bytes for ever.

The store writes and reads it; hashes are taken over it. It knows the shapes
of events and nothing of what they mean.
"""

from __future__ import annotations

import json
from typing import Any

from tacit.events import KINDS, Candidate, Event

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=vars
).encode

# What an event mostly consists of, and what needs no second look.
_PLAIN = frozenset((str, int, bool, type(None)))

# What a schema of a kind added to the one before it, and what an older row is read as.
_ADDED: dict[tuple[str, int], dict[str, Any]] = {
    ("decision.taken", 2): {"intent_confidence": 0},
    ("decision.taken", 3): {"policy_classes": []},
    ("decision.taken", 4): {
        "situation": [],
        "situation_id": None,
        "situation_commitment": None,
        "qualities": {},
        "lots": {},
    },
    ("decision.taken", 5): {"tone": ""},
    ("lesson.settled", 2): {"weight": 1000},
    ("conversation.routed", 2): {"counts": []},
    ("mode.set", 2): {"why": "set", "answers": 0, "wrong": 0},
    ("mode.set", 3): {"token": None},
    ("policy.set", 2): {"token": None},
    ("exemplar.held", 2): {"account_id": None},
    ("exemplar.passed", 2): {"segment": "", "token": None},
    ("exemplar.paired", 2): {"intent_id": None},
    ("exemplar.paired", 3): {"situation": []},
}


def to_payload(event: Event) -> str:
    """The canonical JSON text of an event; raises TypeError for a float: 0.1 has no one form."""
    _refuse_floats(event.__dict__)
    return _encode(event.__dict__)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no place in the log; scale it to an integer")
    if isinstance(value, Candidate):
        value = value.__dict__
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            if type(part) not in _PLAIN:
                _refuse_floats(part)


def from_payload(kind: str, schema: int, payload: str) -> Event:
    """The event that a row of the log holds; raises KeyError for a kind nobody wrote."""
    event = KINDS[kind]
    if schema > event.schema:
        raise ValueError(f"{kind} schema {schema} is newer than this program ({event.schema})")
    values: dict[str, Any] = json.loads(payload)
    for newer in range(schema + 1, event.schema + 1):
        values |= _ADDED[kind, newer]
    if "candidates" in values:
        values["candidates"] = [Candidate(**each) for each in values["candidates"]]
    return event(**values)
