"""Small batches for the store's tests: what a customer's first message leaves behind."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tacit.events import (
    Actor,
    ConversationId,
    ConversationOpened,
    Event,
    MessageId,
    MessageReceived,
    NewEvent,
    PersonId,
    Stream,
    WorkspaceId,
)
from tacit.store.batch import Batch, Body, ExternalId, Person

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SALT = bytes(range(16))

_numbers = itertools.count(1)


def fresh(prefix: str) -> str:
    """An id that no other test has used."""
    return f"{prefix}-{next(_numbers)}"


def new(event: Event, at: datetime = NOW) -> NewEvent:
    return NewEvent(fresh("e"), event, at)


@dataclass(frozen=True)
class Talk:
    """One conversation of one customer, with one message, and how to append it."""

    conversation: ConversationId
    customer: PersonId
    message: MessageId
    text: str

    @property
    def stream(self) -> Stream:
        return Stream("conversation", self.conversation)

    @property
    def body(self) -> Body:
        return Body(self.message, self.text, SALT, self.customer, self.conversation)

    def batch(self, workspace: WorkspaceId, **changed: Any) -> Batch:
        """The append that opens it; `changed` are other fields of the batch."""
        actor = Actor("customer", self.customer)
        opened = ConversationOpened(self.conversation, self.customer)
        said = MessageReceived(
            self.conversation, self.message, "customer", self.customer, self.body.commitment
        )
        fields: dict[str, Any] = {
            "events": tuple(NewEvent(fresh("e"), event, NOW, actor) for event in (opened, said)),
            "recorded_at": NOW,
            "expected": {self.stream: 0},
            "bodies": (self.body,),
            "people": (Person(self.customer, "customer", "Ada", "ada@example.org"),),
            "external_ids": (
                ExternalId("message", f"x-{self.message}", self.message, *self.owners),
            ),
        }
        return Batch(workspace, **(fields | changed))

    @property
    def owners(self) -> tuple[PersonId, ConversationId]:
        return self.customer, self.conversation


def talk(text: str = "How do I reset my password?") -> Talk:
    return Talk(ConversationId(fresh("c")), PersonId(fresh("p")), MessageId(fresh("m")), text)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
