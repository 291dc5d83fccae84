"""A growing log is told to who listens: soon, after the commit, and not too often."""

from __future__ import annotations

import psycopg

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.store.batches import talk


def test_a_listener_hears_of_the_workspace(store: Store, workspace: WorkspaceId) -> None:
    with psycopg.connect(store.url, autocommit=True) as listener:
        listener.execute("LISTEN tacit")
        store.append(talk().batch(workspace))
        heard = [notice.payload for notice in listener.notifies(timeout=10, stop_after=1)]
    assert heard == [workspace]


def test_a_burst_is_told_a_few_times_only(store: Store, workspace: WorkspaceId) -> None:
    with psycopg.connect(store.url, autocommit=True) as listener:
        listener.execute("LISTEN tacit")
        # Some milliseconds' work: one notice at once, one for all that came meanwhile.
        for _ in range(20):
            store.append_many([talk().batch(workspace)])
        first = list(listener.notifies(timeout=10, stop_after=1))
        store.append(talk().batch(workspace))
        later = list(listener.notifies(timeout=10, stop_after=1))
        rest = list(listener.notifies(timeout=0))
    assert {notice.payload for notice in first + later + rest} == {workspace}
    assert len(first + later + rest) < 20
