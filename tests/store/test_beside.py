"""What lies beside the log comes back by id, and vectors and snapshots can be replaced."""

from __future__ import annotations

import pytest

from tacit.events import AccountId, PersonId, WorkspaceId
from tacit.store import beside
from tacit.store.batch import Account, Batch, Body, ExternalId, Person, Vectors
from tacit.store.log import Store
from tests.store.batches import NOW, SALT, talk


def test_bodies_come_back_by_id(store: Store, workspace: WorkspaceId) -> None:
    one = talk("naïve 🙂 “quotes”\n\ttabs")
    store.append(one.batch(workspace))
    assert store.bodies(workspace, [one.message, "m-none"]) == {one.message: one.text}
    assert store.bodies(workspace, []) == {}


def test_names_of_several_kinds_are_found_at_once(store: Store, workspace: WorkspaceId) -> None:
    names = (ExternalId("message", "x", "m-1"), ExternalId("person", "x", "p-1"))
    store.append(Batch(workspace, (), NOW, external_ids=names))
    wanted = {"message": ["x", "y", "x"], "person": {"x"}, "account": ["x"], "article": ()}
    assert store.find_externals(workspace, wanted) == {
        "message": {"x": "m-1"},
        "person": {"x": "p-1"},
        "account": {},
        "article": {},
    }
    assert store.find_externals(workspace, {}) == {}


def test_a_person_is_as_last_told(store: Store, workspace: WorkspaceId) -> None:
    person = Person(PersonId("p"), "customer", "Ada")
    renamed = Person(
        PersonId("p"), "customer", "Ada L", "a@example.org", AccountId("a"), {"plan": "pro"}
    )
    store.append_many(
        [
            Batch(workspace, (), NOW, people=(person,)),
            Batch(workspace, (), NOW, people=(person,)),
            Batch(workspace, (), NOW, people=(renamed,)),
        ]
    )
    assert store.people(workspace, [PersonId("p")]) == {"p": renamed}


def test_an_account_is_as_last_told(store: Store, workspace: WorkspaceId) -> None:
    account = Account(AccountId("a"), "Acme", {"seats": "7"})
    store.append(Batch(workspace, (), NOW, accounts=(Account(AccountId("a")), account)))
    assert store.accounts(workspace, [AccountId("a")]) == {"a": account}


def test_vectors_come_back_in_the_order_of_their_passages(
    store: Store, workspace: WorkspaceId
) -> None:
    vectors = (Vectors("k-1", "ns", (b"\x80", b"\x00\x7f")), Vectors("k-2", "ns", (b"c",)))
    store.append(Batch(workspace, (), NOW, vectors=vectors))
    assert store.vectors(workspace, "ns", ["k-2", "k-1"]) == {
        "k-1": (b"\x80", b"\x00\x7f"),
        "k-2": (b"c",),
    }
    assert store.vectors(workspace, "other", ["k-1"]) == {}


def test_all_vectors_stream_past_the_stretch(
    store: Store, workspace: WorkspaceId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "AT_ONCE", 7)  # no multiple of three: owners are cut
    owners = {f"k-{n:03}": (b"a", b"b", b"c") for n in range(20)}
    with_texts(store, workspace, *owners)
    store.put_vectors(workspace, [Vectors(owner, "ns", kept) for owner, kept in owners.items()])
    assert dict(store.all_vectors(workspace, "ns")) == owners


def with_texts(store: Store, workspace: WorkspaceId, *owners: str) -> None:
    """Lay a text beside the log for each of them."""
    bodies = tuple(Body(owner, f"text of {owner}", SALT) for owner in owners)
    store.append(Batch(workspace, (), NOW, bodies=bodies))


def test_embedding_anew_replaces_within_the_namespace(store: Store, workspace: WorkspaceId) -> None:
    with_texts(store, workspace, "k")
    store.put_vectors(workspace, [Vectors("k", "old", (b"1", b"2")), Vectors("k", "new", (b"3",))])
    store.put_vectors(workspace, [Vectors("k", "old", (b"4",))])
    assert store.vectors(workspace, "old", ["k"]) == {"k": (b"4",)}
    assert store.vectors(workspace, "new", ["k"]) == {"k": (b"3",)}
    store.put_vectors(workspace, [Vectors("k", "old", ())])
    assert store.vectors(workspace, "old", ["k"]) == {}


def test_what_lacks_vectors_of_a_model_is_known_with_its_owners(
    store: Store, workspace: WorkspaceId
) -> None:
    told = talk()
    store.append(told.batch(workspace))
    with_texts(store, workspace, "article")
    assert not store.is_foreign(workspace, "new"), "without any vectors nothing is foreign"
    mine = Vectors(told.message, "old", (b"1", b"2"), *told.owners)
    store.put_vectors(workspace, [mine, Vectors("article", "old", (b"3",))])
    assert store.is_foreign(workspace, "new")
    assert store.lacking_vectors(workspace, "old") == {}
    assert store.lacking_vectors(workspace, "new") == {
        told.message: Vectors(told.message, "new", (), *told.owners),
        "article": Vectors("article", "new", ()),
    }
    store.put_vectors(workspace, [Vectors("article", "new", (b"4",))])
    assert [*store.lacking_vectors(workspace, "new")] == [told.message]
    assert not store.is_foreign(workspace, "new")


def test_vectors_of_an_erased_text_are_not_brought_back(
    store: Store, workspace: WorkspaceId
) -> None:
    told = talk()
    store.append(told.batch(workspace))
    late = Vectors(told.message, "new", (b"1",), *told.owners)
    store.erase(workspace, told.customer, NOW)
    store.put_vectors(workspace, [late])
    assert store.vectors(workspace, "new", [told.message]) == {}


def test_the_last_snapshot_not_after_a_position_is_found(
    store: Store, workspace: WorkspaceId
) -> None:
    store.save_snapshot(workspace, 1, 10, b"ten")
    store.save_snapshot(workspace, 1, 20, b"twenty")
    store.save_snapshot(workspace, 1, 20, b"twenty again")
    store.save_snapshot(workspace, 2, 15, b"another judgement")
    assert store.snapshot_before(workspace, 1, 9) is None
    assert store.snapshot_before(workspace, 1, 19) == (10, b"ten")
    assert store.snapshot_before(workspace, 1, 20) == (20, b"twenty again")
    assert store.drop_snapshots(workspace, 15) == 2
    assert store.snapshot_before(workspace, 1, 99) == (10, b"ten")
