"""Stream `autonomy`: what the assistant may do about an intent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tacit.events.event import Event, Mode


@dataclass(frozen=True)
class ModeSet(Event):
    """What may be done with decisions about an intent; `*` is every intent."""

    intent_id: str
    mode: Mode
    reason: str = ""

    kind: ClassVar[str] = "mode.set"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "intent_id"
