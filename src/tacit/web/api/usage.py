"""What customers did elsewhere than in a conversation: they searched, or their account left."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from tacit.events import Logged, SearchMade, SubscriptionChanged
from tacit.flows import customers, usage
from tacit.flows.port import Port
from tacit.web.asking import tell
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Asked
from tacit.web.problems import invalid
from tacit.web.shapes.usage import Search, UsageTaken, UsageTold
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["people"])


@router.post(
    "/usage-events",
    status_code=201,
    response_model=UsageTaken,
    summary="Tell of searches in the help centre, and of accounts that left",
    **operation("converse", "import", problems=["conflict"]),
)
def tell_usage(told: UsageTold, asked: Asked, caller: Calling, shared: Here) -> Response:
    """Searches without a result stand under What to do first, beside what was asked. A
    cancellation marks the account's conversations of the thirty days before it, until it is
    `subscription_active` again. One that cannot be taken in refuses them all."""
    searches = sum(isinstance(each, Search) for each in told.items)
    taken = UsageTaken(searches=searches, subscriptions=len(told.items) - searches)
    rows = [each.row() for each in told.items]

    def begin(port: Port) -> list[Logged]:
        return customers.again(lambda: usage.take_in(port, caller.workspace, rows, caller.actor))

    try:
        return tell(asked, begin, (SearchMade, SubscriptionChanged), lambda writing: taken)
    except usage.Untaken as untaken:
        field = f"items.{untaken.place}.{untaken.field}"
        raise invalid(field, untaken.why) from None
