"""The learning curve: judged conversations in order, in equal steps, and no claim beyond them."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from tacit.metrics.courses import courses_of
from tacit.metrics.curve import Curve, learning_curve
from tacit.metrics.window import Window, WrongWindow, window_of
from tests.metrics.written import Log


def judged(log: Log, rights: str) -> None:
    """A day each: r is ranked first, t third; x was answered and wrong, . was right and handed off.

    j is judged by nobody.
    """
    for each in rights:
        action = "answer" if each in "rx" else "hand_off"
        talk = log.opens().decides(action, "abcde", mode="observe")
        if each != "j":
            talk.replies({"r": "a", "t": "c", "x": "z", ".": "a"}[each])
        log.waits(days=1)


def curve(log: Log, size: int, window: Window | None = None) -> Curve:
    return learning_curve(courses_of(log.events), window or Window(), size)


def test_steps_are_counted_by_hand() -> None:
    log = Log()
    judged(log, "xxtrjrr..r")
    found = curve(log, 4)
    assert [(each.first, each.last) for each in found.steps] == [(1, 4), (5, 8), (9, 9)]
    assert [each.recall_at_1.share.part for each in found.steps] == [1, 4, 1]
    assert [each.recall_at_3.share.part for each in found.steps] == [2, 4, 1]
    # Of the first four three were answered and one was right; of the next two of two.
    precise = [(each.precision.share.part, each.precision.share.whole) for each in found.steps]
    assert precise == [(1, 3), (2, 2), (1, 1)]
    assert found.left_out == 1
    assert [each.begins for each in found.steps][:2] == [date(2024, 3, 4), date(2024, 3, 9)]


def test_the_gain_is_of_full_steps_alone() -> None:
    log = Log()
    judged(log, "t" * 40 + "." * 40 + "t" * 39)
    gain = curve(log, 40).gain
    assert gain is not None
    assert gain.points == 1.0
    assert gain.is_clear()


def test_from_few_conversations_nothing_is_claimed() -> None:
    log = Log()
    judged(log, "t.")
    gain = curve(log, 1).gain
    assert gain is not None
    assert not gain.is_clear()
    assert curve(log, 2).gain is None
    assert curve(Log(), 2).steps == []


def test_getting_worse_is_said_too() -> None:
    log = Log()
    judged(log, "." * 30 + "t" * 30)
    gain = curve(log, 30).gain
    assert gain is not None
    assert gain.is_clear()
    assert gain.points < 0


def test_a_rehearsed_history_is_not_held_against_live_traffic() -> None:
    log = Log(origin="rehearsal")
    judged(log, "t" * 40)
    log.origin = "live"
    judged(log, "." * 50)
    found = curve(log, 40)
    assert [(each.origin, each.first, each.last) for each in found.steps] == [
        ("rehearsal", 1, 40),
        ("live", 1, 40),
        ("live", 41, 50),
    ]
    assert found.gain is None
    judged(log, "." * 30)
    gain = curve(log, 40).gain
    assert gain is not None
    assert (gain.origin, gain.points) == ("live", 0.0)


def test_the_order_is_the_logs_also_where_a_history_tells_older_days() -> None:
    log = Log()
    judged(log, "tt")
    log.now -= timedelta(days=100)
    judged(log, "..")
    first, last = curve(log, 2).steps
    assert (first.recall_at_1.share.part, last.recall_at_1.share.part) == (0, 2)
    assert last.begins < first.begins


def test_a_window_holds_the_days_on_which_conversations_were_opened() -> None:
    log = Log()
    judged(log, "t.t.")
    found = curve(log, 10, window_of("2024-03-05", "2024-03-06", "day", UTC))
    assert [(each.first, each.last) for each in found.steps] == [(1, 2)]


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(WrongWindow, match="write 1 or more"):
        curve(Log(), 0)
