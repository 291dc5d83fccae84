"""Streams `search`, `account` and `report`: what customers did elsewhere than in a conversation.

What somebody typed into the help centre's search, or reported, lies beside the log, as a message
does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tacit.events.event import AccountId, Event, PersonId, ReportId, SearchId


@dataclass(frozen=True)
class SearchMade(Event):
    """Somebody searched the help centre, and was shown so many results.

    The words lie beside the log under the search's id. `customer_id` is None where nobody
    told who it was.
    """

    search_id: SearchId
    commitment: str
    results: int
    customer_id: PersonId | None = None
    language: str | None = None

    kind: ClassVar[str] = "search.made"
    stream_kind: ClassVar[str] = "search"
    stream_field: ClassVar[str | None] = "search_id"


@dataclass(frozen=True)
class SubscriptionChanged(Event):
    """An account left, or is a customer's again: `active` takes an earlier cancellation back."""

    account_id: AccountId
    status: Literal["cancelled", "active"]

    kind: ClassVar[str] = "subscription.changed"
    stream_kind: ClassVar[str] = "account"
    stream_field: ClassVar[str | None] = "account_id"


@dataclass(frozen=True)
class BugReported(Event):
    """A customer's account reported a bug, in another system.

    Title and text lie beside the log under the report's id, and what the other system calls it.
    Of account and customer one may be unknown.
    """

    report_id: ReportId
    commitment: str
    account_id: AccountId | None = None
    customer_id: PersonId | None = None

    kind: ClassVar[str] = "bug.reported"
    stream_kind: ClassVar[str] = "report"
    stream_field: ClassVar[str | None] = "report_id"
