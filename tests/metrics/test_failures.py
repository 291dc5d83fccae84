"""Failures are counted by cause, the desk's word before what was found."""

from __future__ import annotations

import pytest

from tacit.events import CauseSet, FailureDiagnosed
from tests.metrics.written import AGENT, Log, Talk


def diagnosed(talk: Talk, cause: str, n: int = 1) -> Talk:
    talk.log.add(FailureDiagnosed(talk.name, talk.decision, n, cause, [0]))
    return talk


def failed(log: Log, cause: str) -> Talk:
    talk = log.opens().decides("answer")
    talk.settles(0)
    return diagnosed(talk, cause)


def said(talk: Talk, cause: str, was: str) -> Talk:
    talk.log.add(CauseSet(talk.name, talk.decision, 1, cause, was), AGENT)
    return talk


@pytest.fixture
def log() -> Log:
    """Six judged decisions, four of them wrong, and one that nobody judged."""
    log = Log()
    for _ in range(2):
        log.opens().decides("answer").settles(1000)
    for cause in ("missing_article", "missing_article", "unknown_term", "missing_context"):
        failed(log, cause)
    log.opens().decides("answer")
    return log


def test_failures_are_a_share_of_what_agents_judged(log: Log) -> None:
    # 4 of 6; missing_article 2 of 6; one decision was never judged.
    reading = log.total("failures")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (4, 6, 1)
    parts = {name: (share.part, share.whole) for name, share in reading.parts.items()}
    assert parts == {"missing_article": (2, 6), "missing_context": (1, 6), "unknown_term": (1, 6)}


def test_the_desks_word_counts_and_is_counted(log: Log) -> None:
    said(failed(log, "unknown_term"), "product_differs", "unknown_term")
    said(failed(log, "unknown_term"), "unknown_term", "unknown_term")
    reading = log.total("failures")
    assert reading.parts["product_differs"].part == 1
    assert reading.parts["unknown_term"].part == 2
    assert reading.figures == {"said_decisions": 2, "corrected_decisions": 1}


def test_a_word_that_takes_the_failure_back_takes_the_cause_back(log: Log) -> None:
    talk = said(failed(log, "unknown_term"), "product_differs", "unknown_term")
    talk.settles(1000)
    reading = log.total("failures")
    assert (reading.share.part, reading.share.whole) == (4, 7)
    assert "product_differs" not in reading.parts
    assert reading.figures["said_decisions"] == 0
    # Wrong again: the desk's word on it is not forgotten.
    talk.settles(0)
    diagnosed(talk, "missing_article", 2)
    assert log.total("failures").parts["product_differs"].part == 1


def test_a_lesson_that_is_void_leaves_no_failure_and_no_judgement(log: Log) -> None:
    failed(log, "unknown_term").settles(None, standing="void")
    reading = log.total("failures")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (4, 6, 2)


def test_it_can_be_taken_apart_by_cause(log: Log) -> None:
    split = log.measured("failures", by="cause").series.groups
    assert {name: each.share.part for name, each in split.items()} == {
        "missing_article": 2,
        "missing_context": 1,
        "unknown_term": 1,
    }
