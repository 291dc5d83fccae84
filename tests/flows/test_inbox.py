"""The inbox lists every conversation as it stands, and is nothing but a fold of the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tacit.events import Actor
from tacit.flows import desk, inbox
from tacit.flows.desk import Step
from tacit.store.batch import Moved
from tacit.store.inbox import Folded
from tests.cast import Shop, Talk
from tests.flows.folded import rows, same_inbox

INES = Actor("agent", "ines")


def step(talk: Talk, as_read: int | None = None) -> Step:
    return Step(talk.conversation_id, INES, as_read)


def test_what_moved_last_is_listed_first(shop: Shop) -> None:
    first, second = shop.asks("Where is my kettle?"), shop.asks("Is it loud?", shop.bruno)
    assert [r.conversation_id for r in rows(shop)] == [
        second.conversation_id, first.conversation_id,
    ]  # fmt: skip
    first.says("Hello?")
    assert rows(shop)[0].conversation_id == first.conversation_id
    same_inbox(shop)


def test_a_row_tells_who_spoke_last_and_how_often(shop: Shop) -> None:
    talk = shop.asks("Where is my kettle?")
    talk.replies("On its way.", cites="tracking")
    (row,) = rows(shop)
    assert (row.messages, row.author, row.state) == (2, "agent", "with_agent")
    assert row.customer_id == shop.ada
    assert row.decision_id == talk.decision.decision_id
    assert inbox.place_of(shop.port, shop.workspace, row.decision_id) == talk.conversation_id
    same_inbox(shop)


def test_a_row_follows_every_step(shop: Shop) -> None:
    talk = shop.asks("Where is my kettle?")
    port, workspace = shop.port, shop.workspace
    desk.take_over(port, workspace, step(talk), "policy", "billing")
    (row,) = rows(shop, state="with_agent")
    assert row.reason == "policy"
    assert rows(shop, team_id=row.team_id) == [row]
    desk.take_over(port, workspace, step(talk), team="returns")
    (moved,) = rows(shop)
    assert moved.team_id != row.team_id
    desk.give_back(port, workspace, step(talk))
    assert rows(shop)[0].reason is None
    desk.resolve(port, workspace, step(talk))
    assert [r.resolution for r in rows(shop, state="resolved")] == ["confirmed"]
    desk.reopen(port, workspace, step(talk))
    assert [(r.state, r.resolution) for r in rows(shop)] == [("open", None)]
    same_inbox(shop)


def test_steps_that_are_taken_already_write_nothing(shop: Shop) -> None:
    talk = shop.asks("Where is my kettle?")
    port, workspace = shop.port, shop.workspace
    assert desk.give_back(port, workspace, step(talk)) == []
    assert desk.reopen(port, workspace, step(talk)) == []
    assert desk.take_over(port, workspace, step(talk), team="billing")
    assert desk.take_over(port, workspace, step(talk), team="billing") == []
    assert desk.resolve(port, workspace, step(talk), "assumed")
    assert desk.resolve(port, workspace, step(talk), "confirmed")
    assert desk.resolve(port, workspace, step(talk), "assumed") == []


def test_a_step_on_what_moved_since_is_refused(shop: Shop) -> None:
    talk = shop.asks("Where is my kettle?")
    read = talk.state.position
    talk.says("Hello?")
    with pytest.raises(Moved):
        desk.resolve(shop.port, shop.workspace, step(talk, read))
    assert desk.resolve(shop.port, shop.workspace, step(talk, talk.state.position))


def test_an_erased_customer_is_listed_no_more(shop: Shop) -> None:
    gone, stays = shop.asks("Where is my kettle?"), shop.asks("Is it loud?", shop.bruno)
    decision = gone.decision.decision_id
    assert len(rows(shop)) == 2
    shop.erase(shop.ada)
    assert [r.conversation_id for r in rows(shop)] == [stays.conversation_id]
    assert inbox.place_of(shop.port, shop.workspace, decision) is None
    same_inbox(shop)


def test_stretches_fit_together(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        shop.asks(f"Where is kettle number {n}?").says("Hello?")
    whole = rows(shop)
    monkeypatch.setattr(inbox, "_TOGETHER", 3)
    shop.port.store.refold(shop.workspace)
    assert rows(shop) == whole


def test_two_who_fold_the_same_stretch_fold_it_once(shop: Shop) -> None:
    shop.asks("Where is my kettle?")
    before = rows(shop)
    late = Folded(0, shop.head(), rows=(), erased=[shop.ada])
    assert shop.port.store.inbox.keep(shop.workspace, late) is False
    assert rows(shop) == before


def test_many_readers_at_once_read_the_same(shop: Shop) -> None:
    for n in range(5):
        shop.asks(f"Where is kettle number {n}?")
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda n: tuple(rows(shop)), range(16)))
    assert len(set(found)) == 1
    assert len(found[0]) == 5
