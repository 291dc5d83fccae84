"""Takes a message in and waits a while for what follows: the answer, or what it teaches.

The routes of conversations call it. A customer's message is answered by the
append that decides on it; whoever cannot wait so long gets no decision, and
the work goes on. What a process that dies leaves undone, a job or the
caller's own retry finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import TimeoutError as WaitedLongEnough
from typing import TYPE_CHECKING

import psycopg
from pydantic import BaseModel
from starlette.responses import Response

from tacit.events import (
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    Event,
    Logged,
    MessageId,
    MessageReceived,
    Stream,
)
from tacit.store.batch import AlreadyKnown, Conflict, Idempotency
from tacit.store.server import Unusable
from tacit.web.idempotency import Exchange, is_same_request
from tacit.web.problems import Problem, note
from tacit.web.shapes.decision import Decision, Heard, decision_of

if TYPE_CHECKING:
    from tacit.flows.port import Port, Writing

# How the store names the external id of a message that it holds already.
_EXTERNAL_ID = "external id message "

Begin = Callable[["Port"], list[Logged]]


def ask(
    exchange: Exchange, begin: Begin, conversation_id: ConversationId | None = None
) -> Response:
    """Take a customer's message in by `begin`, and answer with what is decided on it in time.

    `conversation_id` is None where `begin` opens the conversation.
    """
    if (stored := exchange.earlier()) is not None:
        return stored
    exchange.shared.make_room()
    port = exchange.port(lambda writing: _stamp(exchange, writing))
    if exchange.ids:
        return _finish(exchange, port, _left_behind(exchange))
    try:
        return _finish(exchange, port, begin(port))
    except AlreadyKnown as known:
        return found(exchange, known, conversation_id)


def tell(
    exchange: Exchange,
    begin: Begin,
    root: type[Event] | tuple[type[Event], ...],
    answer: Callable[[Writing], BaseModel],
    conversation_id: ConversationId | None = None,
    nothing: BaseModel | None = None,
) -> Response:
    """Take in what nothing is decided on, such as an agent's message; `root` is its event.

    One append logs it and answers the request; what follows is waited for a while. `nothing` is
    the answer where there was nothing new to log.
    """
    if (stored := exchange.earlier()) is not None:
        return stored
    exchange.shared.make_room()
    port = exchange.port(exchange.once(root, answer))
    try:
        logged = begin(port)
    except AlreadyKnown as known:
        return found(exchange, known, conversation_id)
    if not logged and nothing is not None:
        return exchange.finish(nothing)
    _wait(exchange, port, logged)
    return exchange.answered()


def heard(writing: Writing) -> Heard:
    """The answer to a message that nothing is decided on."""
    said = next(e.event for e in writing.events if isinstance(e.event, MessageReceived))
    return Heard(conversation_id=said.conversation_id, message_id=said.message_id, decision=None)


def found(
    exchange: Exchange, known: AlreadyKnown, conversation_id: ConversationId | None
) -> Response:
    """What is answered where the message was here before: by its key, or by its external id."""
    if is_same_request(known):
        return exchange.told()
    if not known.what.startswith(_EXTERNAL_ID):
        raise known
    external_id = known.what.removeprefix(_EXTERNAL_ID)
    said = exchange.shared.app.store.find_said(exchange.caller.workspace, external_id)
    if said is None:
        raise known
    if conversation_id not in (None, said[1]):
        raise Problem("conflict", f"Message {external_id!r} is known in another conversation.")
    return exchange.finish(_as_it_stands(exchange, ConversationId(said[1]), MessageId(said[0])))


def _stamp(exchange: Exchange, writing: Writing) -> Idempotency | None:
    """What an append says of the request: begun by its message, ended by the decision on it."""
    events = [each.event for each in writing.events]
    said = next((e for e in events if isinstance(e, MessageReceived)), None)
    if said is not None:
        opened = next((e for e in events if isinstance(e, ConversationOpened)), None)
        ids = {"conversation_id": said.conversation_id, "message_id": said.message_id}
        return exchange.begun(opened.customer_id if opened else said.author_id, ids)
    taken = next((e for e in events if isinstance(e, DecisionTaken)), None)
    if taken is None or taken.message_id != exchange.ids.get("message_id"):
        return None
    exchange.ids |= {"decision_id": taken.decision_id}
    text = next((b.text for b in writing.bodies if b.body_id == taken.decision_id), None)
    return exchange.ended(
        Heard(
            conversation_id=taken.conversation_id,
            message_id=taken.message_id,
            decision=_shown(exchange, taken, text),
        )
    )


def _left_behind(exchange: Exchange) -> list[Logged]:
    """The message that a try which died had taken in: what follows from it begins anew."""
    stream = Stream("conversation", exchange.ids["conversation_id"])
    events = exchange.shared.app.store.read_stream(exchange.caller.workspace, stream)
    return [
        each
        for each in events
        if isinstance(each.event, MessageReceived)
        and each.event.message_id == exchange.ids["message_id"]
    ]


def _finish(exchange: Exchange, port: Port, logged: list[Logged]) -> Response:
    """Run what follows, for as long as the caller waits, and answer with what there is then."""
    conversation_id = ConversationId(exchange.ids["conversation_id"])
    message_id = MessageId(exchange.ids["message_id"])
    followed = _wait(exchange, port, logged)
    if followed is None:
        undecided = Heard(conversation_id=conversation_id, message_id=message_id, decision=None)
        return exchange.finish(undecided)
    taken = {e.event.decision_id for e in followed if isinstance(e.event, DecisionTaken)}
    if exchange.ids.get("decision_id") in taken:
        return exchange.answered()
    # The worker was quicker, or an earlier try had come so far.
    return exchange.finish(_as_it_stands(exchange, conversation_id, message_id))


def _wait(exchange: Exchange, port: Port, logged: list[Logged]) -> list[Logged] | None:
    """What followed, or None where it takes longer than the caller waits, or failed for now."""
    running = exchange.shared.follow(port, exchange.caller.workspace, logged)
    try:
        return running.result(timeout=exchange.wait)
    except WaitedLongEnough:
        return None
    except (Conflict, AlreadyKnown, psycopg.OperationalError, Unusable) as failure:
        # The message is logged, and the job that came with it does the rest.
        note(failure)
        return None


def _as_it_stands(
    exchange: Exchange, conversation_id: ConversationId, message_id: MessageId
) -> Heard:
    """The answer about a message as the log has it now."""
    shared, workspace = exchange.shared, exchange.caller.workspace
    conversation = shared.port.conversation(workspace, conversation_id)
    exchange.person_id = exchange.person_id or conversation.customer_id
    taken = [each for each in conversation.decisions if each.message_id == message_id]
    decision = None
    if taken:
        ids = [taken[-1].decision_id]
        text = shared.app.store.bodies(workspace, ids).get(ids[0])
        decision = _shown(exchange, taken[-1], text)
    return Heard(conversation_id=conversation_id, message_id=message_id, decision=decision)


def _shown(exchange: Exchange, taken: DecisionTaken, text: str | None) -> Decision:
    port, workspace = exchange.shared.port, exchange.caller.workspace
    # What it cites was there when it was taken: nothing newer is needed.
    with port.learned(workspace, reached=taken.learned_at) as learned:
        return decision_of(learned, taken, text)
