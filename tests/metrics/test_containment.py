"""Containment falls with every handoff and every agent who steps in, and never comes alone."""

from __future__ import annotations

from tests.metrics.written import Log


def test_one_handed_off_and_one_taken_over_of_five_leave_60_percent() -> None:
    log = Log()
    for _ in range(3):
        log.opens().decides("answer").delivers()
    log.opens().decides("hand_off").hands_off()
    log.opens().decides("answer").delivers().replies()
    assert log.share("containment") == (3, 5)


def test_an_agent_who_steps_in_after_the_resolution_ends_it_too() -> None:
    log = Log()
    log.opens().decides("answer").delivers().resolves().replies("b")
    assert log.share("containment") == (0, 1)


def test_what_nobody_saw_contained_nothing() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe")
    log.opens().decides("answer", mode="draft")
    assert log.share("containment") == (0, 0)
    assert log.total("containment").left_out == 2


def test_the_resolution_rates_stand_beside_it_over_the_same_conversations() -> None:
    log = Log()
    log.opens().decides("answer").delivers().resolves()
    log.opens().decides("answer").delivers().resolves("assumed", "silence")
    log.opens().decides("answer").delivers()
    measured = log.measured("containment")
    assert [(each.name, each.total.share.part) for each in measured.beside] == [
        ("resolution_confirmed", 1),
        ("resolution_assumed", 1),
    ]
    assert {each.total.n for each in measured.beside} == {measured.series.total.n}
