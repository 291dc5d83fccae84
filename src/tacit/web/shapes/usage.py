"""What is told of customers elsewhere than in a conversation: searches and cancellations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tacit.clean import clean
from tacit.flows import usage
from tacit.web.shapes.fields import Count, ExternalId, Moment, Shape, Whole

Query = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(clean)]
Results = Annotated[int, Field(ge=0, le=10**9), Whole]
Address = Annotated[str, Field(max_length=2000)]


class SearchProperties(Shape):
    """What was typed, and how many results were shown for it."""

    query: Query
    results: Results


class SubscriptionProperties(Shape):
    """The account, by the other system's id; left out, it is the customer's."""

    account: ExternalId | None = None


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


class UsageTold(Shape):
    """Up to a hundred of them, taken in together or not at all."""

    items: Annotated[
        list[Annotated[Search | Subscription, Field(discriminator="name")]],
        Field(min_length=1, max_length=100),
    ]


class UsageTaken(Shape):
    """How many were taken in."""

    searches: Count
    subscriptions: Count
