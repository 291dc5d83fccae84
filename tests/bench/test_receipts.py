"""Receipts are taken again from one fold of the log, and from one that began at a snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import exact
from bench.closed_systems import Desk
from bench.memory_store import in_memory
from bench.receipts import Walk
from tacit.answering.start import start
from tacit.app import App
from tacit.flows import answer
from tacit.settings import Settings
from tests.bench.test_memory_store import questions
from tests.cast import OPENS_AT, WordVectors


@pytest.fixture
def app(tmp_path: Path) -> App:
    """Forty questions were asked in auto and answered by agents, some of them wrongly."""
    app = in_memory(Settings(tmp_path, budget=0.5), 0, WordVectors())
    desk = Desk(app, exact.NAME, OPENS_AT)
    for n, each in enumerate(questions()):
        taken = desk.asked(n, each, ())
        if taken.is_answer and each.if_wrong:
            desk.heard(n, each.if_wrong)
        desk.told(n, each)
    return app


def test_all_receipts_come_out_the_same_along_one_walk(app: App) -> None:
    walk = Walk(app, start(app.port.embedder.dimensions, target=app.settings.budget))
    decisions = exact.decisions(app)
    assert {each.action for each in decisions} == {"answer", "hand_off"}
    for each in decisions:
        done = answer.replay(app.port, exact.NAME, each.conversation_id, each.decision_id, walk)
        assert done.is_equal
    assert walk.learned.position == decisions[-1].learned_at


def test_a_walk_does_not_turn_back(app: App) -> None:
    walk = Walk(app, start(app.port.embedder.dimensions))
    walk(exact.NAME, 100)
    with pytest.raises(AssertionError, match="turn back"):
        walk(exact.NAME, 99)


def test_a_receipt_taken_again_from_another_state_differs(app: App) -> None:
    last = exact.decisions(app)[-1]
    ids = last.conversation_id, last.decision_id
    early = answer.replay(
        app.port, exact.NAME, *ids, lambda here, _: app.port.follower.past(here, 9)
    )
    assert (early.is_equal, early.reason) == (False, "differs")


def test_folds_from_snapshots_are_compared_with_the_whole_one(app: App) -> None:
    whole = app.port.follower.past(exact.NAME, None).fingerprint()
    assert exact.from_snapshots(app, whole) == [True] * 7
    assert exact.from_snapshots(app, "another") == [False] * 7
