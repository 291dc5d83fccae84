"""What another policy would have been worth, by the chances that the log holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.answering import backtest
from tacit.answering.backtest import (
    Judged,
    Policy,
    Worth,
    above,
    best_liked,
    judged_of,
    likeliest,
    steady,
)
from tacit.events import EntryId
from tacit.flows.backtest import drawn_by
from tacit.lesson import rating
from tests.test_lesson import candidate, decision, settled


def worth(log: list[Judged], policy: Policy) -> Worth:
    return backtest.worth(log, policy, drawn_by(0))


A, B = EntryId("a"), EntryId("b")


def given(chosen: str, reward: float, day: int = 0, **changed: object) -> Judged:
    """A is the likelier, B the better liked; B is given in one of five."""
    each = Judged(
        day, "i", EntryId(chosen), {A: 0.8, B: 0.2}, {A: 100, B: 0}, {B: 50}, 0.9, reward, 1.0
    )
    return replace(each, **changed)  # type: ignore[arg-type]


# Of ten questions a day eight get A, of which half resolve, and two get B, which both do.
LOG = [
    given(chosen, reward, day)
    for day in range(40)
    for chosen, rewards in (("a", [1, 0] * 4), ("b", [1, 1]))
    for reward in rewards
]


def test_a_policy_that_always_gave_the_other_is_weighed_by_its_chance() -> None:
    """B: 80 answers, all resolved, each worth 1/.2 = 5 of the 400: 80 · 5 / 400 = 1."""
    found = worth(LOG, best_liked)
    assert (found.answers, found.unknown, found.days) == (400, 0.0, 40)
    assert found.doubt == "too little overlap: it counts as 80 of the 100 that are needed"
    assert found.ips.mean == pytest.approx(1.0)
    assert found.self_normalised.mean == pytest.approx(1.0)
    assert found.doubly_robust.mean == pytest.approx(1.0)


def test_the_present_policy_less_its_lots() -> None:
    """A: 320 answers, 160 resolved, each worth 1/.8; worth 320 of its own."""
    for policy in (steady, likeliest):
        found = worth(LOG, policy)
        assert found.effective == pytest.approx(320)
        assert found.ips.mean == pytest.approx(0.5)
        assert found.doubly_robust.mean == pytest.approx(0.5)
        assert found.doubt == ""
    now = worth(LOG, above(0.0))
    assert now.naive.mean == now.ips.mean == pytest.approx(240 / 400)


def test_the_plain_average_misleads_where_the_answers_agree_on_the_easy_ones() -> None:
    """An easy question is given A for certain and resolves; a hard one is given B in nine of ten.

    A resolves no hard one: half of all. The plain average is of 100 easy and 10 hard ones: .91.
    """
    easy = [given("a", 1.0, day, chances={A: 1.0}) for day in range(100)]
    hard = [
        given("a" if day % 10 == 0 else "b", float(day % 10 != 0), day, chances={A: 0.1, B: 0.9})
        for day in range(100)
    ]
    found = worth(easy + [replace(each, segment="hard") for each in hard], likeliest)
    assert found.naive.mean == pytest.approx(100 / 110)
    assert found.self_normalised.mean == pytest.approx(0.5)
    assert found.self_normalised.low < 0.5 < found.self_normalised.high


def test_nothing_is_claimed_of_what_had_no_chance() -> None:
    log = [replace(each, chances={A: 1.0}) for each in LOG if each.chosen == A]
    found = worth(log, best_liked)
    assert found.unknown == 1.0
    assert "100% of its answers had no chance" in found.doubt
    assert worth(log, steady).doubt == "", "what it did for certain is known"
    assert "none of the judged answers" in worth(log, above(0.95)).doubt
    assert worth([], steady).doubt


def test_an_interval_is_of_days_and_the_same_each_time() -> None:
    """Two kinds of days, all good and all bad: twenty days tell less than 200 answers would."""
    log = [given("a", float(day % 2), day) for day in range(20) for _ in range(10)]
    found = worth(log, steady).self_normalised
    assert found.mean == pytest.approx(0.5)
    assert found.high - found.low > 0.35
    assert worth(log, steady).self_normalised == found


def test_a_word_of_little_weight_counts_in_part() -> None:
    """One good word of a tenth beside a bad one: .1 / 1.1."""
    log = [given("a", 1.0, weight=0.1), given("a", 0.0)]
    assert worth(log, steady).self_normalised.mean == pytest.approx(0.1 / 1.1)


def test_a_decision_is_read_with_its_chances_and_those_about_as_likely() -> None:
    """The third stands more than one unit (4096) behind, the fourth is not approved."""
    listed = [candidate("b", []), candidate("a", []), candidate("c", []), candidate("x", [])]
    scores = (9000, 9500, 5000, 9900)
    ranked = [
        replace(each, score=score, is_approved=each.entry_id != "x")
        for each, score in zip(listed, scores, strict=True)
    ]
    taken = decision(
        candidates=ranked, cites=["b"], lots={"a": 3072, "b": 1024}, propensity=1024,
        qualities={"b": 700}, confidence=2048,
    )  # fmt: skip
    word = rating(taken, settled("customer", reward=1000, reason="customer_thanks"))
    assert word is not None
    found = judged_of(taken, word, day=3)
    assert found.chances == {"a": 0.75, "b": 0.25}
    assert found.scores == {"a": 9500, "b": 9000}
    assert (found.confidence, found.reward, found.weight) == (0.5, 1.0, 1.0)
    assert steady(found) == {"b": 1.0}, "9,000 + 700 stand before 9,500"
    assert likeliest(found) == {"a": 1.0}
    certain = judged_of(replace(taken, lots={}, propensity=4096), word, day=3)
    assert certain.chances == {"b": 1.0}
