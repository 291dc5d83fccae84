"""Word retrieval in process: which documents share telling words with a question.

Postings hold integer counts; idf is taken at query time from the documents
that count then, so a document that leaves is as if it had never been there.
The library and the exemplars each hold one; it never sees what a text means.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

# Robertson's usual constants: how fast repeats saturate, how much length counts.
SATURATION = 1.2
LENGTH = 0.75
# A word in more than this share of many documents tells nothing and costs most.
TOO_COMMON = 0.25
MANY = 200
# In a large index a word in more documents than this is too common too: it would
# cost more than everything else and weigh little.
MOST = 1250

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*", re.UNICODE)
_STEMMED = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_LONGEST = 40
_NOWHERE = (array("i"), array("i"))
# The stems that were found, by stemmer and word.
_stems: dict[str, dict[str, str]] = {each: {} for each in _STEMMED.values()}
_CACHED = 200_000


# The documents that hold a term, how often each does, and how much it tells.
Posting = tuple[NDArray[np.int32], NDArray[np.int32], float]


def terms(text: str, language: str | None = None) -> list[str]:
    """The stemmed words of a text, in order; an unknown language is read as English.

    >>> terms("Compacting the folders, re-compacted", "en")
    ['compact', 'the', 'folder', 're-compact']
    """
    stemmer = _STEMMED.get(language or "en")
    if stemmer is None:
        return spoken(text)
    known = _stems[stemmer]
    return [known.get(word) or _stem(word, stemmer) for word in spoken(text)]


def spoken(text: str) -> list[str]:
    """The words of a text as they were written but for capitals, in order."""
    return [word for word in _WORD.findall(text.casefold()) if len(word) <= _LONGEST]


def stem(word: str) -> str:
    """A word's stem where its language is not known."""
    return _stems["english"].get(word) or _stem(word, "english")


def _stem(word: str, stemmer: str) -> str:
    known = _stems[stemmer]
    if len(known) >= _CACHED:
        known.clear()
    found = known[word] = str(snowballstemmer.stemmer(stemmer).stemWord(word))
    return found


@dataclass
class Words:
    """An index of documents by their terms; documents are numbered as they come.

    score(d) = Σ_t idf(t) · n·(k+1) / (n + k·(1 - b + b·|d|/mean))
    idf(t)   = ln(1 + (N - df + ½) / (df + ½))

    After: S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework (2009), section 3.
    """

    _postings: dict[str, tuple[array[int], array[int]]] = field(default_factory=dict)
    _lengths: array[int] = field(default_factory=lambda: array("i"))
    _live: array[int] = field(default_factory=lambda: array("b"))
    # Of the documents that were not dropped: how many, and how long together.
    _many: int = 0
    _together: int = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, words: Sequence[str]) -> int:
        """Take in one document; returns its number."""
        number = len(self._lengths)
        self._lengths.append(len(words))
        self._live.append(1)
        self._many += 1
        self._together += len(words)
        for term, count in Counter(words).items():
            held = self._postings.get(term)
            if held is None:
                held = self._postings[term] = array("i"), array("i")
            held[0].append(number)
            held[1].append(count)
        return number

    def having(self, term: str) -> int:
        """How many documents have a term, those that were dropped too."""
        return len(self._postings[term][0]) if term in self._postings else 0

    def drop(self, number: int) -> None:
        """Leave a document out of every later score and count."""
        self._many -= self._live[number]
        self._together -= self._live[number] * self._lengths[number]
        self._live[number] = 0

    def restore(self, number: int) -> None:
        """Count a document again that was dropped."""
        self._many += 1 - self._live[number]
        self._together += (1 - self._live[number]) * self._lengths[number]
        self._live[number] = 1

    def rare(self, words: Sequence[str], share: float) -> int:
        """How many of these words at most this share of the documents have; all, in none."""
        counts = (np.frombuffer(self._postings.get(w, _NOWHERE)[0], np.int32) for w in set(words))
        return sum(self._df(each) <= share * self._many for each in counts)

    def holding(self, words: Sequence[str]) -> list[int]:
        """The documents that have every one of these words."""
        found = [set(self._postings.get(each, _NOWHERE)[0]) for each in words]
        both = set.intersection(*found) if found else set[int]()
        return sorted(each for each in both if self._live[each])

    def scores(self, words: Sequence[str]) -> NDArray[np.float64]:
        """One score a document, 0 for those that share no telling word or were dropped."""
        found = self._telling(words)
        if not found:
            return np.zeros(len(self._lengths))
        documents = np.concatenate([of_term for of_term, _, _ in found])
        counts = np.concatenate([of_term for _, of_term, _ in found])
        idf = np.repeat([each for _, _, each in found], [len(each) for each, _, _ in found])
        mean = max(self._together / self._many, 1.0)
        lengths = np.frombuffer(self._lengths, dtype=np.int32)
        live = np.frombuffer(self._live, dtype=np.int8)
        norms = (1 - LENGTH + lengths * (LENGTH / mean)).astype(np.float64)
        gain = counts * (SATURATION + 1) / (counts + SATURATION * norms[documents])
        # Adds up in the order of the terms, as a loop over them would.
        total = np.bincount(documents, idf * gain, len(live)).astype(np.float64, copy=False)
        total[live == 0] = 0.0
        return total

    def _telling(self, words: Sequence[str]) -> list[Posting]:
        """The documents, counts and idf of each term that is in some and not in too many."""
        if not self._many:
            return []
        most = min(TOO_COMMON * self._many, MOST) if self._many >= MANY else self._many
        dropped = len(self._lengths) - self._many
        found = list[Posting]()
        for term in sorted(set(words)):
            documents, counts = self._postings.get(term, _NOWHERE)
            # Most words of a question are too common by far, which their number alone tells.
            if not documents or len(documents) - dropped > most:
                continue
            held = np.frombuffer(documents, dtype=np.int32)
            df = self._df(held) if dropped else len(documents)
            if 0 < df <= most:
                idf = math.log(1 + (self._many - df + 0.5) / (df + 0.5))
                found.append((held, np.frombuffer(counts, dtype=np.int32), idf))
        return found

    def _df(self, documents: NDArray[np.int32]) -> int:
        """How many of these documents count."""
        return int(np.frombuffer(self._live, dtype=np.int8)[documents].sum())
