"""Steps with a conversation: to agents and back, resolved and reopened, and rated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from tacit.conversation import fold
from tacit.events import (
    Actor,
    ConversationHandedOff,
    ConversationId,
    DecisionTaken,
    FeedbackGiven,
    Logged,
    MessageId,
    Stream,
)
from tacit.flows import desk, receive
from tacit.flows.desk import Step
from tacit.flows.port import Port
from tacit.flows.record import names
from tacit.store.batch import AlreadyKnown, Conflict
from tacit.web.asking import tell
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import GRACE, Asked
from tacit.web.known import Id, known
from tacit.web.problems import invalid
from tacit.web.shapes.conversation import (
    Feedback,
    FeedbackTaken,
    HandoffAsked,
    ResolutionTold,
    Standing,
)
from tacit.web.shapes.decision import Decision, decision_of
from tacit.web.shapes.fields import answered
from tacit.web.shared import Here, Shared
from tacit.web.tags import IfMatch, as_read, tag

router = APIRouter(route_class=Guarded, tags=["conversations"])

# Of a step that takes no expectation, how often it is tried while others take theirs.
_TRIES = 5
_PROBLEMS = ["not_found", "erased", "conflict", "moved"]

Take = Callable[[Port, Step], list[Logged]]


@router.put(
    "/conversations/{conversation_id}/handoff",
    response_model=Standing,
    summary="Hand a conversation to agents",
    **operation("converse", "desk", problems=_PROBLEMS),
)
def hand_off(
    conversation_id: Id,
    asked: HandoffAsked,
    caller: Calling,
    shared: Here,
    if_match: IfMatch = None,
) -> Response:
    """The assistant is silent from the moment this is logged, until it is given back."""

    def take(port: Port, step: Step) -> list[Logged]:
        return desk.take_over(port, caller.workspace, step, asked.reason, asked.team)

    return _step(shared, caller, conversation_id, if_match, take)


@router.delete(
    "/conversations/{conversation_id}/handoff",
    response_model=Standing,
    summary="Give a conversation back to the assistant",
    **operation("desk", problems=_PROBLEMS),
)
def give_back(
    conversation_id: Id, caller: Calling, shared: Here, if_match: IfMatch = None
) -> Response:
    """The assistant decides anew on the customer's last turn."""

    def take(port: Port, step: Step) -> list[Logged]:
        return desk.give_back(port, caller.workspace, step)

    return _step(shared, caller, conversation_id, if_match, take)


@router.put(
    "/conversations/{conversation_id}/resolution",
    response_model=Standing,
    summary="Say that the matter is dealt with",
    **operation("converse", "desk", problems=_PROBLEMS),
)
def resolve(
    conversation_id: Id,
    told: ResolutionTold,
    caller: Calling,
    shared: Here,
    if_match: IfMatch = None,
) -> Response:
    """What a customer confirms counts for the reply they saw. An agent's word takes `desk`."""
    caller.need("desk" if told.by == "agent" else "converse", f"The word of the {told.by}")

    def take(port: Port, step: Step) -> list[Logged]:
        if told.by == "customer":
            customer = port.conversation(caller.workspace, step.conversation_id).customer_id
            step = replace(step, by=Actor("customer", customer))
        return desk.resolve(port, caller.workspace, step, told.kind, told.by)

    return _step(shared, caller, conversation_id, if_match, take)


@router.delete(
    "/conversations/{conversation_id}/resolution",
    response_model=Standing,
    summary="Reopen a conversation",
    **operation("converse", "desk", problems=_PROBLEMS),
)
def reopen(
    conversation_id: Id, caller: Calling, shared: Here, if_match: IfMatch = None
) -> Response:
    """The matter is not dealt with: what was believed of its replies is void."""

    def take(port: Port, step: Step) -> list[Logged]:
        return desk.reopen(port, caller.workspace, step)

    return _step(shared, caller, conversation_id, if_match, take)


def _step(
    shared: Shared, caller: Caller, conversation_id: str, if_match: str | None, take: Take
) -> Response:
    """Take a step and all that follows it; answers with where the conversation stands then."""
    conversation = known(shared, caller.workspace, conversation_id)
    step = Step(conversation.conversation_id, caller.actor, as_read(if_match))
    logged = _tried(shared, step, take)
    followed = shared.app.follow(shared.port, caller.workspace, logged) if logged else []
    taken = [e.event for e in followed if isinstance(e.event, DecisionTaken)]
    return _standing(shared, caller, conversation.conversation_id, taken)


def _tried(shared: Shared, step: Step, take: Take) -> list[Logged]:
    """Take the step; again where somebody was quicker, unless the caller told what they had read.

    Then whoever was quicker has moved what they read, which the step itself tells them.
    """
    for attempt in range(_TRIES):
        try:
            return take(replace(shared.port, follow_up_after=GRACE), step)
        except (Conflict, AlreadyKnown):
            if attempt == _TRIES - 1:
                raise
    return []


def _standing(
    shared: Shared, caller: Caller, conversation_id: ConversationId, taken: list[DecisionTaken]
) -> Response:
    workspace = caller.workspace
    events = shared.app.store.read_stream(workspace, Stream("conversation", conversation_id))
    held = fold(conversation_id, events)
    reasons = [e.event.reason for e in events if isinstance(e.event, ConversationHandedOff)]
    team = names(shared.port, workspace, "team", [held.team_id]).get(held.team_id or "")
    standing = Standing(
        conversation_id=conversation_id,
        state=held.state,
        resolution=held.resolution,
        handoff_reason=reasons[-1] if reasons and held.state == "with_agent" else None,
        team=team,
        decision=_decision(shared, caller, taken[-1]) if taken else None,
        position=held.position,
    )
    return answered(standing, headers={"ETag": tag(held.position)})


def _decision(shared: Shared, caller: Caller, taken: DecisionTaken) -> Decision:
    text = shared.app.store.bodies(caller.workspace, [taken.decision_id]).get(taken.decision_id)
    with shared.port.learned(caller.workspace) as learned:
        return decision_of(learned, taken, text)


@router.post(
    "/conversations/{conversation_id}/feedback",
    status_code=201,
    response_model=FeedbackTaken,
    summary="A customer rates a reply, or the whole",
    **operation("converse", problems=["not_found"]),
)
def rate(
    conversation_id: Id,
    given: Annotated[Feedback, Body(discriminator="kind")],
    asked: Asked,
    caller: Calling,
    shared: Here,
) -> Response:
    """A rating judges the reply that it names, else the last one that the customer saw."""
    conversation = known(shared, caller.workspace, conversation_id)
    asked.person_id = conversation.customer_id
    about = MessageId(given.message_id) if given.message_id else None
    if about is not None and about not in {each.message_id for each in conversation.spoken}:
        raise invalid("message_id", "name a message of this conversation")
    event = FeedbackGiven(conversation.conversation_id, given.kind, given.value, about)
    taken = FeedbackTaken(
        conversation_id=conversation_id, kind=given.kind, value=given.value, message_id=about
    )

    def begin(port: Port) -> list[Logged]:
        by = Actor("customer", conversation.customer_id)
        return receive.rate(port, caller.workspace, event, by)

    return tell(asked, begin, FeedbackGiven, lambda writing: taken)
