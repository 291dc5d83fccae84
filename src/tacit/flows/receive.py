"""Takes in what people say: opens conversations, hears messages, notes who cited what.

Doors call it with our own ids or another system's; a message known already is
found, not doubled. It decides nothing: what follows is in app.py's table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tacit import reward
from tacit.events import (
    AccountId,
    Actor,
    Author,
    ContextNoted,
    ConversationId,
    ConversationOpened,
    DecisionId,
    EntryId,
    FeedbackGiven,
    Logged,
    MessageId,
    MessageReceived,
    PersonId,
    SolutionMarked,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing, add_stubs, spellings
from tacit.store.batch import AlreadyKnown, Batch, Conflict, ExternalId, Person

_TRIES = 5


@dataclass(frozen=True)
class Said:
    """One message as it comes in. `cites` are entry ids, addresses or external ids.

    `context` is where the customer was then: plain JSON values by name.
    """

    author: Author
    author_id: PersonId | None
    text: str
    subject: str = ""
    at: datetime | None = None
    cites: tuple[str, ...] = ()
    external_id: str | None = None
    decision_id: DecisionId | None = None
    is_edited: bool | None = None
    publish: bool = False
    context: dict[str, Any] | None = None


@dataclass(frozen=True)
class Opening:
    """A new conversation with its first message.

    `people` and `names` make its customer known, or better known, in the same append.
    """

    customer_id: PersonId
    said: Said
    account_id: AccountId | None = None
    channel: str = "web"
    locale: str | None = None
    external_id: str | None = None
    people: tuple[Person, ...] = ()
    names: tuple[ExternalId, ...] = ()


def open_conversation(port: Port, workspace: WorkspaceId, opening: Opening) -> list[Logged]:
    """Log a new conversation and its first message, in one append.

    Raises AlreadyKnown with our id where the external id was there before.
    """
    writing = port.write(workspace, opening.said.at)
    conversation = ConversationId(writing.new_id())
    writing.people += opening.people
    writing.external_ids += opening.names
    actor = Actor("customer", opening.customer_id)
    writing.event(
        ConversationOpened(
            conversation,
            opening.customer_id,
            opening.account_id,
            opening.channel,
            opening.locale,
        ),
        actor,
    )
    # Nobody else knows its id: whoever reads this stream goes on from here.
    writing.expected[Stream("conversation", conversation)] = 0
    if opening.external_id is not None:
        writing.external_ids.append(
            ExternalId(
                "conversation",
                opening.external_id,
                conversation,
                opening.customer_id,
                conversation,
            )
        )
    cites = _entries(port, writing, opening.said.cites, may_add=False)
    _say(port, writing, conversation, opening.said, cites)
    return writing.append()


def hear(
    port: Port, workspace: WorkspaceId, conversation: ConversationId, said: Said
) -> list[Logged]:
    """Log one more message of a conversation; reads again where the knowledge moved meanwhile."""
    for _ in range(_TRIES):
        writing = port.write(workspace, said.at)
        cites = _entries(port, writing, said.cites, may_add=said.author == "agent")
        _say(port, writing, conversation, said, cites)
        try:
            return writing.append()
        except (Conflict, AlreadyKnown) as moved:
            if isinstance(moved, AlreadyKnown) and "article" not in moved.what:
                raise
    raise Conflict(f"the knowledge kept moving for {_TRIES} tries; try again")


def mark_solution(
    port: Port, workspace: WorkspaceId, conversation: ConversationId, message: MessageId, by: Actor
) -> list[Logged]:
    """Log that one reply was marked as the solution."""
    writing = port.write(workspace)
    writing.event(SolutionMarked(conversation, message), by)
    writing.follow_up()
    return writing.append()


def rate(port: Port, workspace: WorkspaceId, feedback: FeedbackGiven, by: Actor) -> list[Logged]:
    """Log what somebody says of one message, or of the whole conversation."""
    writing = port.write(workspace)
    writing.event(feedback, by)
    writing.follow_up()
    return writing.append()


def person(
    port: Port, workspace: WorkspaceId, external_id: str, wanted: Person | None = None
) -> PersonId:
    """Our id of a person by another system's, making them known where they are not."""
    known = port.store.find_external(workspace, "person", [external_id])
    if external_id in known:
        return PersonId(known[external_id])
    made = PersonId(port.new_id(port.clock()))
    being = replace(wanted, person_id=made) if wanted else Person(made, "customer")
    batch = Batch(
        workspace,
        (),
        port.clock(),
        port.origin,
        people=(being,),
        external_ids=(ExternalId("person", external_id, made, made),),
    )
    try:
        port.store.append(batch, durable=port.is_durable)
    except AlreadyKnown as known_meanwhile:
        return PersonId(known_meanwhile.id)
    return made


def _say(
    port: Port,
    writing: Writing,
    conversation: ConversationId,
    said: Said,
    cites: dict[str, EntryId],
) -> None:
    message = MessageId(writing.new_id())
    text = f"{said.subject}\n{said.text}" if said.subject else said.text
    writing.event(
        MessageReceived(
            conversation,
            message,
            said.author,
            said.author_id,
            writing.body(message, text, said.author_id, conversation),
            port.identify(text) if said.author == "customer" else None,
            list(dict.fromkeys(cites[each] for each in said.cites if each in cites)),
            said.author == "agent" and said.text.rstrip().endswith("?"),
            bool(said.subject),
            reward.signals(said.text) if said.author == "customer" else [],
            said.decision_id,
            said.is_edited,
            said.publish,
        ),
        Actor(said.author, said.author_id),
    )
    writing.follow_up()
    if said.context:
        _note_context(writing, conversation, message, said)
    if said.external_id is not None:
        writing.external_ids.append(
            ExternalId("message", said.external_id, message, said.author_id, conversation)
        )


def _note_context(
    writing: Writing, conversation: ConversationId, message: MessageId, said: Said
) -> None:
    """Lay what is known of where the customer was beside the log."""
    context = writing.new_id()
    text = json.dumps(said.context, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    commitment = writing.body(context, text, said.author_id, conversation)
    writing.event(
        ContextNoted(conversation, message, context, commitment),
        Actor(said.author, said.author_id),
    )


def _entries(
    port: Port, writing: Writing, cites: tuple[str, ...], *, may_add: bool
) -> dict[str, EntryId]:
    """The entries that are cited; an address nobody knows becomes a stub if an agent cites it."""
    if not cites:
        return {}
    found = dict[str, EntryId]()
    with port.learned(writing.workspace) as learned:
        for each in cites:
            if EntryId(each) in learned.library.live or EntryId(each) in learned.exemplars.by_id:
                found[each] = EntryId(each)
        spelled = {each: spellings(each) for each in cites if each not in found}
        wanted = {form for forms in spelled.values() for form in forms}
        known = port.store.find_external(writing.workspace, "article", wanted) if wanted else {}
        for each, forms in spelled.items():
            match = [known[form] for form in forms if form in known]
            if match:
                found[each] = EntryId(match[0])
        unknown = [each for each in dict.fromkeys(cites) if each not in found]
        if unknown and may_add:
            found |= add_stubs(writing, unknown)
    return found
