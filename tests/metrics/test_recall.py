"""Recall: where the first decision ranked what an agent then cited."""

from __future__ import annotations

import pytest

from tests.metrics.written import Log

ALL = ("recall_at_1", "recall_at_3", "recall_at_5")


def recalls(log: Log) -> list[tuple[int, int]]:
    return [log.share(name) for name in ALL]


def test_cited_first_third_fifth_and_sixth_are_1_2_and_3_of_4() -> None:
    log = Log()
    for cited in "acef":
        log.opens().decides("hand_off", "abcdef", mode="observe").replies(cited)
    assert recalls(log) == [(1, 4), (2, 4), (3, 4)]


def test_any_of_several_citations_will_do() -> None:
    log = Log()
    talk = log.opens().decides("answer", "abc", mode="observe")
    talk.replies("z")
    talk.replies("y b")
    assert recalls(log) == [(0, 1), (1, 1), (1, 1)]


def test_the_first_decision_counts_whatever_came_later() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "zab").decides("answer", "abz")
    talk.replies("a")
    assert recalls(log)[:2] == [(0, 1), (1, 1)]


def test_what_was_cited_before_the_decision_judges_nothing() -> None:
    log = Log()
    talk = log.opens()
    talk.replies("a")
    talk.decides("hand_off", "abc")
    assert recalls(log)[0] == (0, 0)
    assert log.total("recall_at_1").left_out == 1


def test_without_a_decision_or_a_citation_nothing_is_judged() -> None:
    log = Log()
    log.opens().replies("a")
    log.opens().decides("answer").replies()
    log.opens().decides("answer").delivers()
    assert recalls(log)[0] == (0, 0)
    assert log.total("recall_at_1").left_out == 2


def test_a_reply_that_is_only_listed_as_unapproved_is_not_ranked() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", "ab")
    decision = log.events[-1].event
    decision.candidates[0].features.clear()
    talk.replies("a")
    talk.replies("b")
    assert talk.course.first is not None
    assert talk.course.first.ranked == ("b",)
    assert recalls(log)[0] == (1, 1)


@pytest.mark.parametrize(("mode", "unseen"), [("observe", 1), ("draft", 1), ("auto", 0)])
def test_it_says_how_many_nobody_saw(mode: str, unseen: int) -> None:
    log = Log()
    log.opens().decides("answer", mode=mode).replies("a")
    assert log.total("recall_at_1").figures == {"unseen_conversations": unseen}
