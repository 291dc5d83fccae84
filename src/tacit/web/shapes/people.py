"""Customers and their accounts, as callers tell of them and as they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from tacit.clean import clean
from tacit.history import Account as AccountRow
from tacit.history import Customer as CustomerRow
from tacit.web.shapes.fields import ExternalId, Line, Shape

if TYPE_CHECKING:
    from tacit.flows.record import Being, Company

Name = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Scalar = Annotated[str, Field(max_length=1000)] | bool | int | Number
Traits = Annotated[dict[Name, Scalar], Field(max_length=50)]
Day = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class AccountTold(Shape):
    """What is told of a customer's company; what is left out stays as it was."""

    name: Line | None = None
    plan: Line | None = None
    yearly_revenue: int | Number | None = Field(None, description="In the account's own currency.")
    renews_on: Day | None = None
    traits: Traits | None = None

    def row(self, external_id: str) -> AccountRow:
        """The account as flows take it in."""
        own = {
            "plan": self.plan,
            "yearly_revenue": self.yearly_revenue,
            "renews_on": self.renews_on,
        }
        return AccountRow(external_id, self.name or "", texts(self.traits) | texts(own))


class AccountNamed(AccountTold):
    """The same, with the other system's id."""

    external_id: ExternalId


class CustomerTold(Shape):
    """What is told of a customer; what is left out stays as it was."""

    name: Line | None = None
    email: Line | None = None
    traits: Traits | None = None
    account: AccountNamed | None = None

    def row(self, external_id: str) -> CustomerRow:
        """The customer as flows take them in."""
        return CustomerRow(
            external_id, self.name or "", self.email or "", traits=texts(self.traits)
        )

    def account_row(self) -> AccountRow | None:
        """Their account as flows take it in, if it is told of."""
        return None if self.account is None else self.account.row(self.account.external_id)


class CustomerNamed(CustomerTold):
    """The same, with the other system's id."""

    external_id: ExternalId


class Account(Shape):
    """A customer's company. `traits` are as texts, however they were told."""

    account_id: str
    external_id: str | None
    name: str
    traits: dict[str, str]


class Customer(Shape):
    """Who asks."""

    customer_id: str
    external_id: str | None
    name: str
    email: str
    traits: dict[str, str]
    account: Account | None


def texts(traits: Mapping[str, object] | None) -> dict[str, str]:
    """Traits as they are kept: each value as text, what is null left out.

    >>> texts({"seats": 7, "is_trial": True, "plan": "Pro", "note": None})
    {'seats': '7', 'is_trial': 'true', 'plan': 'Pro'}
    """
    return {
        clean(name): clean(value if isinstance(value, str) else json.dumps(value))
        for name, value in (traits or {}).items()
        if value is not None
    }


def customer_of(being: Being, company: Company | None) -> Customer:
    """A customer as they are shown."""
    person = being.person
    return Customer(
        customer_id=person.person_id,
        external_id=being.external_id,
        name=person.name,
        email=person.email,
        traits=person.traits,
        account=None if company is None else account_of(company),
    )


def account_of(company: Company) -> Account:
    """An account as it is shown."""
    account = company.account
    return Account(
        account_id=account.account_id,
        external_id=company.external_id,
        name=account.name,
        traits=account.traits,
    )
