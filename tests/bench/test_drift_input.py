"""What changes in what is asked, and how its being found is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.closed_stream import Asked
from bench.drift import day_at
from bench.drift_input import Change, changed, figures_of
from bench.drift_systems import Alarm
from tacit.answering.drift import MIX, UNKNOWN, day_of

# Ten categories in turn, a thousand questions of each.
ASKED = [Asked(f"{n}", f"c{n % 10}", f"c{n % 10}", None, False) for n in range(10_000)]


def shares(asked: list[Asked]) -> Counter[str]:
    return Counter(each.category for each in asked)


def test_what_enters_is_asked_from_the_change_on_as_often_as_any_other() -> None:
    change = changed(ASKED, "entered", seed=1)
    before, after = shares(change.asked[: change.at]), shares(change.asked[change.at :])
    assert (len(before), len(after)) == (8, 10)
    assert {*after.values()} == {500}


def test_what_is_shifted_is_asked_three_times_as_often_beside_the_others() -> None:
    change = changed(ASKED, "shifted", seed=1)
    before, after = shares(change.asked[: change.at]), shares(change.asked[change.at :])
    assert {*before.values()} == {500}
    often = [each for each in after.values() if each == 500]
    rare = [each for each in after.values() if each != 500]
    assert (len(often), len(rare)) == (2, 8)
    assert sum(rare) / 8 == pytest.approx(500 / 3, rel=0.05)


def test_nothing_changes_where_nothing_is_to() -> None:
    assert changed(ASKED, "same", seed=1) == Change(ASKED, len(ASKED))


def test_found_is_what_was_alarmed_of_after_the_change() -> None:
    """Two runs: one with an alarm too soon, and one a day after the change, dated on its day."""
    change = Change(ASKED, 1440)
    early = Alarm(UNKNOWN, 720, day_of(day_at(720)))
    right = Alarm(MIX, 1584, day_of(day_at(1440)))
    figures = figures_of([(change, [early]), (change, [right])])
    assert (figures["found"], figures["mix_found"], figures["unlike_found"]) == (0.5, 0.5, 0)
    assert (figures["days_to_alarm_p50"], figures["first_day_off_p50"]) == (1, 0)
    assert figures["alarms_before"] == 1
    assert figures["alarms_stated"] == 2 * 2 * 1440 / 10_000
