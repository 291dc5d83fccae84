"""Csat: the last rating of each customer, with how many rated beside it."""

from __future__ import annotations

from tests.metrics.written import AGENT, Log


def test_three_of_four_ratings_are_4_or_5_and_four_of_six_rated() -> None:
    log = Log()
    for value in (5, 4, 4, 3):
        log.opens().decides("answer").delivers().rates(value)
    log.opens().replies("a")
    log.opens().decides("answer").delivers()
    log.opens()  # nobody replied, so nobody could rate a reply
    measured = log.measured("csat")
    assert (measured.series.total.share.part, measured.series.total.share.whole) == (3, 4)
    assert [(each.name, each.total.share.part, each.total.n) for each in measured.beside] == [
        ("csat_answer_rate", 4, 6)
    ]


def test_a_customer_who_rates_twice_counts_once_by_the_last() -> None:
    log = Log()
    log.opens().decides("answer").delivers().rates(5).rates(1)
    assert log.share("csat") == (0, 1)


def test_only_customers_rate_and_a_thumb_is_no_csat() -> None:
    log = Log()
    log.opens().decides("answer").delivers().rates(5, AGENT).rates(1, feedback="thumb")
    assert log.share("csat") == (0, 0)
    assert log.share("csat_answer_rate") == (0, 1)
