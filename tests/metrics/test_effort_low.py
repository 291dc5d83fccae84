"""Low effort among what the assistant handled, with what customers rate beside it."""

from __future__ import annotations

from tests.metrics.written import Log, Talk


def answered(log: Log, turns: int = 1) -> Talk:
    """So many turns, each with an answer of the assistant's."""
    talk = log.opens()
    for _ in range(turns):
        talk.says()
        talk.decides("answer").delivers()
    return talk


def test_of_five_that_ended_three_were_low_and_the_estimate_erred_once() -> None:
    log = Log()
    answered(log).resolves()  # one turn: low by the estimate
    answered(log, turns=3).resolves("assumed", "silence")  # three: not
    answered(log).rates(2, feedback="ces")  # low, and estimated so
    answered(log).rates(6, feedback="ces")  # not, and estimated low
    answered(log, turns=3).rates(1, feedback="ces")  # low, and not estimated so
    reading = log.total("effort_low")
    assert (reading.share.part, reading.share.whole) == (3, 5)
    parts = {name: (each.part, each.whole) for name, each in reading.parts.items()}
    assert parts == {
        "low by rating": (2, 3), "low by estimate": (1, 2), "estimate as rated": (1, 3),
    }  # fmt: skip


def test_what_is_open_or_was_an_agents_alone_is_left_out() -> None:
    log = Log()
    answered(log)  # who may come back is not counted yet
    log.opens().decides("hand_off").hands_off().replies("a")
    log.opens().decides("answer", mode="observe").resolves()
    answered(log).hands_off()  # its answer fell short, and that ended its part
    reading = log.total("effort_low")
    assert (reading.share.whole, reading.left_out) == (1, 3)


def test_the_ratings_stand_beside_it_with_their_mean_whoever_replied() -> None:
    """(1 + 3 + 7) / 3 = 3.67."""
    log = Log()
    for value in (1, 3):
        answered(log).rates(value, feedback="ces")
    talk = log.opens().decides("hand_off").hands_off()
    talk.replies("a")
    talk.rates(7, feedback="ces")
    (ces,) = log.measured("effort_low").beside
    assert (ces.name, ces.total.share.part, ces.total.share.whole) == ("ces", 2, 3)
    assert ces.total.figures == {"mean_hundredths": 367}


def test_before_anybody_rated_there_is_no_mean() -> None:
    log = Log()
    answered(log)
    assert log.total("ces").figures == {"mean_hundredths": None}
    assert log.total("ces").left_out == 1
