"""What all events share: ids, streams, who did it, and the line of the log they lie in.

The files of events build on it; the store and the flows take `NewEvent` to it and
`Logged` from it. It knows no kind of event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal, NewType

WorkspaceId = NewType("WorkspaceId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
DecisionId = NewType("DecisionId", str)
EntryId = NewType("EntryId", str)
PersonId = NewType("PersonId", str)
AccountId = NewType("AccountId", str)
IntentId = NewType("IntentId", str)
TeamId = NewType("TeamId", str)
SearchId = NewType("SearchId", str)
ReportId = NewType("ReportId", str)

Author = Literal["customer", "agent", "bystander", "assistant"]
Mode = Literal["observe", "draft", "auto"]
# How a mode came about, and what is done about questions of a policy class.
Moved = Literal["set", "earned", "lost", "revised"]
Treatment = Literal["ordinary", "stricter", "person"]
# What is done where a customer's frustration rose twice in a row.
Patience = Literal["off", "hand_over", "flag"]
# How a reply opens: with an acknowledgement, with the explanation, or as it comes.
Tone = Literal["", "acknowledging", "explaining"]
Action = Literal["answer", "ask", "hand_off"]
Witness = Literal["agent", "audit", "customer"]
Origin = Literal["live", "import", "rehearsal"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stream:
    """What an append expects to find where it was read: one conversation, entry, person …"""

    kind: str
    id: str


@dataclass(frozen=True)
class Actor:
    """Who did it: `customer`, `agent`, `bystander`, `assistant` or `system`."""

    kind: str
    id: str | None = None


SYSTEM, ASSISTANT = Actor("system"), Actor("assistant")


@dataclass(frozen=True)
class Event:
    """What all events share: a kind on the wire, a schema number and a stream."""

    kind: ClassVar[str] = ""
    schema: ClassVar[int] = 1
    stream_kind: ClassVar[str] = "conversation"
    # The field that names the stream; the manifest of the knowledge is one stream.
    stream_field: ClassVar[str | None] = "conversation_id"

    @property
    def stream_id(self) -> str:
        return "manifest" if self.stream_field is None else str(self.__dict__[self.stream_field])

    @property
    def stream(self) -> Stream:
        return Stream(self.stream_kind, self.stream_id)


@dataclass(frozen=True)
class NewEvent:
    """An event about to be appended. `at` is when it happened, as its sender claims."""

    event_id: str
    event: Event
    at: datetime
    actor: Actor = SYSTEM
    cause_position: int | None = None


@dataclass(frozen=True)
class Logged:
    """An event as the log holds it; `position` is dense in its workspace, from 1."""

    position: int
    event_id: str
    event: Event
    at: datetime
    recorded_at: datetime
    actor: Actor
    origin: Origin
    cause_position: int | None = None


def microseconds(moment: datetime) -> int:
    """Integer microseconds since 1970 in UTC; exact, unlike `timestamp()`."""
    return (moment - EPOCH) // MICROSECOND


def day_number(moment: datetime) -> int:
    """The whole days since 1970, in UTC."""
    return (moment - EPOCH).days
