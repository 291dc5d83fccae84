"""Try it: ask as a customer would, see the answer with its sources, correct it, ask again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tacit.clean import clean
from tacit.events import ConversationOpened, PersonId
from tacit.flows import receive
from tacit.store.batch import Person
from tacit.web import drawing
from tacit.web.idempotency import GRACE
from tacit.web.known import known
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, Sent, SignedIn, one, page
from tacit.web.views.entries import entries_of
from tacit.web.views.talk import Talk, talk_of
from tacit.web.waiting import wait

if TYPE_CHECKING:
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

LETTERS_AT_MOST = 5_000
CHANNEL = "try"
# Whoever tries it does not know yet what could be asked.
_TOPICS = 4

Prefilled = Annotated[str, Query(max_length=200)]


@router.get("/ask", **page("desk"))
def blank(request: Request, who: Here, shared: Process, text: Prefilled = "") -> Response:
    """The customer's page before anything was asked."""
    return _page(request, shared, who, None, clean(text).strip())


@router.get("/ask/{conversation_id}", **page("desk"))
def asked(request: Request, conversation_id: str, who: Here, shared: Process) -> Response:
    """What was asked and answered, as the customer sees it."""
    return _page(request, shared, who, talk_of(shared.port, who.workspace, conversation_id))


@router.post("/ask", **page("desk"))
def ask(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Ask something new."""
    text = clean(one(sent, "text")).strip()
    if wrong := _wrong(text):
        return _page(request, shared, who, None, text, wrong)
    customer = _customer(shared, who)
    said = receive.Said("customer", customer, text)
    port = replace(shared.port, follow_up_after=GRACE)
    opening = receive.Opening(customer, said, channel=CHANNEL)
    logged = receive.open_conversation(port, who.workspace, opening)
    wait(shared, who.workspace, port, logged)
    opened = logged[0].event
    assert isinstance(opened, ConversationOpened), "a conversation begins by being opened"
    return _to(opened.conversation_id)


@router.post("/ask/{conversation_id}/messages", **page("desk"))
def go_on(
    request: Request, conversation_id: str, who: Here, sent: Sent, shared: Process
) -> Response:
    """Say one more thing in the same conversation."""
    held = known(shared, who.workspace, conversation_id)
    text = clean(one(sent, "text")).strip()
    if wrong := _wrong(text):
        talk = talk_of(shared.port, who.workspace, conversation_id)
        return _page(request, shared, who, talk, text, wrong)
    customer = _customer(shared, who)
    is_own = customer == held.customer_id
    said = receive.Said("customer" if is_own else "bystander", customer, text)
    port = replace(shared.port, follow_up_after=GRACE)
    wait(shared, who.workspace, port, receive.hear(port, who.workspace, held.conversation_id, said))
    return _to(conversation_id)


def _wrong(text: str) -> str:
    if not text:
        return "Write a question first."
    if len(text) > LETTERS_AT_MOST:
        return f"That is {len(text):,} letters; a question here may have {LETTERS_AT_MOST:,}."
    return ""


def _customer(shared: Shared, who: SignedIn) -> PersonId:
    """The customer that this agent plays."""
    wanted = Person(PersonId(""), "customer", f"{who.name} (trying it)")
    return receive.person(shared.port, who.workspace, f"try:{who.person_id}", wanted)


def _to(conversation_id: str) -> Response:
    return RedirectResponse(f"/ask/{conversation_id}#latest", 303)


def _page(
    request: Request,
    shared: Shared,
    who: SignedIn,
    talk: Talk | None,
    text: str = "",
    wrong: str = "",
) -> Response:
    with shared.port.learned(who.workspace) as learned:
        mode = learned.mode_of(None)
    topics = None if talk else entries_of(shared.port, who.workspace, "article", "")[0][:_TOPICS]
    return drawing.draw(
        request, "ask/page.html", 422 if wrong else 200, talk=talk, text=text, wrong=wrong,
        mode=mode, topics=topics,
    )  # fmt: skip
