"""Month by month: the figures, how far they moved, and what moved them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tacit.events import EntryId, ExemplarPaired, MessageId, PersonId
from tacit.metrics.courses import courses_of
from tacit.metrics.measure import monthly
from tacit.metrics.months import MOVED, TOPICS, Month
from tacit.metrics.window import Window
from tests.metrics.written import AGENT, Log


def asked(log: Log, intent: str, *, answered: bool, cites: str = "a") -> None:
    """One conversation: answered from an entry, and thanked for; or handed over."""
    talk = log.opens().decides("answer" if answered else "hand_off", intent=intent)
    if answered:
        talk.delivers(cites).resolves()
    else:
        talk.hands_off()


def three_months() -> Log:
    """Returns go from 0 of 2 to 1 of 2 to 4 of 4, billing stays; a reply in April taught it."""
    log = Log()
    log.now = datetime(2024, 3, 4, 9, tzinfo=UTC)
    asked(log, "returns", answered=False)
    asked(log, "returns", answered=False)
    asked(log, "billing", answered=True, cites="b")
    asked(log, "billing", answered=True, cites="b")
    log.now = datetime(2024, 4, 4, 9, tzinfo=UTC)
    talk = log.opens("taught").decides("hand_off", intent="returns").hands_off()
    talk.replies("a")
    pair = ExemplarPaired(talk.name, 1, [], MessageId("m"), PersonId("ines"), [EntryId("a")], None)
    log.add(pair, AGENT)
    asked(log, "returns", answered=True)
    log.now = datetime(2024, 5, 4, 9, tzinfo=UTC)
    for _ in range(4):
        asked(log, "returns", answered=True)
    return log


def told(log: Log, window: Window | None = None) -> list[Month]:
    return monthly(courses_of(log.events).by_id, window or Window())


def test_each_month_has_its_resolution_handoffs_and_coverage() -> None:
    found = told(three_months())
    assert [each.begins.month for each in found] == [3, 4, 5]
    counts = [
        {name: (r.share.part, r.share.whole) for name, r in each.readings.items()} for each in found
    ]
    assert counts[0] == {
        "resolution_confirmed": (2, 4),
        "resolution_assumed": (0, 4),
        "handoff": (2, 4),
        "coverage": (2, 4),
        "handoff_fell_short": (0, 2),
    }
    assert (counts[1]["coverage"], counts[2]["coverage"]) == ((1, 2), (4, 4))
    assert counts[2]["handoff_fell_short"] == (0, 0)


def test_a_change_has_its_interval_and_the_first_month_none() -> None:
    first, _, third = told(three_months())
    assert first.changes == {}
    change = third.changes["coverage"]
    assert change.points == 0.5  # 4 of 4 after 1 of 2
    assert change.low < 0.5 < change.high
    assert not change.is_clear
    assert "handoff_fell_short" not in third.changes  # nothing was handed over in May


def test_what_intents_moved_adds_up_to_the_whole_change() -> None:
    for each in told(three_months())[1:]:
        for name in MOVED:
            moved = sum(topic.points[name] for topic in each.topics)
            assert moved == pytest.approx(each.changes[name].points)


def test_an_intents_points_and_shares_then_and_now() -> None:
    april = told(three_months())[1]
    topics = {each.intent_id: each for each in april.topics}
    # Coverage: returns 1 of 2 after 0 of 4, billing 0 of 2 after 2 of 4.
    assert topics["returns"].points["coverage"] == 0.5
    assert topics["billing"].points["coverage"] == -0.5
    then, now = topics["returns"].before["coverage"], topics["returns"].now["coverage"]
    assert ((then.part, then.whole), (now.part, now.whole)) == ((0, 2), (1, 2))


def test_the_reply_that_taught_the_entry_is_the_learning() -> None:
    _, april, may = told(three_months())
    for month, answered in ((april, 1), (may, 4)):
        learnings = next(t for t in month.topics if t.intent_id == "returns").learnings
        (each,) = learnings
        told_by = each.conversation_id, each.taught.entry_id, each.taught.by
        assert (told_by, each.replies, each.answered) == (("taught", "a", "ines"), 1, answered)
    billing = next(t for t in april.topics if t.intent_id == "billing")
    assert (billing.learnings, billing.others) == ([], 0)


def test_what_was_taught_long_before_moved_nothing_now() -> None:
    log = three_months()
    log.now = datetime(2024, 6, 4, 9, tzinfo=UTC)
    asked(log, "returns", answered=False)
    june = told(log)[-1]
    assert [each.learnings for each in june.topics] == [[]]


def test_months_are_those_of_the_readers_zone() -> None:
    log = Log()
    log.now = datetime(2024, 3, 31, 23, 0, tzinfo=UTC)
    asked(log, "returns", answered=True)
    berlin = told(log, Window(zone=ZoneInfo("Europe/Berlin")))
    assert [each.begins.month for each in told(log) + berlin] == [3, 4]


def test_a_month_in_which_the_assistant_only_watched_is_none() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe").replies("a")
    assert told(log) == []


def test_of_many_intents_every_month_is_told() -> None:
    """More points than a chart may have: five hundred intents over nine months."""
    log = Log()
    for month in range(9):
        for n in range(500):
            asked(log, f"intent {n}", answered=month > n % 9)
        log.now = datetime(2024, 4 + month, 4, 9, tzinfo=UTC)
    found = told(log)
    assert len(found) == 9
    assert all(len(each.topics) <= TOPICS for each in found)
    assert [each.readings["coverage"].n for each in found] == [500] * 9
