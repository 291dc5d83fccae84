"""Measuring: every fact in its period and group, quiet periods shown, errors that help."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from tacit.events import AccountId, EntryId, IntentFounded, IntentId
from tacit.metrics import ALL
from tacit.metrics.courses import courses_of
from tacit.metrics.groups import GROUPINGS, WIDER, UnknownGrouping
from tacit.metrics.measure import measure, overview
from tacit.metrics.metric import UnknownMetric
from tacit.metrics.window import Window, WrongWindow, window_of
from tests.metrics.written import Log


def answered(log: Log, days: float, count: int = 1, **more: str) -> None:
    """Conversations opened that many days after Monday, March 4th; each is answered."""
    log.now = Log().now + timedelta(days=days)
    for _ in range(count):
        log.opens(**more).decides("answer").delivers()


def points(log: Log, every: str, **window: str) -> list[tuple[str, int, int]]:
    made = window_of(window.get("since"), window.get("until"), every, UTC)
    return [
        (each.begins.isoformat(), each.reading.share.part, each.reading.share.whole)
        for each in log.measured("coverage", made).series.points
    ]


def test_conversations_count_on_the_day_they_were_opened() -> None:
    log = Log()
    talk = log.opens().decides("hand_off")
    log.waits(days=3)
    talk.hands_off()
    point, *later = log.measured("handoff", Window(every="day")).series.points
    assert (point.begins, point.reading.share.part) == (date(2024, 3, 4), 1)
    assert [each.reading.n for each in later] == [0, 0, 0]


def test_decisions_and_corrections_count_on_their_own_days() -> None:
    log = Log()
    talk = log.opens()
    log.waits(days=3)
    talk.decides("answer", "ab", mode="observe").settles(1000)
    log.waits(days=2)
    talk.replies("b")
    for name, day in (("observe_score", 7), ("correction_to_live", 9)):
        found = log.measured(name, Window(every="day")).series.points
        assert [each.begins for each in found if each.reading.n] == [date(2024, 3, day)]


def test_quiet_periods_are_shown_and_say_none_yet() -> None:
    log = Log()
    answered(log, 0, 2)
    answered(log, 15)
    assert points(log, "week") == [("2024-03-04", 2, 2), ("2024-03-11", 0, 0), ("2024-03-18", 1, 1)]
    assert points(log, "month") == [("2024-03-04"[:8] + "01", 3, 3)]


def test_a_window_leaves_out_what_lies_outside_on_both_sides() -> None:
    log = Log()
    for day in range(10):
        answered(log, day)
    assert points(log, "day", since="2024-03-06", until="2024-03-07") == [
        ("2024-03-06", 1, 1),
        ("2024-03-07", 1, 1),
    ]
    measured = log.measured("coverage", window_of("2024-03-06", "2024-04-30", "month", UTC))
    assert measured.series.total.n == 8
    assert (measured.begins, measured.ends) == (date(2024, 3, 6), date(2024, 3, 13))


def test_an_empty_window_has_no_points_and_a_total_of_none_yet() -> None:
    log = Log()
    answered(log, 0)
    measured = log.measured("containment", window_of("2020-01-01", "2020-12-31", "day", UTC))
    assert (measured.series.points, measured.begins, measured.ends) == ([], None, None)
    assert measured.series.total.value() is None
    assert [each.total.value() for each in measured.beside] == [None, None]


def test_groups_are_parts_of_the_total() -> None:
    log = Log()
    answered(log, 0, 3, channel="mail")
    answered(log, 40, 1, channel="web", locale="de")
    series = log.measured("coverage", by="channel").series
    assert {name: reading.n for name, reading in series.groups.items()} == {"mail": 3, "web": 1}
    assert series.total.n == 4
    counted = [(each.begins.month, each.group, each.reading.n) for each in series.points]
    assert counted == [(3, "mail", 3), (3, "web", 0), (4, "mail", 0), (4, "web", 1)]
    assert set(log.measured("coverage", by="locale").series.groups) == {"de", "unknown"}


@pytest.mark.parametrize("by", [*GROUPINGS, *WIDER])
def test_whatever_it_is_taken_apart_by_it_adds_up(by: str) -> None:
    log = Log()
    answered(log, 0, 2, channel="mail", account="acme")
    log.opens(locale="de").decides("hand_off", mode="observe").replies("a")
    for name in ALL:
        series = log.measured(name, by=by).series
        assert sum(each.n for each in series.groups.values()) == series.total.n


def test_plans_are_told_from_beside_the_log() -> None:
    log = Log()
    answered(log, 0, 2, account="acme")
    answered(log, 0, 1, account="umbrella")
    answered(log, 0)
    plans = {AccountId("acme"): "enterprise"}
    groups = measure(courses_of(log.events), "coverage", Window(), "plan", plans).series.groups
    assert {name: reading.n for name, reading in groups.items()} == {"enterprise": 2, "unknown": 2}


def test_an_intent_is_told_apart_by_how_often_it_was_asked_before() -> None:
    """52 of one intent: 1 at 0, 9 at 1-9, 40 at 10-49, 2 at 50+; another intent begins at 0."""
    log = Log()
    for n in range(52):
        talk = log.opens().decides("answer", intent="returns").delivers()
        if n < 3:
            talk.hands_off()
    log.opens().decides("answer", intent="spouts").delivers()
    log.opens().decides("answer").delivers()
    groups = log.measured("handoff", by="seen").series.groups
    assert {name: (each.share.part, each.share.whole) for name, each in groups.items()} == {
        "0": (1, 2), "1-9": (2, 9), "10-49": (0, 40), "50+": (0, 2), "none": (0, 1),
    }  # fmt: skip


def test_how_often_it_was_asked_counts_what_lies_before_the_window() -> None:
    log = Log()
    log.opens().decides("answer", intent="returns").delivers()
    log.waits(days=40)
    log.opens().decides("answer", intent="returns").delivers()
    later = window_of("2024-04-01", None, "month", UTC)
    assert list(log.measured("handoff", later, by="seen").series.groups) == ["1-9"]


def test_a_history_that_was_taken_in_the_newest_first_is_counted_as_it_happened() -> None:
    log = Log(origin="import")
    for name, days in (("later", 9), ("earlier", 0)):
        log.now = Log().now + timedelta(days=days)
        log.opens(name, channel=name)
    log.add(IntentFounded(IntentId("returns"), [EntryId("later"), EntryId("earlier")]))
    early = window_of(None, "2024-03-05", "day", UTC)
    assert list(log.measured("csat", early, by="seen").series.groups) == ["0"]


def test_a_conversation_belongs_to_the_team_it_went_to_last() -> None:
    log = Log()
    log.opens().decides("hand_off").hands_off().goes_to("billing").goes_to("returns")
    answered(log, 0, 2)
    groups = log.measured("handoff", by="team").series.groups
    assert {name: (r.share.part, r.n) for name, r in groups.items()} == {
        "returns": (1, 1), "unknown": (0, 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "by", "said"),
    [
        ("coverage", "segment", "the log does not tell it yet; possible are account, "),
        ("coverage", "weather", "no such grouping; possible are"),
        ("coverage", "reason", "reason for handoff alone"),
    ],
)
def test_an_impossible_grouping_names_the_possible_ones(name: str, by: str, said: str) -> None:
    with pytest.raises(UnknownGrouping, match=said):
        Log().measured(name, by=by)


def test_the_overview_says_of_each_metric_what_it_says_alone() -> None:
    log = Log()
    answered(log, 0, 2)
    log.opens().decides("hand_off", "ab", confidence=3072).hands_off().replies("b")
    answered(log, 3)
    window = window_of("2024-03-04", "2024-03-05", "day", UTC)
    found = overview(courses_of(log.events), window)
    assert list(found.readings) == list(ALL)
    for name, reading in found.readings.items():
        measured = log.measured(name, window)
        assert reading == measured.series.total, name
        assert (found.begins, found.ends) == (measured.begins, measured.ends)
    assert found.readings["coverage"].n == 3


def test_an_unknown_metric_names_the_known_ones() -> None:
    with pytest.raises(UnknownMetric, match="no metric 'nps'; there are coverage, containment"):
        Log().measured("nps")


def test_more_points_than_anybody_reads_are_refused() -> None:
    log = Log()
    answered(log, 0)
    answered(log, -20_000)
    assert len(log.measured("coverage", Window(every="month")).series.points) == 658
    with pytest.raises(WrongWindow, match="more than 4000 points by day; ask for longer periods"):
        log.measured("coverage", Window(every="day"))


def test_more_groups_than_anybody_reads_are_refused() -> None:
    log = Log()
    for n in range(41):
        answered(log, 0, channel=f"channel {n}")
    answered(log, 100)
    with pytest.raises(WrongWindow, match="fewer groups"):
        log.measured("coverage", Window(every="day"), by="channel")
