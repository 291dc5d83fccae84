"""What metrics count from: the courses of all conversations, as one fold over a workspace's log.

`Courses` sees every event once, in the log's order. `flows/measure.py` keeps one current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tacit.events import (
    AccountId,
    CauseSet,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationRouted,
    CustomerErased,
    DecisionTaken,
    DraftCompared,
    Event,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarWithdrawn,
    FailureDiagnosed,
    FeedbackGiven,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentSplit,
    LessonSettled,
    Logged,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    PersonAskedFor,
    PersonId,
    ReplyDelivered,
    SubscriptionChanged,
)
from tacit.metrics.churn import Churn, Reached, days_after
from tacit.metrics.corrections import Corrections, Ruled, rule
from tacit.metrics.course import Course
from tacit.metrics.parts import Parts, parts_of

# Kinds that some metric counts; the others are not even read.
KINDS = tuple(
    kind.kind
    for kind in (
        ConversationOpened,
        MessageReceived,
        MoodRead,
        MoodCorrected,
        DecisionTaken,
        DraftCompared,
        ReplyDelivered,
        ConversationHandedOff,
        PersonAskedFor,
        ConversationRouted,
        ConversationResolved,
        ConversationReopened,
        FeedbackGiven,
        LessonSettled,
        FailureDiagnosed,
        CauseSet,
        ExemplarPaired,
        ExemplarPassed,
        ExemplarPublished,
        ExemplarWithdrawn,
        IntentFounded,
        IntentJoined,
        IntentMerged,
        IntentSplit,
        SubscriptionChanged,
        CustomerErased,
    )
)


@dataclass
class Courses:
    """The courses of all conversations of a workspace, up to `position`.

    Events of people who were `erased` are passed over, as in every fold: it
    equals one over a log that never held them. `at` is the log's time: when the
    last of them happened. `moved` are conversations whose endings or intent changed, for
    whoever counts by them; they take them out. `log` is what all courses know of how far it goes.
    """

    erased: frozenset[PersonId] = frozenset()
    position: int = 0
    at: datetime | None = None
    by_id: dict[ConversationId, Course] = field(default_factory=dict)
    moved: set[ConversationId] = field(default_factory=set)
    log: Reached = field(default_factory=Reached)
    _corrections: Corrections = field(default_factory=Corrections)
    # What intents became that are no more; who decided just then may still name one.
    _parts: dict[IntentId, Parts] = field(default_factory=dict)
    _gone: set[ConversationId] = field(default_factory=set)
    _left: set[AccountId] = field(default_factory=set)
    # Made when first an account leaves: who never tells of one never pays for it.
    _by_account: dict[AccountId, list[Course]] | None = None

    def see(self, logged: Logged) -> None:
        """Fold one more event."""
        self.position, event = logged.position, logged.event
        if isinstance(event, SubscriptionChanged):
            self._follow_account(logged, event)
            return
        self.at = self.log.at = logged.at
        conversation: ConversationId | None = getattr(event, "conversation_id", None)
        if conversation is None:
            self._rule(logged, event) if isinstance(event, Ruled) else self._sort(event)
            return
        if isinstance(event, ConversationOpened):
            self._open(logged, event)
        elif self.erased and (conversation in self._gone or logged.actor.id in self.erased):
            return
        elif (course := self.by_id.get(conversation)) is not None:
            before = course.endings, course.intent_id
            course.see(logged)
            self._corrections.see(logged, conversation, course)
            course.intent_id = self._now(course)
            if _ends(event):
                course.ended_at = logged.at
            if course.endings and before != (course.endings, course.intent_id):
                self.moved.add(conversation)

    def _open(self, logged: Logged, opened: ConversationOpened) -> None:
        if opened.customer_id in self.erased or logged.actor.id in self.erased:
            self._gone.add(opened.conversation_id)
            return
        course = self.by_id[opened.conversation_id] = Course(
            logged.position,
            logged.at,
            logged.origin,
            opened.channel,
            opened.locale,
            opened.account_id,
            opened.customer_id,
            log=self.log,
        )
        if self._by_account is not None and course.account_id is not None:
            self._by_account.setdefault(course.account_id, []).append(course)

    def _follow_account(self, logged: Logged, changed: SubscriptionChanged) -> None:
        """An account left, as far as nobody told that before, or is back: then it never left."""
        # It may be told of late, and then the log has come further than that.
        self.at = self.log.at = max(self.at or logged.at, logged.at)
        if logged.actor.id in self.erased:
            return
        self.log.tells_of_accounts = True
        account = changed.account_id
        if changed.status == "active":
            self._left.discard(account)
            for course in self._of(account):
                course.churn = None
        elif account not in self._left:
            self._left.add(account)
            for course in self._of(account):
                course.churn = _churn(course, logged.at)

    def has_left(self, account: AccountId) -> bool:
        """Whether an account left and is not back, as far as anybody told."""
        return account in self._left

    def _of(self, account: AccountId) -> list[Course]:
        """The courses of an account."""
        if self._by_account is None:
            self._by_account = {}
            for course in self.by_id.values():
                if course.account_id is not None:
                    self._by_account.setdefault(course.account_id, []).append(course)
        return self._by_account.get(account, [])

    def _rule(self, logged: Logged, ruled: Ruled) -> None:
        """What became of an exemplar; its id is its conversation's."""
        course = self.by_id.get(ConversationId(ruled.entry_id))
        if course is not None and logged.actor.id not in self.erased:
            rule(logged, ruled, course)

    def _sort(self, event: Event) -> None:
        """Put conversations to an intent where their questions were, or what theirs became; a past
        question's id is its conversation's."""
        match event:
            case (
                IntentFounded(intent_id=intent, exemplars=named)
                | IntentJoined(intent_id=intent, exemplars=named)
            ):
                self._put(intent, (ConversationId(each) for each in named))
            case IntentMerged(intent_id=gone, into=intent):
                self._become(gone, Parts([intent]))
            case IntentSplit(intent_id=gone, into=into) if into:
                self._become(gone, parts_of(into, self.by_id.values()))
            case _:
                pass

    def _become(self, gone: IntentId, parts: Parts) -> None:
        """An intent is no more: what is about it is about what it became."""
        self._parts[gone] = parts
        for name, course in self.by_id.items():
            if course.intent_id == gone:
                course.intent_id = self._now(course)
                self.moved.add(name)

    def _now(self, course: Course) -> IntentId | None:
        """What a conversation is about, of the intents that there are by now."""
        intent = course.intent_id
        while intent is not None and (parts := self._parts.get(intent)):
            intent = parts.fit(course)
        return intent

    def _put(self, intent: IntentId, names: Iterable[ConversationId]) -> None:
        for name in names:
            course = self.by_id.get(name)
            if course is not None:
                course.intent_id = intent
                self.moved.add(name)

    def __iter__(self) -> Iterator[Course]:
        return iter(self.by_id.values())


def _ends(event: Event) -> bool:
    """Whether it may be the last of a conversation: a word, a resolution, a handoff."""
    match event:
        case MessageReceived(author="customer" | "agent"):
            return True
        case ConversationResolved() | ConversationHandedOff():
            return True
    return False


def _churn(course: Course, left_at: datetime) -> Churn | None:
    days = days_after(course.at, course.ended_at or course.at, left_at)
    return None if days is None else Churn(days, is_unresolved=course.resolution is None)


def courses_of(events: Iterable[Logged], erased: frozenset[PersonId] = frozenset()) -> Courses:
    """The courses that these events of one workspace tell, in position order."""
    courses = Courses(erased)
    for logged in events:
        courses.see(logged)
    return courses
