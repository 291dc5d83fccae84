"""Of erased external ids a hash stays that tells nothing, and by which no history comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import psycopg
import pytest

from tacit.events import PersonId, WorkspaceId
from tacit.store.batch import (
    AlreadyKnown,
    Appended,
    Batch,
    Body,
    ErasedBefore,
    ExternalId,
)
from tacit.store.log import Store
from tacit.store.spool import Spooled
from tacit.store.tombstones import Tombstones, tombstone
from tests.store.batches import NOW, SALT, Talk, fresh, talk


def known_elsewhere(store: Store, workspace: WorkspaceId, name: str, origin: str = "live") -> Talk:
    """A customer whom another system calls by this name, with a conversation and its message."""
    own = talk(f"{name} would like a word")
    store.append(own.batch(workspace, origin=origin, external_ids=(*ids_of(own, name),)))
    return own


def ids_of(own: Talk, name: str) -> list[ExternalId]:
    owners = own.owners
    return [
        ExternalId("person", name, own.customer, own.customer),
        ExternalId("conversation", f"{name}-1", own.conversation, *owners),
        ExternalId("message", f"{name}-1/m0", own.message, *owners),
    ]


def stored_tombstones(superuser: psycopg.Connection, workspace: WorkspaceId) -> list[bytes]:
    query = "SELECT tombstone FROM erased_external WHERE workspace = %s ORDER BY tombstone"
    return [bytes(each) for (each,) in superuser.execute(query, [workspace])]


# ---- what stays ----------------------------------------------------------------------


def test_a_tombstone_is_the_keyed_hash_of_kind_and_id_by_hand() -> None:
    """HMAC (RFC 2104): H(key ⊕ opad ‖ H(key ⊕ ipad ‖ text)), the key filled up to 64 bytes."""
    secret = bytes(range(32))
    key = secret + bytes(32)
    inner = sha256(bytes(each ^ 0x36 for each in key) + b"person\0ada").digest()
    by_hand = sha256(bytes(each ^ 0x5C for each in key) + inner).digest()
    assert tombstone(secret, "person", "ada") == by_hand


def test_an_id_of_another_kind_or_under_another_secret_has_another_tombstone() -> None:
    secret, other = bytes(32), bytes([1]) * 32
    tombstones = {
        tombstone(secret, "person", "ada"),
        tombstone(secret, "message", "ada"),
        tombstone(secret, "person", "ad"),
        tombstone(other, "person", "ada"),
    }
    assert len(tombstones) == 4


def test_none_is_held_where_nobody_was_erased() -> None:
    nobody = Tombstones(bytes(32), frozenset())
    assert not nobody
    assert not nobody.holds("person", "ada")


def test_each_external_id_that_goes_leaves_a_tombstone(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    own = known_elsewhere(store, workspace, "ada")
    kept = known_elsewhere(store, workspace, "bruno")
    assert not store.tombstones(workspace)
    certificate = store.erase(workspace, own.customer, NOW)
    held = store.tombstones(workspace)
    assert certificate.tombstones == certificate.deleted["external_ids"] == len(held.hashes) == 3
    assert stored_tombstones(superuser, workspace) == sorted(held.hashes)
    for each in ids_of(own, "ada"):
        assert held.holds(each.kind, each.external_id), each.kind
    for each in ids_of(kept, "bruno"):
        assert not held.holds(each.kind, each.external_id), each.kind
    assert not held.holds("account", "ada")


def test_others_words_leave_one_in_an_erased_conversation_and_none_elsewhere(
    store: Store, workspace: WorkspaceId
) -> None:
    own, other = (known_elsewhere(store, workspace, name) for name in ("ada", "bruno"))
    agent = PersonId(fresh("a"))
    replies = [
        ExternalId("message", f"{name}-1/reply", fresh("m"), agent, each.conversation)
        for name, each in (("ada", own), ("bruno", other))
    ]
    store.append(Batch(workspace, (), NOW, external_ids=tuple(replies)))
    store.erase(workspace, own.customer, NOW)
    held = store.tombstones(workspace)
    assert held.holds("message", "ada-1/reply")
    assert not held.holds("message", "bruno-1/reply")


def test_erasing_twice_leaves_them_once(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    own = known_elsewhere(store, workspace, "ada")
    store.erase(workspace, own.customer, NOW)
    assert store.erase(workspace, own.customer, NOW).tombstones == 0
    returned = talk("Here I am again")
    store.append(
        returned.batch(workspace, external_ids=(*ids_of(returned, "ada")[:1],)),
    )
    assert store.erase(workspace, returned.customer, NOW).tombstones == 1
    assert len(stored_tombstones(superuser, workspace)) == 3


def test_a_workspace_has_a_secret_and_tombstones_of_its_own(
    store: Store, superuser: psycopg.Connection
) -> None:
    workspaces = [store.create_workspace(fresh("acme")) for _ in range(2)]
    for each in workspaces:
        own = known_elsewhere(store, each, "ada")
        store.erase(each, own.customer, NOW)
    one, other = (store.tombstones(each) for each in workspaces)
    assert len(one.secret) == len(other.secret) == 32
    assert one.secret != other.secret
    assert one.hashes.isdisjoint(other.hashes)
    assert one.holds("person", "ada")
    assert other.holds("person", "ada")
    drawn = superuser.execute(
        "SELECT count(DISTINCT secret) FROM workspaces WHERE workspace = ANY(%s::uuid[])",
        [workspaces],
    ).fetchone()
    assert drawn == (2,)


def test_one_workspaces_erasure_is_none_of_anothers(store: Store, workspace: WorkspaceId) -> None:
    other = store.create_workspace(fresh("acme"))
    store.erase(workspace, known_elsewhere(store, workspace, "ada").customer, NOW)
    assert not store.tombstones(other)
    own = talk()
    appended = store.append(own.batch(other, origin="import", external_ids=(*ids_of(own, "ada"),)))
    assert appended.first == 1


def test_what_is_derived_may_be_rebuilt_and_tombstones_stay(
    store: Store, workspace: WorkspaceId
) -> None:
    store.erase(workspace, known_elsewhere(store, workspace, "ada").customer, NOW)
    before = store.tombstones(workspace)
    store.refold(workspace)
    assert store.tombstones(workspace) == before
    assert store.verify(workspace).is_clean


# ---- what an append refuses ------------------------------------------------------------


def person_of(own: Talk, name: str) -> dict[str, object]:
    return {"external_ids": (*ids_of(own, name)[:1],)}


def conversation_of(own: Talk, name: str) -> dict[str, object]:
    return {"external_ids": (*ids_of(own, name)[1:2],)}


def message_of(own: Talk, name: str) -> dict[str, object]:
    return {"external_ids": (*ids_of(own, name)[2:],)}


Named = Callable[[Talk, str], dict[str, object]]


@pytest.mark.parametrize("origin", ["import", "rehearsal"])
@pytest.mark.parametrize("named", [person_of, conversation_of, message_of])
def test_a_history_that_names_what_was_erased_is_refused(
    store: Store, workspace: WorkspaceId, named: Named, origin: str
) -> None:
    gone = known_elsewhere(store, workspace, "ada", "import")
    store.erase(workspace, gone.customer, NOW)
    before = store.head(workspace)
    own = talk()
    with pytest.raises(ErasedBefore, match="take it in again") as refused:
        store.append(own.batch(workspace, origin=origin, **named(own, "ada")))
    assert "ada" not in str(refused.value)
    assert store.head(workspace) == before
    assert store.bodies(workspace, [own.message]) == {}


@pytest.mark.parametrize("named", [person_of, conversation_of])
def test_an_erased_person_may_write_again_live(
    store: Store, workspace: WorkspaceId, named: Named
) -> None:
    store.erase(workspace, known_elsewhere(store, workspace, "ada").customer, NOW)
    own = talk("It is me again")
    appended = store.append(own.batch(workspace, **named(own, "ada")))
    assert isinstance(appended, Appended)
    assert store.bodies(workspace, [own.message]) == {own.message: "It is me again"}


def test_a_message_that_was_erased_does_not_come_back_by_being_sent_once_more(
    store: Store, workspace: WorkspaceId
) -> None:
    """Other systems deliver at least once; what they deliver again is nobody writing again."""
    store.erase(workspace, known_elsewhere(store, workspace, "ada").customer, NOW)
    own = talk()
    with pytest.raises(ErasedBefore, match="nothing of it was kept") as refused:
        store.append(own.batch(workspace, **message_of(own, "ada")))
    assert "ada" not in str(refused.value)


def test_a_history_under_way_cannot_write_for_somebody_it_still_remembers(
    store: Store, workspace: WorkspaceId
) -> None:
    """An import knows people by our ids once it has met them; erased, they have none to give."""
    gone = known_elsewhere(store, workspace, "ada", "import")
    store.erase(workspace, gone.customer, NOW)
    later = Body(fresh("m"), "What I wrote in March", SALT, gone.customer)
    remembered = Batch(workspace, (), NOW, "import", bodies=(later,))
    with pytest.raises(ErasedBefore):
        store.append(remembered)
    store.append(replace(remembered, origin="live"))


def test_what_is_refused_keeps_none_of_its_neighbours_out(
    store: Store, workspace: WorkspaceId
) -> None:
    gone = known_elsewhere(store, workspace, "ada", "import")
    store.erase(workspace, gone.customer, NOW)
    one, other, third = talk(), talk(), talk()
    outcomes = store.append_many(
        [
            one.batch(workspace, origin="import"),
            other.batch(workspace, origin="import", **person_of(other, "ada")),
            third.batch(workspace, origin="import", **person_of(third, "bruno")),
        ]
    )
    assert [type(each) for each in outcomes] == [Appended, ErasedBefore, Appended]
    assert store.verify(workspace).is_clean


def test_what_is_known_is_still_said_to_be_known(store: Store, workspace: WorkspaceId) -> None:
    store.erase(workspace, known_elsewhere(store, workspace, "ada").customer, NOW)
    known_elsewhere(store, workspace, "bruno")
    again = talk()
    with pytest.raises(AlreadyKnown):
        store.append(again.batch(workspace, **message_of(again, "bruno")))


# ---- the spool --------------------------------------------------------------------------


def rows(*names: tuple[str, str]) -> list[Spooled]:
    """Rows of one conversation of ada's and one of bruno's, by (customer, author)."""
    return [
        Spooled("message", f"{fresh('c')}/m", NOW, f"{author} to {customer}", customer, author)
        for customer, author in names
    ]


def texts(store: Store, workspace: WorkspaceId) -> list[str]:
    return [each.text for each in store.spooled(workspace)]


MIXED = (("ada", "ada"), ("bruno", "bruno"), ("bruno", "ada"), ("bruno", "ines"), ("ada", "ines"))
BRUNOS = ["bruno to bruno", "ines to bruno"]


def test_an_erasure_reaches_what_somebody_wrote_in_anothers_spooled_conversation(
    store: Store, workspace: WorkspaceId
) -> None:
    own = known_elsewhere(store, workspace, "ada")
    store.spool(workspace, rows(*MIXED))
    assert store.erase(workspace, own.customer, NOW).deleted["spool"] == 3
    assert texts(store, workspace) == BRUNOS


def test_whoever_is_erased_while_a_history_is_read_is_not_in_the_spool(
    store: Store, workspace: WorkspaceId
) -> None:
    own = known_elsewhere(store, workspace, "ada")

    def read() -> object:
        yield from rows(*MIXED)
        store.erase(workspace, own.customer, NOW)

    assert store.spool(workspace, read()) == 2
    assert texts(store, workspace) == BRUNOS
