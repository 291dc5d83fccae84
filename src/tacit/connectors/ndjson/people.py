"""Customers and accounts, in a line of their own or inside a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from tacit.connectors.shape import Fields
from tacit.history import Account, Customer

_OWN = ("kind", "external_id", "name", "email")


@dataclass(frozen=True)
class Person:
    """A customer, and the account that was told with them."""

    customer: Customer
    account: Account | None = None

    @property
    def news(self) -> tuple[Account | Customer, ...]:
        """Those of the two of whom more is told than an id, the account first."""
        who, company = self.customer, self.account
        named: list[Account | Customer] = []
        if company is not None and (company.name or company.traits):
            named.append(company)
        if who.name or who.email or who.account or who.traits:
            named.append(who)
        return tuple(named)


def account(row: Fields) -> Account:
    return Account(row.id("external_id"), row.line("name"), traits=_traits(row))


def person(row: Fields) -> Person:
    company = account(row.part("account")) if "account" in row else None
    return Person(
        Customer(
            external_id=row.id("external_id"),
            name=row.line("name"),
            email=row.line("email"),
            account=company.external_id if company else None,
            traits=_traits(row),
        ),
        company,
    )


def _traits(row: Fields) -> dict[str, str]:
    """Whatever else is told in a word or number: `plan`, `renews_on` and all in `traits`."""
    told = row.scalars(*_OWN)
    return {**told, **(row.part("traits").scalars() if "traits" in row else {})}
