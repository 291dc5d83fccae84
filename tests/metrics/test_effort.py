"""What a conversation cost its customer: as rated, else by turns and signs of toil."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import (
    ConversationId,
    ConversationReopened,
    FeedbackGiven,
    LessonSettled,
    PersonAskedFor,
)
from tacit.metrics.effort import Effort
from tacit.reward import of_feedback
from tests.metrics.written import AGENT, CUSTOMER, Log, Talk


def answered(log: Log) -> Talk:
    """A question, and the assistant's answer to it."""
    talk = log.opens()
    talk.says()
    return talk.decides("answer").delivers()


def cost(talk: Talk) -> Effort:
    return talk.course.effort


def rephrased(talk: Talk, standing: Any = "provisional") -> None:
    reason = "customer_rephrased"
    lesson = LessonSettled(talk.name, talk.decision, "customer", None, 1, 0, reason, standing)
    talk.log.add(lesson, CUSTOMER)


def test_a_question_that_is_answered_costs_one_turn() -> None:
    effort = cost(answered(Log()))
    assert (effort.turns, effort.is_low, effort.rated) == (1, True, None)


def test_messages_before_a_reply_are_one_turn() -> None:
    talk = Log().opens()
    talk.says()
    talk.says()
    talk.decides("answer").delivers()
    talk.says()
    assert cost(talk).turns == 2


def test_thanks_for_a_reply_cost_nothing_and_thanks_in_advance_are_the_question() -> None:
    talk = Log().opens()
    talk.says(["thanks"])
    assert cost(talk).turns == 1
    talk.decides("answer").delivers()
    talk.says(["thanks"])
    assert cost(talk).turns == 1


def test_two_turns_are_little_and_three_are_not() -> None:
    talk = answered(Log())
    for turns, is_low in ((2, True), (3, False)):
        talk.says()
        assert (cost(talk).turns, cost(talk).is_low) == (turns, is_low)
        talk.replies("a")


def test_what_is_said_again_counts_once_though_its_word_becomes_firm_later() -> None:
    talk = answered(Log())
    talk.says()
    rephrased(talk)
    rephrased(talk, "durable")
    assert (cost(talk).rephrasings, cost(talk).is_low) == (1, False)


@pytest.mark.parametrize("how", ["words", "button", "elsewhere", "bug"])
def test_asking_for_a_person_or_again_elsewhere_or_reporting_it_is_toil(how: str) -> None:
    talk = answered(Log())
    assert cost(talk).is_low
    if how == "words":
        talk.log.add(PersonAskedFor(talk.name, talk.decision, 20, True), CUSTOMER)
    elif how == "button":
        talk.hands_off("customer_request")
    else:
        reason: Any = "asked_again" if how == "elsewhere" else "bug_reported"
        talk.log.add(ConversationReopened(talk.name, reason))
    effort = cost(talk)
    assert not effort.is_low
    assert effort.is_person_wanted == (how in ("words", "button"))
    assert effort.askings_elsewhere == (how == "elsewhere")
    assert effort.bug_reports == (how == "bug")


def test_the_assistants_own_handoff_is_no_toil_of_the_customers() -> None:
    assert cost(answered(Log()).hands_off("low_confidence")).is_low


def test_what_is_little_is_what_counts_as_a_good_word_on_an_answer() -> None:
    for value in range(1, 8):
        is_good = of_feedback(FeedbackGiven(ConversationId("c"), "ces", value)).value == 1000
        assert Effort(rated=value).is_low == is_good


@pytest.mark.parametrize(("value", "is_low"), [(1, True), (3, True), (4, False), (7, False)])
def test_the_customers_last_rating_stands_before_the_estimate(value: int, *, is_low: bool) -> None:
    talk = answered(Log()).rates(8 - value, feedback="ces").rates(value, feedback="ces")
    # An agent did not have the effort, and rates nothing.
    talk.rates(7 if is_low else 1, AGENT, feedback="ces")
    effort = cost(talk)
    assert (effort.rated, effort.is_low, effort.is_low_by_estimate) == (value, is_low, True)
