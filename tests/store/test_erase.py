"""After an erasure nothing of the person is left beside the log, and the log still verifies."""

from __future__ import annotations

import psycopg

from tacit.events import (
    ConversationId,
    CustomerErased,
    MessageId,
    MessageReceived,
    PersonId,
    Stream,
    WorkspaceId,
)
from tacit.store.batch import Batch, Body, ExternalId, Idempotency, Job, Person, Vectors
from tacit.store.log import Store
from tacit.store.spool import Spooled
from tests.store.batches import NOW, SALT, Talk, fresh, new, talk

CANARY = "quince-marmalade-4711"
AGENT = PersonId("a-ines")


def search(superuser: psycopg.Connection, words: str) -> list[str]:
    """Every column of every table, the queue's too, that holds these words."""
    columns = superuser.execute(
        "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        " WHERE table_schema IN ('tacit', 'jobs')"
    ).fetchall()
    assert len(columns) > 80, "the search looks at the whole schema"
    found = []
    for schema, table, column in columns:
        # Of bytea too, as the letters they spell.
        query = (
            f'SELECT count(*) FROM "{schema}"."{table}" WHERE strpos("{column}"::text, %s) > 0'
            f" OR strpos(\"{column}\"::text, encode(%s, 'hex')) > 0"
        )
        row = superuser.execute(query.encode(), [words, words.encode()]).fetchone()
        if row and row[0]:
            found.append(f"{table}.{column}")
    return sorted(found)


def everything(store: Store, workspace: WorkspaceId) -> Talk:
    """A person who left a trace wherever one can be left."""
    own = talk(f"My order {CANARY} is late")
    conversation, reply = own.conversation, MessageId(fresh("m"))
    answer = Body(reply, f"You wrote {CANARY}", SALT, AGENT, conversation)
    replied = MessageReceived(conversation, reply, "agent", AGENT, answer.commitment)
    owners = own.owners
    opening = own.batch(
        workspace,
        people=(Person(own.customer, "customer", CANARY, f"{CANARY}@example.org"),),
        external_ids=(
            ExternalId("customer", f"crm-{CANARY}", own.customer, own.customer),
            ExternalId("conversation", f"desk-{CANARY}", conversation, *owners),
        ),
        vectors=(Vectors(own.message, "ns", (CANARY.encode(),), *owners),),
        jobs=(Job("settle", NOW, {"conversation_id": conversation}, fresh("key")),),
        idempotency=Idempotency(
            fresh("key"), b"hash", 200, CANARY.encode(), person_id=own.customer
        ),
    )
    store.append(opening)
    store.append(
        Batch(
            workspace,
            (new(replied),),
            NOW,
            bodies=(answer,),
            external_ids=(ExternalId("message", CANARY, reply, AGENT, conversation),),
            vectors=(Vectors(reply, "ns", (CANARY.encode(),), AGENT, conversation),),
        )
    )
    store.spool(
        workspace,
        [
            Spooled("conversation", "later", NOW, CANARY, customer=f"crm-{CANARY}"),
            Spooled("message", f"desk-{CANARY}", NOW, CANARY),
        ],
    )
    store.save_snapshot(workspace, 1, 3, CANARY.encode())
    return own


def test_no_table_keeps_a_trace(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    own = everything(store, workspace)
    assert len(search(superuser, CANARY)) >= 10, "the search finds it before"
    store.erase(workspace, own.customer, NOW)
    assert search(superuser, CANARY) == []
    assert store.verify(workspace).is_clean


def test_the_certificate_counts_what_went(store: Store, workspace: WorkspaceId) -> None:
    own = everything(store, workspace)
    certificate = store.erase(workspace, own.customer, NOW)
    assert certificate.conversations == 1
    assert certificate.deleted == {
        "spool": 2, "bodies": 2, "vectors": 2, "people": 1, "external_ids": 3, "responses": 1,
        "snapshots": 1,
    }  # fmt: skip
    assert certificate.tombstones == 3, "one of each external id that went"
    assert certificate.position == store.head(workspace) == 4


def test_erasing_twice_is_logged_once(store: Store, workspace: WorkspaceId) -> None:
    own = everything(store, workspace)
    first = store.erase(workspace, own.customer, NOW)
    again = store.erase(workspace, own.customer, NOW)
    assert (again.position, again.recorded_at) == (first.position, first.recorded_at)
    assert sum(again.deleted.values()) == again.deleted["responses"]
    assert store.head(workspace) == first.position
    (event,) = store.read_stream(workspace, Stream("person", own.customer))
    assert event.event == CustomerErased(own.customer)


def test_others_keep_what_is_theirs(store: Store, workspace: WorkspaceId) -> None:
    own, other = everything(store, workspace), talk()
    store.append(other.batch(workspace))
    elsewhere = MessageId(fresh("m"))  # what the erased person wrote in another's conversation
    body = Body(elsewhere, "me too", SALT, own.customer, other.conversation)
    said = MessageReceived(
        other.conversation, elsewhere, "bystander", own.customer, body.commitment
    )
    store.append(Batch(workspace, (new(said),), NOW, bodies=(body,)))
    store.erase(workspace, own.customer, NOW)
    assert store.bodies(workspace, [other.message, elsewhere]) == {other.message: other.text}
    assert set(store.people(workspace, [own.customer, other.customer])) == {other.customer}
    assert store.erased(workspace) == {own.customer}
    assert store.verify(workspace).is_clean


def test_snapshots_before_their_first_event_stay(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace))
    store.save_snapshot(workspace, 1, 2, b"before")
    own = talk()
    store.append(own.batch(workspace))
    store.save_snapshot(workspace, 1, 3, b"after")
    store.erase(workspace, own.customer, NOW)
    assert store.snapshot_before(workspace, 1, 99) == (2, b"before")


def test_erasing_during_an_import_does_not_make_the_workspace_live(
    store: Store, workspace: WorkspaceId
) -> None:
    own = talk()
    store.append(own.batch(workspace, origin="import"))
    store.erase(workspace, own.customer, NOW)
    assert not store.is_live(workspace)


def test_refolding_finds_the_same_conversations(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    def openings() -> list[tuple[str, str]]:
        return superuser.execute(
            "SELECT customer_id, conversation_id FROM openings WHERE workspace = %s ORDER BY 1, 2",
            [workspace],
        ).fetchall()

    talks = [talk() for _ in range(3)]
    store.append_many([each.batch(workspace) for each in talks])
    appended = openings()
    assert appended == sorted((each.customer, each.conversation) for each in talks)
    store.refold(workspace)
    assert openings() == appended


def test_a_person_nobody_knows_can_be_erased(store: Store, workspace: WorkspaceId) -> None:
    certificate = store.erase(workspace, PersonId("p-unknown"), NOW)
    assert (certificate.conversations, sum(certificate.deleted.values())) == (0, 0)
    assert store.erased(workspace) == {"p-unknown"}
    assert ConversationId("c") not in store.erased(workspace)
