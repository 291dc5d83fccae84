"""What customers did elsewhere than in a conversation: searches, cancellations, bug reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tacit.clean import clean
from tacit.flows import usage
from tacit.web.shapes.fields import ID_PATTERN, Count, ExternalId, Moment, Shape, Text, Whole

Query = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(clean)]
Results = Annotated[int, Field(ge=0, le=10**9), Whole]
Title = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(clean)]
# Of an address as well, as far as an index holds one.
Reference = Annotated[str, Field(min_length=1, max_length=500, pattern=ID_PATTERN)]
Address = Annotated[str, Field(max_length=2000)]


class SearchProperties(Shape):
    """What was typed, and how many results were shown for it."""

    query: Query
    results: Results


class SubscriptionProperties(Shape):
    """The account, by the other system's id; left out, it is the customer's."""

    account: ExternalId | None = None


class BugProperties(Shape):
    """A report as another system keeps it, which is all that is known of it."""

    title: Title
    text: Text | None = None
    account: ExternalId | None = Field(
        None, description="The other system's id of the account; left out, the customer's."
    )
    reference: Reference | None = Field(
        None, description="Its key or address in the other system: told again, it is passed over."
    )


class Happening(Shape):
    """What all of them tell: who did it, where and when.

    `page_url` may come along as other systems send it; nothing is counted by it, and it is
    not kept.
    """

    customer: ExternalId | None = Field(None, description="The other system's id of who did it.")
    page_url: Address | None = Field(None, description="Not kept: nothing is counted by it.")
    at: Moment | None = Field(None, description="When it happened; now where it is left out.")


class Search(Happening):
    """Somebody searched the help centre."""

    name: Literal["search"]
    properties: SearchProperties

    def row(self) -> usage.Told:
        """The search as flows take it in."""
        told = self.properties
        return usage.Searched(told.query, told.results, self.customer, self.at)


class Subscription(Happening):
    """An account left, or is a customer's again."""

    name: Literal["subscription_cancelled", "subscription_active"]
    properties: SubscriptionProperties = SubscriptionProperties()

    def row(self) -> usage.Told:
        """The change as flows take it in."""
        status: usage.Status = "active" if self.name == "subscription_active" else "cancelled"
        return usage.Changed(status, self.customer, self.properties.account, self.at)


class Bug(Happening):
    """An account reported a bug. Name the customer who did, or `properties.account`, or both."""

    name: Literal["bug_reported"]
    properties: BugProperties

    def row(self) -> usage.Told:
        """The report as flows take it in."""
        told = self.properties
        words = told.title if told.text is None else f"{told.title}\n{told.text}"
        return usage.Reported(words, self.customer, told.account, told.reference, self.at)


class UsageTold(Shape):
    """Up to a hundred of them, taken in together or not at all."""

    items: Annotated[
        list[Annotated[Search | Subscription | Bug, Field(discriminator="name")]],
        Field(min_length=1, max_length=100),
    ]


class UsageTaken(Shape):
    """How many were taken in."""

    searches: Count
    subscriptions: Count
    bug_reports: Count = Field(description="Without those whose reference was known already.")
