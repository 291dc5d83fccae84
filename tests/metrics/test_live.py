"""Correction to live: from an agent's reply to the last event that it taught."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.events import SYSTEM, Actor, EntryId, ExemplarPassed, ExemplarWithdrawn, PersonId
from tacit.metrics.courses import courses_of
from tacit.metrics.live import CorrectionToLive, two_digits
from tests.metrics.written import AGENT, Log, Talk

APPROVAL = "approval_p50_seconds", "approval_p95_seconds", "unapproved_replies"
FIRST_USE = "first_use_p50_seconds", "first_use_p95_seconds", "unused_replies"


def taught(log: Log, milliseconds: float, mode: str = "auto") -> None:
    """A correction whose lesson was recorded so much later than its reply."""
    talk = log.opens().decides("hand_off", "ab", mode=mode)
    reply = talk.replies("b")
    log.now = reply.at
    talk.settles(0, reply.position, milliseconds=milliseconds)


def figures(log: Log, *names: str) -> list[int | None]:
    found = log.total("correction_to_live").figures
    return [found[each] for each in names]


def corrected(log: Log, cites: str = "") -> tuple[Talk, int]:
    """A correction that is taught at once, by its position; what cites nothing is own words."""
    talk = log.opens().decides("hand_off", "a")
    reply = talk.replies(cites)
    log.now = reply.at
    talk.settles(0, reply.position) if cites else talk.paired(reply.position)
    log.now = reply.at
    return talk, reply.position


def test_nine_of_ten_are_live_within_ten_seconds() -> None:
    log = Log()
    for milliseconds in (50, 60, 70, 80, 90, 100, 110, 120, 9_999, 10_001):
        taught(log, milliseconds)
    reading = log.total("correction_to_live")
    assert (reading.share.part, reading.share.whole) == (9, 10)
    # The fifth of ten, and the tenth: 10,001 ms are rounded up to two digits.
    assert figures(log, "p50_ms", "p95_ms", "untaught_replies") == [90, 11_000, 0]


def test_would_be_answers_are_corrected_too() -> None:
    log = Log()
    taught(log, 10, mode="observe")
    assert log.share("correction_to_live") == (1, 1)


def test_the_last_event_that_a_reply_taught_counts() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "ab")
    reply = talk.replies("b")
    log.now = reply.at
    talk.settles(0, reply.position, seconds=1).paired(reply.position, seconds=20)
    assert log.share("correction_to_live") == (0, 1)


def test_a_citation_that_was_never_taught_counts_against_it() -> None:
    log = Log()
    log.opens().decides("hand_off", "ab").replies("b")
    reading = log.total("correction_to_live")
    assert (reading.share.part, reading.share.whole) == (0, 1)
    assert figures(log, "p50_ms", "p95_ms", "untaught_replies") == [None, None, 1]
    assert figures(log, *FIRST_USE) == [None, None, 0]


def test_what_another_reply_taught_is_none_of_this_ones() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "ab")
    reply = talk.replies("b")
    talk.settles(0, reply.position + 1)
    assert log.share("correction_to_live") == (0, 1)


def test_agreeing_is_no_correction() -> None:
    log = Log()
    log.opens().decides("hand_off", "ab").replies("b a")
    log.opens().decides("answer", "ab", mode="draft").replies("b", is_edited=False)
    assert log.share("correction_to_live") == (0, 0)


@pytest.mark.parametrize(
    ("more", "corrections"),
    [
        ({"cites": "a", "is_edited": True}, 1),
        ({"is_edited": True}, 1),
        ({}, 0),  # words of its own that nothing was learned from
        ({"asks": True}, 0),
    ],
)
def test_what_corrects(more: dict[str, object], corrections: int) -> None:
    log = Log()
    log.opens().decides("answer", "ab", mode="draft").replies(**more)
    assert log.share("correction_to_live")[1] == corrections


def test_an_agents_own_words_count_once_they_are_taken_up() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "ab")
    reply = talk.replies()
    log.now = reply.at + timedelta(seconds=1)
    talk.paired(reply.position)
    assert log.share("correction_to_live") == (1, 1)


def test_where_nothing_could_be_ranked_a_citation_corrects() -> None:
    log = Log()
    log.opens().decides("hand_off", "").replies("b")
    assert log.share("correction_to_live") == (0, 1)


@pytest.mark.parametrize("origin", ["import", "rehearsal"])
def test_a_history_has_no_waiting_to_measure(origin: str) -> None:
    log = Log(origin=origin)
    taught(log, 0)
    assert log.share("correction_to_live") == (0, 0)


def test_the_table_of_times_stays_small() -> None:
    assert len({two_digits(count) for count in range(1, 1_000_000)}) <= 100 + 4 * 90
    assert all(count <= two_digits(count) <= 1.1 * count for count in range(1, 5_000))


def test_half_of_none_is_none() -> None:
    assert CorrectionToLive().reading().figures["p50_ms"] is None


# ---- approval -----------------------------------------------------------------------


def test_own_words_are_approved_when_they_are_published_for_customers() -> None:
    """After 30, 60 and 3,660 seconds, and one not yet: the second of four, and the fourth."""
    log = Log()
    for waited in (30, 60, 3_660):
        talk, reply = corrected(log)
        log.waits(seconds=waited)
        talk.published(reply)
    assert figures(log, *APPROVAL) == [60, 3_700, 0]
    corrected(log)
    assert figures(log, *APPROVAL) == [60, None, 1]


def test_the_gate_alone_approves_no_words_and_a_person_who_lets_them_pass_does() -> None:
    log = Log()
    talk, _ = corrected(log)
    log.add(ExemplarPassed(EntryId(talk.name), 1, "nothing"), SYSTEM)
    assert figures(log, *APPROVAL) == [None, None, 1]
    log.waits(seconds=-20)
    log.add(ExemplarPassed(EntryId(talk.name), 1, "approved"), AGENT)
    assert figures(log, *APPROVAL) == [40, 40, 0]


def test_the_first_approval_counts() -> None:
    log = Log()
    talk, reply = corrected(log)
    talk.published(reply).published(reply)
    assert figures(log, *APPROVAL) == [0, 0, 0]


def test_words_that_cite_an_entry_need_no_approval() -> None:
    log = Log()
    talk, reply = corrected(log, "b")
    talk.paired(reply, "b").published(reply)
    assert figures(log, *APPROVAL) == [None, None, 0]


def test_other_words_in_their_place_end_the_wait_for_approval_and_use() -> None:
    log = Log()
    talk, _ = corrected(log)
    later = talk.replies()
    log.now = later.at
    talk.paired(later.position)
    assert figures(log, *APPROVAL) == [None, None, 1]
    talk.published(later.position)
    assert figures(log, *APPROVAL) == [60, 60, 0]
    assert figures(log, *FIRST_USE) == [None, None, 1]
    assert log.share("correction_to_live") == (2, 2)


def test_what_was_withdrawn_waits_for_nothing() -> None:
    log = Log()
    talk, _ = corrected(log)
    log.add(ExemplarWithdrawn(EntryId(talk.name), "corrected"), AGENT)
    log.opens().decides("answer", [talk.name])
    assert figures(log, *APPROVAL, *FIRST_USE) == [None, None, 0, None, None, 0]


def test_an_erased_agent_approved_nothing() -> None:
    log = Log()
    talk, _ = corrected(log)
    log.add(ExemplarPassed(EntryId(talk.name), 1, "approved"), Actor("agent", "jonas"))
    (reply,) = courses_of(log.events, frozenset({PersonId("jonas")})).by_id[talk.name].replies
    assert (reply.awaits_approval, reply.approved_at) == (True, None)


# ---- first use ----------------------------------------------------------------------


def test_own_words_are_used_by_the_first_decision_elsewhere_that_cites_them() -> None:
    log = Log()
    talk, _ = corrected(log)
    talk.decides("answer", [talk.name])
    log.opens().decides("answer", "b")
    assert figures(log, *FIRST_USE) == [None, None, 1]
    elsewhere = log.opens()
    log.waits(seconds=1)
    elsewhere.decides("answer", [talk.name])
    elsewhere.decides("answer", [talk.name])
    # The reply, four events a minute apart, and a second; rounded up to two digits.
    assert figures(log, *FIRST_USE) == [250, 250, 0]


def test_a_cited_article_is_used_by_the_first_decision_elsewhere_that_cites_it_after() -> None:
    log = Log()
    log.opens().decides("answer", "b")
    first, _ = corrected(log, "c b")
    second, _ = corrected(log, "b")
    second.decides("answer", "b")
    # What the second's conversation decided by used the first, and the second only elsewhere.
    assert figures(log, *FIRST_USE) == [120, None, 1]
    log.waits(minutes=1)
    log.opens().decides("answer", "b")
    assert figures(log, *FIRST_USE) == [120, 180, 0]
    assert [each.used_at for each in first.course.replies] == [log.events[-3].at]


def test_a_decision_that_did_not_know_it_yet_uses_nothing() -> None:
    log = Log()
    elsewhere = log.opens()
    corrected(log, "b")
    elsewhere.decides("answer", "b", learned_at=3)
    assert figures(log, *FIRST_USE) == [None, None, 1]
    elsewhere.decides("answer", "b")
    assert figures(log, *FIRST_USE)[2] == 0


def test_what_was_never_taught_waits_for_no_use() -> None:
    log = Log()
    log.opens().decides("hand_off", "a").replies("b")
    log.opens().decides("answer", "b")
    assert figures(log, *FIRST_USE) == [None, None, 0]


@pytest.mark.parametrize("origin", ["import", "rehearsal"])
def test_a_rehearsed_decision_uses_nothing_as_its_clock_is_another(origin: str) -> None:
    log = Log()
    corrected(log, "b")
    log.origin = origin
    log.opens().decides("answer", "b")
    assert figures(log, *FIRST_USE) == [None, None, 1]


def test_words_that_stand_again_are_used_again() -> None:
    log = Log()
    talk, reply = corrected(log)
    later = talk.replies()
    talk.paired(later.position)
    log.opens().decides("answer", [talk.name])
    talk.paired(reply)
    log.opens().decides("answer", [talk.name])
    assert figures(log, *FIRST_USE)[2] == 0
    assert [each.used_at for each in talk.course.replies] == [
        log.events[-1].at, log.events[-4].at
    ]  # fmt: skip
