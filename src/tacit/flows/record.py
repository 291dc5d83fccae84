"""The whole of one conversation, read once: what was said, decided, done, and what came of it.

Doors show it. It is a reading and writes nothing; what an erased customer
opened is not there any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tacit.conversation import Conversation, fold
from tacit.events import (
    AccountId,
    ContextNoted,
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    Logged,
    MessageReceived,
    PersonId,
    ReplyDelivered,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.store.batch import Account, Erased, Person


@dataclass(frozen=True)
class Being:
    """Somebody of a conversation, with what the other system calls them."""

    person: Person
    external_id: str | None


@dataclass(frozen=True)
class Company:
    """The customer's account, with what the other system calls it."""

    account: Account
    external_id: str | None


@dataclass(frozen=True)
class Record:
    """One conversation: its events in order, the texts beside them, and who they are of.

    `texts` are by the ids of messages, decisions and contexts; what is missing was erased.
    """

    conversation: Conversation
    opened: ConversationOpened
    events: Sequence[Logged]
    texts: dict[str, str]
    people: dict[PersonId, Being] = field(default_factory=dict)
    company: Company | None = None
    team: str | None = None


def record(port: Port, workspace: WorkspaceId, conversation_id: ConversationId) -> Record:
    """Read a conversation; raises KeyError where there is none, Erased where it is gone."""
    events = port.store.read_stream(workspace, Stream("conversation", conversation_id))
    opened = next((e.event for e in events if isinstance(e.event, ConversationOpened)), None)
    if opened is None:
        raise KeyError(f"there is no conversation {conversation_id}")
    if opened.customer_id in port.store.erased(workspace):
        raise Erased(conversation_id)
    conversation = fold(conversation_id, events)
    return Record(
        conversation,
        opened,
        events,
        port.store.bodies(workspace, [each for e in events for each in _texts(e)]),
        beings(port, workspace, _people(events)),
        company(port, workspace, opened.account_id),
        names(port, workspace, "team", [conversation.team_id]).get(conversation.team_id or ""),
    )


def _texts(logged: Logged) -> list[str]:
    """The ids of the texts that lie beside an event."""
    match logged.event:
        case MessageReceived(message_id=text) | ReplyDelivered(message_id=text):
            return [text]
        case DecisionTaken(decision_id=text) | ContextNoted(context_id=text):
            return [text]
    return []


def _people(events: Sequence[Logged]) -> list[PersonId]:
    found = dict[PersonId, None]()
    for each in events:
        match each.event:
            case ConversationOpened(customer_id=who):
                found[who] = None
            case MessageReceived(author_id=who) if who is not None:
                found[who] = None
    return list(found)


def beings(port: Port, workspace: WorkspaceId, ids: Sequence[PersonId]) -> dict[PersonId, Being]:
    """People by our ids, with their names elsewhere."""
    people = port.store.people(workspace, ids)
    known = names(port, workspace, "person", ids)
    return {id: Being(person, known.get(id)) for id, person in people.items()}


def company(port: Port, workspace: WorkspaceId, id: AccountId | None) -> Company | None:
    """An account by our id, with its name elsewhere."""
    if id is None:
        return None
    found = port.store.accounts(workspace, [id]).get(id) or Account(id)
    return Company(found, names(port, workspace, "account", [id]).get(id))


def names(
    port: Port, workspace: WorkspaceId, kind: str, ids: Sequence[str | None]
) -> dict[str, str]:
    """What other systems call things of one kind of ours; of many names one that is no address."""
    wanted = [each for each in ids if each is not None]
    found = port.store.externals_of(workspace, wanted) if wanted else []
    ordered = sorted((each for each in found if each[1] == kind), key=lambda each: "://" in each[2])
    return {id: name for id, _, name in reversed(ordered)}
