"""Makes one customer, or one account, known or better known, as somebody tells of them.

Doors call it. What is told anew replaces what was known, what is left out
stays; names lie beside the log, which never learns anything from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from tacit.events import AccountId, PersonId, WorkspaceId
from tacit.flows.port import Port
from tacit.history import Account, Customer
from tacit.store import batch
from tacit.store.batch import AlreadyKnown, Batch, Conflict, ExternalId, Person

_TRIES = 5
# How the store names what this is about, and what is told along with it.
_OF_THESE = ("external id person ", "external id account ", "external id report ")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Told:
    """Somebody as told of: what there is to write of them, and our id of their account."""

    person: Person
    account_id: AccountId | None = None
    people: tuple[Person, ...] = ()
    names: tuple[ExternalId, ...] = ()


def told(
    port: Port, workspace: WorkspaceId, customer: Customer, company: AccountId | None = None
) -> Told:
    """A customer as told of, not yet written: an append of the caller's takes it along.

    Where somebody else was quicker that append is refused: do both in `again`.
    """
    name = customer.external_id
    held = port.store.person_named(workspace, name)
    being = held or Person(PersonId(port.new_id(port.clock())), "customer")
    named = replace(
        being,
        name=customer.name or being.name,
        email=customer.email or being.email,
        account_id=company or being.account_id,
        traits=being.traits | customer.traits,
    )
    ids = () if held else (ExternalId("person", name, being.person_id, being.person_id),)
    return Told(named, company, () if named == held else (named,), ids)


def tell(
    port: Port, workspace: WorkspaceId, customer: Customer, account: Account | None = None
) -> PersonId:
    """A customer and, if told of, their account; returns our id of the customer."""
    company = None if account is None else tell_account(port, workspace, account)
    return again(lambda: _tell(port, workspace, told(port, workspace, customer, company)))


def _tell(port: Port, workspace: WorkspaceId, told: Told) -> PersonId:
    if told.people:
        made = Batch(
            workspace, (), port.clock(), port.origin, people=told.people, external_ids=told.names
        )
        _write(port, made)
    return told.person.person_id


def tell_account(port: Port, workspace: WorkspaceId, account: Account) -> AccountId:
    """An account; returns our id of it."""
    return again(lambda: _told_account(port, workspace, account))


def again(tell_once: Callable[[], Made]) -> Made:
    """Tell again where somebody else told of the same at the same moment."""
    for _ in range(_TRIES):
        try:
            return tell_once()
        except AlreadyKnown as known:
            if not known.what.startswith(_OF_THESE):
                raise
    raise Conflict("many tell of the same customer or account at once; try again")


def _told_account(port: Port, workspace: WorkspaceId, told: Account) -> AccountId:
    known = port.store.find_external(workspace, "account", [told.external_id])
    is_new = told.external_id not in known
    account = AccountId(known.get(told.external_id) or port.new_id(port.clock()))
    held = port.store.accounts(workspace, [account]).get(account) or batch.Account(account)
    named = batch.Account(account, told.name or held.name, held.traits | told.traits)
    ids = (ExternalId("account", told.external_id, account),) if is_new else ()
    if is_new or named != held:
        _write(
            port,
            Batch(workspace, (), port.clock(), port.origin, accounts=(named,), external_ids=ids),
        )
    return account


def _write(port: Port, made: Batch) -> None:
    port.store.append(made, durable=port.is_durable)
