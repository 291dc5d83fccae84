"""Streams `entry` and `knowledge`: texts, the words that may be used, and their versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tacit.events.event import (
    AccountId,
    ConversationId,
    DecisionId,
    EntryId,
    Event,
    MessageId,
    PersonId,
    Witness,
)


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


@dataclass(frozen=True)
class ExemplarPassed(Event):
    """What an agent taught may serve: the gate found nothing against it, or a person let it pass.

    `entry_id` and `n` name the pairing; `rule` is one of `answering.gate.RULES`. Of its replay:
    `pinned` cases and `judged` past questions that were asked again, of which the first answer
    changed for `affected`, to the right one for `wins` and away from it for `losses`; `broken` are
    the pinned cases that it would undo. `agree` counts other agents who say the same, `against`
    are the exemplars of those who say otherwise.

    Where the person says for whom, `segment` names those customers (`plan=enterprise`) and `token`
    is what their situations hold: nobody else's question is answered with it.
    """

    entry_id: EntryId
    n: int
    rule: str
    pinned: int = 0
    judged: int = 0
    affected: int = 0
    wins: int = 0
    losses: int = 0
    agree: int = 0
    broken: list[EntryId] = field(default_factory=list)
    against: list[EntryId] = field(default_factory=list)
    segment: str = ""
    token: str | None = None

    kind: ClassVar[str] = "exemplar.passed"
    schema: ClassVar[int] = 2
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"


@dataclass(frozen=True)
class ExemplarHeld(Event):
    """The gate found something against what an agent taught: it does not act until a person lets
    it pass, or further agents say the same.

    Fields as in `exemplar.passed`. What `is_unsafe` is shown to no agent as a draft either: it
    holds particulars of a person, text for machines or a link in disguise. `account_id` is the
    account, or the customer without one, whose own terms it tells: nobody else's question is
    answered with it, nor drafted, whoever lets it pass.
    """

    entry_id: EntryId
    n: int
    rule: str
    is_unsafe: bool
    pinned: int = 0
    judged: int = 0
    affected: int = 0
    wins: int = 0
    losses: int = 0
    agree: int = 0
    broken: list[EntryId] = field(default_factory=list)
    against: list[EntryId] = field(default_factory=list)
    account_id: AccountId | PersonId | None = None

    kind: ClassVar[str] = "exemplar.held"
    schema: ClassVar[int] = 2
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"


@dataclass(frozen=True)
class ExemplarTried(Event):
    """A judged decision had rested on an exemplar; `reward` in thousandths, as a final word has it.

    Once more where the judgement changes: a change is one more step of the test.
    """

    entry_id: EntryId
    conversation_id: ConversationId
    decision_id: DecisionId
    witness: Witness
    witness_id: PersonId | None
    reward: int

    kind: ClassVar[str] = "exemplar.tried"
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"


@dataclass(frozen=True)
class ExemplarSuspended(Event):
    """What was decided on an exemplar went wrong too often: it does not act any more.

    Of `outcomes` judged decisions that rested on the pairing `n`, `failures` went wrong;
    `evidence` is the share, in thousandths, of what suspends (`learners.trials`).
    """

    entry_id: EntryId
    n: int
    outcomes: int
    failures: int
    evidence: int

    kind: ClassVar[str] = "exemplar.suspended"
    stream_kind: ClassVar[str] = "entry"
    stream_field: ClassVar[str | None] = "entry_id"
