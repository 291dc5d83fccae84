"""What metrics count from: the courses of all conversations, as one fold over a workspace's log.

`Courses` sees every event once, in the log's order. `flows/measure.py` keeps one current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tacit.events import (
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
    FailureDiagnosed,
    FeedbackGiven,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    LessonSettled,
    Logged,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    PersonAskedFor,
    PersonId,
    ReplyDelivered,
)
from tacit.metrics.course import Course

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
        IntentFounded,
        IntentJoined,
        IntentMerged,
        CustomerErased,
    )
)


@dataclass
class Courses:
    """The courses of all conversations of a workspace, up to `position`.

    Events of people who were `erased` are passed over, as in every fold: it
    equals one over a log that never held them. `at` is the log's time: when the
    last of them happened. `moved` are conversations whose endings or intent changed, for
    whoever counts by them; they take them out.
    """

    erased: frozenset[PersonId] = frozenset()
    position: int = 0
    at: datetime | None = None
    by_id: dict[ConversationId, Course] = field(default_factory=dict)
    moved: set[ConversationId] = field(default_factory=set)
    _gone: set[ConversationId] = field(default_factory=set)

    def see(self, logged: Logged) -> None:
        """Fold one more event."""
        self.position, self.at = logged.position, logged.at
        event = logged.event
        conversation: ConversationId | None = getattr(event, "conversation_id", None)
        if conversation is None:
            self._sort(event)
            return
        if isinstance(event, ConversationOpened):
            self._open(logged, event)
        elif self.erased and (conversation in self._gone or logged.actor.id in self.erased):
            return
        elif (course := self.by_id.get(conversation)) is not None:
            before = course.endings, course.intent_id
            course.see(logged)
            if course.endings and before != (course.endings, course.intent_id):
                self.moved.add(conversation)

    def _open(self, logged: Logged, opened: ConversationOpened) -> None:
        if opened.customer_id in self.erased or logged.actor.id in self.erased:
            self._gone.add(opened.conversation_id)
            return
        self.by_id[opened.conversation_id] = Course(
            logged.position,
            logged.at,
            logged.origin,
            opened.channel,
            opened.locale,
            opened.account_id,
            opened.customer_id,
        )

    def _sort(self, event: Event) -> None:
        """Put conversations to an intent where their questions were; a past question's id is
        its conversation's."""
        match event:
            case (
                IntentFounded(intent_id=intent, exemplars=named)
                | IntentJoined(intent_id=intent, exemplars=named)
            ):
                self._put(intent, (ConversationId(each) for each in named))
            case IntentMerged(intent_id=merged, into=intent):
                held = [name for name, each in self.by_id.items() if each.intent_id == merged]
                self._put(intent, held)
            case _:
                pass

    def _put(self, intent: IntentId, names: Iterable[ConversationId]) -> None:
        for name in names:
            course = self.by_id.get(name)
            if course is not None:
                course.intent_id = intent
                self.moved.add(name)

    def __iter__(self) -> Iterator[Course]:
        return iter(self.by_id.values())


def courses_of(events: Iterable[Logged], erased: frozenset[PersonId] = frozenset()) -> Courses:
    """The courses that these events of one workspace tell, in position order."""
    courses = Courses(erased)
    for logged in events:
        courses.see(logged)
    return courses
