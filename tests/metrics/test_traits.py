"""Which traits a figure goes with: counts, accounts, intervals, and many values looked at."""

from __future__ import annotations

import random

import pytest

from tacit.metrics.course import Course
from tacit.metrics.courses import courses_of
from tacit.metrics.metric import UnknownMetric
from tacit.metrics.traits import FALSE, Finding, by_traits
from tacit.metrics.window import Window
from tests.metrics.written import Log


def answers(log: Log, account: str, resolved: int, count: int) -> None:
    """So many of an account's conversations are answered, so many of those confirmed."""
    for n in range(count):
        talk = log.opens(account=account).decides("answer").delivers()
        if n < resolved:
            talk.resolves()


def found(log: Log, **traits: dict[str, str]) -> list[Finding]:
    """What confirmed resolution goes with, where accounts have these traits: value by account."""

    def told(course: Course) -> dict[str, str]:
        account = course.account_id or ""
        return {name: of[account] for name, of in traits.items() if account in of}

    return by_traits(courses_of(log.events), "resolution_confirmed", Window(), told)


def test_a_value_is_set_against_all_others_with_counts_and_accounts() -> None:
    """10 of 40 against 30 of 40: -50 points. z = 0.5 / √(0.25 · 2/40) = 4.47, so 8 in a million."""
    log = Log()
    for n in range(40):
        answers(log, f"free {n}", int(n < 10), 1)
        answers(log, f"pro {n}", int(n < 30), 1)
    plan = {f"{plan} {n}": plan for plan in ("free", "pro") for n in range(40)}
    free, pro = found(log, plan=plan)
    assert (free.trait, free.value, pro.value) == ("plan", "free", "pro")
    assert (free.share.part, free.share.whole, free.accounts) == (10, 40, 40)
    assert (free.others.part, free.others.whole, free.other_accounts) == (30, 40, 40)
    assert free.points == -0.5 == -pro.points
    # Each account says one thing: the interval is Newcombe's, wider by √(80/79) · √(39/39).
    low, high = (free.share.above(free.others)[n] for n in (1, 2))
    assert (free.low, free.high) == pytest.approx((low, high), abs=0.003)
    assert free.chance == pytest.approx(8e-6, rel=0.15)
    assert free.is_clear
    assert pro.is_clear


def test_accounts_whose_customers_are_alike_count_as_few_witnesses() -> None:
    """16 of 40 against 32 of 40, but each of ten accounts is all or nothing.

    Σr² = 2·0.12² + 3·0.08² + 4·0.04² + 0.16² = 0.08, so V = 10/9 · 0.08 against B = 0.01: what is
    known is wider by √8.89 = 2.98. z = 0.4 / 0.1095 = 3.65, and 3.65 / 2.98 = 1.22: chance 0.22.
    """
    log = Log()
    plan = {}
    for n in range(5):
        answers(log, f"free {n}", 8 * (n < 2), 8)
        answers(log, f"pro {n}", 8 * (n < 4), 8)
        plan |= {f"free {n}": "free", f"pro {n}": "pro"}
    free, _ = found(log, plan=plan)
    assert (free.share.part, free.others.part, free.accounts) == (16, 32, 5)
    assert free.chance == pytest.approx(0.22, abs=0.005)
    _, low, _ = free.share.above(free.others)
    assert free.low == pytest.approx(-0.4 - 2.981 * (-0.4 - low), abs=0.001)
    assert not free.is_clear


def test_one_account_tells_of_itself_alone() -> None:
    log = Log()
    answers(log, "big", 0, 40)
    for n in range(40):
        answers(log, f"small {n}", 1, 1)
    (big,) = found(log, size={"big": "large"})
    assert (big.share.part, big.accounts, big.others.part) == (0, 1, 40)
    assert (big.chance, big.is_clear) == (None, False)


def test_nine_conversations_are_listed_nowhere() -> None:
    log = Log()
    for n in range(19):
        answers(log, f"a{n}", n % 2, 1)
    nine = {f"a{n}": "annual" for n in range(9)}
    assert found(log, billing=nine) == []
    # Of ten the others are nine.
    assert found(log, billing=nine | {"a9": "annual"}) == []
    answers(log, "a19", 0, 1)
    assert [each.share.whole for each in found(log, billing=nine | {"a9": "annual"})] == [10]


def test_of_many_values_that_mean_nothing_hardly_any_is_called_clear() -> None:
    """Forty traits by lot in each of twenty worlds: at 5% each, two of forty would be called so."""
    dice, worlds = random.Random(7), 0
    for _ in range(20):
        log = Log()
        for n in range(60):
            answers(log, f"a{n}", int(dice.random() < 0.6), 1)
        traits = {
            f"trait {k}": {f"a{n}": "yes" for n in range(60) if dice.random() < 0.5}
            for k in range(40)
        }
        worlds += any(each.is_clear for each in found(log, **traits))
    # A world with any is a false one, and of those there are FALSE in the long run.
    assert worlds <= 20 * FALSE + 3


def test_the_surest_comes_first_and_customers_without_an_account_are_each_one() -> None:
    log = Log()
    for n in range(40):
        talk = log.opens(customer=f"c{n}").decides("answer").delivers()
        if n % 2:
            talk.resolves()

    def told(course: Course) -> dict[str, str]:
        n = int((course.customer_id or "c0")[1:])
        return {"role": "admin" if n % 2 else "reader", "tier": "gold" if n < 20 else "tin"}

    listed = by_traits(courses_of(log.events), "resolution_confirmed", Window(), told)
    assert [(each.trait, each.is_clear, each.accounts) for each in listed] == [
        ("role", True, 20), ("role", True, 20), ("tier", False, 20), ("tier", False, 20),
    ]  # fmt: skip


def test_what_counts_no_conversations_has_no_traits() -> None:
    with pytest.raises(UnknownMetric, match="'drafts_sent' has no traits; those that have are cov"):
        by_traits([], "drafts_sent", Window(), lambda course: {})
