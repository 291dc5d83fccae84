"""Questions that nothing answers stand as gaps, alike ones as one, one customer's as none."""

from __future__ import annotations

from tacit.events import PersonId
from tacit.flows.gaps import Gap, gaps
from tacit.flows.measure import Measures
from tests.cast import Shop
from tests.flows.test_intents import RETURNS, answered
from tests.flows.test_searches import HUM, HUMS


def found(shop: Shop) -> list[Gap]:
    with Measures(shop.port.store).current(shop.workspace) as courses:
        assert courses.at is not None
        return gaps(shop.port, shop.workspace, courses.by_id, shop.clock.now)


def ten_ask(shop: Shop) -> list[str]:
    """Ten customers ask about the same within a week; their conversations."""
    ids = list[str]()
    for n in range(10):
        customer = PersonId(f"018e08b0-0000-7000-8000-0000000c57{n:02}")
        ids.append(shop.asks(HUMS[n % 3], customer).conversation_id)
        shop.clock.advance(hours=12)
    return ids


def test_ten_paraphrases_in_a_week_are_one_gap_and_one_is_none(shop: Shop) -> None:
    ids = ten_ask(shop)
    shop.asks("Do you ship engraved teaspoons to Iceland?", shop.ada)
    (gap,) = found(shop)
    assert (gap.words, gap.times, gap.customers, gap.left) == (HUM, 10, 10, 10)
    assert gap.conversations == ids[:-6:-1]
    assert gap.because in {"nothing is near it", "no answer is sure enough"}


def test_one_customer_who_asks_again_and_again_is_no_gap(shop: Shop) -> None:
    for words in HUMS:
        shop.asks(words, shop.ada)
    assert found(shop) == []
    shop.asks(HUM, shop.bruno)
    (gap,) = found(shop)
    assert (gap.times, gap.customers) == (4, 2)


def test_what_an_intent_is_near_stands_with_it(shop: Shop) -> None:
    answered(shop, *RETURNS)
    assert shop.learned().intents.live
    for who in (shop.ada, shop.bruno):
        shop.asks(RETURNS[0], who)
    assert found(shop) == []


def test_a_gap_closes_once_agents_replies_make_an_intent_of_it(shop: Shop) -> None:
    ten_ask(shop)
    assert found(shop)
    for words in (*HUMS, *HUMS):
        shop.asks(words, shop.bruno).replies("Descale its chimney twice.", cites="vinegar")
    assert shop.learned().intents.live
    shop.clock.advance(days=29)
    for who in (shop.ada, shop.bruno):
        shop.asks(HUM, who)
    assert found(shop) == []


def test_who_wants_a_person_asks_for_no_knowledge(shop: Shop) -> None:
    for who in (shop.ada, shop.bruno):
        shop.asks("I want to talk to a human", who)
    assert found(shop) == []


def test_it_is_gone_after_thirty_days(shop: Shop) -> None:
    for who in (shop.ada, shop.bruno):
        shop.asks(HUM, who)
    shop.clock.advance(days=29)
    assert len(found(shop)) == 1
    shop.clock.advance(days=2)
    assert found(shop) == []


def test_the_erased_asked_nothing(shop: Shop) -> None:
    for who in (shop.ada, shop.bruno):
        shop.asks(HUM, who)
    shop.erase(shop.ada)
    assert found(shop) == []
