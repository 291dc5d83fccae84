"""One event of a conversation as its stream tells it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from tacit.events import DecisionTaken, MessageReceived, ReplyDelivered
from tacit.web.shapes.decision import Decision, decision_of
from tacit.web.shapes.fields import Count, Shape

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import Logged


class Said(Shape):
    """A message as it came in or went out."""

    message_id: str
    author: Literal["customer", "agent", "bystander", "assistant"]
    person_id: str | None
    text: str | None
    cites: list[str]
    decision_id: str | None


class Told(Shape):
    """Something that happened; `fields` are the event's own, of ids and numbers."""

    position: Count
    at: datetime
    kind: str
    conversation_id: str
    message: Said | None
    decision: Decision | None
    fields: dict[str, Any]


def told_of(learned: Learned, logged: Logged, texts: dict[str, str]) -> Told:
    """A logged event of a conversation as callers see it."""
    event, message, decision = logged.event, None, None
    if isinstance(event, MessageReceived | ReplyDelivered):
        message = _said(event, texts)
    elif isinstance(event, DecisionTaken):
        decision = decision_of(learned, event, texts.get(event.decision_id))
    is_told = message is not None or decision is not None
    return Told(
        position=logged.position,
        at=logged.at,
        kind=event.kind,
        conversation_id=event.stream_id,
        message=message,
        decision=decision,
        fields={} if is_told else {**vars(event)},
    )


def _said(event: MessageReceived | ReplyDelivered, texts: dict[str, str]) -> Said:
    theirs = event if isinstance(event, MessageReceived) else None
    return Said(
        message_id=event.message_id,
        author=theirs.author if theirs else "assistant",
        person_id=theirs.author_id if theirs else None,
        text=texts.get(event.message_id),
        cites=[*event.cites],
        decision_id=event.decision_id,
    )
