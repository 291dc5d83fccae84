"""Conversations: opened, continued, listed and read whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from tacit.clean import clean
from tacit.conversation import Conversation
from tacit.events import (
    ConversationId,
    DecisionId,
    IntentId,
    Logged,
    MessageReceived,
    PersonId,
)
from tacit.flows import customers, inbox, receive
from tacit.flows.customers import tell_account
from tacit.flows.port import Port
from tacit.flows.receive import Said
from tacit.flows.record import beings, names, record
from tacit.store.batch import Person
from tacit.store.inbox import InboxRow, Sieve
from tacit.store.reading import END
from tacit.web.asking import ask, heard, tell
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import WAIT_SECONDS, Asked, Wait
from tacit.web.known import Id, known
from tacit.web.paging import FIRST, After, Limit, Page, cut, number
from tacit.web.problems import invalid, missing
from tacit.web.shapes.conversation import Heard, Listed, NextMessage, Opening, Party
from tacit.web.shapes.fields import ExternalId, answered
from tacit.web.shapes.record import Conversation as Whole
from tacit.web.shapes.record import conversation_of
from tacit.web.shared import Here, Shared
from tacit.web.tags import IfNoneMatch, tag
from tacit.web.views.routing import soonest_for

router = APIRouter(route_class=Guarded, tags=["conversations"])

LETTERS = 200


@router.post(
    "/conversations",
    status_code=201,
    response_model=Heard,
    summary="A customer opens a conversation",
    **operation("converse", problems=["conflict"]),
)
def open_conversation(
    told: Opening, asked: Asked, caller: Calling, shared: Here, wait: Wait = WAIT_SECONDS
) -> Response:
    """The first message is logged, then decided on. In mode `observe` the decision says what
    would have been said, and nobody is answered."""
    asked.wait = wait

    workspace, row = caller.workspace, told.customer.row(told.customer.external_id)

    def begin(port: Port) -> list[Logged]:
        company = told.customer.account_row()
        account = None if company is None else tell_account(port, workspace, company)
        return customers.again(lambda: log(port, customers.told(port, workspace, row, account)))

    def log(port: Port, customer: customers.Told) -> list[Logged]:
        who = customer.person.person_id
        said = Said(
            "customer",
            who,
            told.message.text,
            told.message.subject or "",
            external_id=told.message.external_id,
            context=told.context.told() if told.context else None,
        )
        locale = told.context.locale if told.context else None
        opening = receive.Opening(
            who,
            said,
            customer.account_id,
            told.channel,
            locale,
            people=customer.people,
            names=customer.names,
        )
        return receive.open_conversation(port, workspace, opening)

    return ask(asked, begin)


@router.post(
    "/conversations/{conversation_id}/messages",
    status_code=201,
    response_model=Heard,
    summary="A customer or an agent says one more thing",
    **operation("converse", "desk", problems=["not_found", "conflict"]),
)
def say(
    conversation_id: Id,
    told: NextMessage,
    asked: Asked,
    caller: Calling,
    shared: Here,
    wait: Wait = WAIT_SECONDS,
) -> Response:
    """A customer's message carries a decision, an agent's what it teaches. An agent's message
    takes the scope `desk`, and `publish` the scope `knowledge` besides."""
    asked.wait = wait
    if told.author.kind == "agent":
        caller.need("desk", "Speaking for an agent")
    else:
        caller.need("converse", "Speaking for a customer")
    if told.publish:
        caller.need("knowledge", "Publishing an agent's words")
    conversation = known(shared, caller.workspace, conversation_id)
    asked.person_id = conversation.customer_id
    said = _said(shared, caller, conversation, told)

    def begin(port: Port) -> list[Logged]:
        return receive.hear(port, caller.workspace, conversation.conversation_id, said)

    if said.author == "customer":
        return ask(asked, begin, conversation.conversation_id)
    return tell(asked, begin, MessageReceived, heard, conversation.conversation_id)


def _said(shared: Shared, caller: Caller, conversation: Conversation, told: NextMessage) -> Said:
    """The message as flows take it in: who wrote it, and what became of a draft."""
    wanted = Person(PersonId(""), told.author.kind if told.author.kind == "agent" else "bystander")
    who = receive.person(shared.port, caller.workspace, told.author.external_id, wanted)
    is_other = told.author.kind == "customer" and who != conversation.customer_id
    said = Said(
        "bystander" if is_other else told.author.kind,
        who,
        told.text,
        cites=tuple(told.cites),
        external_id=told.external_id,
        publish=told.publish,
        context=told.context.told() if told.context else None,
    )
    if told.decision_id is None:
        return said
    draft, is_edited = _draft(shared, caller, conversation, told)
    return replace(said, decision_id=draft, is_edited=is_edited)


def _draft(
    shared: Shared, caller: Caller, conversation: Conversation, told: NextMessage
) -> tuple[DecisionId, bool]:
    """Which draft was used, and whether it was changed."""
    taken = [each for each in conversation.decisions if each.decision_id == told.decision_id]
    if not taken or told.author.kind != "agent":
        raise invalid("decision_id", "an agent may name a decision of this conversation")
    draft = DecisionId(taken[0].decision_id)
    text = shared.app.store.bodies(caller.workspace, [draft]).get(draft, "")
    return draft, clean(text).strip() != told.text.strip()


class Sifted(BaseModel):
    """What the inbox is narrowed to."""

    state: Literal["open", "with_agent", "resolved"] | None = None
    team: ExternalId | None = Field(None, description="A team's name.")
    intent: ExternalId | None = Field(None, description="An intent's id.")
    account: ExternalId | None = Field(None, description="The other system's id of an account.")


@router.get(
    "/conversations",
    response_model=Page[Listed],
    summary="The inbox: what moved last comes first",
    **operation("desk"),
)
def list_conversations(
    caller: Calling,
    shared: Here,
    sifted: Annotated[Sifted, Depends()],
    limit: Limit = FIRST,
    after: After = None,
) -> Response:
    """Every filter narrows; `after` goes on from where the list before ended."""
    sieve = Sieve(
        sifted.state,
        _own(shared, caller, "team", sifted.team),
        account_id=_own(shared, caller, "account", sifted.account),
        before=number(after, END),
        limit=limit + 1,
    )
    if sifted.intent is not None:
        with shared.port.learned(caller.workspace) as learned:
            intents, members = learned.intents.held_by(IntentId(sifted.intent))
        sieve = replace(sieve, intents=intents, members=members)
    rows, following = cut(
        inbox.page(shared.port, caller.workspace, sieve), limit, lambda row: str(row.position)
    )
    return answered(Page[Listed](items=_listed(shared, caller, rows), next=following))


def _own(shared: Shared, caller: Caller, kind: str, name: str | None) -> str | None:
    """Our id of a team or an account by its name; of an unknown one an id that nothing has."""
    if name is None:
        return None
    return shared.app.store.find_external(caller.workspace, kind, [name]).get(name, "")


def _listed(shared: Shared, caller: Caller, rows: Sequence[InboxRow]) -> list[Listed]:
    workspace, port = caller.workspace, shared.port
    people = beings(port, workspace, [row.customer_id for row in rows])
    texts = shared.app.store.bodies(workspace, [row.message_id for row in rows if row.message_id])
    teams = names(port, workspace, "team", [row.team_id for row in rows])
    accounts = names(port, workspace, "account", [row.account_id for row in rows])
    with port.learned(workspace) as learned:
        intents = {
            row.conversation_id: learned.intents.about(row.conversation_id, row.intent_id)
            for row in rows
        }
    found = list[Listed]()
    for row in rows:
        being = people.get(row.customer_id)
        party = Party(
            customer_id=row.customer_id,
            external_id=being.external_id if being else None,
            name=being.person.name if being else "",
        )
        shown = texts.get(row.message_id or "")
        found.append(
            Listed.model_validate(
                {
                    **{name: value for name, value in vars(row).items() if name in _AS_THEY_ARE},
                    "customer": party,
                    "account": accounts.get(row.account_id or ""),
                    "team": teams.get(row.team_id or ""),
                    "intent": intents[row.conversation_id],
                    "handoff_reason": row.reason,
                    "last_message": None if shown is None else shown[:LETTERS],
                    "last_author": row.author,
                }
            )
        )
    return found


_AS_THEY_ARE = {
    "conversation_id", "state", "resolution", "channel", "opened_at", "moved_at", "messages",
    "position",
}  # fmt: skip


@router.get(
    "/conversations/{conversation_id}",
    response_model=Whole,
    summary="Everything that is known of a conversation",
    **operation("converse", "desk", problems=["not_found", "erased"]),
    responses={304: {"description": "Nothing changed since the ETag that was sent."}},
)
def read_conversation(
    conversation_id: Id, caller: Calling, shared: Here, if_none_match: IfNoneMatch = None
) -> Response:
    """State, messages, decisions, handoffs, the outcome, and what people did next."""
    try:
        found = record(shared.port, caller.workspace, ConversationId(conversation_id))
    except KeyError:
        raise missing("conversation", conversation_id) from None
    headers = {"ETag": tag(found.conversation.position)}
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    # Figures of agents are for agents.
    may = caller.may("desk")
    soonest = soonest_for(shared, caller.workspace, conversation_id) if may else None
    with shared.port.learned(caller.workspace) as learned:
        return answered(conversation_of(learned, found, soonest), headers=headers)
