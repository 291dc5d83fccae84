"""What came of one reply that corrects the assistant: taught, approved for customers, first used.

`metrics/course.py` keeps the replies, `metrics/corrections.py` follows them through the log, and
`metrics/live.py` counts them. It knows ids and times, never a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tacit.events import EntryId, MessageId


@dataclass(slots=True)
class Reply:
    """A live reply of an agent that says otherwise than the assistant would have.

    `known_at` is when the last event that it taught was recorded, which is known to whoever
    folded the log up to `known_to`. Words without a citation count only where they were taught:
    the log does not tell a correction in prose from small talk. Where they are the conversation's
    own words, no customer reads them before `approved_at`: until then `awaits_approval`. `used_at`
    is when a decision elsewhere first rested on what it taught. What `is_taken_back` was
    withdrawn, or other words stand in its place, and waits for nothing more.
    """

    position: int
    at: datetime
    recorded_at: datetime
    is_cited: bool
    known_at: datetime | None = None
    message_id: MessageId | None = None
    cites: tuple[EntryId, ...] = ()
    known_to: int = 0
    awaits_approval: bool = False
    approved_at: datetime | None = None
    used_at: datetime | None = None
    is_taken_back: bool = False

    def take_back(self) -> None:
        """Nothing more comes of it; what had come of it stays."""
        self.awaits_approval, self.is_taken_back = False, True
