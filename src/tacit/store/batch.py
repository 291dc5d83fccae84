"""What one append takes: the events and everything that lies beside the log for them.

Flows make batches, `store/log.py` writes each in one transaction. Nothing
here may touch a database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from tacit.events import AccountId, ConversationId, NewEvent, Origin, PersonId, Stream, WorkspaceId


@dataclass(frozen=True)
class Body:
    """A text beside the log, owned by the person who wrote it.

    `conversation_id` is the conversation that it stands in: an erasure takes
    every body of the conversations that the erased person opened.
    """

    body_id: str
    text: str
    salt: bytes
    person_id: PersonId | None = None
    conversation_id: ConversationId | None = None

    @property
    def commitment(self) -> str:
        """SHA-256(salt ‖ text) in hex: what the event carries."""
        return hashlib.sha256(self.salt + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Account:
    """A customer's company, beside the log."""

    account_id: AccountId
    name: str = ""
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A customer, agent or bystander, beside the log."""

    person_id: PersonId
    kind: str
    name: str = ""
    email: str = ""
    account_id: AccountId | None = None
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ExternalId:
    """Another system's id of one of ours; unique by (workspace, kind, external_id).

    `person_id` and `conversation_id` say whose erasure takes it along.
    """

    kind: str
    external_id: str
    id: str
    person_id: PersonId | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True)
class Vectors:
    """The passages' vectors (int8) of one message or revision, in one namespace."""

    owner_id: str
    namespace: str
    vectors: tuple[bytes, ...]
    person_id: PersonId | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True)
class Job:
    """Work that is due later; it carries ids only. The same key is enqueued once."""

    task: str
    due_at: datetime
    ids: dict[str, str]
    key: str | None = None


@dataclass(frozen=True)
class Idempotency:
    """What a request with this key was answered; `status` None while in flight."""

    key: str
    request_hash: bytes
    status: int | None = None
    response: bytes | None = None
    ids: dict[str, str] = field(default_factory=dict)
    person_id: PersonId | None = None


@dataclass(frozen=True)
class Batch:
    """One append: all of it or nothing.

    `expected` maps a stream to the position of its last event as it was read
    (0: a stream without events). `unique` are keys that no earlier batch of
    the workspace may have used, such as ("decision", message id, n).
    `recorded_at` is the clock given to the flow. With `is_history` the clock runs
    along with the events: each is recorded at its own `at`, unless the workspace is live.
    `customers` are those into whose conversations a history's events go: once they
    are erased it is refused, whoever else speaks. `taken_back` are keys of jobs that it
    makes needless.
    """

    workspace: WorkspaceId
    events: tuple[NewEvent, ...]
    recorded_at: datetime
    origin: Origin = "live"
    expected: dict[Stream, int] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], ...] = ()
    bodies: tuple[Body, ...] = ()
    people: tuple[Person, ...] = ()
    accounts: tuple[Account, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    vectors: tuple[Vectors, ...] = ()
    jobs: tuple[Job, ...] = ()
    taken_back: tuple[str, ...] = ()
    idempotency: Idempotency | None = None
    spooled: int | None = None
    is_history: bool = False
    customers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True)
class Appended:
    """Where a batch came to lie: positions first to last, and the time the last carries."""

    first: int
    last: int
    recorded_at: datetime


# What became of one of several batches: where it lies, or why it was left out.
Outcome = Appended | Exception


class Conflict(Exception):
    """A stream moved since it was read; nothing of the batch was written. Read again."""


class Moved(Exception):
    """What a caller wants to change is no longer what they read; nothing was written."""


class Erased(Exception):
    """What a caller asks for went with the customer who was erased."""


class AlreadyKnown(Exception):
    """A unique key, external id or idempotency key was there before; `id` is what holds it."""

    def __init__(self, what: str, id: str) -> None:
        super().__init__(f"{what} is known already as {id}")
        self.what = what
        self.id = id


class Refused(Exception):
    """The batch breaks a rule of the log, such as a rehearsal into a live workspace."""


class ErasedBefore(Refused):
    """The batch names what was erased; the message repeats none of it."""

    def __init__(self, batch: Batch) -> None:
        if batch.origin == "live":
            super().__init__("this was erased with whoever wrote it; nothing of it was kept")
        else:
            super().__init__(
                "somebody of this history was erased while it was taken in: take it in again, "
                "and they are left out"
            )


class KeyReused(Refused):
    """An idempotency key came with another request than the one it was first used for."""
