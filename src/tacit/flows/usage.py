"""Takes in what customers did elsewhere: searches, accounts that left, and reports of bugs.

The web door calls it with another system's names. It decides nothing: searches are read by
`flows/searches.py`, cancellations by metrics, and reports followed by `flows/bug_reports.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from tacit.events import (
    AccountId,
    Actor,
    BugReported,
    Logged,
    Origin,
    PersonId,
    ReportId,
    SearchId,
    SearchMade,
    SubscriptionChanged,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.store.append import CLOCK_SLACK
from tacit.store.batch import ExternalId, Person, Vectors

Status = Literal["cancelled", "active"]


@dataclass(frozen=True)
class Searched:
    """One search of the help centre; `customer` is None where nobody is named."""

    words: str
    results: int
    customer: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Changed:
    """An account left or is back: the one that is named, else the customer's."""

    status: Status
    customer: str | None = None
    account: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Reported:
    """A bug that a customer or an account reported: its title, then its text from the next line on.

    `reference` is what the other system calls it: a report is taken in once.
    """

    words: str
    customer: str | None = None
    account: str | None = None
    reference: str | None = None
    at: datetime | None = None


Told = Searched | Changed | Reported


class Untaken(Exception):
    """One of several that cannot be taken in: its place, its field, and what would do."""

    def __init__(self, place: int, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.place = place
        self.field = field
        self.why = why


def take_in(port: Port, workspace: WorkspaceId, told: Sequence[Told], by: Actor) -> list[Logged]:
    """Log all of it in one append; raises Untaken with nothing of it written.

    Who searches or reports and is not known becomes known. A report whose reference is known, or
    went with a customer who was erased, is passed over. Raises AlreadyKnown where somebody else
    made any of them known meanwhile: tell it again.
    """
    # Before a history is taken in this must not make the workspace live: it would not be rehearsed.
    origin: Origin = "live" if port.store.is_live(workspace) else "import"
    writing, known = replace(port, origin=origin).write(workspace), _known(port, workspace, told)
    for place, each in enumerate(told):
        writing.at = _moment(writing, place, each)
        match each:
            case Searched():
                _search(writing, each, known.people, by)
            case Changed():
                writing.event(SubscriptionChanged(_account(known, place, each), each.status), by)
            case Reported():
                _report(writing, each, _reporting(known, place, each), known, by)
    return writing.append()


@dataclass(frozen=True)
class Known:
    """Who and what is known of all that is told, by the other system's names.

    `owners` are the accounts of customers, `references` those of reports that are passed over.
    """

    people: dict[str, PersonId]
    accounts: dict[str, AccountId]
    owners: dict[str, AccountId]
    references: set[str] = field(default_factory=set)


def _known(port: Port, workspace: WorkspaceId, told: Sequence[Told]) -> Known:
    customers = {each.customer for each in told if each.customer is not None}
    owned = [each for each in told if not isinstance(each, Searched)]
    companies = {each.account for each in owned if each.account is not None}
    references = {e.reference for e in owned if isinstance(e, Reported) and e.reference is not None}
    wanted = {"person": customers, "account": companies, "report": references}
    found = port.store.find_externals(workspace, wanted)
    people = {name: PersonId(id) for name, id in found["person"].items()}
    beings = port.store.people(workspace, people.values()) if owned else {}
    owners = {name: beings[who].account_id for name, who in people.items() if who in beings}
    return Known(
        people,
        {name: AccountId(id) for name, id in found["account"].items()},
        {name: account for name, account in owners.items() if account is not None},
        {*found["report"], *_erased(port, workspace, references)},
    )


def _erased(port: Port, workspace: WorkspaceId, references: set[str]) -> set[str]:
    """The references of reports whose customer was erased: they are not brought back."""
    if not references:
        return set()
    tombstones = port.store.tombstones(workspace)
    return {each for each in references if tombstones.holds("report", each)}


def _account(known: Known, place: int, each: Changed) -> AccountId:
    """The account that left or is back; raises Untaken where none is known."""
    if each.account is not None:
        return _named(known, place, each.account)
    if each.customer is None:
        raise Untaken(place, "customer", "name a customer of the account, or properties.account")
    if each.customer not in known.owners:
        why = "no account of this customer is known; name it in properties.account"
        raise Untaken(place, "customer", why)
    return known.owners[each.customer]


def _named(known: Known, place: int, account: str) -> AccountId:
    if account in known.accounts:
        return known.accounts[account]
    how = "make it known with PUT /accounts/{external_id}"
    raise Untaken(place, "properties.account", f"no account is known by that name; {how}")


def _reporting(known: Known, place: int, each: Reported) -> AccountId | None:
    """The account that reports a bug; None where the customer's is not known."""
    if each.account is not None:
        return _named(known, place, each.account)
    if each.customer is None:
        why = "name the customer who reported it, or their account in properties.account"
        raise Untaken(place, "customer", why)
    return known.owners.get(each.customer)


def _moment(writing: Writing, place: int, each: Told) -> datetime:
    """When it happened: now where nothing is told, and never later than now."""
    now = writing.recorded_at
    if each.at is not None and each.at > now + CLOCK_SLACK:
        raise Untaken(place, "at", "a time that has passed, or none for now")
    return now if each.at is None else min(each.at, now)


def _search(writing: Writing, each: Searched, people: dict[str, PersonId], by: Actor) -> None:
    """Log a search: its words lie beside the log, with their vectors, for whoever made it."""
    port, search = writing.port, SearchId(writing.new_id())
    who = None if each.customer is None else _person(writing, each.customer, people)
    writing.event(
        SearchMade(
            search,
            writing.body(search, each.words, who),
            each.results,
            who,
            port.identify(each.words),
        ),
        by if who is None else Actor("customer", who),
    )
    vectors = port.vectors_of(each.words)
    writing.vectors.append(Vectors(search, port.embedder.namespace, vectors, who))


def _report(
    writing: Writing, each: Reported, account: AccountId | None, known: Known, by: Actor
) -> None:
    """Log a report that is not known yet: its words lie beside the log as those of a search."""
    if each.reference in known.references:
        return
    port, report = writing.port, ReportId(writing.new_id())
    who = None if each.customer is None else _person(writing, each.customer, known.people)
    if each.reference is not None:
        known.references.add(each.reference)
        writing.external_ids.append(ExternalId("report", each.reference, report, who))
    commitment = writing.body(report, each.words, who)
    actor = by if who is None else Actor("customer", who)
    writing.event(BugReported(report, commitment, account, who), actor)
    writing.follow_up()
    vectors = port.vectors_of(each.words, has_subject=True)
    writing.vectors.append(Vectors(report, port.embedder.namespace, vectors, who))


def _person(writing: Writing, name: str, people: dict[str, PersonId]) -> PersonId:
    """Our id of who searched, made known in this append where they are not."""
    if name not in people:
        made = people[name] = PersonId(writing.port.new_id(writing.recorded_at))
        writing.people.append(Person(made, "customer"))
        writing.external_ids.append(ExternalId("person", name, made, made))
    return people[name]
