"""Makes one customer, or one account, known or better known, as somebody tells of them.

Doors call it. What is told anew replaces what was known, what is left out
stays; names lie beside the log, which never learns anything from them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tacit.events import AccountId, PersonId, WorkspaceId
from tacit.flows.port import Port
from tacit.history import Account, Customer
from tacit.store import batch
from tacit.store.batch import AlreadyKnown, Batch, Conflict, ExternalId, Person

_TRIES = 5
Made = TypeVar("Made")


def tell(
    port: Port, workspace: WorkspaceId, customer: Customer, account: Account | None = None
) -> tuple[PersonId, AccountId | None]:
    """A customer and, if told of, their account; returns our ids of both."""
    company = None if account is None else tell_account(port, workspace, account)
    return _again(lambda: _told(port, workspace, customer, company)), company


def tell_account(port: Port, workspace: WorkspaceId, account: Account) -> AccountId:
    """An account; returns our id of it."""
    return _again(lambda: _told_account(port, workspace, account))


def _again(tell_once: Callable[[], Made]) -> Made:
    """Tell again where somebody else told of the same at the same moment."""
    for _ in range(_TRIES):
        try:
            return tell_once()
        except AlreadyKnown:
            continue
    raise Conflict("many tell of the same customer or account at once; try again")


def _told(
    port: Port, workspace: WorkspaceId, told: Customer, company: AccountId | None
) -> PersonId:
    known = port.store.find_external(workspace, "person", [told.external_id])
    is_new = told.external_id not in known
    person = PersonId(known.get(told.external_id) or port.new_id(port.clock()))
    held = port.store.people(workspace, [person]).get(person) or Person(person, "customer")
    named = Person(
        person,
        held.kind,
        told.name or held.name,
        told.email or held.email,
        company or held.account_id,
        held.traits | told.traits,
    )
    ids = (ExternalId("person", told.external_id, person, person),) if is_new else ()
    if is_new or named != held:
        _write(
            port, Batch(workspace, (), port.clock(), port.origin, people=(named,), external_ids=ids)
        )
    return person


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
