"""Makes customers and their accounts known, and forgets them when they ask.

Importers and doors call it. Names and addresses lie beside the log; it never
learns anything from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tacit.events import AccountId, PersonId, WorkspaceId
from tacit.flows.port import Port
from tacit.history import Account, Customer
from tacit.store import batch
from tacit.store.batch import Batch, ExternalId, Person
from tacit.store.erase import Certificate

_TOGETHER = 1000


def put(
    port: Port,
    workspace: WorkspaceId,
    customers: Sequence[Customer],
    accounts: Sequence[Account],
    taken: Counter[str],
) -> None:
    """Make accounts, then customers known; those that are known already stay as they are."""
    known = port.store.find_external(workspace, "account", [a.external_id for a in accounts])
    fresh = {a.external_id: a for a in accounts if a.external_id not in known}
    made = {name: AccountId(port.new_id(port.clock())) for name in fresh}
    rows = [batch.Account(made[name], a.name, a.traits) for name, a in fresh.items()]
    ids = [ExternalId("account", name, account) for name, account in made.items()]
    begun = Batch(workspace, (), port.clock(), port.origin)
    _write(port, replace(begun, accounts=(*rows,), external_ids=(*ids,)))
    taken["account"] += len(rows)
    of = {name: AccountId(account) for name, account in known.items()} | made
    for start in range(0, len(customers), _TOGETHER):
        _customers(port, workspace, customers[start : start + _TOGETHER], of, taken)


def _customers(
    port: Port,
    workspace: WorkspaceId,
    customers: Iterable[Customer],
    accounts: dict[str, AccountId],
    taken: Counter[str],
) -> None:
    by_name = {each.external_id: each for each in customers}
    known = port.store.find_external(workspace, "person", by_name)
    people, ids = list[Person](), list[ExternalId]()
    for name, customer in by_name.items():
        if name in known:
            continue
        person = PersonId(port.new_id(port.clock()))
        account = accounts.get(customer.account or "")
        people.append(
            Person(person, "customer", customer.name, customer.email, account, customer.traits)
        )
        ids.append(ExternalId("person", name, person, person))
    begun = Batch(workspace, (), port.clock(), port.origin)
    _write(port, replace(begun, people=(*people,), external_ids=(*ids,)))
    taken["customer"] += len(people)


def _write(port: Port, made: Batch) -> None:
    if made.external_ids:
        port.store.append(made, durable=port.is_durable)


def erase(port: Port, workspace: WorkspaceId, person: PersonId) -> Certificate:
    """Forget a person: their words go, and what was learned from them is folded out."""
    certificate = port.store.erase(workspace, person, port.clock())
    port.follower.evict(workspace)
    return certificate
