"""What happens in one conversation, as it happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from tacit.events import CustomerErased, Stream
from tacit.web.callers import Calling, Guarded, find
from tacit.web.description import operation
from tacit.web.events import EventStream, Telling, event
from tacit.web.known import Id, known
from tacit.web.live import Happened, with_texts
from tacit.web.shapes.fields import body_of
from tacit.web.shapes.stream import told_of
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["conversations"])

Position = Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^\d{1,15}$")]
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events; the id is the log's position, the `data` of each a Told.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/conversations/{conversation_id}/stream",
    status_code=200,
    response_class=EventStream,
    summary="What happens in a conversation, as it happens",
    **operation("converse", "desk", problems=["not_found", "erased"]),
    responses=_EVENTS,
)
def stream_conversation(
    conversation_id: Id,
    request: Request,
    caller: Calling,
    shared: Here,
    last_event_id: Position = None,
    after: Annotated[int, Query(ge=0, le=10**15, description="A position of the log.")] = 0,
) -> Response:
    """Server-sent events from the beginning of the conversation, or from behind `after` or
    `Last-Event-ID`. A comment comes every 15 seconds. Who reads too slowly gets `resync` and
    comes back with the last id. A revoked key's stream ends within 5 seconds."""
    conversation = known(shared, caller.workspace, conversation_id)
    store, workspace = shared.app.store, caller.workspace
    own = Stream("conversation", conversation.conversation_id)
    begin = int(last_event_id) if last_event_id is not None else after

    def past() -> list[Happened]:
        events = [e for e in store.read_stream(workspace, own) if e.position > begin]
        return with_texts(store, workspace, events)

    def tell(happened: Happened) -> bytes | None:
        if happened.logged.event.stream != own:
            return event("erased", b"{}") if ends(happened) else None
        with shared.port.learned(workspace) as learned:
            told = told_of(learned, happened.logged, happened.texts)
        return event(told.kind, body_of(told), told.position)

    def ends(happened: Happened) -> bool:
        match happened.logged.event:
            case CustomerErased(customer_id=customer):
                return customer == conversation.customer_id
        return False

    def may_go_on() -> bool:
        now = find(store, request.headers.get("Authorization"))
        return now is not None and bool(now.scopes & {"converse", "desk"})

    return EventStream(shared.live, Telling(workspace, begin, past, tell, may_go_on, ends))
