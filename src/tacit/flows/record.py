"""The whole of one conversation, read once: what was said, decided, done, and what came of it.

Doors show it. It is a reading and writes nothing; what an erased customer
opened is not there any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tacit.conversation import Conversation, fold
from tacit.events import (
    AccountId,
    BugReported,
    ContextNoted,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    DecisionTaken,
    EntryId,
    IntentId,
    Logged,
    MessageReceived,
    NoteWritten,
    PersonId,
    ReplyDelivered,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.metrics.course import Course
from tacit.metrics.courses import courses_of
from tacit.store.batch import Account, Person

# So many conversations of so many days before tell what a customer had tried.
_EARLIER, _LATELY = 10, timedelta(days=30)


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

    @property
    def called(self) -> str:
        """Its name, else what the other system calls it, else our id."""
        return self.account.name or self.external_id or self.account.account_id


@dataclass(frozen=True)
class Earlier:
    """A conversation that the customer opened before this one, and what it was answered with."""

    conversation_id: ConversationId
    opened_at: datetime
    state: str
    resolution: str | None
    intent_id: IntentId | None
    entries: Sequence[EntryId]


@dataclass(frozen=True)
class Record:
    """One conversation: its events in order, the texts beside them, and who they are of.

    `texts` are by the ids of messages, decisions and contexts; what is missing was erased.
    `earlier` are the customer's conversations of the thirty days before, the latest first.
    `subscriptions` are the times that its account left or was back, `reports` the titles of the
    bug reports that reopened it, each with its reference, by the position of what they caused.
    """

    conversation: Conversation
    opened: ConversationOpened
    events: Sequence[Logged]
    texts: dict[str, str]
    people: dict[PersonId, Being] = field(default_factory=dict)
    company: Company | None = None
    team: str | None = None
    earlier: Sequence[Earlier] = ()
    subscriptions: Sequence[Logged] = ()
    reports: Mapping[int, str] = field(default_factory=dict)

    @property
    def course(self) -> Course:
        """What metrics keep of it, with what its account did."""
        events = sorted([*self.events, *self.subscriptions], key=lambda each: each.position)
        return courses_of(events).by_id[self.opened.conversation_id]


def record(port: Port, workspace: WorkspaceId, conversation_id: ConversationId) -> Record:
    """Read a conversation; raises KeyError where there is none, Erased where it is gone."""
    opened, events = port.whole(workspace, conversation_id)
    conversation = fold(conversation_id, events)
    return Record(
        conversation,
        opened,
        events,
        port.store.bodies(workspace, [each for e in events for each in _texts(e)]),
        beings(port, workspace, _people(events)),
        company(port, workspace, opened.account_id),
        names(port, workspace, "team", [conversation.team_id]).get(conversation.team_id or ""),
        _earlier(port, workspace, opened, events[0].at),
        _subscriptions(port, workspace, opened.account_id),
        _reports(port, workspace, events),
    )


def _subscriptions(port: Port, workspace: WorkspaceId, id: AccountId | None) -> list[Logged]:
    return [] if id is None else port.store.read_stream(workspace, Stream("account", id))


def _reports(port: Port, workspace: WorkspaceId, events: Sequence[Logged]) -> dict[int, str]:
    """What reopened it as a bug report, in a line each; nothing of who was erased."""
    found = dict[int, str]()
    for each in events:
        cause = each.cause_position
        if not isinstance(each.event, ConversationReopened) or cause is None:
            continue
        for logged in port.store.read(workspace, after=cause - 1, upto=cause):
            if isinstance(logged.event, BugReported):
                id = logged.event.report_id
                title = port.store.bodies(workspace, [id]).get(id, "").partition("\n")[0]
                reference = names(port, workspace, "report", [id]).get(id)
                found[each.position] = f"{title} ({reference})" if reference else title
    return found


def _earlier(
    port: Port, workspace: WorkspaceId, opened: ConversationOpened, at: datetime
) -> list[Earlier]:
    """What the customer had asked and been answered before: our ids are in the order of time."""
    known = port.store.opened_by(workspace, opened.customer_id)
    before = [each for each in known if each < opened.conversation_id][::-1][:_EARLIER]
    found = list[Earlier]()
    for each in before:
        held = port.conversation(workspace, each)
        if held.opened_at is None or at - held.opened_at > _LATELY:
            break
        cited = [s.event.cites for s in held.spoken if s.author != "customer"]
        entries = dict.fromkeys(entry for cites in cited for entry in cites)
        intent = held.decisions[-1].intent_id if held.decisions else None
        found.append(
            Earlier(each, held.opened_at, held.state, held.resolution, intent, list(entries))
        )
    return found


def _texts(logged: Logged) -> list[str]:
    """The ids of the texts that lie beside an event."""
    match logged.event:
        case MessageReceived(message_id=text) | ReplyDelivered(message_id=text):
            return [text]
        case DecisionTaken(decision_id=text) | ContextNoted(context_id=text):
            return [text]
        case NoteWritten(note_id=text):
            return [text]
    return []


def _people(events: Sequence[Logged]) -> list[PersonId]:
    found = dict[PersonId, None]()
    for each in events:
        match each.event:
            case ConversationOpened(customer_id=who):
                found[who] = None
            case MessageReceived(author_id=who) | NoteWritten(author_id=who) if who is not None:
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


def companies(
    port: Port, workspace: WorkspaceId, ids: Collection[AccountId]
) -> dict[AccountId, Company]:
    """Accounts by our ids, with their names elsewhere."""
    found = port.store.accounts(workspace, set(ids))
    known = names(port, workspace, "account", [*ids])
    return {id: Company(found.get(id) or Account(id), known.get(id)) for id in ids}


def names(
    port: Port, workspace: WorkspaceId, kind: str, ids: Sequence[str | None]
) -> dict[str, str]:
    """What other systems call things of one kind of ours; of many names one that is no address."""
    wanted = [each for each in ids if each is not None]
    found = port.store.externals_of(workspace, wanted) if wanted else []
    ordered = sorted((each for each in found if each[1] == kind), key=lambda each: "://" in each[2])
    return {id: name for id, _, name in reversed(ordered)}
