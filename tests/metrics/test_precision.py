"""Precision at the answered: only decisions to answer count, and only agents judge."""

from __future__ import annotations

from tests.metrics.written import Log


def test_two_of_three_answers_were_right_and_of_five_judged_three_were_answered() -> None:
    log = Log()
    log.opens().decides("answer", "ab", mode="observe").replies("a")
    log.opens().decides("answer", "ab").delivers().replies("a b")
    log.opens().decides("answer", "ab", mode="draft").replies("b")
    for _ in range(2):
        log.opens().decides("hand_off", "ab").hands_off().replies("a")
    reading = log.total("precision_at_answered")
    assert (reading.share.part, reading.share.whole) == (2, 3)
    answered = reading.parts["answered"]
    assert (answered.part, answered.whole) == (3, 5)
    assert reading.figures == {"unseen_conversations": 2}


def test_an_answer_that_no_agent_judged_is_left_out_and_said() -> None:
    log = Log()
    log.opens().decides("answer").delivers().resolves()
    log.opens().decides("hand_off").hands_off()
    reading = log.total("precision_at_answered")
    assert (reading.share.whole, reading.left_out) == (0, 1)
