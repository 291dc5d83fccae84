"""The writer of `bench.crash`: live conversations on eight threads, each told to a ledger.

It is started as a process of its own, so that killing it kills nothing else.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tacit.events import (
    Actor,
    ConversationId,
    ConversationOpened,
    MessageId,
    MessageReceived,
    NewEvent,
    PersonId,
    WorkspaceId,
)
from tacit.store.batch import AlreadyKnown, Batch, Body, ExternalId
from tacit.store.log import Store
from tacit.store.opening import open_store

THREADS = 8
WORKSPACE = "crash"


def write(home: Path, told: int, again: list[str]) -> None:
    """Append until killed; first what an earlier writer did not hear back on."""
    with open_store(home) as store:
        workspace = store.find_workspace(WORKSPACE)
        assert workspace is not None, "the driver made it"
        todo, lock = iter(_names(again)), threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    name = next(todo)
                _append(store, workspace, name, told)

        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _names(again: list[str]) -> Iterator[str]:
    yield from again
    while True:
        yield secrets.token_hex(8)


def _append(store: Store, workspace: WorkspaceId, name: str, told: int) -> None:
    """Append one conversation until there is an answer, and tell the ledger."""
    _tell(told, "sent", name)
    while True:
        try:
            store.append(conversation(workspace, name))
        except AlreadyKnown:
            _tell(told, "known", name)
        except psycopg.OperationalError:
            continue
        else:
            _tell(told, "acked", name)
        return


def _tell(told: int, what: str, name: str) -> None:
    os.write(told, f"{what} {name}\n".encode())  # short enough to be one piece


def conversation(workspace: WorkspaceId, name: str) -> Batch:
    conversation, customer = ConversationId(f"c-{name}"), PersonId(f"p-{name}")
    # A retry is a new request that knows the other system's id only.
    message = MessageId(secrets.token_hex(8))
    body = Body(message, f"Where is my order {name}?", os.urandom(16), customer, conversation)
    opened = ConversationOpened(conversation, customer)
    said = MessageReceived(conversation, message, "customer", customer, body.commitment)
    now, actor = datetime.now(UTC), Actor("customer", customer)
    return Batch(
        workspace,
        tuple(NewEvent(secrets.token_hex(8), event, now, actor) for event in (opened, said)),
        now,
        unique=(("opened", name),),
        bodies=(body,),
        external_ids=(ExternalId("message", name, message, customer, conversation),),
    )
