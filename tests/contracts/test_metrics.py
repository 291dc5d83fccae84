"""One contract over all metrics, and for each of its promises a breaker that must fail it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tacit.metrics import ALL
from tests.contracts.metric_breakers import BREAKERS, HONEST, breaker_of
from tests.contracts.metric_promises import ALWAYS, OF_WHAT_WAS_SEEN
from tests.contracts.metric_worlds import SEEN_ONLY, WORLDS, World

Promise = Callable[[World], None]
EVERY_PROMISE = [*ALWAYS, *OF_WHAT_WAS_SEEN]


def named(one: object) -> str:
    return str(getattr(one, "name", getattr(one, "__name__", one)))


def test_every_metric_is_under_contract() -> None:
    assert {each.name for each in WORLDS} == set(ALL)


@pytest.mark.parametrize("promise", ALWAYS, ids=named)
@pytest.mark.parametrize("world", WORLDS, ids=named)
def test_a_metric_keeps_its_promises(world: World, promise: Promise) -> None:
    promise(world)


@pytest.mark.parametrize("promise", OF_WHAT_WAS_SEEN, ids=named)
@pytest.mark.parametrize("world", [w for w in WORLDS if w.name in SEEN_ONLY], ids=named)
def test_would_be_answers_flatter_nobody(world: World, promise: Promise) -> None:
    promise(world)


@pytest.mark.parametrize("name", ALL)
def test_every_metric_says_what_it_counts_and_awaits(name: str) -> None:
    metric = ALL[name]
    assert metric.definition.endswith(".")
    assert all((metric.title, metric.units, metric.awaits))


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("containment", {"resolution_confirmed", "resolution_assumed"}),
        ("resolution_confirmed", {"resolution_assumed"}),
        ("resolution_assumed", {"resolution_confirmed"}),
        ("csat", {"csat_answer_rate"}),
    ],
)
def test_what_would_flatter_alone_has_its_company(name: str, company: set[str]) -> None:
    assert set(ALL[name].beside) >= company


# ---- planted breakers -----------------------------------------------------------


@pytest.mark.parametrize("promise", EVERY_PROMISE, ids=named)
def test_a_promise_is_kept_by_an_honest_metric_and_broken_by_its_breaker(promise: Promise) -> None:
    promise(HONEST)
    with pytest.raises(AssertionError):
        promise(breaker_of(promise))


def test_every_promise_has_a_breaker() -> None:
    assert set(BREAKERS) == {each.__name__ for each in EVERY_PROMISE}
