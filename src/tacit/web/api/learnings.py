"""What was learned: of which origin, when, from whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from tacit.flows import learnings
from tacit.flows.learnings import Learning as Learned
from tacit.web.api.metrics import Windowed
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.paging import FIRST, After, Limit, Page, cut, number
from tacit.web.shapes.fields import Count, Shape, answered
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["insight"])

Origin = Literal["live", "import", "rehearsal"]
What = Literal["exemplar", "lesson", "text"]


class Sifted(BaseModel):
    """What the list is narrowed to."""

    origin: Origin | None = Field(None, description="Of one origin only.")
    what: What | None = Field(None, description="Of one sort only.")


class Learning(Shape):
    """One thing that was learned, with its origin and its day."""

    position: Count
    at: datetime
    what: What
    origin: Origin
    conversation_id: str | None
    entries: list[str] = Field(description="The entries that it speaks for.")
    by: str | None = Field(description="Our id of who taught it; null where nobody did.")
    reason: str
    reward: float | None = Field(description="Of a lesson: 0 to 1, null where it says nothing.")


@router.get(
    "/learnings",
    response_model=Page[Learning],
    summary="What was learned, of which origin and when, the oldest first",
    **operation("insight"),
)
def list_learnings(
    asked: Windowed,
    caller: Calling,
    shared: Here,
    sifted: Annotated[Sifted, Depends()],
    limit: Limit = FIRST,
    after: After = None,
) -> Response:
    """An exemplar is a question with the reply worth imitating, a lesson one witness's word on a
    decision, a text a revision of an entry. Live, taken in from a history, or rehearsed on one."""
    window = asked.window()
    wanted = learnings.Wanted(
        number(after, 0), limit + 1, sifted.origin, sifted.what, window.begins_at, window.ends_at
    )
    with shared.app.measures.current(caller.workspace) as courses:
        found = learnings.learnings(shared.port, caller.workspace, wanted, courses.by_id)
    kept, following = cut(found, limit, lambda each: str(each.position))
    return answered(Page[Learning](items=[_learning(each) for each in kept], next=following))


def _learning(found: Learned) -> Learning:
    told = vars(found) | {
        "entries": [*found.entries],
        "reward": None if found.reward is None else found.reward / 1000,
    }
    return Learning.model_validate(told)
