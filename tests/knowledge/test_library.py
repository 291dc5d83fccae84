"""What is published is what answers come from; the pointer goes back and forth."""

from __future__ import annotations

import numpy as np

from tacit.events import EntryId, EntryRevised, KnowledgePointed, KnowledgePublished
from tacit.knowledge.library import Library, Passage, Text, lengths_of
from tacit.knowledge.words import terms

A, B = EntryId("a"), EntryId("b")


def revise(library: Library, entry: EntryId, number: int, *texts: str) -> None:
    """A revision whose passages each have one word, and vectors that tell them apart."""
    event = EntryRevised(
        entry, number, f"{entry}{number}", "article" if texts else "stub", "", "en"
    )
    passages = tuple(Passage("", each) for each in texts)
    vectors = np.arange(2 * (len(texts) + 1), dtype=np.int8).reshape(-1, 2) + ord(entry)
    library.revise(event, Text(f"Title {entry}", None, passages), vectors)


def publish(library: Library, version: int, base: int, **revisions: int) -> None:
    dropped = [EntryId(each) for each, n in revisions.items() if not n]
    kept = {each: n for each, n in revisions.items() if n}
    library.publish(KnowledgePublished(version, base, kept, dropped))


def found(library: Library, word: str) -> list[tuple[EntryId, int]]:
    """The entries and passages in which a word is found now."""
    view = library.view()
    hits = np.flatnonzero(library.words.scores(terms(word, "en")))
    return [(view.entries[view.document_owner[n]], int(view.document_place[n])) for n in hits]


def library() -> Library:
    made = Library()
    revise(made, A, 1, "kettle", "voucher")
    revise(made, B, 1, "invoice")
    publish(made, 1, 0, a=1, b=1)
    return made


def test_a_revision_serves_once_a_version_publishes_it() -> None:
    made = library()
    revise(made, A, 2, "samovar")
    assert found(made, "samovar") == []
    publish(made, 2, 1, a=2)
    assert found(made, "samovar") == [(A, 0)]
    assert found(made, "kettle") == []
    assert made.version == 2


def test_each_passage_is_found_with_its_place() -> None:
    assert found(library(), "voucher") == [(A, 1)]
    assert found(library(), "invoice") == [(B, 0)]


def test_the_title_is_searched_with_every_passage() -> None:
    assert found(library(), "title") == [(A, 0), (A, 1), (B, 0)]


def test_a_dropped_entry_is_found_no_more() -> None:
    made = library()
    publish(made, 2, 1, a=0)
    assert list(made.live) == [B]
    assert found(made, "kettle") == []


def test_the_pointer_goes_back_and_forth() -> None:
    made = library()
    revise(made, A, 2, "samovar")
    publish(made, 2, 1, a=2, b=0)
    made.point(KnowledgePointed(1))
    assert (found(made, "kettle"), found(made, "invoice")) == ([(A, 0)], [(B, 0)])
    assert found(made, "samovar") == []
    made.point(KnowledgePointed(2))
    assert (found(made, "kettle"), found(made, "samovar")) == ([], [(A, 0)])
    assert made.version == 2


def test_a_version_is_built_on_its_base_and_not_on_the_newest() -> None:
    made = library()
    publish(made, 2, 1, a=0)
    publish(made, 3, 1, b=0)
    assert list(made.live) == [A]
    assert made.manifests[3] == {A: 1}


def test_going_back_gives_the_very_same_search() -> None:
    made, never = library(), library()
    revise(made, A, 2, "samovar")
    publish(made, 2, 1, a=2)
    made.point(KnowledgePointed(1))
    for word in terms("kettle voucher invoice title", "en"):
        assert sorted(made.words.scores([word]))[-3:] == sorted(never.words.scores([word]))


def test_the_first_vector_of_an_entry_is_its_titles() -> None:
    view = library().view()
    assert view.owners.tolist() == [0, 0, 0, 1, 1]
    assert view.places.tolist() == [-1, 0, 1, -1, 0]
    assert view.matrix.dtype == np.int8


def test_a_view_is_made_anew_after_a_change() -> None:
    made = library()
    before = made.view()
    assert made.view() is before
    revise(made, A, 2, "samovar")
    publish(made, 2, 1, a=2)
    assert len(made.view().matrix) == 4


def test_an_empty_library_can_be_searched() -> None:
    view = Library().view()
    assert (view.entries, len(view.matrix)) == ([], 0)


def test_languages_are_those_of_live_entries() -> None:
    made = library()
    assert made.languages() == {"en"}
    publish(made, 2, 1, a=0, b=0)
    assert made.languages() == set()


def test_an_empty_vector_is_like_nothing_and_divides_by_one() -> None:
    """3² + 4² = 5²"""
    assert lengths_of(np.array([[0, 0], [3, 4]], np.int8)).tolist() == [1.0, 5.0]
