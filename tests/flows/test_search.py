"""Search finds conversations by words of theirs, at once, and nothing of who was erased."""

from __future__ import annotations

import pytest

from tacit.flows.search import Search, words_of
from tests.cast import Shop


def found(shop: Shop, search: Search, text: str) -> list[str]:
    return search.find(shop.port, shop.workspace, text)


def test_all_words_must_be_there_and_the_last_may_be_begun(shop: Shop) -> None:
    search = Search()
    kettle = shop.asks("My KETTLE leaks at the spout").conversation_id
    parcel = shop.asks("My parcel leaks").conversation_id
    assert found(shop, search, "leaks") == [parcel, kettle]  # what moved last comes first
    assert found(shop, search, "spout leaks") == [kettle]
    assert found(shop, search, "leaks spo") == [kettle]
    assert found(shop, search, "spo leaks") == []
    assert found(shop, search, "teapot") == []
    assert found(shop, search, "?!") == []


def test_what_is_said_later_is_found_at_the_next_search(shop: Shop) -> None:
    search = Search()
    talk = shop.asks("Where is it?")
    assert found(shop, search, "zeppelin") == []
    talk.replies("The zeppelin carries it.")
    assert found(shop, search, "zeppelin") == [talk.conversation_id]


def test_words_that_nobody_had_said_before_take_their_place_among_the_others(shop: Shop) -> None:
    search = Search()
    old = shop.asks("apricot zebra").conversation_id
    assert found(shop, search, "zeb") == [old]
    new = shop.asks("quince zebu").conversation_id
    assert found(shop, search, "qui") == [new]
    assert found(shop, search, "zeb") == [new, old]
    assert found(shop, search, "apr") == [old]


def test_a_customer_is_found_by_name_and_address(shop: Shop) -> None:
    search = Search()
    talk = shop.asks("Where is it?", shop.bruno)
    assert found(shop, search, "bruno") == [talk.conversation_id]
    assert found(shop, search, "bruno@kettle.example") == [talk.conversation_id]


def test_who_was_erased_is_found_by_nobody(shop: Shop) -> None:
    search = Search()
    gone = shop.asks("An unheard-of marmalade", shop.ada).conversation_id
    stays = shop.asks("Marmalade again", shop.bruno).conversation_id
    assert found(shop, search, "marmalade") == [stays, gone]
    shop.erase(shop.ada)
    assert found(shop, search, "marmalade") == [stays]
    assert found(shop, search, "ada") == []
    later = shop.asks("More marmalade", shop.bruno).conversation_id
    assert found(shop, search, "marmalade") == [later, stays]
    assert found(shop, Search(), "marmalade") == [later, stays]


def test_words_are_compared_without_case_and_cut() -> None:
    assert words_of("x" * 100) == ["x" * 32]
    assert words_of("ΑΒΓ مرحبا 你好") == ["αβγ", "مرحبا", "你好"]


def test_words_are_read_ahead_until_told_to_stop(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    search, talk = Search(), shop.asks("The spout drips.")
    search.warm(shop.port, shop.workspace, lambda: False)
    search.warm(shop.port, shop.workspace, lambda: True)
    # All is known by now: finding reads no log.
    monkeypatch.setattr(type(shop.port.store), "read", None)
    assert found(shop, search, "drips") == [talk.conversation_id]
