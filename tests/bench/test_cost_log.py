"""A log that is told again: other ids, words and vectors, the same lessons."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from pathlib import Path

from bench.closed_systems import Desk
from bench.cost_log import talks, together, told_again
from bench.memory_store import in_memory
from tacit.settings import Settings
from tests.bench.test_memory_store import questions
from tests.cast import OPENS_AT, WordVectors


def test_a_day_told_again_teaches_each_lesson_once_more(tmp_path: Path) -> None:
    app = in_memory(Settings(tmp_path), 0, WordVectors())
    desk = Desk(app, "again", OPENS_AT, "observe")
    for n, each in enumerate(questions()):
        desk.asked(n, each, ())
        desk.told(n, each)
    here = app.workspace("again")
    held = talks(app.store, here, app.port.embedder.namespace)
    assert len(held) == 35, "five of the forty were published as entries"
    assert all(each.lessons == 1 for each in held)
    with app.port.learned(here) as learned:
        before = learned.linear.lessons, len(learned.exemplars.ordered), len(learned.entries())
    twice = islice(told_again(held, timedelta(days=1), WordVectors.namespace, here, 0), 2 * 35)
    for batch in together(twice, 10):
        app.store.append(batch)
    with app.port.learned(here) as learned:
        after = learned.linear.lessons, len(learned.exemplars.ordered), len(learned.entries())
        rows = learned.exemplars.whole.vectors[: learned.exemplars.whole.count]
        assert len({row.tobytes() for row in rows[40:]}) == 70, "no two are alike"
    assert after == (before[0] + 70, before[1] + 70, before[2])
