"""What a retried request meets: in flight, answered, another request's key, erased."""

from __future__ import annotations

import pytest

from tacit.events import WorkspaceId
from tacit.store.batch import AlreadyKnown, Appended, Batch, Idempotency, Refused
from tacit.store.log import Store
from tests.store.batches import NOW, minutes, talk

IN_FLIGHT = Idempotency("key-1", b"hash", ids={"message_id": "m-1"})
ANSWERED = Idempotency("key-1", b"hash", 200, b'{"ok":true}')


def test_an_unknown_key_has_no_record(store: Store, workspace: WorkspaceId) -> None:
    assert store.find_request(workspace, "key-1") is None


def test_a_request_in_flight_keeps_its_ids_and_when_it_began(
    store: Store, workspace: WorkspaceId
) -> None:
    store.append(talk().batch(workspace, idempotency=IN_FLIGHT))
    assert store.find_request(workspace, "key-1") == (IN_FLIGHT, NOW)


def test_a_second_try_while_in_flight_is_known(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace, idempotency=IN_FLIGHT))
    with pytest.raises(AlreadyKnown):
        store.append(talk().batch(workspace, idempotency=IN_FLIGHT))
    assert store.head(workspace) == 2


def test_the_append_that_ends_the_request_writes_its_answer(
    store: Store, workspace: WorkspaceId
) -> None:
    store.append(talk().batch(workspace, idempotency=IN_FLIGHT))
    ended = Batch(workspace, (), NOW + minutes(1), idempotency=ANSWERED)
    assert store.append(ended) == Appended(3, 2, NOW + minutes(1))  # no event, no position
    found = store.find_request(workspace, "key-1")
    assert found is not None
    request, began_at = found
    assert (request.status, request.response, began_at) == (200, b'{"ok":true}', NOW)
    assert request.ids == {"message_id": "m-1"}  # a resumed request still finds them


def test_an_answer_is_written_once(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace, idempotency=ANSWERED))
    with pytest.raises(AlreadyKnown):
        store.append(talk().batch(workspace, idempotency=ANSWERED))


def test_a_key_of_another_request_is_refused(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace, idempotency=IN_FLIGHT))
    other = Idempotency("key-1", b"other", 200, b"")
    with pytest.raises(Refused):
        store.append(talk().batch(workspace, idempotency=other))


def test_both_ends_of_a_request_may_be_merged(store: Store, workspace: WorkspaceId) -> None:
    begun, ended, late = store.append_many(
        [
            talk().batch(workspace, idempotency=IN_FLIGHT),
            Batch(workspace, (), NOW, idempotency=ANSWERED),
            Batch(workspace, (), NOW, idempotency=ANSWERED),
        ]
    )
    assert isinstance(begun, Appended)
    assert isinstance(ended, Appended)
    assert isinstance(late, AlreadyKnown)
    found = store.find_request(workspace, "key-1")
    assert found is not None
    assert (found[0].status, found[0].ids) == (200, IN_FLIGHT.ids)


def test_an_erased_persons_retry_is_gone(store: Store, workspace: WorkspaceId) -> None:
    asked = talk()
    answered = Idempotency("key-1", b"hash", 200, b"Dear Ada", person_id=asked.customer)
    store.append(asked.batch(workspace, idempotency=answered))
    store.erase(workspace, asked.customer, NOW)
    found = store.find_request(workspace, "key-1")
    assert found is not None
    assert (found[0].status, found[0].response) == (410, None)
