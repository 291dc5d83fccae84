"""An import's rows wait in the order of time, are kept once, and go when they are done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tacit.events import PersonId, WorkspaceId
from tacit.store import spool
from tacit.store.batch import AlreadyKnown, Batch, ExternalId
from tacit.store.log import Store
from tacit.store.spool import Spooled
from tests.store.batches import NOW, talk


def row(external_id: str, day: int | None) -> Spooled:
    at = None if day is None else datetime(2026, 1, day, tzinfo=UTC)
    return Spooled("message", external_id, at, f"text of {external_id}")


def order(store: Store, workspace: WorkspaceId) -> list[tuple[int, str]]:
    return [(each.sequence, each.external_id) for each in store.spooled(workspace)]


def test_rows_are_read_in_the_order_of_time(store: Store, workspace: WorkspaceId) -> None:
    kept = store.spool(workspace, [row("b", 3), row("a", 2), row("c", 3), row("old", None)])
    assert kept == 4
    assert order(store, workspace) == [(1, "old"), (2, "a"), (3, "b"), (4, "c")]
    assert next(store.spooled(workspace)).text == "text of old"


def test_a_row_is_kept_once(store: Store, workspace: WorkspaceId) -> None:
    assert store.spool(workspace, [row("a", 2), row("a", 1), row("b", 3)]) == 2
    assert store.spool(workspace, [row("a", 2), row("b", 3), row("early", 1)]) == 1
    # What came later is numbered later: what is done already keeps its number.
    assert order(store, workspace) == [(1, "a"), (2, "b"), (3, "early")]


def test_progress_is_the_appends_own(store: Store, workspace: WorkspaceId) -> None:
    store.spool(workspace, [row("a", 1), row("b", 2), row("c", 3)])
    one = talk()
    store.append(one.batch(workspace, origin="import", spooled=2))
    assert store.spool_progress(workspace) == (2, 3)
    assert order(store, workspace) == [(3, "c")]
    with pytest.raises(AlreadyKnown):
        store.append(one.batch(workspace, origin="import", spooled=3, expected={}))
    assert store.spool_progress(workspace) == (2, 3)


def test_a_done_row_is_not_kept_again_until_the_spool_is_emptied(
    store: Store, workspace: WorkspaceId
) -> None:
    store.spool(workspace, [row("a", 1), row("b", 2)])
    store.append(talk().batch(workspace, origin="import", spooled=2))
    assert store.spool(workspace, [row("a", 1), row("b", 2)]) == 0
    assert store.empty_spool(workspace) == 2
    assert order(store, workspace) == []
    assert store.spool(workspace, [row("next", 1)]) == 1
    assert order(store, workspace) == [(3, "next")]


def test_an_unfinished_spool_keeps_what_is_left(store: Store, workspace: WorkspaceId) -> None:
    store.spool(workspace, [row("a", 1), row("b", 2)])
    store.append(talk().batch(workspace, origin="import", spooled=1))
    assert store.empty_spool(workspace) == 1
    assert order(store, workspace) == [(2, "b")]


def test_rows_are_read_across_stretches_and_gaps(
    store: Store, workspace: WorkspaceId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "AT_ONCE", 2)
    rows = [replace(row(f"r{day}", day), customer=f"by {day // 3}") for day in range(1, 10)]
    assert store.spool(workspace, reversed(rows)) == 9
    named = ExternalId("person", "by 1", "p-1", PersonId("p-1"))
    store.append(Batch(workspace, (), NOW, external_ids=(named,)))
    store.erase(workspace, PersonId("p-1"), NOW)
    left = [(n, f"r{n}") for n in (1, 2, 6, 7, 8, 9)]
    assert order(store, workspace) == left, "r3, r4 and r5 are theirs"


def test_the_first_of_two_rows_of_one_name_is_kept_with_its_own_text(
    store: Store, workspace: WorkspaceId
) -> None:
    rows = [replace(row("a", 5), text="first"), row("b", 2), replace(row("a", 1), text="second")]
    assert store.spool(workspace, rows) == 2
    kept = [(each.external_id, each.text) for each in store.spooled(workspace)]
    assert kept == [("b", "text of b"), ("a", "first")]


def test_nothing_spooled_is_no_progress(store: Store, workspace: WorkspaceId) -> None:
    assert store.spool_progress(workspace) == (0, 0)
    assert order(store, workspace) == []
