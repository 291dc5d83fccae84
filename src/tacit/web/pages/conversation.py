"""One conversation: read, replied to, taken over and given back, resolved and reopened."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from tacit.clean import clean
from tacit.conversation import Conversation
from tacit.events import ConversationId, DecisionId, EntryId, Logged, MessageId, MessageReceived
from tacit.flows import desk, diagnose, receive, settle
from tacit.flows.desk import Step
from tacit.flows.port import Port
from tacit.store.batch import AlreadyKnown, Conflict
from tacit.web import drawing
from tacit.web.idempotency import GRACE
from tacit.web.known import known
from tacit.web.problems import invalid
from tacit.web.shared import Here as Process
from tacit.web.signed import Form, Here, Page, Sent, SignedIn, one, page
from tacit.web.views.audit import audit_of
from tacit.web.views.entries import entries_of
from tacit.web.views.held import held_back
from tacit.web.views.lines import VIEWS, Choice, listed, menus_of
from tacit.web.views.routing import soonest_for
from tacit.web.views.sources import sources_of
from tacit.web.views.talk import Talk, talk_of
from tacit.web.views.why import why_in
from tacit.web.waiting import wait

if TYPE_CHECKING:
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

Chosen = Annotated[Choice, Depends()]

LETTERS_AT_MOST = 20_000
_OFFERED = 4
_TRIES = 5


@dataclass(frozen=True)
class Composing:
    """What the composer holds: what was typed, cited and found, and what is wrong with it."""

    text: str = ""
    cites: tuple[str, ...] = ()
    publish: bool = False
    decision_id: str = ""
    find: str = ""
    wrong: str = ""
    once: str = ""


@router.get("/inbox/{conversation_id}", **page("desk"))
def read(
    request: Request, conversation_id: str, who: Here, shared: Process, choice: Chosen
) -> Response:
    """The conversation beside the list; `edit` brings the draft into the composer."""
    talk = talk_of(shared.port, who.workspace, conversation_id)
    composing = Composing()
    if talk.draft is not None and request.query_params.get("edit") == talk.draft.decision_id:
        cites = tuple(each.entry_id for each in talk.draft.sources)
        composing = Composing(talk.draft.text, cites, decision_id=talk.draft.decision_id)
    return _page(request, shared, who, choice, (talk, composing))


def _page(
    request: Request,
    shared: Shared,
    who: SignedIn,
    choice: Choice,
    shown: tuple[Talk, Composing],
    status: int = 200,
) -> Response:
    talk, composing = shown
    wanted = request.query_params.get("why")
    offered = [each.entry_id for each in talk.decisions[-1].candidates[:_OFFERED]] if (
        talk.decisions) else []  # fmt: skip
    if composing.find:
        listed_entries, _ = entries_of(shared.port, who.workspace, "all", composing.find)
        offered = [EntryId(each.entry_id) for each in listed_entries[:_OFFERED]]
    found = sources_of(shared.port, who.workspace, [*composing.cites, *offered])
    return drawing.draw(
        request,
        "conversation/page.html",
        status,
        talk=talk,
        soonest=soonest_for(shared, who.workspace, talk.id),
        why=why_in(shared.port, who.workspace, talk.decisions, wanted),
        composing=replace(composing, once=composing.once or secrets.token_urlsafe(16)),
        offered=list(found.values()),
        audit=audit_of(shared.port, who.workspace, talk),
        held=held_back(shared.port, who.workspace, EntryId(talk.id)),
        lines=listed(shared, who.workspace, choice),
        menus=menus_of(shared, who.workspace),
        views=VIEWS,
    )


@router.post("/inbox/{conversation_id}/messages", **page("desk"))
def reply(
    request: Request,
    conversation_id: str,
    who: Here,
    sent: Sent,
    shared: Process,
    choice: Chosen,
) -> Response:
    """Send what was typed; what cannot be sent comes back with the reason and nothing lost."""
    held = known(shared, who.workspace, conversation_id)
    typed = _typed(sent)
    typed = replace(typed, wrong=_wrong(typed, held, who, _number(one(sent, "as_read"))))
    if typed.wrong:
        talk = talk_of(shared.port, who.workspace, conversation_id)
        return _page(request, shared, who, choice, (talk, typed), 422)
    _send(shared, who, held, typed)
    return _back(conversation_id, choice)


def _typed(sent: Form) -> Composing:
    return Composing(
        clean(one(sent, "text")).strip(),
        tuple(dict.fromkeys(filter(None, sent.get("cites", [])))),
        one(sent, "publish") == "yes",
        one(sent, "decision_id"),
        one(sent, "find"),
        "",
        one(sent, "once")[:64],
    )


def _wrong(typed: Composing, held: Conversation, who: SignedIn, as_read: int) -> str:
    """Why this cannot be sent as it is; '' where it can."""
    if not typed.text:
        return "Write something first."
    if len(typed.text) > LETTERS_AT_MOST:
        return f"That is {len(typed.text):,} letters; a reply may have {LETTERS_AT_MOST:,}."
    if typed.publish and not who.may("knowledge"):
        return "You may reply, but not publish: take the tick away."
    fresh = [s for s in held.spoken if s.position > as_read]
    if fresh and not any(_is_this(s.event, who) for s in fresh):
        said = "A new message" if len(fresh) == 1 else f"{len(fresh)} new messages"
        return f"{said} came in while you wrote. Read on, then send again if it still fits."
    return ""


def _is_this(event: object, who: SignedIn) -> bool:
    return isinstance(event, MessageReceived) and event.author_id == who.person_id


def _send(shared: Shared, who: SignedIn, held: Conversation, typed: Composing) -> None:
    draft = next((d for d in held.decisions if d.decision_id == typed.decision_id), None)
    said = receive.Said(
        "agent",
        who.person_id,
        typed.text,
        cites=typed.cites,
        publish=typed.publish,
        # The same form sent twice, by an impatient hand, is one message.
        external_id=f"form:{typed.once}" if typed.once else None,
    )
    if draft is not None:
        shown = shared.app.store.bodies(who.workspace, [draft.decision_id])
        is_edited = clean(shown.get(draft.decision_id, "")).strip() != typed.text
        cites = typed.cites or tuple(draft.cites)
        decision = DecisionId(draft.decision_id)
        said = replace(said, decision_id=decision, is_edited=is_edited, cites=cites)
    port = replace(shared.port, follow_up_after=GRACE)
    try:
        logged = receive.hear(port, who.workspace, held.conversation_id, said)
    except AlreadyKnown:
        return
    wait(shared, who.workspace, port, logged)


@router.post("/inbox/{conversation_id}/choices", **page("desk"))
def choices(
    request: Request,
    conversation_id: str,
    who: Here,
    sent: Sent,
    shared: Process,
    choice: Chosen,
) -> Response:
    """Offer more entries to cite, by the words that were looked for; what was typed stays."""
    known(shared, who.workspace, conversation_id)
    talk = talk_of(shared.port, who.workspace, conversation_id)
    return _page(request, shared, who, choice, (talk, _typed(sent)))


@router.post("/inbox/{conversation_id}/audit", **page("desk"))
def audit(conversation_id: str, who: Here, sent: Sent, shared: Process, choice: Chosen) -> Response:
    """Say whether an answer was right, and what would have been."""
    known(shared, who.workspace, conversation_id)
    verdict = one(sent, "verdict")
    if verdict not in ("right", "wrong"):
        raise invalid("verdict", "press Right or Wrong")
    is_right, instead = verdict == "right", EntryId(one(sent, "entry")) or None
    if instead and not sources_of(shared.port, who.workspace, [instead]):
        raise invalid("entry", "choose one of the entries that are offered")
    decision = DecisionId(one(sent, "decision_id"))
    found = settle.Judgement(decision, who.person_id, is_right, instead)
    port = replace(shared.port, follow_up_after=GRACE)
    where = port, who.workspace, ConversationId(conversation_id)
    wait(shared, who.workspace, port, _again(lambda: settle.audit(*where, found)))
    return _back(conversation_id, choice)


@router.post("/inbox/{conversation_id}/cause", **page("desk"))
def cause(conversation_id: str, who: Here, sent: Sent, shared: Process, choice: Chosen) -> Response:
    """Say why a decision failed, whatever was found."""
    known(shared, who.workspace, conversation_id)
    decision, said = DecisionId(one(sent, "decision_id")), one(sent, "cause")
    where = shared.port, who.workspace, ConversationId(conversation_id)
    opinion = diagnose.Opinion(decision, said, who.actor)
    try:
        _again(lambda: diagnose.set_cause(*where, opinion))
    except diagnose.UnknownCause as unknown:
        raise invalid("cause", str(unknown)) from None
    return _back(conversation_id, choice)


_SAID = {"yes": True, "no": False, "undo": None}


@router.post("/inbox/{conversation_id}/mood", **page("desk"))
def mood(conversation_id: str, who: Here, sent: Sent, shared: Process, choice: Chosen) -> Response:
    """Say how the customer's last message was meant, or take that back."""
    known(shared, who.workspace, conversation_id)
    about, said = one(sent, "about"), one(sent, "said")
    if about not in ("frustration", "urgency") or said not in _SAID:
        raise invalid("said", "press one of the buttons")
    told = desk.MoodTold(
        MessageId(one(sent, "message_id")),
        "frustration" if about == "frustration" else "urgency",
        _SAID[said],
    )
    mine = Step(ConversationId(conversation_id), who.actor)
    _again(lambda: desk.tell_mood(shared.port, who.workspace, mine, told))
    return _back(conversation_id, choice)


@router.post("/inbox/{conversation_id}/notes", **page("desk"))
def note_down(
    request: Request,
    conversation_id: str,
    who: Here,
    sent: Sent,
    shared: Process,
    choice: Chosen,
) -> Response:
    """Keep what was typed for other agents; no customer sees it."""
    held = known(shared, who.workspace, conversation_id)
    typed = _typed(sent)
    if not typed.text or len(typed.text) > LETTERS_AT_MOST:
        talk = talk_of(shared.port, who.workspace, conversation_id)
        refused = replace(typed, wrong="Write a note of 1 to 20,000 letters.")
        return _page(request, shared, who, choice, (talk, refused), 422)
    desk.write_note(shared.port, who.workspace, held.conversation_id, who.person_id, typed.text)
    return _back(conversation_id, choice)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _back(conversation_id: str, choice: Choice) -> Response:
    return RedirectResponse(f"/inbox/{conversation_id}{choice.address()}#latest", 303)


# ---- steps ----------------------------------------------------------------------------

Take = Callable[[Port, SignedIn, Step], list[Logged]]
STEPS: dict[str, Take] = {
    "handoff": lambda port, who, step: desk.take_over(port, who.workspace, step),
    "return": lambda port, who, step: desk.give_back(port, who.workspace, step),
    "resolution": lambda port, who, step: desk.resolve(port, who.workspace, step),
    "attention": lambda port, who, step: desk.pay_attention(port, who.workspace, step),
    "reopening": lambda port, who, step: desk.reopen(port, who.workspace, step),
}


def _route(name: str, take: Take) -> None:
    @router.post(f"/inbox/{{conversation_id}}/{name}", name=name, **page("desk"))
    def step(conversation_id: str, who: Here, shared: Process, choice: Chosen) -> Response:
        known(shared, who.workspace, conversation_id)
        port = replace(shared.port, follow_up_after=GRACE)
        mine = Step(ConversationId(conversation_id), who.actor)
        wait(shared, who.workspace, port, _again(lambda: take(port, who, mine)))
        return _back(conversation_id, choice)


for _name, _take in STEPS.items():
    _route(_name, _take)


def _again(take: Callable[[], list[Logged]]) -> list[Logged]:
    """Take a step again where somebody was quicker; it reads anew each time."""
    for attempt in range(_TRIES):
        try:
            return take()
        except (Conflict, AlreadyKnown):
            if attempt == _TRIES - 1:
                raise
    return []
