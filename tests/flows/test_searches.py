"""Searches that found nothing stand beside questions, grouped by what they are for."""

from __future__ import annotations

from tacit.flows.searches import InVain, by_intent, in_vain
from tests.cast import Shop
from tests.flows.test_intents import RETURN, RETURNS, answered
from tests.flows.test_usage import Searched, tell

# Six of eight telling words are the same.
HUM = "samovar hums loudly while boiling water"
HUMS = (HUM, "samovar hums loudly when boiling tea", "why samovar hums loudly, boiling")


def found(shop: Shop) -> list[InVain]:
    return in_vain(shop.port, shop.workspace)


def test_zero_result_searches_enter_gap_detection_beside_questions(shop: Shop) -> None:
    answered(shop, *RETURNS)
    (intent,) = shop.learned().intents.live
    tell(shop, Searched(RETURN, 0, "ada"), Searched(RETURNS[0], 0, "bruno"))
    (gap,) = found(shop)
    assert gap == InVain(RETURNS[0], times=2, customers=2, intent_id=intent)
    assert by_intent(found(shop)) == {intent: 2}


def test_alike_ones_are_one_in_the_words_of_the_latest(shop: Shop) -> None:
    for words, who in zip(HUMS, ("ada", "bruno", "ada"), strict=True):
        tell(shop, Searched(words, 0, who))
    tell(shop, Searched("gift card", 0), Searched(HUM, 0))
    assert found(shop) == [
        InVain(HUM, times=4, customers=2, intent_id=None),
        InVain("gift card", times=1, customers=0, intent_id=None),
    ]
    assert by_intent(found(shop)) == {}


def test_what_found_something_is_no_gap(shop: Shop) -> None:
    tell(shop, Searched(HUM, 1), Searched("gift card", 20))
    assert found(shop) == []


def test_thirty_days_count_by_when_it_was_searched(shop: Shop) -> None:
    tell(shop, Searched(HUM, 0, at=shop.clock.now))
    shop.clock.advance(days=29)
    assert len(found(shop)) == 1
    shop.clock.advance(days=2)
    tell(shop, Searched("gift card", 0, at=shop.events()[-1].at))
    assert found(shop) == []


def test_the_erased_search_for_nothing(shop: Shop) -> None:
    tell(shop, Searched(HUMS[0], 0, "bruno"), Searched(HUMS[1], 0, "ada"))
    shop.erase(shop.ada)
    assert found(shop) == [InVain(HUMS[0], times=1, customers=1, intent_id=None)]
    tell(shop, Searched(HUMS[2], 0))
    assert shop.port.store.verify(shop.workspace).is_clean


def test_only_the_latest_thousand_are_looked_through(shop: Shop) -> None:
    tell(shop, *[Searched("gift card", 0)] * 5)
    for _ in range(10):
        tell(shop, *[Searched(HUM, 0)] * 100)
    assert [(each.words, each.times) for each in found(shop)] == [(HUM, 1000)]
