"""Resolutions count where the assistant alone earned them; confirmed and assumed never meet."""

from __future__ import annotations

import pytest

from tests.metrics.written import Log, Talk

BOTH = ("resolution_confirmed", "resolution_assumed")


def answered(log: Log) -> Talk:
    return log.opens().decides("answer").delivers()


def rates(log: Log) -> list[tuple[int, int]]:
    return [log.share(name) for name in BOTH]


def test_of_four_one_is_confirmed_and_one_assumed() -> None:
    log = Log()
    answered(log).resolves()
    answered(log).resolves("assumed", "silence")
    answered(log)
    log.opens().decides("hand_off").hands_off()
    assert rates(log) == [(1, 4), (1, 4)]
    assert log.total("resolution_confirmed").figures == {"unsettled_conversations": 1}


def test_each_stands_beside_the_other() -> None:
    log = Log()
    answered(log).resolves()
    for name, other in zip(BOTH, reversed(BOTH), strict=True):
        assert [each.name for each in log.measured(name).beside] == [other]


def test_a_reopening_takes_it_back_and_a_later_resolution_gives_it_again() -> None:
    log = Log()
    talk = answered(log).resolves().reopens()
    assert rates(log) == [(0, 1), (0, 1)]
    talk.decides("answer").delivers().resolves("assumed", "silence")
    assert rates(log) == [(0, 1), (1, 1)]


def test_what_silence_assumed_a_customer_may_confirm() -> None:
    log = Log()
    answered(log).resolves("assumed", "silence").resolves()
    assert rates(log) == [(1, 1), (0, 1)]


@pytest.mark.parametrize("how", ["confirmed", "assumed"])
def test_with_an_agents_help_it_is_not_the_assistants(how: str) -> None:
    log = Log()
    talk = answered(log)
    talk.replies("a")
    talk.resolves(how)
    answered(log).hands_off().resolves(how)
    assert rates(log) == [(0, 2), (0, 2)]


def test_without_a_reply_nothing_is_the_assistants_doing() -> None:
    log = Log()
    log.opens().decides("answer").resolves("confirmed", "agent")
    assert rates(log) == [(0, 1), (0, 1)]


def test_the_assistants_own_word_is_no_evidence() -> None:
    log = Log()
    answered(log).resolves("confirmed", "assistant")
    assert rates(log) == [(0, 1), (0, 1)]


def test_an_answer_nobody_saw_resolves_nothing() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe").resolves()
    assert rates(log) == [(0, 0), (0, 0)]
