"""Customers and accounts: better known, and forgotten when they ask."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from tacit.events import AccountId, PersonId
from tacit.flows import customers, people
from tacit.flows.record import beings, company
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.known import Id
from tacit.web.problems import missing
from tacit.web.shapes.fields import Count, Shape, answered
from tacit.web.shapes.people import (
    Account,
    AccountTold,
    Customer,
    CustomerTold,
    account_of,
    customer_of,
)
from tacit.web.shared import Here, Shared

router = APIRouter(route_class=Guarded, tags=["people"])


class Certificate(Shape):
    """What went with a customer, a count a table, and where the log says so."""

    customer_id: str
    position: Count
    recorded_at: datetime
    conversations: Count
    deleted: dict[str, int]
    tombstones: Count = Field(description="Hashes that stay, so that no history brings them back.")


@router.put(
    "/customers/{external_id}",
    response_model=Customer,
    summary="Tell of a customer",
    **operation("converse", "import", problems=["conflict"]),
)
def tell_customer(external_id: Id, told: CustomerTold, caller: Calling, shared: Here) -> Response:
    """What is told replaces what was known; what is left out stays, and so do other traits."""
    port, workspace = shared.port, caller.workspace
    person = customers.tell(port, workspace, told.row(external_id), told.account_row())
    return answered(_customer(shared, caller, person))


@router.put(
    "/accounts/{external_id}",
    response_model=Account,
    summary="Tell of a customer's company",
    **operation("converse", "import", problems=["conflict"]),
)
def tell_account(external_id: Id, told: AccountTold, caller: Calling, shared: Here) -> Response:
    """What is told replaces what was known; what is left out stays, and so do other traits."""
    account = customers.tell_account(shared.port, caller.workspace, told.row(external_id))
    return answered(_account(shared, caller, account))


@router.delete(
    "/customers/{external_id}",
    response_model=Certificate,
    summary="Erase a customer",
    **operation("admin", problems=["not_found"]),
)
def erase_customer(external_id: Id, caller: Calling, shared: Here) -> Response:
    """Their words, names and vectors go, with every text of the conversations they opened and
    what was learned from them alone. It cannot be undone. The certificate counts what went."""
    known = shared.app.store.find_external(caller.workspace, "person", [external_id])
    person = PersonId(known.get(external_id, ""))
    held = shared.app.store.people(caller.workspace, [person]).get(person)
    if held is None or held.kind == "agent":
        raise missing("customer", external_id)
    done = people.erase(shared.port, caller.workspace, person)
    return answered(
        Certificate(
            customer_id=done.person_id,
            position=done.position,
            recorded_at=done.recorded_at,
            conversations=done.conversations,
            deleted=done.deleted,
            tombstones=done.tombstones,
        )
    )


def _customer(shared: Shared, caller: Caller, person: PersonId) -> Customer:
    port, workspace = shared.port, caller.workspace
    being = beings(port, workspace, [person])[person]
    return customer_of(being, company(port, workspace, being.person.account_id))


def _account(shared: Shared, caller: Caller, account: AccountId) -> Account:
    found = company(shared.port, caller.workspace, account)
    assert found is not None, "an account that was told of is there"
    return account_of(found)
