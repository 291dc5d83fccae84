"""Receipts: what decided, and whether it decides so again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tacit.conversation import fold
from tacit.events import ConversationId, DecisionId, DecisionTaken, Logged, Stream
from tacit.flows import answer, diagnose, inbox
from tacit.store.batch import AlreadyKnown
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Asked
from tacit.web.known import Id, known
from tacit.web.problems import Problem, missing
from tacit.web.shapes.failure import CauseTold, failure_of
from tacit.web.shapes.fields import answered
from tacit.web.shapes.receipt import Receipt, Replay, contexts, receipt_of, replies_of
from tacit.web.shared import Here, Shared

router = APIRouter(route_class=Guarded, tags=["decisions"])


@router.get(
    "/decisions/{decision_id}",
    response_model=Receipt,
    summary="The receipt of a decision: all that decided it",
    **operation("desk", problems=["not_found", "erased"]),
)
def read_decision(decision_id: Id, caller: Calling, shared: Here) -> Response:
    """Candidates with their scores' parts, the confidence and its parts, rule and threshold, the
    knowledge's version and the position up to which it had learned."""
    logged, taken, events = _found(shared, caller, decision_id)
    return answered(_receipt(shared, caller, (logged, taken), events))


@router.post(
    "/decisions/{decision_id}/replay",
    response_model=Replay,
    summary="Recompute a decision and compare it byte by byte",
    **operation("desk", problems=["not_found", "erased"]),
)
def replay_decision(decision_id: Id, asked: Asked, caller: Calling, shared: Here) -> Response:
    """Decides anew from what was known and learned then, with no effect on anything."""
    asked.status = 200
    if (stored := asked.earlier()) is not None:
        return stored
    logged, taken, events = _found(shared, caller, decision_id)
    done = answer.replay(shared.port, caller.workspace, taken.conversation_id, taken.decision_id)
    nothing = not done.is_equal and done.recomputed is done.stored
    again = None if nothing else _receipt(shared, caller, (logged, done.recomputed), events)
    first = _receipt(shared, caller, (logged, taken), events)
    return asked.finish(
        Replay(equal=done.is_equal, reason=done.reason, stored=first, recomputed=again)
    )


@router.put(
    "/decisions/{decision_id}/cause",
    response_model=Receipt,
    summary="Say why a decision failed",
    **operation("desk", problems=["not_found", "erased", "conflict"]),
)
def set_cause(decision_id: Id, told: CauseTold, caller: Calling, shared: Here) -> Response:
    """The desk's word stands before what was found, also when that is found anew. A decision that
    no agent showed to have failed has no cause to set."""
    logged, taken, _ = _found(shared, caller, decision_id)
    opinion = diagnose.Opinion(taken.decision_id, told.cause, caller.actor)
    try:
        diagnose.set_cause(shared.port, caller.workspace, taken.conversation_id, opinion)
    except KeyError:
        raise missing("failure of decision", decision_id) from None
    except AlreadyKnown:
        raise Problem("conflict", "Somebody said something of it meanwhile.") from None
    stream = Stream("conversation", taken.conversation_id)
    events = shared.app.store.read_stream(caller.workspace, stream)
    return answered(_receipt(shared, caller, (logged, taken), events))


def _found(
    shared: Shared, caller: Caller, decision_id: str
) -> tuple[Logged, DecisionTaken, list[Logged]]:
    """A decision as logged, with the events of its conversation."""
    place = inbox.place_of(shared.port, caller.workspace, decision_id)
    if place is None:
        raise missing("decision", decision_id)
    known(shared, caller.workspace, place)
    stream = Stream("conversation", ConversationId(place))
    events = shared.app.store.read_stream(caller.workspace, stream)
    for each in events:
        taken = each.event
        if isinstance(taken, DecisionTaken) and taken.decision_id == DecisionId(decision_id):
            return each, taken, events
    raise missing("decision", decision_id)


def _receipt(
    shared: Shared, caller: Caller, taken: tuple[Logged, DecisionTaken], events: list[Logged]
) -> Receipt:
    logged, event = taken
    noted = [getattr(e.event, "context_id", "") for e in events]
    with shared.port.learned(caller.workspace) as learned:
        wanted = [
            event.decision_id,
            event.situation_id or "",
            *noted,
            *replies_of(learned, event.candidates),
        ]
        texts = shared.app.store.bodies(caller.workspace, wanted)
        receipt = receipt_of(learned, logged, event, texts)
    context = contexts(events, event.query, texts)
    failure = failure_of(fold(event.conversation_id, events), event.decision_id)
    return receipt.model_copy(update={"context": context, "failure": failure})
