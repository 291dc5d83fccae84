"""The state of one conversation, as a fold over its events.

Flows read it before they decide. It holds ids and facts, never words, and is
rebuilt from the log alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tacit.events import (
    AccountId,
    AttentionCalled,
    AttentionPaid,
    CauseSet,
    ContextNoted,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    DecisionId,
    DecisionTaken,
    EntryId,
    ExemplarPaired,
    FailureDiagnosed,
    LessonSettled,
    Logged,
    MessageId,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    PersonId,
    ReplyDelivered,
    SolutionMarked,
    TeamId,
)

State = Literal["open", "with_agent", "resolved"]
# Why a conversation is reopened that nobody wrote in: its matter came up in another place.
ELSEWHERE = ("asked_again", "bug_reported")


@dataclass
class Spoken:
    """One message as the conversation remembers it."""

    position: int
    at: datetime
    author: str
    event: MessageReceived | ReplyDelivered

    @property
    def message_id(self) -> MessageId:
        return self.event.message_id


@dataclass
class Conversation:
    """What is known of one conversation up to `position`.

    `settled` are the positions whose word on a decision is in the log already,
    `failed` the decisions whose diagnosis stands. `is_taken_elsewhere`: the same account asked the
    same anew, or reported a bug about it, so that silence resolves nothing until another reply is
    given here; `is_reopened`: so was it, for whatever reason. `attention` is
    what it is flagged for, None where it is not, or an agent has seen it.
    """

    conversation_id: ConversationId
    customer_id: PersonId | None = None
    account_id: AccountId | None = None
    team_id: TeamId | None = None
    locale: str | None = None
    channel: str = ""
    opened_at: datetime | None = None
    position: int = 0
    state: State = "open"
    resolution: Literal["confirmed", "assumed"] | None = None
    handoffs: int = 0
    returns: int = 0
    spoken: list[Spoken] = field(default_factory=list)
    contexts: dict[MessageId, str] = field(default_factory=dict)
    decisions: list[DecisionTaken] = field(default_factory=list)
    moods: list[MoodRead] = field(default_factory=list)
    told_moods: dict[tuple[MessageId, str], MoodCorrected] = field(default_factory=dict)
    delivered: list[ReplyDelivered] = field(default_factory=list)
    lessons: dict[tuple[str, str], LessonSettled] = field(default_factory=dict)
    diagnoses: dict[DecisionId, FailureDiagnosed] = field(default_factory=dict)
    causes: dict[DecisionId, CauseSet] = field(default_factory=dict)
    failed: set[DecisionId] = field(default_factory=set)
    exemplar: ExemplarPaired | None = None
    solution: MessageId | None = None
    settled: set[int] = field(default_factory=set)
    is_taken_elsewhere: bool = False
    is_reopened: bool = False
    attention: AttentionCalled | None = None

    def see(self, logged: Logged) -> None:
        """Fold one more event of this conversation's stream."""
        self.position = logged.position
        match logged.event:
            case ConversationOpened() as opened:
                self.customer_id = opened.customer_id
                self.account_id = opened.account_id
                self.locale = opened.locale
                self.channel = opened.channel
                self.opened_at = logged.at
            case MessageReceived() as message:
                self._hear(logged, message)
            case ContextNoted() as noted:
                self.contexts[noted.message_id] = noted.context_id
            case ReplyDelivered() as reply:
                self.delivered.append(reply)
                self.is_taken_elsewhere = self.is_reopened = False
                self.spoken.append(Spoken(logged.position, logged.at, "assistant", reply))
            case MoodRead() as mood:
                self.moods.append(mood)
            case AttentionCalled() as called:
                self.attention = called
            case AttentionPaid():
                self.attention = None
            case MoodCorrected() as told:
                self.told_moods[told.message_id, told.about] = told
            case DecisionTaken() as decision:
                self.decisions.append(decision)
            case LessonSettled() as lesson:
                self._settle(logged, lesson)
            case FailureDiagnosed() as diagnosed:
                self.diagnoses[diagnosed.decision_id] = diagnosed
                self.failed.add(diagnosed.decision_id)
            case CauseSet() as said:
                self.causes[said.decision_id] = said
            case ExemplarPaired() as pair:
                self.exemplar = pair
            case SolutionMarked() as mark:
                self.solution = mark.message_id
            case ConversationHandedOff():
                self.handoffs += 1
                self.state = "with_agent"
            case ConversationRouted() as routed:
                self.team_id = routed.team_id
            case ConversationReturned():
                self.returns += 1
                self.state = "open"
            case ConversationResolved() as resolved:
                self.state = "resolved"
                self.resolution = resolved.how
                self.attention = None
            case ConversationReopened(reason=reason):
                self.state = "open"
                self.resolution = None
                self.is_taken_elsewhere = reason in ELSEWHERE
                self.is_reopened = True
            case _:
                pass

    def _settle(self, logged: Logged, lesson: LessonSettled) -> None:
        self.lessons[lesson.decision_id, lesson.witness] = lesson
        self.settled.add(logged.cause_position or 0)
        # What follows an agent's word says anew whether the decision failed; a customer may take
        # back what they said, where no agent said it.
        if lesson.witness != "customer" or self._is_taken_back(lesson):
            self.failed.discard(lesson.decision_id)

    def _is_taken_back(self, lesson: LessonSettled) -> bool:
        """Whether a customer's word leaves nobody who says that the decision failed."""
        others = (self.lessons.get((lesson.decision_id, each)) for each in ("audit", "agent"))
        return lesson.reward != 0 and not any(each is not None for each in others)

    def _hear(self, logged: Logged, message: MessageReceived) -> None:
        self.spoken.append(Spoken(logged.position, logged.at, message.author, message))
        if message.author == "agent":
            self.state = "with_agent"
            self.attention = None

    def turn(self) -> list[MessageReceived]:
        """The customer's messages since the last reply that reached them, oldest first.

        A bystander's message ends no turn, nor does an answer nobody saw.
        """
        messages: list[MessageReceived] = []
        for spoken in reversed(self.spoken):
            if spoken.author in ("agent", "assistant"):
                break
            if spoken.author == "customer" and isinstance(spoken.event, MessageReceived):
                messages.append(spoken.event)
        return messages[::-1]

    def opening_turn(self) -> list[MessageReceived]:
        """The customer's messages before the first reply that reached them."""
        messages: list[MessageReceived] = []
        for spoken in self.spoken:
            if spoken.author in ("agent", "assistant"):
                break
            if spoken.author == "customer" and isinstance(spoken.event, MessageReceived):
                messages.append(spoken.event)
        return messages

    def query(self) -> list[MessageReceived]:
        """What a decision is taken over: the turn, and the opening message before it.

        Who says thanks and asks on asks something else: then the turn alone.
        """
        turn = self.turn()
        if any("asks_on" in each.signals for each in turn):
            return turn
        opening = self.opening_turn()[:1]
        return turn if not opening or opening[0] in turn else opening + turn

    @property
    def is_helped_alone(self) -> bool:
        """Whether an answer of the assistant's counts as what helped, or may yet by silence."""
        is_own = bool(self.delivered) and self.state != "with_agent"
        return is_own and not self.is_taken_elsewhere

    def decision(self, decision_id: DecisionId) -> DecisionTaken | None:
        """A decision of this conversation by its id."""
        return next((d for d in self.decisions if d.decision_id == decision_id), None)

    def cause(self, decision_id: DecisionId) -> str | None:
        """Why a decision failed, an agent's word before what was found; None where none stands."""
        if decision_id not in self.failed:
            return None
        said = self.causes.get(decision_id)
        return said.cause if said else self.diagnoses[decision_id].cause

    def question_before(self, message: MessageId) -> MessageId | None:
        """The assistant's question back that a customer's turn with this message is a reply to."""
        place = next(n for n, each in enumerate(self.spoken) if each.message_id == message)
        for spoken in reversed(self.spoken[:place]):
            match spoken.event:
                case ReplyDelivered(cites=[], message_id=asked):
                    return asked
                case ReplyDelivered() | MessageReceived(author="agent"):
                    return None
        return None

    def decision_before(self, position: int) -> DecisionTaken | None:
        """The last decision on a message that came before `position`."""
        before = {s.message_id for s in self.spoken if s.position < position}
        found = [each for each in self.decisions if each.message_id in before]
        return found[-1] if found else None

    def decision_on(self, message_id: MessageId) -> DecisionTaken | None:
        """The decision already taken on this message since the last return from an agent."""
        for decision in self.decisions:
            if decision.message_id == message_id and decision.n == self.returns:
                return decision
        return None

    def mood_told(self, message: MessageId, about: str) -> bool | None:
        """What an agent says of the mood of a message; None where nobody does."""
        told = self.told_moods.get((message, about))
        return told.is_so if told else None

    def replies(self) -> list[Spoken]:
        """What agents wrote, oldest first."""
        return [each for each in self.spoken if each.author == "agent"]


def fold(conversation_id: ConversationId, events: Iterable[Logged]) -> Conversation:
    """The conversation after these events of its stream, in position order."""
    conversation = Conversation(conversation_id)
    for logged in events:
        conversation.see(logged)
    return conversation


def best_reply(conversation: Conversation) -> Spoken | None:
    """The reply that an exemplar takes: the one marked solution, else the last that
    cites an entry, else the last agent's reply that is not a question."""
    replies = conversation.replies()
    for reply in replies:
        if reply.message_id == conversation.solution:
            return reply
    citing = [each for each in replies if each.event.cites]
    if citing:
        return citing[-1]
    telling = [each for each in replies if not getattr(each.event, "asks", False)]
    return telling[-1] if telling else None


def answers(conversation: Conversation, reply: Spoken) -> list[EntryId]:
    """What an exemplar cites: its reply's entries, then those of replies to other turns.

    A later turn may ask something else, so that what answers it takes nothing's place: who was
    answered first stays a witness. Within one turn the last word stands, and the reply marked
    solution stands alone.
    """
    if reply.message_id == conversation.solution:
        return [*reply.event.cites]
    turns, is_told = [list[EntryId]()], False
    for spoken in conversation.spoken:
        if spoken.author == "customer" and is_told:
            turns.append([])
            is_told = False
        elif spoken.author == "agent" and spoken.event.cites:
            turns[-1], is_told = [*spoken.event.cites], True
    return list(dict.fromkeys([*reply.event.cites, *(e for turn in turns[::-1] for e in turn)]))
