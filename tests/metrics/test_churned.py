"""Accounts that left after a conversation, by the day and by how it stood then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tacit.events import AccountId, Actor, PersonId, SubscriptionChanged
from tacit.metrics.churn import Churn
from tacit.metrics.course import Course
from tacit.metrics.courses import courses_of
from tests.metrics.written import MONDAY, Log, Talk


def asked(log: Log, account: str | None = "acme", **more: Any) -> Talk:
    """A question of an account's, handed over."""
    talk = log.opens(account=account, **more)
    talk.says()
    return talk.decides("hand_off").hands_off()


def parts(log: Log) -> dict[str, tuple[int, int]]:
    return {name: (s.part, s.whole) for name, s in log.total("churned").parts.items()}


def test_a_cancellation_20_days_after_an_unresolved_case_is_its_outcome() -> None:
    log = Log()
    talk = asked(log)
    log.leaves("acme", days=20)
    assert talk.course.churn == Churn(20, is_unresolved=True)
    assert talk.course.churn.within == "month"
    assert log.share("churned") == (0, 0), "of those of the last month only who left is known"
    log.waits(days=11)
    asked(log, None)
    assert log.share("churned") == (1, 1)


def test_of_five_old_ones_two_left_one_in_a_week_one_resolved() -> None:
    log = Log()
    asked(log, "calm").resolves()
    asked(log, "cold")
    asked(log, "slow")
    log.leaves("slow", days=31)  # too late to count
    asked(log, "soon")
    asked(log, "late").resolves()
    log.leaves("soon", days=7)
    log.leaves("late", days=22)
    log.waits(days=10)
    asked(log, None)  # nobody's
    asked(log, "new")  # who knows yet
    reading = log.total("churned")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (2, 5, 2)
    assert parts(log) == {
        "of the unresolved": (1, 3), "of the resolved": (1, 2), "within a week": (1, 5),
    }  # fmt: skip


@pytest.mark.parametrize(("days", "is_churned"), [(0, True), (30, True), (31, False)])
def test_thirty_whole_days_from_the_last_word_count(days: int, *, is_churned: bool) -> None:
    log = Log()
    talk = asked(log)
    log.waits(days=40)
    talk.says()
    log.leaves("acme", days=days)
    assert (talk.course.churn == Churn(days, is_unresolved=True)) is is_churned


def test_active_again_takes_it_back_and_another_cancellation_counts_anew() -> None:
    log = Log()
    early = asked(log)
    log.leaves("acme", days=2)
    log.leaves("acme", "active", days=1)
    assert early.course.churn is None
    late = asked(log)
    log.leaves("acme", days=28)
    assert early.course.churn is None, "that was 31 days ago"
    assert late.course.churn == Churn(28, is_unresolved=True)


def test_told_twice_it_left_once_and_what_came_between_is_none_of_it() -> None:
    log = Log()
    early = asked(log)
    log.leaves("acme", days=2)
    after = asked(log)
    log.leaves("acme", days=1)
    assert early.course.churn == Churn(2, is_unresolved=True)
    assert after.course.churn is None


def test_told_late_it_counts_by_its_own_day_and_the_log_does_not_go_back() -> None:
    log = Log()
    talk, other = asked(log), asked(log, "other")
    log.waits(days=40)
    asked(log)
    reached = log.now
    log.leaves("acme", days=-35)
    courses = courses_of(log.events)
    assert courses.at is not None
    assert reached - courses.at == timedelta(minutes=1)
    assert talk.course.churn == Churn(5, is_unresolved=True)
    assert other.course.churn is None
    assert log.share("churned") == (1, 2)


def test_who_leaves_while_it_goes_on_leaves_on_day_0() -> None:
    log = Log()
    talk = asked(log)
    log.waits(days=2)
    talk.replies("a")
    log.leaves("acme", days=-1)
    assert talk.course.churn == Churn(0, is_unresolved=True)


def test_another_account_and_nobodys_conversation_stay_as_they_are() -> None:
    log = Log()
    kept, nobodys = asked(log, "other"), asked(log, None)
    log.leaves("acme", days=1)
    assert (kept.course.churn, nobodys.course.churn) == (None, None)


def test_before_anybody_tells_of_accounts_there_is_no_figure() -> None:
    log = Log()
    asked(log)
    log.waits(days=60)
    asked(log)
    reading = log.total("churned")
    assert (reading.value(), reading.left_out) == (None, 2)


def test_a_reopening_makes_it_unresolved_again() -> None:
    log = Log()
    talk = asked(log).resolves().reopens()
    log.leaves("acme", days=3)
    assert talk.course.churn == Churn(3, is_unresolved=True)


def test_one_by_one_or_at_once_it_is_the_same_fold_and_the_erased_are_passed_over() -> None:
    log, by = Log(), Actor("customer", "bruno")
    asked(log)
    asked(log, customer="bruno")
    log.leaves("acme", days=2)
    asked(log)
    log.add(SubscriptionChanged(AccountId("acme"), "active"), by)
    stepwise = courses_of(log.events[:3])
    for logged in log.events[3:]:
        stepwise.see(logged)
    assert [*stepwise] == [*courses_of(log.events)]
    without = [*courses_of(log.events, frozenset({PersonId("bruno")}))]
    assert [each.churn for each in without] == [Churn(2, is_unresolved=True), None]


def test_a_course_by_itself_is_of_no_account() -> None:
    assert Course(1, MONDAY, "live", "web", None, None).churn is None
