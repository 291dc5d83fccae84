"""What customers did elsewhere is logged without its words, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tacit.events import AccountId, Actor, SearchMade, SubscriptionChanged
from tacit.flows import customers, embed, usage
from tacit.flows.follow import Follower
from tacit.flows.usage import Changed, Searched, Untaken
from tacit.history import Account, Customer
from tests.cast import OPENS_AT, Shop
from tests.flows.test_embed import Mirrored

HUM = "samovar loud"
PROGRAM = Actor("system", "key:program")


def tell(shop: Shop, *told: usage.Told) -> None:
    usage.take_in(shop.port, shop.workspace, told, PROGRAM)
    shop.clock.advance(minutes=1)


def account(shop: Shop, name: str = "acme", customer: str = "ada") -> AccountId:
    """An account that is known by its name, with a customer of it."""
    known = customers.tell_account(shop.port, shop.workspace, Account(name, name.title()))
    customers.tell(shop.port, shop.workspace, Customer(customer), Account(name))
    return known


def searches(shop: Shop) -> list[SearchMade]:
    return [e.event for e in shop.events(SearchMade) if isinstance(e.event, SearchMade)]


def test_the_words_of_a_search_lie_beside_the_log_with_their_vectors(shop: Shop) -> None:
    tell(shop, Searched(HUM, 0, "ada"), Searched("return a kettle by post", 3))
    own, nobodys = searches(shop)
    assert (own.customer_id, own.results, own.language) == (shop.ada, 0, None)
    assert (nobodys.customer_id, nobodys.results, nobodys.language) == (None, 3, "en")
    store, ids = shop.port.store, [own.search_id, nobodys.search_id]
    assert store.bodies(shop.workspace, ids)[own.search_id] == HUM
    held = store.vectors(shop.workspace, shop.port.embedder.namespace, ids)
    assert held[own.search_id] == shop.port.vectors_of(HUM)
    actors = [logged.actor for logged in shop.events(SearchMade)]
    assert actors == [Actor("customer", shop.ada), PROGRAM]
    assert store.verify(shop.workspace).is_clean


def test_who_searches_and_is_unknown_becomes_known_once(shop: Shop) -> None:
    tell(shop, Searched(HUM, 0, "zoe"), Searched(HUM, 0, "zoe"))
    tell(shop, Searched(HUM, 0, "zoe"))
    known = shop.port.store.find_external(shop.workspace, "person", ["zoe"])
    assert {each.customer_id for each in searches(shop)} == {known["zoe"]}


def test_a_change_is_of_the_account_that_is_named_or_of_the_customers(shop: Shop) -> None:
    acme, other = account(shop), account(shop, "bolt", "bruno")
    tell(shop, Changed("cancelled", customer="ada"), Changed("cancelled", "ada", "bolt"))
    tell(shop, Changed("active", account="acme"))
    found = [e.event for e in shop.events(SubscriptionChanged)]
    assert found == [
        SubscriptionChanged(acme, "cancelled"),
        SubscriptionChanged(other, "cancelled"),
        SubscriptionChanged(acme, "active"),
    ]


def test_each_has_its_own_time_and_none_is_later_than_now(shop: Shop) -> None:
    now = shop.clock()
    earlier, ahead = now - timedelta(days=3), now + timedelta(minutes=2)
    tell(shop, Searched(HUM, 0, at=earlier), Searched(HUM, 0), Searched(HUM, 0, at=ahead))
    assert [logged.at for logged in shop.events(SearchMade)] == [earlier, now, now]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Changed("cancelled", account="nobody"), "properties.account"),
        (Changed("cancelled", customer="nobody"), "customer"),
        (Changed("cancelled", customer="bruno"), "customer"),
        (Changed("cancelled"), "customer"),
        (Searched(HUM, 0, at=OPENS_AT + timedelta(minutes=6)), "at"),
    ],
)
def test_one_that_cannot_be_taken_in_refuses_all(shop: Shop, wrong: usage.Told, field: str) -> None:
    head = shop.head()
    with pytest.raises(Untaken) as refused:
        tell(shop, Searched(HUM, 0, "zoe"), wrong)
    assert (refused.value.place, refused.value.field) == (1, field)
    assert shop.head() == head
    assert not shop.port.store.find_external(shop.workspace, "person", ["zoe"])


def test_an_erased_customers_searches_go_and_the_log_still_verifies(shop: Shop) -> None:
    account(shop)
    tell(shop, Searched(HUM, 0, "ada"), Searched(HUM, 0, "bruno"), Changed("cancelled", "ada"))
    gone, kept = searches(shop)
    shop.erase(shop.ada)
    store, ids = shop.port.store, [gone.search_id, kept.search_id]
    assert [*store.bodies(shop.workspace, ids)] == [kept.search_id]
    assert [*store.vectors(shop.workspace, shop.port.embedder.namespace, ids)] == [kept.search_id]
    report = store.verify(shop.workspace)
    assert (report.is_clean, report.erased_bodies) == (True, 1)


def test_another_model_embeds_searches_anew(shop: Shop) -> None:
    tell(shop, Searched(HUM, 0, "ada"))
    held, model = shop.port.follower, Mirrored()
    follower = Follower(held.store, model.namespace, model.dimensions, held.target)
    other = replace(shop.port, embedder=model, follower=follower)
    for _ in embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)):
        continue
    (search,) = searches(shop)
    found = other.store.vectors(shop.workspace, model.namespace, [search.search_id])
    assert found[search.search_id] == other.vectors_of(HUM)


def test_told_before_a_history_is_taken_in_it_does_not_make_the_desk_live(
    empty: Callable[[], Shop],
) -> None:
    desk = empty()
    account(desk)
    tell(desk, Searched(HUM, 0, "ada"), Changed("cancelled", account="acme"))
    assert not desk.port.store.is_live(desk.workspace)
    assert len(searches(desk)) == 1
