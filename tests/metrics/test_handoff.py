"""Handoffs count once a conversation, under the reason of the first."""

from __future__ import annotations

import pytest

from tacit.metrics.handoff import Handoff
from tests.metrics.written import Log


def three_of_five() -> Log:
    log = Log()
    log.opens().decides("hand_off").hands_off("low_confidence").hands_off("customer_request")
    log.opens().decides("hand_off").hands_off("low_confidence")
    log.opens().decides("hand_off").hands_off("outside_knowledge")
    log.opens().decides("answer").delivers()
    log.opens().decides("answer").delivers().replies()
    log.opens().decides("hand_off", mode="observe")
    return log


def test_three_of_five_were_handed_off_two_of_them_unsure() -> None:
    reading = three_of_five().total("handoff")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (3, 5, 1)
    assert {name: part.part for name, part in reading.parts.items()} == {
        "low_confidence": 2,
        "outside_knowledge": 1,
    }


def test_reasons_are_shares_of_all_the_assistants_conversations() -> None:
    series = three_of_five().measured("handoff", by="reason").series
    assert {name: (r.share.part, r.share.whole) for name, r in series.groups.items()} == {
        "low_confidence": (2, 5),
        "outside_knowledge": (1, 5),
    }
    assert [(each.group, each.reading.share.part) for each in series.points] == [
        ("low_confidence", 2),
        ("outside_knowledge", 1),
    ]
    assert series.total.share.part == 3


def test_an_agent_who_steps_in_unasked_is_no_handoff() -> None:
    log = Log()
    log.opens().decides("answer").delivers().hands_off("agent_took_over")
    log.opens().decides("answer").delivers().hands_off("agent_took_over").hands_off("frustration")
    reading = log.total("handoff")
    assert (reading.share.part, reading.share.whole) == (1, 2)
    assert {name: part.part for name, part in reading.parts.items()} == {"frustration": 1}
    # Nobody carried it alone either.
    assert log.share("containment") == (0, 2)


def test_it_knows_no_other_split() -> None:
    with pytest.raises(KeyError):
        Handoff().split("weather")
