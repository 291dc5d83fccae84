"""The agents' list: what its filters offer, and how far it counts."""

from __future__ import annotations

import pytest

from tacit.flows import inbox, listing
from tacit.store import listing as table
from tacit.store.listing import Filter
from tacit.web.views.lines import Choice, lines_of
from tests.cast import Shop


def caught_up(shop: Shop) -> table.Listing:
    inbox.catch_up(shop.port, shop.workspace)
    listing.page(shop.port, shop.workspace, Filter())
    return shop.port.store.listing


def test_filters_offer_every_channel_and_language_once_in_order(shop: Shop) -> None:
    assert caught_up(shop).choices(shop.workspace) == []
    shop.asks("Where is the parcel that I ordered last week, please?")
    shop.asks("Wo ist das Paket, das ich letzte Woche bei Ihnen bestellt habe?")
    shop.asks("How long does a delivery take to another country?")
    languages = [
        value for what, value in caught_up(shop).choices(shop.workspace) if what != "channel"
    ]
    assert languages == ["de", "en"]
    channels = [
        value for what, value in caught_up(shop).choices(shop.workspace) if what == "channel"
    ]
    assert len(channels) == len(set(channels)) == 1


def test_the_counts_say_how_many_wait_up_to_what_a_page_shows(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        shop.asks("Where is my parcel?")
    assert caught_up(shop).counts(shop.workspace)[0] == 4
    shown = lines_of(shop.port, shop.workspace, Choice())
    assert (shown.counted("waiting"), shown.counted("resolved")) == ("4", "")
    monkeypatch.setattr(table, "COUNTED_AT_MOST", 2)
    monkeypatch.setattr("tacit.web.views.lines.COUNTED_AT_MOST", 2)
    assert caught_up(shop).counts(shop.workspace)[0] == 3
    assert lines_of(shop.port, shop.workspace, Choice()).counted("waiting") == "2+"
