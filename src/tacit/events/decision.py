"""Stream `conversation`: what the assistant decided about it, and what was learned from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tacit.events.event import (
    Action,
    ConversationId,
    DecisionId,
    EntryId,
    Event,
    IntentId,
    MessageId,
    Mode,
    PersonId,
    Tone,
    Witness,
)


@dataclass(frozen=True)
class DecisionTaken(Event):
    """A receipt: what the assistant would do about a turn, and all that decided it.

    `action` is what auto would do, `mode` what may be done with it. `n`
    counts the conversation's returns from an agent. Confidence, threshold and
    propensity are in 1/4096. `learned_at` is the log position that the
    learned state had folded; `judgement` the number of the code's judgement.
    `query` is the ids of the messages of the turn, the opening one first;
    `parts`: what the confidence was calibrated from, in 1/4096, ordered as `priors.PARTS`.
    `intent_id` is what the customer wants, None where it is near no intent that is known;
    `intent_confidence` the chance that it is this intent, in 1/4096 (0 where it is none).
    `policy_classes` are those of `answering.policy.CLASSES` that question and reply are of, then
    the segments (`plan=enterprise`) of the customer about which something was set.
    `situation` is what was known of the customer then: for each attribute its tokens, from
    exact to coarse; the words of all tokens lie beside the log as `situation_id`.
    `propensity` is the chance with which the first candidate was to be the first. Where a lot
    was drawn, `lots` has the chance of each that might have been; empty: it was certain.
    `qualities` are the log-odds of resolving that were added to scores, of those not 0.
    `tone` is how its text opens.
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
    intent_confidence: int = 0
    policy_classes: list[str] = field(default_factory=list)
    situation: list[list[str]] = field(default_factory=list)
    situation_id: str | None = None
    situation_commitment: str | None = None
    qualities: dict[EntryId, int] = field(default_factory=dict)
    lots: dict[EntryId, int] = field(default_factory=dict)
    tone: Tone = ""

    kind: ClassVar[str] = "decision.taken"
    schema: ClassVar[int] = 5


@dataclass(frozen=True)
class Candidate:
    """One of a decision's top candidates, with everything that ranked it.

    `features` are in the order of `answering.priors.NAMES`, in 1/4096;
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
class AuditDrawn(Event):
    """An answer that a customer saw was drawn by lot, for an agent to say whether it was right.

    `chance` is that of its having been drawn, in 1/4096: a judged answer stands for as
    many as its chance is small. `intent_id` is that of the decision.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    intent_id: IntentId | None
    chance: int

    kind: ClassVar[str] = "audit.drawn"


@dataclass(frozen=True)
class AuditJudged(Event):
    """An agent judged an answer, drawn or not; the lesson beside it says how."""

    conversation_id: ConversationId
    decision_id: DecisionId

    kind: ClassVar[str] = "audit.judged"


@dataclass(frozen=True)
class LessonSettled(Event):
    """One decision as seen by one witness; supersedes n-1 of the same witness.

    `reward` is in thousandths, None where the witness says nothing of it.
    `cites` is what the witness cited instead, or agreed with. A lesson is
    `provisional`, `durable` or `final`; sequential learners wait for final.
    `weight` is how much of a word it is, in thousandths, as it was set then.
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
    weight: int = 1000

    kind: ClassVar[str] = "lesson.settled"
    schema: ClassVar[int] = 2


@dataclass(frozen=True)
class ExemplarPaired(Event):
    """A conversation's opening turn paired with one reply; supersedes n-1.

    `query`: the opening turn's messages. Its entry id is the conversation's. `intent_id` is
    that of the question, now that its answer is known; None where it is near none.
    `situation` is that of the opening turn's decision.
    """

    conversation_id: ConversationId
    n: int
    query: list[MessageId]
    reply: MessageId
    author_id: PersonId
    cites: list[EntryId] = field(default_factory=list)
    intent_id: IntentId | None = None
    situation: list[list[str]] = field(default_factory=list)

    kind: ClassVar[str] = "exemplar.paired"
    schema: ClassVar[int] = 3


@dataclass(frozen=True)
class FailureDiagnosed(Event):
    """Why a decision failed, found once a reply, an audit or a complaint showed it; supersedes n-1.

    `cause` is of `answering.cause.CAUSES`, `evidence` in 1/4096 in the order of
    `answering.failure.NAMES`, `cites` what agents cited instead. It stands until an
    agent's next word on the decision, or a customer takes the complaint back.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    n: int
    cause: str
    evidence: list[int]
    cites: list[EntryId] = field(default_factory=list)

    kind: ClassVar[str] = "failure.diagnosed"


@dataclass(frozen=True)
class CauseSet(Event):
    """An agent says why a decision failed, whatever was found; supersedes n-1.

    `was` is the cause that stood before: the same where the agent confirms it.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    n: int
    cause: str
    was: str

    kind: ClassVar[str] = "cause.set"


@dataclass(frozen=True)
class DraftCompared(Event):
    """What an agent did with a draft that lay before them: `overridden` is putting it aside.

    The draft's text is the decision's, the agent's that of the message. `sort` and `spans` are of
    `answering.draft.Difference`: which words changed, and whether they tell something; `kept`,
    `added` and `removed` count words.
    """

    conversation_id: ConversationId
    decision_id: DecisionId
    message_id: MessageId
    outcome: Literal["sent", "edited", "overridden"]
    sort: str
    kept: int
    added: int
    removed: int
    spans: list[list[int]]

    kind: ClassVar[str] = "draft.compared"
