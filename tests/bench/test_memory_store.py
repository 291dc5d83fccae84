"""The log in memory: the same flows take the very decisions that they take through the store."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import closed_loop
from bench.closed_stream import Asked
from bench.closed_systems import Desk
from bench.memory_store import MemoryStore, in_memory
from tacit.answering import JUDGEMENT
from tacit.app import App
from tacit.events import Actor, ConversationId, ConversationReturned, NewEvent, Stream
from tacit.flows.follow import Follower
from tacit.flows.port import Port
from tacit.language.identify import identify
from tacit.payload import to_payload
from tacit.settings import Settings
from tacit.store.batch import AlreadyKnown, Batch, Conflict, ExternalId
from tacit.store.log import Store
from tests.cast import OPENS_AT, WordVectors


def questions() -> list[Asked]:
    """Forty about five things; one agent in ten is wrong, half of the answers are audited."""
    dice, things = random.Random(1), ("kettle", "samovar", "voucher", "parcel", "refund")
    found = list[Asked]()
    for n in range(40):
        thing = things[n % 5]
        told = thing if dice.random() < 0.9 else "parcel"
        text = f"Where is the {thing} that was promised in week {n % 3}?"
        found.append(Asked(text, thing, told, "complains", n % 2 == 0, "thanks", n % 3, n % 4))
    return found


def test_decisions_in_memory_are_those_of_the_store(store: Store, tmp_path: Path) -> None:
    embedder, settings = WordVectors(), Settings(tmp_path, budget=0.5)
    follower = Follower(store, embedder.namespace, embedder.dimensions, settings.budget)
    port = Port(store, embedder, identify, follower, dice=random.Random(0))
    taken = []
    for app in (App(settings, store, port), in_memory(settings, 0, embedder)):
        desk = Desk(app, "the same", OPENS_AT)
        vectors = [port.vectors_of(each.text) for each in questions()]
        found = closed_loop.run("tacit", desk, questions(), vectors)
        assert found.answered.any()
        taken.append([to_payload(each) for each in desk.decisions])
    assert taken[0] == taken[1]


def test_an_append_is_refused_as_a_whole_where_what_it_expects_moved() -> None:
    log = MemoryStore()
    here = log.create_workspace("here")
    event = NewEvent("e-1", ConversationReturned(ConversationId("c")), OPENS_AT, Actor("agent"))
    stream, named = Stream("conversation", "c"), (ExternalId("person", "ada", "p-1"),)
    log.append(Batch(here, (event,), OPENS_AT, expected={stream: 0}, external_ids=named))
    with pytest.raises(Conflict):
        log.append(Batch(here, (event,), OPENS_AT, expected={stream: 0}))
    with pytest.raises(AlreadyKnown):
        log.append(Batch(here, (event,), OPENS_AT, external_ids=named))
    assert log.head(here) == 1
    assert log.find_external(here, "person", ["ada", "bruno"]) == {"ada": "p-1"}


def test_a_fold_from_a_snapshot_in_memory_is_the_whole_fold(tmp_path: Path) -> None:
    desk = Desk(in_memory(Settings(tmp_path), 0, WordVectors()), "the same", OPENS_AT)
    for n, each in enumerate(questions()):
        desk.asked(n, each, ())
        desk.told(n, each)
    store, follower = desk.app.store, desk.app.port.follower
    here = desk.app.workspace("the same")
    whole = follower.past(here, None)
    half = follower.past(here, store.head(here) // 2)
    store.save_snapshot(here, JUDGEMENT, half.position, half.snapshot(follower.namespace))
    begun = follower.past(here, None)
    assert (whole.known, begun.known) == (0, half.position)
    assert begun.fingerprint() == whole.fingerprint()
    assert follower.past(here, half.position - 1).known == 0
