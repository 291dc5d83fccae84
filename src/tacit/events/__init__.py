"""Every fact that can be logged, each a small frozen dataclass. Read this first.

An event says what happened, in our own ids and numbers only. Bodies and people
lie beside the log by id; an event carries the commitment SHA-256(salt ‖ body).
Flows make events, the store writes them, folds read them; nothing here knows the
database, time or text. A kind is never renamed or removed: a changed meaning is a
new kind or schema, translated in `payload.py`; the golden file loads for ever.

A file holds the events of one stream, or of what belongs together in one:

    event         what all of them share: ids, streams, the line of the log
    conversation  what people said, who took it over, how it ended
    decision      what the assistant decided about it, and what was learned from it
    drift         what goes wrong oftener than it used to
    intent        what customers want, and what the assistant may do about it
    knowledge     articles, exemplars, and the versions of both
    person        what one person asked of the log itself
    usage         what customers did elsewhere than in a conversation

Import them all from here.
"""

from __future__ import annotations

from tacit.events.conversation import (
    AttentionCalled,
    AttentionPaid,
    ContextNoted,
    ConversationHandedOff,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    FeedbackGiven,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    NoteWritten,
    PersonAskedFor,
    ReplyDelivered,
    SolutionMarked,
)
from tacit.events.decision import (
    AuditDrawn,
    AuditJudged,
    Candidate,
    CauseSet,
    DecisionTaken,
    DraftCompared,
    ExemplarPaired,
    FailureDiagnosed,
    LessonSettled,
)
from tacit.events.drift import DriftAlarmed, DriftClosed
from tacit.events.event import (
    ASSISTANT,
    EPOCH,
    MICROSECOND,
    SYSTEM,
    AccountId,
    Action,
    Actor,
    Author,
    ConversationId,
    DecisionId,
    EntryId,
    Event,
    IntentId,
    Logged,
    MessageId,
    Mode,
    Moved,
    NewEvent,
    Origin,
    Patience,
    PersonId,
    ReportId,
    SearchId,
    Stream,
    TeamId,
    Tone,
    Treatment,
    Witness,
    WorkspaceId,
    day_number,
    microseconds,
)
from tacit.events.intent import (
    EVERY_INTENT,
    EarningSet,
    ExplorationSet,
    IntentFounded,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    ModeSet,
    ModeUnset,
    PatienceSet,
    PolicySet,
    SignalWeighed,
)
from tacit.events.knowledge import (
    EntryRevised,
    ExemplarHeld,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarSuspended,
    ExemplarTried,
    ExemplarWithdrawn,
    KnowledgePointed,
    KnowledgePublished,
)
from tacit.events.person import (
    CustomerErased,
)
from tacit.events.usage import BugReported, SearchMade, SubscriptionChanged

__all__ = [
    "ASSISTANT",
    "EPOCH",
    "EVERY_INTENT",
    "KINDS",
    "MICROSECOND",
    "SYSTEM",
    "AccountId",
    "Action",
    "Actor",
    "AttentionCalled",
    "AttentionPaid",
    "AuditDrawn",
    "AuditJudged",
    "Author",
    "BugReported",
    "Candidate",
    "CauseSet",
    "ContextNoted",
    "ConversationHandedOff",
    "ConversationId",
    "ConversationOpened",
    "ConversationReopened",
    "ConversationResolved",
    "ConversationReturned",
    "ConversationRouted",
    "CustomerErased",
    "DecisionId",
    "DecisionTaken",
    "DraftCompared",
    "DriftAlarmed",
    "DriftClosed",
    "EarningSet",
    "EntryId",
    "EntryRevised",
    "Event",
    "ExemplarHeld",
    "ExemplarPaired",
    "ExemplarPassed",
    "ExemplarPublished",
    "ExemplarSuspended",
    "ExemplarTried",
    "ExemplarWithdrawn",
    "ExplorationSet",
    "FailureDiagnosed",
    "FeedbackGiven",
    "IntentFounded",
    "IntentId",
    "IntentJoined",
    "IntentMerged",
    "IntentNamed",
    "IntentSplit",
    "KnowledgePointed",
    "KnowledgePublished",
    "LessonSettled",
    "Logged",
    "MessageId",
    "MessageReceived",
    "Mode",
    "ModeSet",
    "ModeUnset",
    "MoodCorrected",
    "MoodRead",
    "Moved",
    "NewEvent",
    "NoteWritten",
    "Origin",
    "Patience",
    "PatienceSet",
    "PersonAskedFor",
    "PersonId",
    "PolicySet",
    "ReplyDelivered",
    "ReportId",
    "SearchId",
    "SearchMade",
    "SignalWeighed",
    "SolutionMarked",
    "Stream",
    "SubscriptionChanged",
    "TeamId",
    "Tone",
    "Treatment",
    "Witness",
    "WorkspaceId",
    "day_number",
    "microseconds",
]

KINDS: dict[str, type[Event]] = {kind.kind: kind for kind in Event.__subclasses__()}
