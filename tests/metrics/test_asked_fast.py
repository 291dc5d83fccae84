"""Of the answered conversations, those in which a person was asked for at once."""

from __future__ import annotations

from tacit.events import PersonAskedFor
from tests.metrics.written import CUSTOMER, Log, Talk


def asks(talk: Talk, seconds: int, *, is_fast: bool) -> Talk:
    talk.log.add(PersonAskedFor(talk.name, talk.decision, seconds, is_fast), CUSTOMER)
    return talk


def test_one_of_four_at_once_and_one_later() -> None:
    log = Log()
    talks = [log.opens().decides("answer").delivers() for _ in range(4)]
    asks(talks[0], 40, is_fast=True)
    asks(talks[1], 400, is_fast=False)
    log.opens().decides("hand_off").hands_off("customer_request")
    reading = log.total("asked_fast")
    assert (reading.share.part, reading.share.whole, reading.left_out) == (1, 4, 1)
    later = reading.parts["asked later"]
    assert (later.part, later.whole) == (1, 4)


def test_both_in_one_conversation_count_as_at_once() -> None:
    log = Log()
    talk = log.opens().decides("answer").delivers()
    asks(asks(talk, 400, is_fast=False), 20, is_fast=True)
    reading = log.total("asked_fast")
    assert (reading.share.part, reading.parts["asked later"].part) == (1, 0)
