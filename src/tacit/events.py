"""Every fact that can be logged, each a small frozen dataclass. Read this first.

An event says what happened, in our own ids and numbers only. Bodies and people
lie beside the log by id; an event carries the commitment SHA-256(salt ‖ body).
Flows make events, the store writes them, folds read them; nothing here may know
of the database, of time or of text. A kind is never renamed and never removed:
a changed meaning is a new kind or schema with a translation in `payload.py`;
`tests/events.golden.ndjson` must load for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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

Author = Literal["customer", "agent", "bystander", "assistant"]
Mode = Literal["observe", "draft", "auto"]
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
class ConversationOpened(Event):
    """A customer began to speak about one matter."""

    conversation_id: ConversationId
    customer_id: PersonId
    account_id: AccountId | None = None
    channel: str = "web"
    locale: str | None = None

    kind: ClassVar[str] = "conversation.opened"


@dataclass(frozen=True)
class MessageReceived(Event):
    """Somebody other than the assistant said something.

    `language` is a two-letter code, or None where it is not sure. `cites` are
    entries in the order in which the text names them. `asks` is whether the
    text asks something back (an agent's question is no exemplar). `signals`
    are of `reward.SIGNALS`; with `has_subject` the body's first line is one.
    `decision_id` is the draft that was used, `is_edited` whether it was changed.
    """

    conversation_id: ConversationId
    message_id: MessageId
    author: Author
    author_id: PersonId | None
    commitment: str
    language: str | None = None
    cites: list[EntryId] = field(default_factory=list)
    asks: bool = False
    has_subject: bool = False
    signals: list[str] = field(default_factory=list)
    decision_id: DecisionId | None = None
    is_edited: bool | None = None
    publish: bool = False

    kind: ClassVar[str] = "message.received"


@dataclass(frozen=True)
class ContextNoted(Event):
    """Where the customer was when a message was said: page, recent actions, errors, version.

    `context_id` is the id of its text beside the log, canonical JSON.
    """

    conversation_id: ConversationId
    message_id: MessageId
    context_id: str
    commitment: str

    kind: ClassVar[str] = "context.noted"


@dataclass(frozen=True)
class SolutionMarked(Event):
    """The customer, or an agent, marked one reply as the solution."""

    conversation_id: ConversationId
    message_id: MessageId

    kind: ClassVar[str] = "solution.marked"


@dataclass(frozen=True)
class Candidate:
    """One of a decision's top candidates, with everything that ranked it.

    `features` are in the order of `answering.features.NAMES`, in 1/4096;
    `score` is the fused score in 1/4096. `origin` is `article`, `stub` or
    `exemplar`; `is_approved` is false for an agent's reply not yet published.
    """

    entry_id: EntryId
    origin: str
    is_approved: bool
    revision: int
    passage: int
    score: int
    features: list[int]


@dataclass(frozen=True)
class DecisionTaken(Event):
    """A receipt: what the assistant would do about a turn, and all that decided it.

    `action` is what auto would do, `mode` what may be done with it. `n`
    counts the conversation's returns from an agent. Confidence, threshold and
    propensity are in 1/4096. `learned_at` is the log position that the
    learned state had folded; `judgement` the number of the code's judgement.
    `query` is the ids of the messages of the turn, the opening one first;
    `parts` are what the confidence was calibrated from, in 1/4096, in the
    order of `answering.confidence.PARTS`.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    message_id: MessageId
    n: int
    query: list[MessageId]
    action: Action
    mode: Mode
    reason: str
    rule: str
    confidence: int
    threshold: int
    propensity: int
    intent_id: IntentId | None
    language: str | None
    candidates: list[Candidate]
    parts: list[int]
    cites: list[EntryId]
    text_commitment: str | None
    knowledge_version: int
    learned_at: int
    judgement: int
    namespace: str

    kind: ClassVar[str] = "decision.taken"


@dataclass(frozen=True)
class ReplyDelivered(Event):
    """The assistant's reply, or its question, reached the customer."""

    conversation_id: ConversationId
    decision_id: DecisionId
    message_id: MessageId
    commitment: str
    cites: list[EntryId] = field(default_factory=list)

    kind: ClassVar[str] = "reply.delivered"


@dataclass(frozen=True)
class ConversationHandedOff(Event):
    """An agent is to take over; `nth` counts this conversation's handoffs from 1."""

    conversation_id: ConversationId
    reason: str
    nth: int
    decision_id: DecisionId | None = None

    kind: ClassVar[str] = "conversation.handed_off"


@dataclass(frozen=True)
class ConversationRouted(Event):
    """The conversation is for one team's agents; its name lies beside the log."""

    conversation_id: ConversationId
    team_id: TeamId

    kind: ClassVar[str] = "conversation.routed"


@dataclass(frozen=True)
class ConversationReturned(Event):
    """An agent gave the conversation back to the assistant."""

    conversation_id: ConversationId

    kind: ClassVar[str] = "conversation.returned"


@dataclass(frozen=True)
class ConversationResolved(Event):
    """The matter is dealt with: `confirmed` by somebody, or `assumed` from silence."""

    conversation_id: ConversationId
    how: Literal["confirmed", "assumed"]
    by: Literal["customer", "agent", "assistant", "silence"]

    kind: ClassVar[str] = "conversation.resolved"


@dataclass(frozen=True)
class ConversationReopened(Event):
    """The customer came back on the same matter; what was resolved is void."""

    conversation_id: ConversationId
    reason: Literal["reopened", "rephrased", "asked_again"]

    kind: ClassVar[str] = "conversation.reopened"


@dataclass(frozen=True)
class FeedbackGiven(Event):
    """A thumb (-1, 1), csat (1 to 5), ces (1 to 7) or flag, about one message or the whole."""

    conversation_id: ConversationId
    feedback: Literal["thumb", "csat", "ces", "flag"]
    value: int
    message_id: MessageId | None = None

    kind: ClassVar[str] = "feedback.given"


@dataclass(frozen=True)
class LessonSettled(Event):
    """One decision as seen by one witness; supersedes n-1 of the same witness.

    `reward` is in thousandths, None where the witness says nothing of it.
    `cites` is what the witness cited instead, or agreed with. A lesson is
    `provisional`, `durable` or `final`; sequential learners wait for final.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    witness: Witness
    witness_id: PersonId | None
    n: int
    reward: int | None
    reason: str
    standing: Literal["provisional", "durable", "final", "void"]
    cites: list[EntryId] = field(default_factory=list)

    kind: ClassVar[str] = "lesson.settled"


@dataclass(frozen=True)
class ExemplarPaired(Event):
    """A conversation's opening turn paired with one reply; supersedes n-1.

    `query` is the messages of the opening turn; the question's vectors lie
    under the last one's id. The exemplar's entry id is the conversation's id.
    """

    conversation_id: ConversationId
    n: int
    query: list[MessageId]
    reply: MessageId
    author_id: PersonId
    cites: list[EntryId] = field(default_factory=list)

    kind: ClassVar[str] = "exemplar.paired"


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
class ModeSet(Event):
    """What may be done with decisions about an intent; `*` is every intent."""

    intent_id: str
    mode: Mode
    reason: str = ""

    kind: ClassVar[str] = "mode.set"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "intent_id"


@dataclass(frozen=True)
class CustomerErased(Event):
    """A person asked to be forgotten: every fold skips them, from the first event on."""

    customer_id: PersonId

    kind: ClassVar[str] = "customer.erased"
    stream_kind: ClassVar[str] = "person"
    stream_field: ClassVar[str | None] = "customer_id"


KINDS: dict[str, type[Event]] = {kind.kind: kind for kind in Event.__subclasses__()}


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
