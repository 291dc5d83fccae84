"""Which accounts may leave: learned from those that did, tried on those that it had not seen."""

from __future__ import annotations

import random

import pytest

from tacit.events import AccountId
from tacit.flows.leaving import LEAST_ACCOUNTS, WORDS, Leaving, leaving
from tacit.learners.churn import Case, ChurnModel
from tacit.metrics.courses import courses_of
from tests.metrics.written import Log


def found(log: Log) -> Leaving:
    return leaving(courses_of(log.events))


def lived(log: Log, account: str, *, is_resolved: bool, leaves: bool) -> None:
    """A conversation, and twenty days later the account leaves or not."""
    talk = log.opens(account=account)
    talk.says()
    talk.decides("hand_off").hands_off()
    if is_resolved:
        talk.resolves()
    if leaves:
        log.leaves(account, days=20)


def past(log: Log, dice: random.Random, effect: float, accounts: int = 60) -> None:
    """Accounts of which an unresolved matter's leave with a chance of .1 + effect, others' of .1"""
    for n in range(accounts):
        is_resolved = n % 2 == 0
        leaves = dice.random() < (0.1 if is_resolved else 0.1 + effect)
        lived(log, f"past-{n}", is_resolved=is_resolved, leaves=leaves)
    log.waits(days=40)


def test_an_account_with_an_unresolved_matter_is_listed_once_others_left_after_theirs() -> None:
    log = Log()
    past(log, random.Random(4), effect=0.7)
    lived(log, "worried", is_resolved=False, leaves=False)
    lived(log, "content", is_resolved=True, leaves=False)
    log.waits(days=5)
    log.opens(account="fresh").says()
    told = found(log)
    assert told.is_known
    assert [each.account_id for each in told.at_risk] == ["worried"], "a new matter is not yet old"
    (first,) = told.at_risk
    assert first.signs == ["unresolved"]
    assert first.chance > 0.5
    (weight,) = told.weights
    assert weight.sign == "unresolved"
    assert weight.low > 1
    assert weight.shown.part > 4 * weight.others.part
    # Chance alone would find a fifth of those that left.
    assert told.found.part / told.found.whole > 0.3


def test_where_leaving_hangs_on_nothing_no_sign_is_sure_and_nobody_stands_out() -> None:
    log = Log()
    past(log, random.Random(5), effect=0.0, accounts=120)
    lived(log, "worried", is_resolved=False, leaves=False)
    log.waits(days=5)
    log.opens().says()
    told = found(log)
    (weight,) = told.weights
    assert weight.low < 1 < weight.high
    assert told.at_risk[0].chance < 0.25


def test_who_left_is_listed_no_more_and_who_is_back_is() -> None:
    log = Log()
    past(log, random.Random(4), effect=0.7)
    lived(log, "gone", is_resolved=False, leaves=True)
    log.waits(days=5)
    assert "gone" not in {each.account_id for each in found(log).at_risk}
    log.leaves("gone", "active")
    assert "gone" in {each.account_id for each in found(log).at_risk}


@pytest.mark.parametrize("leavers", [0, LEAST_ACCOUNTS - 1])
def test_of_too_few_accounts_nothing_is_said(leavers: int) -> None:
    log = Log()
    for n in range(20):
        lived(log, f"a{n}", is_resolved=False, leaves=n < leavers)
    log.waits(days=40)
    log.opens(account="now").says()
    told = found(log)
    assert (told.left, told.is_known, told.at_risk, told.weights) == (leavers, False, (), ())
    assert told.awaits.startswith("4 accounts left" if leavers else "Nobody told of")


def test_asking_often_and_each_other_sign_are_read() -> None:
    log = Log()
    past(log, random.Random(4), effect=0.7)
    for _ in range(3):
        lived(log, "busy", is_resolved=True, leaves=False)
    talk = log.opens(account="cross")
    talk.says()
    talk.decides("answer").reopens().rates(1)
    log.waits(days=4)
    log.opens().says()
    signs = {each.account_id: set(each.signs) for each in found(log).at_risk}
    assert signs == {AccountId("busy"): {"often"}, AccountId("cross"): {
        "reopened", "rated_low", "unresolved",
    }}  # fmt: skip
    assert set().union(*signs.values()) <= WORDS.keys()


def test_a_case_taken_back_leaves_the_model_as_it_was() -> None:
    model, untouched = ChurnModel(), ChurnModel()
    for each in (model, untouched):
        each.learn(Case({"reopened"}, is_left=True))
    model.learn(Case({"reopened", "turns"}, is_left=False))
    model.forget(Case({"reopened", "turns"}, is_left=False))
    assert model == untouched
    assert model.predict({"turns"}) == untouched.predict(())
