"""Handoffs are split: a known limit is good, an answer that fell short is not."""

from __future__ import annotations

import pytest

from tacit.events import SYSTEM, Actor, ConversationHandedOff, ConversationId, DecisionId
from tacit.metrics.fell_short import FellShort
from tests.metrics.written import AGENT, Log


def given(log: Log, conversation: str, reason: str, decision: str | None, by: Actor) -> None:
    """One handoff as the log holds it: by a decision of the assistant's, or by somebody."""
    decided = DecisionId(decision) if decision else None
    log.add(ConversationHandedOff(ConversationId(conversation), reason, 1, decided), by)


def a_month() -> Log:
    """Six handoffs: three known limits, two after an answer, one of a person who was asked for."""
    log = Log()
    log.opens().decides("hand_off").hands_off("low_confidence")
    log.opens().decides("hand_off").hands_off("outside_knowledge")
    log.opens("lost").decides("hand_off")
    given(log, "lost", "assistant_error", "lost/1", SYSTEM)
    log.opens().decides("answer").delivers().decides("hand_off").hands_off("customer_request")
    log.opens().decides("answer").delivers().decides("hand_off").hands_off("low_confidence")
    log.opens().decides("hand_off").hands_off("customer_request")
    log.opens().decides("answer", mode="observe").hands_off("agent_took_over")
    return log


def test_both_shares_of_a_months_handoffs() -> None:
    reading = a_month().total("handoff_fell_short")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (2, 6, 1)
    assert {name: (each.part, each.whole) for name, each in reading.parts.items()} == {
        "known_limit": (3, 6),
        "fell_short": (2, 6),
        "asked_for": (1, 6),
    }


def test_it_is_trended_by_the_month_of_the_handoff() -> None:
    log = Log()
    late = log.opens().decides("answer").delivers()
    log.opens().decides("hand_off").hands_off("low_confidence")
    log.waits(days=28)
    late.decides("hand_off").hands_off("customer_request")
    points = log.measured("handoff_fell_short").series.points
    assert [(p.begins.month, p.reading.share.part, p.reading.share.whole) for p in points] == [
        (3, 0, 1),
        (4, 1, 1),
    ]


def test_each_sort_is_a_share_of_all_handoffs() -> None:
    series = a_month().measured("handoff_fell_short", by="sort").series
    assert {name: (r.share.part, r.share.whole) for name, r in series.groups.items()} == {
        "asked_for": (1, 6),
        "fell_short": (2, 6),
        "known_limit": (3, 6),
    }
    with pytest.raises(KeyError):
        FellShort().split("weather")


def test_what_an_agent_puts_down_to_its_error_fell_short() -> None:
    log = Log()
    log.opens("talk").decides("ask").delivers()
    given(log, "talk", "assistant_error", None, AGENT)
    assert log.share("handoff_fell_short") == (1, 1)


def test_a_question_back_is_no_answer() -> None:
    log = Log()
    log.opens().decides("ask").delivers().decides("hand_off").hands_off("low_confidence")
    assert log.share("handoff_fell_short") == (0, 1)


def test_each_handoff_of_a_conversation_counts() -> None:
    log = Log()
    talk = log.opens().decides("hand_off").hands_off("low_confidence")
    talk.decides("answer").delivers().hands_off("customer_request")
    assert log.share("handoff_fell_short") == (1, 2)
