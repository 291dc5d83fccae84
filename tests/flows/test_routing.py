"""Whom to send a matter to, counted along the log: now, after a reopening, after an erasure."""

from __future__ import annotations

import pytest

from tacit.events import CustomerErased, IntentId, PersonId
from tacit.flows import routing
from tacit.flows.measure import Measures
from tacit.flows.routing import Soonest
from tacit.learners.fixed import to_bytes
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def measures(shop: Shop) -> Measures:
    return Measures(shop.port.store)


@pytest.fixture
def intent(shop: Shop) -> IntentId:
    """Ines resolves a return after a quarter of an hour, Jonas after two hours."""
    for _ in range(12):
        shop.resolved(RETURN, shop.ines, minutes=15)
        shop.resolved(RETURN, shop.jonas, minutes=127)
    wanted = shop.preview(RETURN).verdict.intent.intent_id
    assert wanted is not None
    return wanted


def the_soonest(shop: Shop, measures: Measures, intent: IntentId) -> Soonest | None:
    with measures.counted(shop.workspace) as counted:
        return routing.soonest(shop.port, shop.workspace, counted, [intent]).get(intent)


def counted(shop: Shop, measures: Measures) -> bytes:
    with measures.counted(shop.workspace) as held:
        return to_bytes(held.routing)


def test_whoever_resolves_it_faster_gets_it_and_the_reason_and_n_are_said(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    """Times are in eighths of a doubling: 15 and 127 minutes are 2^4 and 2^7 less one."""
    found = the_soonest(shop, measures, intent)
    assert found is not None
    assert (found.agent_id, found.n) == (shop.ines, 24)
    assert found.reason == (
        "Ines resolves these soonest: 12 of 12 held, half of them within 15 minutes; "
        "others 12 of 12, half within 2 hours (n = 24)"
    )


def test_what_is_counted_as_it_comes_equals_what_is_counted_at_once(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    talk = shop.resolved(RETURN, shop.ines, minutes=40)
    assert counted(shop, measures) == counted(shop, Measures(shop.port.store))
    talk.says("It is still broken, your answer did not help.")
    assert counted(shop, measures) == counted(shop, Measures(shop.port.store))
    shop.erase(shop.jonas)
    assert counted(shop, measures) == counted(shop, Measures(shop.port.store))
    with measures.counted(shop.workspace) as held:
        assert shop.jonas not in held.routing.weeks


def test_an_erased_customers_matters_are_counted_no_more(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    assert the_soonest(shop, measures, intent) is not None
    shop.erase(shop.bruno)
    assert [each.event for each in shop.events(CustomerErased)]
    assert the_soonest(shop, measures, intent) is None


def test_what_agents_did_is_listed_by_name_and_below_the_least_n_together(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    for _ in range(3):
        shop.resolved(RETURN, PersonId(shop.stefan), minutes=5)
    with measures.counted(shop.workspace) as held:
        rows = routing.rows_of(shop.port, shop.workspace, held, intent)
    assert [(each.name, each.tally.n, each.people) for each in rows] == [
        ("Ines", 12, 1),
        ("Jonas", 12, 1),
        ("", 3, 1),
    ]


def test_the_way_that_resolves_fastest_is_told_in_words_with_its_counts(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    with measures.counted(shop.workspace) as held, shop.port.learned(shop.workspace) as learned:
        ways = routing.ways_of(held.courses, [intent])[intent]
        words = [routing.told(learned, each.steps) for each in ways.listed]
    assert words == [["agent replied citing “Send something back”", "resolved"]]
    assert (ways.listed[0].held.part, ways.listed[0].held.whole, ways.others) == (24, 24, 0)


def test_a_log_that_is_long_is_not_read_while_a_page_waits(
    shop: Shop, intent: IntentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tacit.flows.measure.AT_ONCE", 100)
    measures = Measures(shop.port.store)
    with measures.at_hand(shop.workspace) as held:
        assert held is None
    measures.warm(shop.workspace, lambda: False)
    with measures.at_hand(shop.workspace) as held:
        assert held is None
    measures.warm(shop.workspace, lambda: True)
    with measures.at_hand(shop.workspace) as held:
        assert held is not None
        assert held.courses.position == shop.head()
