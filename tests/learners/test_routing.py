"""Who resolves what soonest: counted by hand, and said only where it is more than chance."""

from __future__ import annotations

import math

import pytest

from tacit.learners.routing import IDLE_WEEKS, LEAST, Case, Routing, Suggestion, together

REFUNDS = "refunds"
NOW = 2700


def cases(agent: str, minutes: list[int], held: int | None = None, week: int = NOW) -> list[Case]:
    """What one agent resolved; the first `held` of it held, all where none is told."""
    holds = len(minutes) if held is None else held
    return [
        Case(REFUNDS, agent, each, is_held=n < holds, week=week) for n, each in enumerate(minutes)
    ]


def told(*counted: list[Case]) -> Routing:
    routing = Routing()
    for each in (case for one in counted for case in one):
        routing.learn(each)
    return routing


def named(routing: Routing, week: int = NOW) -> str | None:
    found = routing.predict(REFUNDS, week)
    return found.agent if found else None


def test_whoever_resolves_it_faster_over_enough_cases_gets_it_with_the_reason() -> None:
    """12 cases of a quarter of an hour against 19 of two hours: 2^4 - 1 and 2^7 - 1 minutes."""
    routing = told(cases("nia", [15] * 12, held=11), cases("tom", [127] * 19, held=17))
    found = routing.predict(REFUNDS, NOW)
    assert isinstance(found, Suggestion)
    assert (found.agent, found.own.n, found.own.held, found.own.median) == ("nia", 12, 11, 15)
    assert (found.others.n, found.others.held, found.others.median) == (19, 17, 127)
    assert found.odds > 20


def test_nothing_is_said_of_fewer_cases_than_are_enough() -> None:
    few = [15] * (LEAST - 1)
    slow = cases("tom", [127] * 30)
    assert named(told(cases("nia", few), slow)) is None
    assert named(told(cases("nia", [*few, 15]), slow)) == "nia"


def test_nothing_is_said_where_too_few_others_resolved_any() -> None:
    assert named(told(cases("nia", [15] * 30), cases("tom", [127] * (LEAST - 1)))) is None
    assert named(told(cases("nia", [15] * 30))) is None


def test_what_chance_would_say_as_well_is_not_said() -> None:
    """Both take from a few minutes to days; the medians differ, and that is all there is to it."""
    wide = [3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047]
    assert named(told(cases("nia", wide), cases("tom", [each + 8 for each in wide]))) is None


def test_one_week_end_does_not_decide() -> None:
    """Thirty quick ones and one left for three days: Nia's mean is worse, she is named."""
    routing = told(cases("nia", [15] * 30 + [4320]), cases("tom", [127] * 30))
    assert sum([15] * 30 + [4320]) / 31 > 127
    assert named(routing) == "nia"


def test_who_is_quick_with_what_does_not_hold_is_not_named() -> None:
    """Nia is a third quicker and of her resolutions a third holds: three tries are one."""
    quick, slow = [15] * 30, [22] * 30
    assert named(told(cases("nia", quick), cases("tom", slow))) == "nia"
    assert named(told(cases("nia", quick, held=10), cases("tom", slow))) != "nia"


@pytest.mark.parametrize(("weeks", "who"), [(IDLE_WEEKS, "nia"), (IDLE_WEEKS + 1, None)])
def test_who_has_been_idle_for_weeks_is_not_named(weeks: int, who: str | None) -> None:
    routing = told(cases("nia", [15] * 12), cases("tom", [127] * 12, week=NOW + weeks))
    assert named(routing, NOW + weeks) == who


def test_an_agent_who_is_busy_with_other_matters_is_not_idle() -> None:
    routing = told(cases("nia", [15] * 12), cases("tom", [127] * 12))
    routing.learn(Case("login", "nia", 5, is_held=True, week=NOW + 30))
    assert named(routing, NOW + 31) == "nia"


def test_few_cases_are_drawn_to_what_is_usual_of_all() -> None:
    """Ten at 15 minutes and a hundred at 63: means ln 16 and ln 64, of all ln 2^(640/110).

    σ² is that of rounding alone, so k is small; the cost lies between the two means and
    nearer to the agent's own.
    """
    routing = told(cases("nia", [15] * 10), cases("tom", [63] * 100))
    noise = routing.noise()
    assert noise is not None
    tallies = routing.tallies(REFUNDS)
    whole = together(tallies.values())
    assert whole.mean == pytest.approx(640 / 110 * math.log(2))
    cost, _ = noise.cost(tallies["nia"], whole)
    assert math.log(16) < cost < (math.log(16) + math.log(64)) / 2
    # τ² by hand: Σ n (mean - mean of all)² = 10·100/110 · (2 ln 2)²; less σ², over
    # 110 - (10² + 100²) / 110.
    variance = (math.log(2) / 8) ** 2 / 12
    between = 1000 / 110 * (2 * math.log(2)) ** 2
    apart = (between - variance) / (110 - 10100 / 110)
    assert noise.prior == pytest.approx(variance / apart)


def test_agents_who_do_not_differ_are_worth_infinitely_many_cases_of_all() -> None:
    assert told(cases("nia", [15, 127] * 10), cases("tom", [127, 15] * 10)).noise() is None


def test_a_median_has_its_interval_by_ranks() -> None:
    """Of 25 cases ranks 12.5 ± 0.98 · 5: the 8th to the 19th, and all times 2^(n/8) - 1."""
    tally = told(cases("nia", [2**n - 1 for n in range(25)])).tallies(REFUNDS)["nia"]
    assert tally.median == 2**12 - 1
    assert tally.between == (2**7 - 1, 2**18 - 1)


def test_a_single_case_has_a_median_and_no_narrow_interval() -> None:
    tally = told(cases("nia", [15])).tallies(REFUNDS)["nia"]
    assert (tally.median, tally.between) == (15, (15, 15))


def test_what_was_taken_back_leaves_nothing() -> None:
    routing = told(cases("nia", [15, 31], held=1))
    for each in cases("nia", [15, 31], held=1):
        routing.forget(each)
    assert routing == Routing()
