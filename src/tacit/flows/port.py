"""What every flow works through: the store, the embedder, time, dice and the follower.

app.py makes one; flows take it as their first argument and share nothing
else. Rehearsal gives it a history's clock and keeps the timers itself.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tacit.conversation import Conversation, fold
from tacit.events import (
    EPOCH,
    SYSTEM,
    Actor,
    ConversationId,
    ConversationOpened,
    EntryId,
    EntryRevised,
    Event,
    IntentId,
    KnowledgePointed,
    KnowledgePublished,
    Logged,
    MessageId,
    ModeSet,
    NewEvent,
    Origin,
    PersonId,
    Stream,
    WorkspaceId,
    microseconds,
)
from tacit.knowledge.question import LONGEST, blend, subject_of
from tacit.store.batch import (
    AlreadyKnown,
    Appended,
    Batch,
    Body,
    Conflict,
    Erased,
    ExternalId,
    Idempotency,
    Job,
    Person,
    Vectors,
)

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.follow import Follower
    from tacit.language.embedding import Embedder
    from tacit.learners.routing import Suggestion
    from tacit.store.log import Store
    from tacit.store.walk import Walk

from tacit.reward import FAST_SECONDS

MANIFEST = Stream("knowledge", "manifest")
# A text that holds nothing to embed still gets a vector, far from every other.
_WORDLESS = "(no words)"

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def clock_now() -> datetime:
    """The real clock, in UTC."""
    return datetime.now(UTC)


class SystemDice(random.SystemRandom):
    """The system's dice, thrown 512 at a time: a call into the kernel for each costs as much
    as the id that is made of it. Threads may share them, forked processes may not."""

    def __init__(self) -> None:
        super().__init__()
        self._thrown: list[int] = []

    def getrandbits(self, k: int, /) -> int:
        """A number of k bits, out of what was thrown together."""
        number, bits = self._word(), 64
        while bits < k:
            number, bits = number << 64 | self._word(), bits + 64
        return number >> bits - k

    def _word(self) -> int:
        while True:
            try:
                return self._thrown.pop()
            except IndexError:
                self._thrown += memoryview(os.urandom(512 * 8)).cast("Q")


@dataclass
class Port:
    """The world as a flow sees it. `timers` is None where the queue keeps time."""

    store: Store
    embedder: Embedder
    identify: Callable[[str], str | None]
    follower: Follower
    clock: Callable[[], datetime] = clock_now
    dice: random.Random = field(default_factory=SystemDice)
    origin: Origin = "live"
    is_durable: bool = True
    timers: list[Job] | None = None
    # What the append of a request also writes of it: that it is in flight, or its answer.
    stamp: Callable[[Writing], Idempotency | None] | None = None
    # What the walk that this port goes along has read and written; None: each reading is new.
    walk: Walk | None = None
    # How long the worker leaves what follows to this process; None: it never does it itself.
    follow_up_after: timedelta | None = None
    # Who asks for a person so soon after an answer was not helped by it at all.
    fast_seconds: int = FAST_SECONDS
    # Which team resolves an intent soonest; None where nobody counts.
    teams: Callable[[WorkspaceId, IntentId], Suggestion | None] | None = None

    def new_id(self, moment: datetime) -> str:
        """A UUID, version 7: sortable by the time it was made for (RFC 9562, section 5.7)."""
        high = (microseconds(moment) // 1000) & ((1 << 48) - 1)
        first, last = self.dice.getrandbits(12), self.dice.getrandbits(62)
        clock = f"{high >> 16:08x}-{high & 0xFFFF:04x}-7{first:03x}"
        return f"{clock}-{0x8000 | last >> 48:04x}-{last & 0xFFFFFFFFFFFF:012x}"

    def conversation(
        self,
        workspace: WorkspaceId,
        conversation_id: ConversationId,
        upto: int | None = None,
    ) -> Conversation:
        """A conversation as the log has it now, or as it was at a position."""
        events = self.stream(workspace, Stream("conversation", conversation_id))
        return fold(conversation_id, (e for e in events if upto is None or e.position <= upto))

    def stream(self, workspace: WorkspaceId, stream: Stream) -> list[Logged]:
        """All events of a stream, in order."""
        if self.walk is None:
            return self.store.read_stream(workspace, stream)
        return self.walk.stream(stream, lambda: self.store.read_stream(workspace, stream))

    def whole(
        self, workspace: WorkspaceId, conversation_id: ConversationId
    ) -> tuple[ConversationOpened, list[Logged]]:
        """How a conversation was opened, and all its events.

        Raises KeyError where there is none, Erased where it is gone.
        """
        events = self.store.read_stream(workspace, Stream("conversation", conversation_id))
        opened = next((e.event for e in events if isinstance(e.event, ConversationOpened)), None)
        if opened is None:
            raise KeyError(f"there is no conversation {conversation_id}")
        if opened.customer_id in self.store.erased(workspace):
            raise Erased(conversation_id)
        return opened, events

    def texts(self, workspace: WorkspaceId, ids: Sequence[str]) -> dict[str, str]:
        """Texts by id; those that were erased are missing."""
        if self.walk is None:
            return self.store.bodies(workspace, ids)
        return self.walk.texts(ids, lambda missing: self.store.bodies(workspace, missing))

    def learned(
        self, workspace: WorkspaceId, reached: int | None = None
    ) -> AbstractContextManager[Learned]:
        """The learned state, caught up with the log, held while the block runs.

        With `reached` it may be any that knows the log up to there.
        """
        return self.follower.current(workspace, reached)

    def vectors_of(self, text: str, *, has_subject: bool = False) -> tuple[bytes, ...]:
        """A question's vectors: its subject's, then one for each passage of the whole.

        Where nobody wrote a subject the whole stands for it, never how it begins: a greeting
        says nothing, and of two things asked the first is one alone.
        """
        passages = self.embedder.passages(text[:LONGEST]) or [_WORDLESS]
        if not has_subject:
            vectors = [self.embedder.embed(each) for each in passages]
            whole = blend(np.stack([np.frombuffer(each, dtype=np.int8) for each in vectors]))
            return whole.tobytes(), *vectors
        subject = self.embedder.passages(subject_of(text, has_subject=True)) or [_WORDLESS]
        if subject[:1] == passages:
            vector = self.embedder.embed(passages[0])
            return vector, vector
        return tuple(self.embedder.embed(each) for each in [subject[0], *passages])

    def write(self, workspace: WorkspaceId, at: datetime | None = None) -> Writing:
        """Begin to gather one append; `at` is when it happened (the clock's now by default)."""
        now = self.clock()
        return Writing(self, workspace, now if at is None else min(at, now), now)


def passages_of(embedder: Embedder, asked: tuple[str, bool]) -> list[str]:
    """The passages that a question's vectors will be made of; `asked` is its text, and whether
    its first line is a subject."""
    text, has_subject = asked
    passages = embedder.passages(text[:LONGEST])
    if not has_subject:
        return passages
    return [*embedder.passages(subject_of(text, has_subject=True))[:1], *passages]


def made_at(id: str) -> datetime:
    """The time for which an id of ours was made, to the millisecond."""
    return EPOCH + timedelta(milliseconds=int(id.replace("-", "")[:12], 16))


def follow_up_key(event_id: str) -> str:
    """The key of the job that does what follows from an event, should nobody have done it."""
    return f"follow_up:{event_id}"


@dataclass
class Writing:
    """One append being gathered: events, texts beside them, and what it expects to find."""

    port: Port
    workspace: WorkspaceId
    at: datetime
    recorded_at: datetime
    expected: dict[Stream, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)
    external_ids: list[ExternalId] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    unique: list[tuple[str, ...]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    spooled: int | None = None
    is_history: bool = False
    customers: set[PersonId] = field(default_factory=set)

    def new_id(self) -> str:
        """An id made for the time at which it happened."""
        return self.port.new_id(self.at)

    def event(self, event: Event, actor: Actor = SYSTEM, cause: int | None = None) -> None:
        """Add a fact."""
        self.events.append(NewEvent(self.new_id(), event, self.at, actor, cause))

    def move(self, step: ModeSet, cause: int | None = None) -> None:
        """Add a step that an intent takes by itself, unless somebody sets its mode meanwhile."""
        held = self.port.store.read_stream(self.workspace, step.stream)
        self.expected[step.stream] = held[-1].position if held else 0
        self.event(step, SYSTEM, cause)

    def follow_up(self) -> None:
        """Have the worker do what follows from the last event, should this process die before."""
        after = self.port.follow_up_after
        if after is None:
            return
        last = self.events[-1]
        ids = {
            "workspace": self.workspace,
            "kind": last.event.stream_kind,
            "stream": last.event.stream_id,
            "event": last.event_id,
        }
        due_at = self.recorded_at + after
        self.jobs.append(Job("follow_up", due_at, ids, follow_up_key(last.event_id)))

    def no_follow_up(self, cause: Logged) -> None:
        """Take back the job that `follow_up` left with an event: nothing follows behind this."""
        if self.port.follow_up_after is not None:
            self.taken_back.append(follow_up_key(cause.event_id))

    def body(
        self,
        body_id: str,
        text: str,
        person: PersonId | None = None,
        conversation: ConversationId | None = None,
    ) -> str:
        """Lay a text beside the log; returns the commitment that the event carries."""
        salt = self.port.dice.getrandbits(128).to_bytes(16, "big")
        body = Body(body_id, text, salt, person, conversation)
        self.bodies.append(body)
        return body.commitment

    def batch(self) -> Batch:
        """What was gathered, as one append."""
        queued = self.port.timers is None
        return Batch(
            self.workspace,
            tuple(self.events),
            self.recorded_at,
            self.port.origin,
            self.expected,
            tuple(self.unique),
            tuple(self.bodies),
            external_ids=tuple(self.external_ids),
            people=tuple(self.people),
            vectors=tuple(self.vectors),
            spooled=self.spooled,
            is_history=self.is_history,
            customers=frozenset(self.customers),
            jobs=tuple(self.jobs) if queued else (),
            taken_back=tuple(self.taken_back),
            idempotency=self.port.stamp(self) if self.port.stamp else None,
        )

    def append(self) -> list[Logged]:
        """Write it all, or raise with nothing written; returns the events as logged."""
        if not self.events and self.spooled is None:
            return []
        batch = self.batch()
        walk = self.port.walk
        try:
            appended = self.port.store.append(batch, durable=self.port.is_durable)
        except (Conflict, AlreadyKnown):
            if walk is not None:
                walk.forget()
            raise
        if self.port.timers is not None:
            self.port.timers += self.jobs
        logged = self._logged(appended)
        if walk is not None:
            walk.wrote(logged, self.expected, self.bodies)
            walk.taken_back.update(self.taken_back)
        return logged

    def _logged(self, appended: Appended) -> list[Logged]:
        return [
            Logged(
                appended.first + place,
                each.event_id,
                each.event,
                each.at,
                appended.recorded_at,
                each.actor,
                self.port.origin,
                each.cause_position,
            )
            for place, each in enumerate(self.events)
        ]


def question_text(port: Port, workspace: WorkspaceId, query: Sequence[MessageId]) -> str:
    """The texts of a query's messages, one after the other; erased ones are left out."""
    held = port.texts(workspace, query)
    return "\n".join(held[each] for each in query if each in held)


def add_stubs(writing: Writing, addresses: Iterable[str]) -> dict[str, EntryId]:
    """New stub entries for cited addresses that nobody knows, published at once.

    A stub is an address with a title and no text: ranked, never answered from.
    """
    made = dict[str, EntryId]()
    for address in addresses:
        entry = EntryId(writing.new_id())
        made[address] = entry
        revision = writing.new_id()
        title = address.rstrip("/").rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")
        url = address if "://" in address else None
        commitment = writing.body(revision, stub_text(title, url))
        writing.event(EntryRevised(entry, 1, revision, "stub", commitment, None, "citation"))
        writing.external_ids.append(ExternalId("article", address, entry))
    if made:
        held = _held(writing)
        revisions = {str(entry): 1 for entry in made.values()}
        published = KnowledgePublished(held.newest + 1, held.version, revisions, [], "cited pages")
        writing.event(published)
    return made


def _held(writing: Writing) -> Manifest:
    """What the next version builds on: this append's own last one, else the log's."""
    for new in reversed(writing.events if MANIFEST in writing.expected else []):
        if isinstance(new.event, KnowledgePublished):
            return Manifest(writing.expected[MANIFEST], new.event.version, new.event.version)
    held = manifest(writing.port, writing.workspace)
    writing.expected[MANIFEST] = held.position
    return held


def stub_text(title: str, url: str | None) -> str:
    """The body of a stub, in the form of an article without passages."""
    return article_text(title, url, "", [])


def article_text(
    title: str,
    url: str | None,
    markdown: str,
    passages: list[list[str]],
    more: Mapping[str, object] | None = None,
) -> str:
    """The body of an article's revision: canonical JSON of its text and its passages.

    `more` is what else is known of it; what is empty is left out.
    """
    parts = {"title": title, "url": url, "markdown": markdown, "passages": passages}
    return _encode(parts | {name: value for name, value in (more or {}).items() if value})


def embedded(embedder: Embedder, title: str, heading: str, text: str) -> str:
    """What stands for a passage in vectors: with its title and heading where they fit."""
    whole = f"{title}\n{heading}\n{text}"
    return whole if len(embedder.passages(whole)) == 1 else text


def spellings(cite: str) -> list[str]:
    """The forms under which an address may be known, most exact first.

    >>> spellings("https://help.example/kb/printing/?q=1#top")[1:]
    ['https://help.example/kb/printing', 'printing']
    """
    bare = cite.split("#")[0].split("?")[0].rstrip("/")
    last = bare.rsplit("/", 1)[-1]
    return list(dict.fromkeys([cite, bare, last]))


@dataclass(frozen=True)
class Manifest:
    """Where the knowledge stands: its stream's position, the version pointed at, the newest."""

    position: int
    version: int
    newest: int


def manifest(port: Port, workspace: WorkspaceId) -> Manifest:
    """The state of the knowledge stream, to build on and to expect there."""
    position = version = newest = 0
    for logged in port.store.read_stream(workspace, MANIFEST):
        event = logged.event
        assert isinstance(event, KnowledgePublished | KnowledgePointed)
        position, version = logged.position, event.version
        newest = max(newest, version)
    return Manifest(position, version, newest)
