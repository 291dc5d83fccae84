"""The course of one conversation: what some metric counts of it, as a fold over its events.

It keeps ids, times and whole numbers, never a text. Metrics see its facts, never the log;
`metrics/courses.py` holds those of a whole workspace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tacit.events import (
    AccountId,
    CauseSet,
    ConversationHandedOff,
    ConversationReopened,
    ConversationResolved,
    ConversationRouted,
    DecisionId,
    DecisionTaken,
    DraftCompared,
    EntryId,
    ExemplarPaired,
    FailureDiagnosed,
    FeedbackGiven,
    IntentId,
    LessonSettled,
    Logged,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    PersonAskedFor,
    PersonId,
    ReplyDelivered,
    TeamId,
)
from tacit.metrics.churn import Churn, Reached
from tacit.metrics.effort import Effort
from tacit.metrics.handed import UNASKED, Handoff, sort_of
from tacit.metrics.reply import Reply
from tacit.metrics.steps import (
    AGENT_ASKED,
    ANSWERED,
    ASKED,
    COMPLAINED,
    HANDED_OVER,
    REOPENED,
    REPLIED,
    RESOLVED,
    Ending,
    Step,
    endings,
    first_of,
    is_bad,
)  # fmt: skip
from tacit.weights import is_closing

# Recall is counted at 1, 3 and 5: nobody reads further down a list.
NEAREST = 5
# The reward of a decision that was right, in thousandths.
RIGHT = 1000


@dataclass(slots=True)
class Taken:
    """One decision: what auto would have done, and what an agent last said of it.

    `ranked` are its first five entries, `confidence` is in 1/4096, `reward`
    in thousandths and None where no agent's word stands, `audited` the same of an audit's word
    on the answer, or an agent's after it. `found` is the cause that was found
    if it failed, `said` the one that an agent set, whether it still counts as failed or not.
    """

    decision_id: DecisionId
    at: datetime
    mode: str
    action: str
    confidence: int
    ranked: tuple[EntryId, ...]
    reward: int | None = None
    found: str | None = None
    said: str | None = None
    audited: int | None = None

    @property
    def cause(self) -> str | None:
        """Why it failed, an agent's word before what was found; None where it did not."""
        return None if self.found is None else self.said or self.found


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent did with one draft, and of what sort their change was."""

    at: datetime
    outcome: str
    sort: str


@dataclass(frozen=True, slots=True)
class Taught:
    """What its exemplar teaches: the entry that the reply cites first, else the reply itself."""

    at: datetime
    entry_id: EntryId
    by: PersonId


@dataclass(slots=True)
class Course:
    """One conversation as it stands. A fact by itself, dated by the day it was opened.

    `is_assistants` says that it was the assistant's to answer: a decision in
    mode auto came before any agent. `cited` is what agents cited after the
    first decision; `resolution` is void after a reopening, `resolutions` are
    those recorded here and not in an imported history. `intent_id` is what it is
    about by now: as the last decision found, or as it was sorted since. `frustrations` are
    as they were read at the customer's messages, in 1/4096, or as an agent says. `endings` are the
    resolutions that its `steps` led to. `taught` is what its exemplar teaches now. `effort` is what
    it cost its customer. `churn` is that the account left soon after `ended_at`, its last word,
    resolution or handoff; `Courses` keeps both, and in `log` how far the log goes.
    """

    position: int
    at: datetime
    origin: str
    channel: str
    locale: str | None
    account_id: AccountId | None
    customer_id: PersonId | None = None
    team_id: TeamId | None = None
    intent_id: IntentId | None = None
    decisions: tuple[Taken, ...] = ()
    cited: tuple[EntryId, ...] = ()
    is_assistants: bool = False
    agent_replies: int = 0
    answers: int = 0
    questions_back: int = 0
    handoffs: tuple[Handoff, ...] = ()
    taught: Taught | None = None
    drafts: tuple[Draft, ...] = ()
    asked_fast: bool = False
    asked_later: bool = False
    resolution: str | None = None
    resolved_by: str | None = None
    resolutions: int = 0
    reopenings: int = 0
    csat: int | None = None
    effort: Effort = field(default_factory=Effort)
    replies: tuple[Reply, ...] = ()
    frustrations: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    endings: tuple[Ending, ...] = ()
    ended_at: datetime | None = None
    churn: Churn | None = None
    log: Reached = field(default_factory=Reached, compare=False)

    @property
    def course(self) -> Course:
        return self

    @property
    def first(self) -> Taken | None:
        """The decision on the question as it was first asked."""
        return self.decisions[0] if self.decisions else None

    @property
    def given(self) -> Sequence[Handoff]:
        """The handoffs that somebody wanted: not those by which an agent stepped in unasked."""
        return [each for each in self.handoffs if each.reason != UNASKED]

    @property
    def is_alone(self) -> bool:
        """Whether the assistant carried it: handed off never, and no agent spoke."""
        return self.is_assistants and not self.handoffs and not self.agent_replies

    @property
    def waits(self) -> bool:
        """Whether it waits for agents: none replied yet, and the assistant leaves it to them."""
        if self.resolution or self.agent_replies or not self.decisions:
            return False
        return bool(self.handoffs) or self.decisions[-1].mode != "auto"

    @property
    def answered_by(self) -> str:
        """Who replied to the customer: `assistant`, `agent`, `both` or `nobody`."""
        if self.answers or self.questions_back:
            return "both" if self.agent_replies else "assistant"
        return "agent" if self.agent_replies else "nobody"

    def place(self) -> int | None:
        """Where the first decision ranked an entry that agents cited, from 0; NEAREST if beyond.

        None where there is nothing to judge: no decision, or no agent cited anything.
        """
        if not self.decisions or not self.cited:
            return None
        ranked = enumerate(self.decisions[0].ranked)
        return next((place for place, entry in ranked if entry in self.cited), NEAREST)

    def audit(self, taken: Taken) -> bool | None:
        """Whether an audit found a decision right; None where a citation judges it, or none did."""
        if taken.audited is None or (self.cited and taken is self.first):
            return None
        return taken.audited == RIGHT

    def facts(self) -> Iterator[Fact]:
        """All that metrics count of it: itself, its decisions, corrections, handoffs and drafts."""
        yield self
        for taken in self.decisions:
            yield Decided(self, taken)
        for reply in self.replies:
            if reply.is_cited or reply.known_at is not None:
                yield Corrected(self, reply)
        for handoff in self.handoffs:
            yield HandedOff(self, handoff)
        for draft in self.drafts:
            yield Drafted(self, draft)

    def see(self, logged: Logged) -> None:
        """Fold one more event of this conversation."""
        self.effort = _effort_of(self.effort, logged)
        self._step(_step_of(self, logged))
        match logged.event:
            case MessageReceived(author="agent") as message:
                self._hear(logged, message)
            case DecisionTaken() as decision:
                self._decide(logged.at, decision)
            case MoodRead(frustration=frustration):
                self.frustrations += (frustration,)
            case MoodCorrected(about="frustration") as told:
                # An agent says it of the last message alone.
                self.frustrations = (*self.frustrations[:-1], told.stands)
            case ReplyDelivered(decision_id=decision_id):
                self._deliver(decision_id)
            case ConversationHandedOff() as given:
                sort = sort_of(given, self.answers)
                self.handoffs += (Handoff(logged.at, given.reason, sort),)
            case DraftCompared(outcome=outcome, sort=sort):
                self.drafts += (Draft(logged.at, outcome, sort),)
            case PersonAskedFor(is_fast=is_fast):
                self.asked_fast |= is_fast
                self.asked_later |= not is_fast
            case ConversationRouted(team_id=team_id):
                self.team_id = team_id
            case ConversationResolved() as resolved:
                self.resolution, self.resolved_by = resolved.how, resolved.by
                self.resolutions += logged.origin != "import"
            case ConversationReopened():
                self.resolution = self.resolved_by = None
                self.reopenings += 1
            case FeedbackGiven(feedback="csat", value=value) if logged.actor.kind == "customer":
                self.csat = value
            case LessonSettled(witness="agent" | "audit") as settled:
                self._settle(settled)
                self._teach(logged)
            case LessonSettled() as settled:
                self._take_back(settled)
            case ExemplarPaired() as pair:
                self.intent_id = pair.intent_id or self.intent_id
                entry = first_of(pair.cites) or EntryId(pair.conversation_id)
                self.taught = Taught(logged.at, entry, pair.author_id)
                self._teach(logged)
            case FailureDiagnosed(decision_id=decision_id, cause=cause):
                for taken in self._taken(decision_id):
                    taken.found = cause
            case CauseSet(decision_id=decision_id, cause=cause):
                for taken in self._taken(decision_id):
                    taken.said = cause
            case _:
                pass

    def _step(self, step: Step | None) -> None:
        if step is None:
            return
        self.steps += (step,)
        if step.what in (RESOLVED, REOPENED, COMPLAINED):
            self.endings = endings(self.at, self.steps)

    def _decide(self, at: datetime, decision: DecisionTaken) -> None:
        ranked = [each.entry_id for each in decision.candidates if each.features]
        taken = Taken(
            decision.decision_id,
            at,
            decision.mode,
            decision.action,
            decision.confidence,
            tuple(ranked[:NEAREST]),
        )
        self.decisions += (taken,)
        self.intent_id = decision.intent_id or self.intent_id
        if decision.mode == "auto" and not self.agent_replies:
            self.is_assistants = True

    def _hear(self, logged: Logged, message: MessageReceived) -> None:
        self.agent_replies += 1
        if not self.decisions:
            return
        self.cited += tuple(each for each in message.cites if each not in self.cited)
        if logged.origin == "live" and _corrects(self.decisions[-1], message):
            reply = Reply(
                logged.position,
                logged.at,
                logged.recorded_at,
                is_cited=bool(message.cites or message.is_edited),
                message_id=message.message_id,
                cites=tuple(message.cites),
            )
            self.replies += (reply,)

    def _deliver(self, decision_id: DecisionId) -> None:
        action = next((t.action for t in self.decisions if t.decision_id == decision_id), None)
        self.answers += action == "answer"
        self.questions_back += action == "ask"

    def _settle(self, settled: LessonSettled) -> None:
        """The last word stands; one that is void stands no more."""
        reward = None if settled.standing == "void" else settled.reward
        for taken in self._taken(settled.decision_id):
            if settled.witness == "audit":
                taken.audited, taken.found = reward, None
                continue
            # What follows this word says anew whether the decision failed, and why.
            taken.reward, taken.found = reward, None
            if taken.audited is not None and reward is not None:
                taken.audited = reward

    def _take_back(self, settled: LessonSettled) -> None:
        """A customer may take back what they said, where no agent said that it failed."""
        for taken in self._taken(settled.decision_id):
            if settled.reward != 0 and taken.reward is None and taken.audited is None:
                taken.found = None

    def _taken(self, decision_id: DecisionId) -> Iterator[Taken]:
        return (each for each in self.decisions if each.decision_id == decision_id)

    def _teach(self, logged: Logged) -> None:
        for reply in self.replies:
            if reply.position == logged.cause_position:
                reply.known_at, reply.known_to = logged.recorded_at, logged.position


def _step_of(course: Course, logged: Logged) -> Step | None:
    """What an event is among the steps; None where it is none."""
    at = logged.at
    match logged.event:
        case MessageReceived(author="agent") as said:
            what = AGENT_ASKED if said.asks and not said.cites else REPLIED
            return Step(at, what, first_of(said.cites), said.author_id)
        case MessageReceived(author="customer", signals=signals) if "still_broken" in signals:
            return Step(at, COMPLAINED)
        case FeedbackGiven() as told if logged.actor.kind == "customer" and is_bad(told):
            return Step(at, COMPLAINED)
        case ReplyDelivered(decision_id=decision, cites=cites):
            taken = (each.action for each in course.decisions if each.decision_id == decision)
            return Step(at, ASKED if next(taken, "") == "ask" else ANSWERED, first_of(cites))
        case ConversationHandedOff():
            return Step(at, HANDED_OVER)
        case ConversationResolved():
            return Step(at, RESOLVED)
        case ConversationReopened():
            return Step(at, REOPENED)
    return None


def _effort_of(effort: Effort, logged: Logged) -> Effort:
    """What it cost the customer with one more event."""
    match logged.event:
        case MessageReceived(author="customer", signals=signals):
            return effort.said(is_thanks=is_closing(signals))
        case MessageReceived(author="agent") | ReplyDelivered():
            return effort.replied()
        # The same word becomes firm later; that is not said again.
        case LessonSettled(reason="customer_rephrased", standing="provisional"):
            return replace(effort, rephrasings=effort.rephrasings + 1)
        case PersonAskedFor() | ConversationHandedOff(reason="customer_request"):
            return replace(effort, is_person_wanted=True)
        case ConversationReopened(reason="asked_again"):
            return replace(effort, askings_elsewhere=effort.askings_elsewhere + 1)
        case ConversationReopened(reason="bug_reported"):
            return replace(effort, bug_reports=effort.bug_reports + 1)
        case FeedbackGiven(feedback="ces", value=value) if logged.actor.kind == "customer":
            return replace(effort, rated=value)
    return effort


def _corrects(taken: Taken, message: MessageReceived) -> bool:
    """Whether a reply says otherwise than the decision before it would have."""
    if message.is_edited is not None:
        return message.is_edited
    if message.cites:
        return not taken.ranked or taken.ranked[0] not in message.cites
    return not message.asks


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a conversation, dated by when it was taken."""

    course: Course
    taken: Taken

    @property
    def at(self) -> datetime:
        return self.taken.at


@dataclass(frozen=True, slots=True)
class Corrected:
    """One reply that corrects the assistant, dated by when it was written."""

    course: Course
    reply: Reply

    @property
    def at(self) -> datetime:
        return self.reply.at


@dataclass(frozen=True, slots=True)
class HandedOff:
    """One handoff of a conversation, dated by when it was given."""

    course: Course
    handoff: Handoff

    @property
    def at(self) -> datetime:
        return self.handoff.at


@dataclass(frozen=True, slots=True)
class Drafted:
    """One draft that an agent had before them, dated by their reply."""

    course: Course
    draft: Draft

    @property
    def at(self) -> datetime:
        return self.draft.at


Fact = Course | Decided | Corrected | HandedOff | Drafted
