"""Coverage counts the assistant's own conversations and the answers that were seen."""

from __future__ import annotations

from tests.metrics.written import Log


def test_two_answered_of_five_are_40_percent() -> None:
    log = Log()
    for _ in range(2):
        log.opens().decides("answer").delivers()
    log.opens().decides("hand_off").hands_off()
    log.opens().decides("ask").delivers()
    log.opens().decides("answer")  # an agent was quicker than its delivery
    assert log.share("coverage") == (2, 5)
    assert log.total("coverage").value() == 0.4


def test_would_be_answers_are_left_out() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe")
    log.opens().decides("answer", mode="draft").replies("a")
    log.opens().replies("a")
    assert log.share("coverage") == (0, 0)
    assert log.total("coverage").left_out == 3


def test_a_conversation_that_an_agent_began_is_not_the_assistants() -> None:
    log = Log()
    talk = log.opens()
    talk.replies("a")
    talk.decides("answer").delivers()
    assert log.share("coverage") == (0, 0)


def test_a_question_back_becomes_an_answer_with_the_answer() -> None:
    log = Log()
    log.opens().decides("ask").delivers().decides("answer").delivers()
    assert log.share("coverage") == (1, 1)
