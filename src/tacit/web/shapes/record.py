"""The whole of a conversation: what was said, decided and done, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from tacit.events import (
    ContextNoted,
    ConversationHandedOff,
    ConversationReopened,
    ConversationResolved,
    DecisionTaken,
    DraftCompared,
    ExemplarPaired,
    FeedbackGiven,
    LessonSettled,
    Logged,
    MessageReceived,
    MoodRead,
    PersonAskedFor,
    ReplyDelivered,
)
from tacit.learners.fixed import ONE
from tacit.web.shapes.conversation import State
from tacit.web.shapes.decision import Decision, decision_of
from tacit.web.shapes.fields import Count, Shape
from tacit.web.shapes.intent import Soonest, soonest_of
from tacit.web.shapes.people import Customer, customer_of

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.conversation import Conversation as Talk
    from tacit.flows.record import Record
    from tacit.flows.routing import Soonest as Resolver
    from tacit.metrics.churn import Churn


class Writer(Shape):
    """Who said something."""

    kind: Literal["customer", "agent", "bystander", "assistant"]
    person_id: str | None
    external_id: str | None
    name: str


class Message(Shape):
    """One thing said. `text` is null where whoever wrote it was erased."""

    message_id: str
    at: datetime
    position: Count
    author: Writer
    text: str | None
    cites: list[str]
    decision_id: str | None = Field(description="The decision it delivers, or the draft used.")
    is_edited: bool | None
    language: str | None
    signals: list[str] = Field(
        description="Heard in a customer's words: `thanks`, `asks_on` where they also ask or tell "
        "something else, `still_broken`, `wants_human`, `frustrated`."
    )
    context: dict[str, Any] | None


class Draft(Shape):
    """What an agent did with the draft that lay before them when they wrote a message.

    Its text is that of the decision. `spans` are [from, to, from, to] in words of the draft, then
    of the message: what stands for what.
    """

    decision_id: str
    message_id: str
    outcome: Literal["sent", "edited", "overridden"]
    sort: Literal["same", "tone", "fact", "addition", "removal"]
    kept: Count
    added: Count
    removed: Count
    spans: list[list[int]]


class Handoff(Shape):
    """That agents took over, and why."""

    at: datetime
    reason: str
    nth: Count
    decision_id: str | None


class AskedFor(Shape):
    """That the customer asked for a person, how long after which answer, and whether at once."""

    at: datetime
    decision_id: str
    waited_seconds: Count
    is_fast: bool


class Resolution(Shape):
    """That the matter was dealt with, or was not after all."""

    at: datetime
    what: Literal["confirmed", "assumed", "reopened"]
    by: str


class Effort(Shape):
    """What the conversation cost its customer up to now: as rated, else as estimated.

    The estimate is low at two turns at most with nothing said again, here or elsewhere, and no
    person asked for. No channel of a message is known, so a switch of channels is none of it.
    """

    is_low: bool = Field(description="By the rating (3 or less of 7), else by the estimate.")
    is_low_by_estimate: bool
    rated: int | None = Field(description="The customer's last ces, 1 to 7; 1 is the least.")
    turns: Count = Field(description="Of the customer, without thanks for a reply.")
    rephrasings: Count = Field(description="Times that they asked again in other words.")
    is_person_wanted: bool
    askings_elsewhere: Count = Field(
        description="Times that their account asked the same in another conversation after this."
    )
    bug_reports: Count = Field(description="Times that their account reported a bug about it.")


class Churned(Shape):
    """That its account left at most 30 days after its last word, resolution or handoff."""

    within: Literal["week", "month"] = Field(description="Of 7 days, or of 30.")
    days: Count
    unresolved: bool = Field(description="As it stood when the account left.")


class Rating(Shape):
    """What somebody said of one message, or of the whole."""

    at: datetime
    kind: Literal["thumb", "csat", "ces", "flag"]
    value: int
    message_id: str | None
    by: str


class Lesson(Shape):
    """What one witness says of one decision; the last word of each."""

    decision_id: str
    witness: Literal["agent", "audit", "customer"]
    reward: float | None = Field(description="0 to 1; null where they say nothing of it.")
    reason: str
    standing: Literal["provisional", "durable", "final", "void"]
    cites: list[str]
    weight: float = Field(description="How much of a word it is, 0 to 1, as it was set then.")


class MoodOf(Shape):
    """How likely the customer was of this mind as they wrote one message, 0 to 1.

    An agent's word stands in its place: 1 or 0. `was_told` is whether one said it.
    """

    message_id: str
    frustration: float
    urgency: float
    was_told: bool


class Mood(Shape):
    """The customer's state of mind along the conversation: frustration at its start, at its
    worst, and now."""

    start: float
    worst: float
    now: float
    messages: list[MoodOf]


class Exemplar(Shape):
    """The question and the reply that are worth imitating, as chosen last."""

    query: list[str]
    reply: str
    cites: list[str]


class Earlier(Shape):
    """A conversation of the same customer before this one, and what it was answered with."""

    conversation_id: str
    opened_at: datetime
    state: State
    resolution: Literal["confirmed", "assumed"] | None
    intent_id: str | None
    entries: list[str]


class Tried(Shape):
    """What the customer had done before they wrote: in the product, as told, and by asking."""

    actions: list[str]
    errors: list[str]
    conversations: list[Earlier] = Field(
        description="Those that they opened in the thirty days before, the latest first."
    )


class Conversation(Shape):
    """A conversation with everything that is known of it."""

    conversation_id: str
    state: State
    channel: str
    locale: str | None
    opened_at: datetime
    position: Count
    customer: Customer | None
    team: str | None
    tried_before: Tried
    messages: list[Message]
    decisions: list[Decision]
    drafts: list[Draft]
    handoffs: list[Handoff]
    asked_for_person: list[AskedFor]
    outcome: list[Resolution]
    feedback: list[Rating]
    effort: Effort
    churned: Churned | None = Field(
        description="null where the account did not leave, or nobody told; see /usage-events."
    )
    lessons: list[Lesson]
    exemplar: Exemplar | None
    mood: Mood | None = Field(description="null where no message of the customer was read.")
    is_flagged: bool = Field(description="Flagged for attention: their frustration rose.")
    soonest: Soonest | None = Field(
        description="While it waits for agents, to keys of the scope desk; null where nobody "
        "differs beyond chance."
    )


def conversation_of(learned: Learned, record: Record, soonest: Resolver | None) -> Conversation:
    """A conversation's record as callers see it."""
    held, opened = record.conversation, record.opened
    customer = record.people.get(opened.customer_id)
    decisions = [e.event for e in record.events if isinstance(e.event, DecisionTaken)]
    course = record.course
    assert held.opened_at is not None, "a record begins with its opening"
    messages = _messages(record)
    return Conversation(
        conversation_id=held.conversation_id,
        state=held.state,
        channel=opened.channel,
        locale=opened.locale,
        opened_at=held.opened_at,
        position=held.position,
        customer=None if customer is None else customer_of(customer, record.company),
        team=record.team,
        tried_before=_tried(record, messages),
        messages=messages,
        decisions=[
            decision_of(learned, each, record.texts.get(each.decision_id)) for each in decisions
        ],
        drafts=[Draft.model_validate(e.event, from_attributes=True) for e in record.events
                if isinstance(e.event, DraftCompared)],
        handoffs=[_handoff(e, e.event) for e in record.events
                  if isinstance(e.event, ConversationHandedOff)],
        asked_for_person=[_asked_for(e, e.event) for e in record.events
                          if isinstance(e.event, PersonAskedFor)],
        outcome=[each for e in record.events for each in _outcome(e)],
        feedback=[_rating(e, e.event) for e in record.events if isinstance(e.event, FeedbackGiven)],
        effort=Effort.model_validate(course.effort, from_attributes=True),
        churned=_churned(course.churn),
        lessons=[lesson_of(each) for each in held.lessons.values()],
        exemplar=_exemplar(held.exemplar),
        mood=_mood(held),
        is_flagged=held.attention is not None,
        soonest=soonest_of(soonest),
    )  # fmt: skip


def _tried(record: Record, messages: Sequence[Message]) -> Tried:
    told = [each.context for each in messages if each.context is not None]
    return Tried(
        actions=[str(each) for context in told for each in context.get("recent_actions", ())],
        errors=[str(each) for context in told for each in context.get("errors", ())],
        conversations=[Earlier.model_validate(vars(each)) for each in record.earlier],
    )


def _messages(record: Record) -> list[Message]:
    contexts = {
        e.event.message_id: e.event.context_id
        for e in record.events
        if isinstance(e.event, ContextNoted)
    }
    found = list[Message]()
    for each in record.events:
        if isinstance(each.event, MessageReceived | ReplyDelivered):
            text = record.texts.get(contexts.get(each.event.message_id, ""))
            context = None if text is None else json.loads(text)
            found.append(message_of(record, each, each.event, context))
    return found


def message_of(
    record: Record,
    logged: Logged,
    event: MessageReceived | ReplyDelivered,
    context: dict[str, Any] | None = None,
) -> Message:
    """One message of a record as callers see it."""
    if isinstance(event, ReplyDelivered):
        writer = Writer(kind="assistant", person_id=None, external_id=None, name="")
        edited, language, signals = None, None, list[str]()
    else:
        writer = _writer(record, event)
        edited, language, signals = event.is_edited, event.language, event.signals
    return Message(
        message_id=event.message_id,
        at=logged.at,
        position=logged.position,
        author=writer,
        text=record.texts.get(event.message_id),
        cites=[*event.cites],
        decision_id=event.decision_id,
        is_edited=edited,
        language=language,
        signals=signals,
        context=context,
    )


def _writer(record: Record, event: MessageReceived) -> Writer:
    being = record.people.get(event.author_id) if event.author_id else None
    return Writer(
        kind=event.author,
        person_id=event.author_id,
        external_id=being.external_id if being else None,
        name=being.person.name if being else "",
    )


def _handoff(logged: Logged, event: ConversationHandedOff) -> Handoff:
    return Handoff(at=logged.at, reason=event.reason, nth=event.nth, decision_id=event.decision_id)


def _asked_for(logged: Logged, event: PersonAskedFor) -> AskedFor:
    return AskedFor(
        at=logged.at,
        decision_id=event.decision_id,
        waited_seconds=event.waited_seconds,
        is_fast=event.is_fast,
    )


def _outcome(logged: Logged) -> list[Resolution]:
    match logged.event:
        case ConversationResolved(how=how, by=by):
            return [Resolution(at=logged.at, what=how, by=by)]
        case ConversationReopened():
            return [Resolution(at=logged.at, what="reopened", by=logged.actor.kind)]
    return []


def _churned(churn: Churn | None) -> Churned | None:
    if churn is None:
        return None
    return Churned(within=churn.within, days=churn.days, unresolved=churn.is_unresolved)


def _rating(logged: Logged, event: FeedbackGiven) -> Rating:
    return Rating(
        at=logged.at,
        kind=event.feedback,
        value=event.value,
        message_id=event.message_id,
        by=logged.actor.kind,
    )


def lesson_of(lesson: LessonSettled) -> Lesson:
    """A lesson as callers see it."""
    return Lesson(
        decision_id=lesson.decision_id,
        witness=lesson.witness,
        reward=None if lesson.reward is None else lesson.reward / 1000,
        reason=lesson.reason,
        standing=lesson.standing,
        cites=[*lesson.cites],
        weight=lesson.weight / 1000,
    )


def _exemplar(pair: ExemplarPaired | None) -> Exemplar | None:
    if pair is None:
        return None
    return Exemplar(query=[*pair.query], reply=pair.reply, cites=[*pair.cites])


def _mood(held: Talk) -> Mood | None:
    readings = [_mood_of(held, each) for each in held.moods]
    if not readings:
        return None
    found = [each.frustration for each in readings]
    return Mood(start=found[0], worst=max(found), now=found[-1], messages=readings)


def _mood_of(held: Talk, reading: MoodRead) -> MoodOf:
    told = [held.mood_told(reading.message_id, each) for each in ("frustration", "urgency")]
    read = [reading.frustration / ONE, reading.urgency / ONE]
    stands = [r if t is None else float(t) for t, r in zip(told, read, strict=True)]
    return MoodOf(
        message_id=reading.message_id,
        frustration=round(stands[0], 3),
        urgency=round(stands[1], 3),
        was_told=any(each is not None for each in told),
    )
