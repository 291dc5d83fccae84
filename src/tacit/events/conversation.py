"""Stream `conversation`: what people said, who took it over, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tacit.events.event import (
    AccountId,
    Author,
    ConversationId,
    DecisionId,
    EntryId,
    Event,
    MessageId,
    PersonId,
    TeamId,
)


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
class NoteWritten(Event):
    """An agent wrote something for other agents: no customer sees it, nothing learns from it."""

    conversation_id: ConversationId
    note_id: MessageId
    author_id: PersonId
    commitment: str

    kind: ClassVar[str] = "note.written"


@dataclass(frozen=True)
class SolutionMarked(Event):
    """The customer, or an agent, marked one reply as the solution."""

    conversation_id: ConversationId
    message_id: MessageId

    kind: ClassVar[str] = "solution.marked"


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
class PersonAskedFor(Event):
    """The customer asked for a person so many seconds after an answer, for the first time.

    `is_fast`: within the window that was set then, 60 seconds unless somebody set another.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    waited_seconds: int
    is_fast: bool

    kind: ClassVar[str] = "person.asked_for"


@dataclass(frozen=True)
class ConversationRouted(Event):
    """The conversation is for one team's agents; its name lies beside the log.

    Where nobody chose it, `counts` are what it rests on: of such matters those that the team
    resolved, those of them that held and the minutes within which half were, and the same of
    all other teams.
    """

    conversation_id: ConversationId
    team_id: TeamId
    counts: list[int] = field(default_factory=list)

    schema: ClassVar[int] = 2
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
    """The customer came back on the same matter, here or elsewhere; what was resolved is void.

    Elsewhere: the account asked it again in another conversation, or reported a bug about it.
    """

    conversation_id: ConversationId
    reason: Literal["reopened", "rephrased", "asked_again", "bug_reported"]

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
class MoodRead(Event):
    """How likely the customer was frustrated and in a hurry as they wrote, in 1/4096.

    `marks` are what it was read from besides the words, in the order of `mood.MARKS`.
    """

    conversation_id: ConversationId
    message_id: MessageId
    frustration: int
    urgency: int
    marks: list[int]

    kind: ClassVar[str] = "mood.read"


@dataclass(frozen=True)
class MoodCorrected(Event):
    """An agent said how the customer's last message was meant; `is_so` None takes that back.

    `chance` is what was read, in 1/4096, `marks` are those of the reading.
    """

    conversation_id: ConversationId
    message_id: MessageId
    about: Literal["frustration", "urgency"]
    is_so: bool | None
    chance: int
    marks: list[int]

    kind: ClassVar[str] = "mood.corrected"

    @property
    def stands(self) -> int:
        """The chance that stands now, in 1/4096: an agent's word is certain."""
        return self.chance if self.is_so is None else 4096 * self.is_so


@dataclass(frozen=True)
class AttentionCalled(Event):
    """The conversation is flagged for agents' attention, whoever answers it; `why` is the sign.

    `frustration` is what was read at last, in 1/4096. It stands until an agent replies, the matter
    is resolved, or attention was paid.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    why: Literal["losing_patience"]
    frustration: int

    kind: ClassVar[str] = "attention.called"


@dataclass(frozen=True)
class AttentionPaid(Event):
    """An agent has seen what the conversation was flagged for."""

    conversation_id: ConversationId

    kind: ClassVar[str] = "attention.paid"
