"""What is worth learning first is asked often and answered unsurely, worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tacit.events import DecisionId, EntryId, IntentId, PersonId
from tacit.learners.fixed import ONE
from tacit.metrics.course import Course, Taken, Taught
from tacit.metrics.worth import LEAST, worth
from tacit.share import Share

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def asked(intent: str, sure: float, days: float = 1, entry: str = "", by: str = "ines") -> Course:
    """A conversation opened so many days ago; an agent answered it with `entry`, if any."""
    at = NOW - timedelta(days=days)
    first = Taken(DecisionId("d"), at, "auto", "answer", round(sure * ONE), ())
    return Course(
        1, at, "live", "email", None, None,
        intent_id=IntentId(intent), decisions=(first,), agent_replies=int(bool(entry)),
        is_assistants=True, taught=Taught(at, EntryId(entry), PersonId(by)) if entry else None,
    )  # fmt: skip


def test_what_is_asked_often_and_unsure_leads_a_mixed_queue() -> None:
    often_sure = [asked("often, sure", 0.9375) for _ in range(40)]
    often_unsure = [asked("often, unsure", 0.25) for _ in range(20)]
    seldom_unsure = [asked("seldom, unsure", 0.0) for _ in range(5)]
    found = worth([*often_sure, *seldom_unsure, *often_unsure], NOW, {})
    assert [(each.intent_id, each.asked, each.unsure, each.score) for each in found] == [
        ("often, unsure", 20, 0.75, 15.0),
        ("seldom, unsure", 5, 1.0, 5.0),
        ("often, sure", 40, 0.0625, 2.5),
    ]


def test_the_same_fix_47_times_in_a_month_is_seen() -> None:
    fixed = [asked("crash", 0.5, entry="patch", by=f"a{n % 3}") for n in range(47)]
    others = [asked("crash", 0.5, entry="other") for _ in range(3)]
    alone = [asked("crash", 0.5) for _ in range(10)]
    (found,) = worth([*fixed, *others, *alone], NOW, {})
    assert (found.entry_id, found.again, found.agents) == ("patch", Share(47, 50), 3)
    assert found.asked == 60


def test_only_the_last_thirty_days_count_and_few_are_no_matter_of_an_intent() -> None:
    old = [asked("old", 0.0, days=31) for _ in range(9)]
    few = [asked("few", 0.0) for _ in range(LEAST - 1)]
    assert worth([*old, *few], NOW, {}) == []
    assert worth([], NOW, {}) == []


def test_a_search_in_vain_counts_as_one_answered_by_nothing() -> None:
    asks = [asked("asked", 0.5) for _ in range(4)]
    once = [asked("asked once", 0.0)]
    searched = {IntentId("asked"): 3, IntentId("asked once"): 2, IntentId("sought"): 2}
    seldom = {IntentId("sought once"): 1}
    found = worth([*asks, *once], NOW, searched | seldom)
    assert [(w.intent_id, w.asked, w.unsure, w.searched, w.score) for w in found] == [
        ("asked", 4, 0.5, 3, 5.0),  # 4 · 0.5 + 3
        ("asked once", 1, 1.0, 2, 3.0),
        ("sought", 0, 0.0, 2, 2.0),
    ]
