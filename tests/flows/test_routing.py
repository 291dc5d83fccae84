"""Whom to send a matter to, counted along the log: now, after a reopening, after an erasure."""

from __future__ import annotations

from functools import cache

import pytest

from tacit.events import CustomerErased, IntentId, PersonId
from tacit.flows import routing
from tacit.flows.measure import Measures
from tacit.flows.routing import Handled, Side, Soonest
from tacit.learners.fixed import to_bytes
from tacit.learners.routing import Case, Routing, Tally, together
from tacit.share import Share
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.kept import Kept, kept

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def measures(shop: Shop) -> Measures:
    return Measures(shop.port.store)


@cache
def _told(store: Store) -> Kept:
    shop = open_shop(store, store.create_workspace("routing"))
    for _ in range(12):
        shop.resolved(RETURN, shop.ines, minutes=15)
        shop.resolved(RETURN, shop.jonas, minutes=127)
    return kept(shop)


@pytest.fixture
def shop(store: Store) -> Shop:
    """Ines resolves a return after a quarter of an hour, Jonas after two hours."""
    return _told(store).again()


@pytest.fixture
def intent(shop: Shop) -> IntentId:
    wanted = shop.preview(RETURN).verdict.intent.intent_id
    assert wanted is not None
    return wanted


def the_soonest(shop: Shop, measures: Measures, intent: IntentId) -> Soonest | None:
    with measures.counted(shop.workspace) as counted:
        return routing.soonest(shop.port, shop.workspace, counted, [intent]).get(intent)


def counted(shop: Shop, measures: Measures) -> bytes:
    with measures.counted(shop.workspace) as held:
        return to_bytes(held.routing) + to_bytes(held.assistant)


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


def tally(minutes: list[int]) -> Tally:
    """Resolutions that took so long, all of which held."""
    cases = Routing()
    for each in minutes:
        cases.learn(Case("returns", "nia", each, is_held=True, week=1))
    return together(cases.tallies("returns").values())


def side(minutes: int, part: int, whole: int) -> Side:
    """So many of so many resolved for good, each after as long."""
    return Side(tally([minutes] * part), Share(part, whole))


def test_where_agents_are_faster_and_resolve_oftener_the_lead_is_told_both() -> None:
    """38 of 40 against 12 of 40: 65 points, by Newcombe at least 46; the medians are points."""
    found = Handled(assistant=side(127, 12, 40), agents=side(15, 38, 40))
    assert (found.faster, found.oftener, found.is_for_agents) == ("agents", "agents", True)
    assert found.reason == (
        "The assistant resolved 12 of 40 (18% – 45%) for good, half within 2 hours (2 hours – "
        "2 hours); agents resolved 38 of 40 (83% – 99%) for good, half within 15 minutes "
        "(15 minutes – 15 minutes). Beyond what chance would do, agents are faster and agents "
        "resolve it oftener"
    )


@pytest.mark.parametrize(
    ("assistant", "agents", "faster", "oftener", "said"),
    [
        (side(1, 12, 40), side(15, 38, 40), "assistant", "agents",
         "Beyond what chance would do, the assistant is faster and agents resolve it oftener"),
        (side(1, 38, 40), side(15, 12, 40), "assistant", "assistant",
         "the assistant is faster and the assistant resolves it oftener"),
        (side(15, 30, 40), side(15, 31, 40), "", "", "Neither differs beyond what chance would do"),
        (side(127, 9, 40), side(15, 38, 40), "", "", "from 10 of either on they are compared"),
    ],
)  # fmt: skip
def test_one_of_the_two_alone_is_no_reason_for_a_mode(
    assistant: Side, agents: Side, faster: str, oftener: str, said: str
) -> None:
    found = Handled(assistant, agents)
    assert (found.faster, found.oftener, found.is_for_agents) == (faster, oftener, False)
    assert found.reason.endswith(said)


def test_what_one_side_alone_resolved_is_compared_with_nothing() -> None:
    assert Handled(agents=side(15, 38, 40)).reason == ""


def test_the_assistants_own_resolutions_stand_beside_the_agents(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    """Twelve answers at once, of which one was complained of afterwards."""
    shop.mode("auto")
    for n in range(12):
        shop.clock.advance(days=8)  # or the same account would ask the same again
        talk = shop.asks(RETURN)
        talk.says("Thanks, that worked!")
        if n == 0:
            talk.says("It is still broken, your answer did not help.")
    with measures.counted(shop.workspace) as held:
        found = routing.handled_of(held, [intent])[intent]
    own = found.assistant
    assert (own.tally.n, own.tally.held) == (12, 11)
    assert (own.resolved.part, own.resolved.whole) == (11, 12)
    assert (found.agents.tally.n, found.agents.resolved) == (24, Share(24, 24))
    assert found.faster == "assistant"
    assert counted(shop, measures) == counted(shop, Measures(shop.port.store))


def test_the_reason_names_the_assistants_median_beside_both_of_the_agents(
    shop: Shop, measures: Measures, intent: IntentId
) -> None:
    """Both customers ask the same again within a week, so of each only the last answer held."""
    shop.mode("auto")
    for n in range(10):
        shop.clock.advance(days=3)
        shop.asks(RETURN, shop.ada if n % 2 else shop.bruno).says("Thanks, that worked!")
    found = the_soonest(shop, measures, intent)
    assert found is not None
    assert found.reason.endswith("(n = 24); the assistant 2 of 10, half within 1 minute")
