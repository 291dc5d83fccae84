"""Names that articles had before they were changed, and no article has now."""

from __future__ import annotations

import numpy as np

from tacit.events import EntryId, EntryRevised, KnowledgePublished
from tacit.knowledge.library import Library, Passage, Text
from tacit.knowledge.stale import gone, names

E = EntryId("e")


def library(*texts: str, other: str = "") -> Library:
    """One article with these texts one after the other, the last one live, and another."""
    held = Library()
    manifest = {}
    for n, (entry, text) in enumerate([(E, t) for t in texts] + [(EntryId("o"), other)], 1):
        revised = EntryRevised(entry, n, f"r{n}", "article", "", "en", "import")
        held.revise(revised, Text("Page", None, (Passage("", text),)), np.zeros((1, 4), np.int8))
        manifest[str(entry)] = n
    held.publish(KnowledgePublished(1, 0, manifest, [], "all"))
    return held


def test_a_name_is_large_words_or_a_number_with_what_it_counts() -> None:
    assert names("We choose Blue Shelf Panel and wait 30 days. Then go.") == {
        "Blue Shelf", "Shelf Panel", "Blue Shelf Panel", "30 days",
    }  # fmt: skip


def test_a_name_that_was_changed_is_gone() -> None:
    held = library("Open the Blue Shelf.", "Open the Blue Panel.")
    assert gone(held, "Look on the Blue Shelf for it.") == {"Blue Shelf"}
    assert gone(held, "Look on the Blue Panel for it.") == set()


def test_a_name_that_another_page_still_has_is_not_gone() -> None:
    held = library("Open the Blue Shelf.", "Open the drawer.", other="The Blue Shelf is blue.")
    assert gone(held, "Look on the Blue Shelf for it.") == set()


def test_a_name_that_no_article_ever_had_is_not_gone() -> None:
    assert gone(library("Wait 30 days.", "Wait 60 days."), "Ask in the Red Room.") == set()
    assert gone(library("Wait 30 days.", "Wait 60 days."), "Wait 30 days.") == {"30 days"}


def test_a_name_within_longer_words_is_another() -> None:
    """Of a picture's words that run on: "the Blue ShelfBlue Panel button"."""
    held = library("See the Blue Shelf.", "See the Blue ShelfBlue Panel.")
    assert gone(held, "Look on the Blue Shelf for it.") == {"Blue Shelf"}
