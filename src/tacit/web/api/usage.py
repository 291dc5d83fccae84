"""What customers did elsewhere than in a conversation: searched, left, or reported a bug."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from tacit.events import BugReported, Event, Logged, SearchMade, SubscriptionChanged
from tacit.flows import customers, usage
from tacit.flows.port import Port
from tacit.web.asking import tell
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Asked
from tacit.web.problems import invalid
from tacit.web.shapes.usage import UsageTaken, UsageTold
from tacit.web.shared import Here

if TYPE_CHECKING:
    from tacit.flows.port import Writing

router = APIRouter(route_class=Guarded, tags=["people"])
_TAKEN = (SearchMade, SubscriptionChanged, BugReported)


@router.post(
    "/usage-events",
    status_code=201,
    response_model=UsageTaken,
    summary="Tell of searches in the help centre, accounts that left, and bug reports",
    **operation("converse", "import", problems=["conflict"]),
)
def tell_usage(told: UsageTold, asked: Asked, caller: Calling, shared: Here) -> Response:
    """Searches without a result stand under What to do first, beside what was asked. A
    cancellation marks the account's conversations of the thirty days before it, until it is
    `subscription_active` again. A bug report reopens the conversations, of its account or its
    customer, in which the assistant answered the same within the seven days before. One that
    cannot be taken in refuses them all."""
    rows = [each.row() for each in told.items]

    def begin(port: Port) -> list[Logged]:
        return customers.again(lambda: usage.take_in(port, caller.workspace, rows, caller.actor))

    try:
        return tell(asked, begin, _TAKEN, _taken, nothing=_counted([]))
    except usage.Untaken as untaken:
        field = f"items.{untaken.place}.{untaken.field}"
        raise invalid(field, untaken.why) from None


def _taken(writing: Writing) -> UsageTaken:
    return _counted([each.event for each in writing.events])


def _counted(events: Sequence[Event]) -> UsageTaken:
    times = Counter(map(type, events))
    return UsageTaken(
        searches=times[SearchMade],
        subscriptions=times[SubscriptionChanged],
        bug_reports=times[BugReported],
    )
