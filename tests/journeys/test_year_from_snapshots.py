"""The invented year folded from a snapshot anywhere in it is the year folded whole (R4).

A week of a small shop ends before sixty days are over, after which decisions are judged no more
and what came too early for its intent is counted late.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tacit.answering import JUDGEMENT
from tacit.app import opened
from tacit.settings import Settings

pytestmark = pytest.mark.timeout(900)

PARTS = 6


def test_a_year_is_the_same_from_each_snapshot_in_it(copied: Callable[[], Path]) -> None:
    with opened(Settings(copied())) as app:
        follower, store = app.port.follower, app.store
        demo = store.workspaces()["demo"]
        store.drop_snapshots(demo)
        head = store.head(demo)
        whole = follower.past(demo, None, is_quick=False).fingerprint()
        for part in range(1, PARTS):
            position = head * part // PARTS
            state = follower.past(demo, position, is_quick=False).snapshot(follower.namespace)
            store.drop_snapshots(demo)
            store.save_snapshot(demo, JUDGEMENT, position, state)
            folded = follower.past(demo, None)
            assert folded.known == position, "it began from the snapshot"
            assert folded.fingerprint() == whole, f"from {position} of {head}"
