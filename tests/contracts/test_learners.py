"""One contract over all learners, and for each of its promises a breaker that must fail it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tacit.learners import ALL, COUNTED
from tests.contracts import breakers, promises
from tests.contracts.breakers import BREAKERS, HONEST, breaker_of
from tests.contracts.promises import ALWAYS, WHERE_IT_ADDS_UP, WHERE_IT_MERGES, the_budget_holds
from tests.contracts.subjects import SUBJECTS, Subject

Promise = Callable[[Subject], None]
ADDITIVE = [each for each in SUBJECTS if each.is_additive]
MERGEABLE = [each for each in SUBJECTS if each.merges]
EVERY_PROMISE = [*ALWAYS, *WHERE_IT_MERGES, *WHERE_IT_ADDS_UP]


def named(one: object) -> str:
    return str(getattr(one, "name", getattr(one, "__name__", one)))


def test_every_learner_is_under_contract() -> None:
    registered = ALL | COUNTED
    assert {each.name for each in SUBJECTS} == set(registered)
    assert all(isinstance(each.make(), registered[each.name]) for each in SUBJECTS)


@pytest.mark.parametrize("promise", ALWAYS, ids=named)
@pytest.mark.parametrize("subject", SUBJECTS, ids=named)
def test_a_learner_keeps_its_promises(subject: Subject, promise: Promise) -> None:
    promise(subject)


@pytest.mark.parametrize("promise", WHERE_IT_MERGES, ids=named)
@pytest.mark.parametrize("subject", MERGEABLE, ids=named)
def test_a_mergeable_learner_adds_up_over_shards(subject: Subject, promise: Promise) -> None:
    promise(subject)


@pytest.mark.parametrize("promise", WHERE_IT_ADDS_UP, ids=named)
@pytest.mark.parametrize("subject", ADDITIVE, ids=named)
def test_an_additive_learner_forgets_exactly(subject: Subject, promise: Promise) -> None:
    promise(subject)


@pytest.mark.parametrize("drop", [0.0, 0.18])
@pytest.mark.parametrize("seed", range(3))
def test_the_error_budget_holds_through_a_drop(seed: int, drop: float) -> None:
    the_budget_holds(ALL["budget"](), seed, drop)


@pytest.mark.parametrize("seed", range(3))
def test_a_decision_counts_once_against_the_error_budget(seed: int) -> None:
    promises.a_decision_counts_once(ALL["budget"], seed)


# ---- planted breakers -----------------------------------------------------------


@pytest.mark.parametrize("promise", EVERY_PROMISE, ids=named)
def test_a_promise_is_kept_by_an_honest_learner_and_broken_by_its_breaker(promise: Promise) -> None:
    promise(HONEST)
    with pytest.raises(breakers.CAUGHT):
        promise(breaker_of(promise))


def test_every_promise_has_a_breaker() -> None:
    assert set(BREAKERS) == {each.__name__ for each in EVERY_PROMISE}


@pytest.mark.parametrize("budget", breakers.BUDGETS, ids=named)
def test_a_budget_that_does_not_hold_is_found(budget: type) -> None:
    with pytest.raises(AssertionError):
        promises.the_budget_holds(budget(), seed=0, drop=0.18)


@pytest.mark.parametrize("budget", breakers.DOUBLING, ids=named)
def test_a_budget_that_counts_words_for_decisions_is_found(budget: type) -> None:
    with pytest.raises(AssertionError):
        promises.a_decision_counts_once(budget, seed=0)
