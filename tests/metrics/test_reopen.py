"""The reopen rate: of what was resolved here, how much came back."""

from __future__ import annotations

from tests.metrics.written import Log


def test_one_of_four_came_back() -> None:
    log = Log()
    log.opens().decides("answer").delivers().resolves("assumed", "silence").reopens().resolves()
    log.opens().decides("answer").delivers().resolves()
    talk = log.opens()
    talk.replies("a")
    talk.resolves("confirmed", "agent")
    log.opens().resolves()
    log.opens()
    assert log.share("reopen_rate") == (1, 4)


def test_a_conversation_that_comes_back_twice_counts_once() -> None:
    log = Log()
    log.opens().resolves().reopens().resolves().reopens()
    assert log.share("reopen_rate") == (1, 1)


def test_what_an_imported_history_resolved_is_left_out() -> None:
    log = Log(origin="import")
    log.opens().resolves()
    assert log.share("reopen_rate") == (0, 0)
    assert log.total("reopen_rate").left_out == 1


def test_it_can_be_told_apart_by_who_replied() -> None:
    log = Log()
    log.opens().decides("answer").delivers().resolves().reopens()
    talk = log.opens()
    talk.replies("a")
    talk.resolves()
    groups = log.measured("reopen_rate", by="answered_by").series.groups
    assert {name: (r.share.part, r.share.whole) for name, r in groups.items()} == {
        "agent": (0, 1),
        "assistant": (1, 1),
    }
