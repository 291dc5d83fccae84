"""Knowledge is published by version; the pointer says which one answers come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import EntryRevised, KnowledgePointed, KnowledgePublished
from tacit.flows import publish
from tacit.history import Article
from tests.cast import ARTICLES, Shop

RETURNS = ARTICLES[0]
RETURN = "How do I send back the kettle I bought?"


def put(shop: Shop, *articles: Article) -> int:
    """Publish; returns how many revisions were new."""
    logged = publish.put_articles(shop.port, shop.workspace, articles, "changed")
    return sum(isinstance(each.event, EntryRevised) for each in logged)


def shown(shop: Shop, name: str) -> str:
    revision = shop.learned().library.live[shop.entries[name]]
    return "\n".join(each.text for each in revision.text.passages)


def test_a_help_centre_is_one_version(shop: Shop) -> None:
    (version,) = (e.event for e in shop.events(KnowledgePublished))
    assert isinstance(version, KnowledgePublished)
    assert (version.version, version.base) == (1, 0)
    assert len(version.revisions) == len(ARTICLES) == 12


def test_what_is_live_already_is_not_published_again(shop: Shop) -> None:
    assert put(shop, *ARTICLES) == 0
    assert len(shop.events(KnowledgePublished)) == 1


def test_a_changed_article_is_a_new_revision_and_a_new_version(shop: Shop) -> None:
    assert put(shop, replace(RETURNS, markdown="Within 60 days."), ARTICLES[1]) == 1
    assert shown(shop, "returns") == "Within 60 days."
    assert shop.learned().library.version == 2


def test_an_article_is_known_by_its_address_too(shop: Shop) -> None:
    put(shop, Article("other-id", "Send something back", "Within 60 days.", url=RETURNS.url))
    assert shown(shop, "returns") == "Within 60 days."
    assert len(shop.learned().library.live) == 12


def test_a_withdrawn_article_is_dropped(shop: Shop) -> None:
    put(shop, replace(RETURNS, is_withdrawn=True))
    assert shop.entries["returns"] not in shop.learned().library.live
    assert shop.first(RETURN) != "returns"


def test_answers_come_from_the_version_pointed_at(shop: Shop) -> None:
    put(shop, replace(RETURNS, markdown="Within 60 days."))
    assert "60 days" in (shop.preview(RETURN).verdict.text or "")
    publish.point(shop.port, shop.workspace, 1, "wrong")
    preview = shop.preview(RETURN)
    assert "30 days" in (preview.verdict.text or "")
    assert preview.knowledge_version == 1
    publish.point(shop.port, shop.workspace, 2, "right after all")
    assert "60 days" in (shop.preview(RETURN).verdict.text or "")
    assert [e.event.version for e in shop.events(KnowledgePointed)] == [1, 2]


def test_going_back_gives_the_very_same_decision(shop: Shop) -> None:
    before = shop.preview(RETURN).verdict
    put(shop, replace(RETURNS, markdown="Within 60 days."))
    publish.point(shop.port, shop.workspace, 1, "wrong")
    assert shop.preview(RETURN).verdict == before


def test_publishing_after_an_undo_builds_on_what_is_live(shop: Shop) -> None:
    put(shop, replace(RETURNS, markdown="Within 60 days."))
    publish.point(shop.port, shop.workspace, 1, "wrong")
    put(shop, replace(ARTICLES[1], markdown="Within a week."))
    assert "30 days" in shown(shop, "returns")
    assert shown(shop, "refunds") == "Within a week."
    last = shop.events(KnowledgePublished)[-1].event
    assert isinstance(last, KnowledgePublished)
    assert (last.version, last.base) == (3, 1)


def test_the_withdrawn_text_can_be_published_again(shop: Shop) -> None:
    put(shop, replace(RETURNS, is_withdrawn=True))
    assert put(shop, RETURNS) == 1
    assert shop.first(RETURN) == "returns"


def test_a_version_that_never_was_cannot_be_pointed_at(shop: Shop) -> None:
    with pytest.raises(ValueError, match="no version 9"):
        publish.point(shop.port, shop.workspace, 9, "typed wrong")
    assert shop.events(KnowledgePointed) == []


def test_a_long_article_is_cut_and_every_passage_is_found(shop: Shop) -> None:
    long = "# One\n" + "filler " * 80 + "\n# Two\nThe samovar hums."
    put(shop, Article("samovar", "Samovars", long))
    shop.name_entries()
    (entry,) = shop.port.store.find_external(shop.workspace, "article", ["samovar"]).values()
    assert len(shop.learned().library.live[entry].text.passages) == 3
    top = shop.preview("samovar hums").verdict.candidates[0]
    assert (top.entry_id, top.passage) == (entry, 2)


def test_an_article_without_a_text_is_a_stub(shop: Shop) -> None:
    put(shop, Article("empty", "Samovar manual", "  \n"))
    verdict = shop.preview("samovar manual").verdict
    assert (verdict.candidates[0].origin, verdict.rule) == ("stub", "stub")


def test_an_article_fills_the_stub_under_whose_address_it_was_cited(shop: Shop) -> None:
    address = "https://help.kettle.example/samovar"
    shop.asks("Is the samovar loud?").replies("See there.", cites=address)
    put(shop, Article("samovar", "Samovars", "The samovar hums.", url=address))
    (stub,) = shop.port.store.find_external(shop.workspace, "article", [address]).values()
    assert shop.learned().library.live[stub].event.origin == "article"
    assert shop.preview("Is the samovar loud?").verdict.action == "answer"
