"""Streams `entry` and `knowledge`: texts, the words that may be used, and their versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tacit.events.event import EntryId, Event, MessageId


@dataclass(frozen=True)
class EntryRevised(Event):
    """An article or stub has a new text (revision 1 adds it). Not live until published.

    `revision_id` is the id of the text beside the log, and of its vectors.
    """

    entry_id: EntryId
    revision: int
    revision_id: str
    origin: Literal["article", "stub", "fact"]
    commitment: str
    language: str | None = None
    source: str = "import"

    kind: ClassVar[str] = "entry.revised"
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"


@dataclass(frozen=True)
class KnowledgePublished(Event):
    """Version `version` of the manifest: that of `base`, with these entries set or dropped."""

    version: int
    base: int
    revisions: dict[str, int] = field(default_factory=dict)
    dropped: list[EntryId] = field(default_factory=list)
    reason: str = ""

    kind: ClassVar[str] = "knowledge.published"
    stream_kind: ClassVar[str] = "knowledge"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class KnowledgePointed(Event):
    """The pointer moved to an earlier or later version: undo, and undo of undo."""

    version: int
    reason: str = ""

    kind: ClassVar[str] = "knowledge.pointed"
    stream_kind: ClassVar[str] = "knowledge"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class ExemplarPublished(Event):
    """New words may reach customers: by an agent's right, two agents saying the same, or review."""

    entry_id: EntryId
    reply: MessageId
    rule: Literal["agent", "two_agents", "review"]

    kind: ClassVar[str] = "exemplar.published"
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"


@dataclass(frozen=True)
class ExemplarWithdrawn(Event):
    """An exemplar no longer serves: corrected, suspended by the gate, or undone."""

    entry_id: EntryId
    reason: str

    kind: ClassVar[str] = "exemplar.withdrawn"
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"
