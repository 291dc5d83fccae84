"""Correction to live: from an agent's reply to the last event that it taught."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.metrics.live import CorrectionToLive, two_digits
from tests.metrics.written import Log


def taught(log: Log, milliseconds: float, mode: str = "auto") -> None:
    """A correction whose lesson was recorded so much later than its reply."""
    talk = log.opens().decides("hand_off", "ab", mode=mode)
    reply = talk.replies("b")
    log.now = reply.at
    talk.settles(0, reply.position, milliseconds=milliseconds)


def test_nine_of_ten_are_live_within_ten_seconds() -> None:
    log = Log()
    for milliseconds in (50, 60, 70, 80, 90, 100, 110, 120, 9_999, 10_001):
        taught(log, milliseconds)
    reading = log.total("correction_to_live")
    assert (reading.share.part, reading.share.whole) == (9, 10)
    # The fifth of ten, and the tenth: 10,001 ms are rounded up to two digits.
    assert reading.figures == {"p50_ms": 90, "p95_ms": 11_000, "untaught_replies": 0}


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
    assert reading.figures == {"p50_ms": None, "p95_ms": None, "untaught_replies": 1}


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
