"""Word retrieval: telling words count, and a document that left counts no more."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.knowledge.words import LENGTH, MANY, SATURATION, Words, terms

documents = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), min_size=1, max_size=8)


def indexed(*texts: str) -> Words:
    words = Words()
    for text in texts:
        words.add(text.split())
    return words


def scored(words: Words, question: str) -> list[float]:
    return [round(float(each), 4) for each in words.scores(question.split())]


def test_a_score_by_hand() -> None:
    """Two documents of one word, one holds it: idf = ln(1 + 1.5/1.5) = ln 2, and
    1·2.2/(1 + 1.2·(1 - .75 + .75·1/1)) = 1."""
    assert scored(indexed("kettle", "invoice"), "kettle") == [round(math.log(2), 4), 0.0]


def test_rare_words_tell_more_than_common_ones() -> None:
    words = indexed("tea kettle", "tea invoice", "tea voucher")
    assert scored(words, "kettle")[0] > scored(words, "tea")[0] > 0


def test_repeats_saturate() -> None:
    words = indexed("kettle filler filler filler", "kettle kettle kettle kettle", "tea")
    once, often, _ = scored(words, "kettle")
    assert once < often < 2.2 * once


def test_a_word_of_the_question_counts_once() -> None:
    words = indexed("kettle", "tea")
    assert scored(words, "kettle kettle") == scored(words, "kettle")


def test_idf_is_taken_when_it_is_asked() -> None:
    words = indexed("kettle", "invoice")
    before = scored(words, "kettle")[0]
    words.add(["kettle"])
    assert scored(words, "kettle")[0] < before, "the word became more common"


@given(documents, documents, st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4))
def test_a_dropped_document_counts_no_more(
    kept: list[list[str]], gone: list[list[str]], question: list[str]
) -> None:
    never, words = Words(), Words()
    for document in gone:
        words.drop(words.add(document))
    for document in kept:
        never.add(document)
        words.add(document)
    scores = words.scores(question)
    assert scores[len(gone) :].tolist() == never.scores(question).tolist()
    assert not scores[: len(gone)].any()


@given(documents, st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=7), st.data())
def test_a_score_is_the_sum_over_the_terms_in_their_order(
    texts: list[list[str]], question: list[str], drawn: st.DataObject
) -> None:
    """To the last bit: what was decided once is computed again."""
    words = Words()
    for text in texts:
        words.add(text)
    dropped = drawn.draw(st.sets(st.integers(0, len(texts) - 1)))
    for number in dropped:
        words.drop(number)
    live = [text for number, text in enumerate(texts) if number not in dropped]
    mean = max(sum(map(len, live)) / max(len(live), 1), 1.0)
    wanted = [0.0] * len(texts)
    for term in sorted(set(question)):
        df = sum(term in text for text in live)
        idf = math.log(1 + (len(live) - df + 0.5) / (df + 0.5))
        for number, text in enumerate(texts):
            n = text.count(term)
            if n and df and number not in dropped:
                norm = 1 - LENGTH + len(text) * (LENGTH / mean)
                wanted[number] += idf * (n * (SATURATION + 1) / (n + SATURATION * norm))
    assert words.scores(question).tolist() == wanted


def test_a_document_dropped_twice_is_dropped_once() -> None:
    """Two documents of one word are left, one holds it: as in the first of these tests."""
    words = indexed("tea tea tea", "kettle", "invoice")
    words.drop(0)
    words.drop(0)
    assert scored(words, "kettle") == [0.0, round(math.log(2), 4), 0.0]


def test_many_dropped_documents_make_no_word_too_common() -> None:
    """A help centre that was revised often holds more dropped documents than live ones."""
    never, words = Words(), Words()
    for _ in range(2 * MANY):
        words.drop(words.add(["kettle"]))
    for n in range(MANY):
        document = ["kettle" if n == 0 else "tea", f"word{n}"]
        never.add(document)
        words.add(document)
    assert never.scores(["kettle"]).any()
    assert words.scores(["kettle"])[2 * MANY :].tolist() == never.scores(["kettle"]).tolist()


def test_a_word_in_a_quarter_of_many_documents_tells_nothing() -> None:
    words = Words()
    for n in range(MANY):
        words.add(["tea" if n % 2 else "kettle", f"word{n}"])
    assert not words.scores(["tea"]).any()
    assert words.scores(["word7"]).any()


def test_an_empty_index_and_an_empty_question_score_nothing() -> None:
    assert Words().scores(["kettle"]).tolist() == []
    assert scored(indexed("kettle"), "") == [0.0]
    assert scored(indexed("kettle"), "unheard") == [0.0]


# ---- terms ---------------------------------------------------------------------


def test_words_are_stemmed_by_their_language() -> None:
    assert terms("Kettles boiling", "en") == ["kettl", "boil"]
    assert terms("Rechnungen", "de") == terms("Rechnung", "de")
    assert terms("Rechnungen", "de") != terms("Rechnungen", "xx") == ["rechnungen"]


def test_a_text_without_a_language_is_read_as_english() -> None:
    assert terms("Kettles") == terms("Kettles", "en")


@pytest.mark.parametrize(
    ("text", "found"),
    [("don't re-boil", ["don't", "re-boil"]), ("v1.2", ["v1.2"]), ("_ — !", []), ("", [])],
)
def test_a_word_keeps_what_joins_it(text: str, found: list[str]) -> None:
    assert terms(text, "xx") == found


@given(st.text(max_size=200))
def test_no_text_breaks_the_words_and_none_grows_without_end(text: str) -> None:
    assert all(0 < len(word) <= 60 for word in terms(text))
