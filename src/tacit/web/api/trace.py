"""What one conversation did, from what was said to what it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from tacit.events import ConversationId
from tacit.flows.trace import trace
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.known import Id
from tacit.web.problems import missing
from tacit.web.shapes.fields import Count, Shape, answered
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["conversations"])


class Link(Shape):
    """One event in its stage, and those before it that it follows from."""

    stage: Literal["collected", "sorted", "taught", "scored", "adjusted"]
    position: Count
    event_id: str
    kind: str
    at: datetime
    says: str
    follows: list[Count] = Field(description="The positions of the links that it follows from.")
    conversation_id: str | None = Field(
        description="The conversation of the first decision that knew all of it; else null."
    )


class Trace(Shape):
    """A conversation's links, in the order of the log."""

    conversation_id: str
    links: list[Link]


@router.get(
    "/conversations/{conversation_id}/trace",
    response_model=Trace,
    summary="What a conversation did, stage by stage",
    **operation("desk", problems=["not_found", "erased"]),
)
def read_trace(conversation_id: Id, caller: Calling, shared: Here) -> Response:
    """Collected, sorted into an intent, taught, scored by witnesses, adjusted: each link with the
    events before it that it follows from, to the first decision elsewhere that knew of it."""
    try:
        found = trace(shared.port, caller.workspace, ConversationId(conversation_id))
    except KeyError:
        raise missing("conversation", conversation_id) from None
    links = [Link.model_validate(vars(each) | {"follows": [*each.follows]}) for each in found]
    return answered(Trace(conversation_id=conversation_id, links=links))
