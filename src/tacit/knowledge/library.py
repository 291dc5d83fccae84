"""The published knowledge: entries by manifest, their passages, vectors and words.

A fold over knowledge events with the texts and vectors that lie beside the
log. Answering retrieves from it; it must not know who asks or what was learned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import EntryId, EntryRevised, KnowledgePointed, KnowledgePublished
from tacit.knowledge.rows import lengths_of
from tacit.knowledge.words import Words, terms


@dataclass(frozen=True)
class Passage:
    """A piece of an entry that is retrieved: its section's heading and its text."""

    heading: str
    text: str


@dataclass(frozen=True)
class Text:
    """An entry's text at one revision, as it lies beside the log."""

    title: str
    url: str | None
    passages: tuple[Passage, ...]


def text_of(body: str) -> Text:
    """The text of a revision from the body that lies beside the log."""
    held = json.loads(body)
    passages = tuple(Passage(heading, text) for heading, text in held["passages"])
    return Text(held["title"], held.get("url"), passages)


@dataclass(frozen=True)
class Revision:
    """One revision of one entry: its text and one vector a passage, the title's first."""

    event: EntryRevised
    text: Text
    vectors: NDArray[np.int8]


def whole_words(name: str) -> re.Pattern[str]:
    """Where a text has a name that is no part of a longer word.

    >>> bool(whole_words("Get Mail").search("Press Get MailGet Post.")), whole_words("a").pattern
    (False, '(?<!\\\\w)a(?!\\\\w)')
    """
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


@dataclass
class Library:
    """All revisions, all versions, and the view of the version pointed at.

    `entries` are the live entries in the order they first were published;
    `owners` says for each row of `matrix` which of them it belongs to.
    """

    revisions: dict[EntryId, dict[int, Revision]] = field(default_factory=dict)
    manifests: dict[int, dict[EntryId, int]] = field(default_factory=lambda: {0: {}})
    version: int = 0
    live: dict[EntryId, Revision] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    _documents: dict[EntryId, list[int]] = field(default_factory=dict)
    _document_owner: list[tuple[EntryId, int]] = field(default_factory=list)
    _view: View | None = None

    def revise(self, event: EntryRevised, text: Text, vectors: NDArray[np.int8]) -> None:
        """Hold a revision; it serves once a version publishes it."""
        self.revisions.setdefault(event.entry_id, {})[event.revision] = Revision(
            event, text, vectors
        )

    def publish(self, event: KnowledgePublished) -> None:
        """Add a version and point at it."""
        manifest = dict(self.manifests[event.base])
        manifest.update({EntryId(entry): n for entry, n in event.revisions.items()})
        for entry in event.dropped:
            manifest.pop(entry, None)
        self.manifests[event.version] = manifest
        self._point(event.version)

    def point(self, event: KnowledgePointed) -> None:
        """Move the pointer to another version: undo, and undo of undo."""
        self._point(event.version)

    def _point(self, version: int) -> None:
        self.version = version
        wanted = self.manifests[version]
        for entry in [each for each in self.live if each not in wanted]:
            self._remove(entry)
        for entry, number in wanted.items():
            held = self.live.get(entry)
            revision = self.revisions.get(entry, {}).get(number)
            if revision is not None and held is not revision:
                self._remove(entry)
                self._place(entry, revision)

    def _remove(self, entry: EntryId) -> None:
        self.live.pop(entry, None)
        for number in self._documents.pop(entry, []):
            self.words.drop(number)
        self._view = None

    def _place(self, entry: EntryId, revision: Revision) -> None:
        self.live[entry] = revision
        language, title = revision.event.language, revision.text.title
        numbers = []
        for place, passage in enumerate(revision.text.passages):
            text = f"{title}\n{passage.heading}\n{passage.text}"
            numbers.append(self.words.add(terms(text, language)))
            self._document_owner.append((entry, place))
        self._documents[entry] = numbers
        self._view = None

    def languages(self) -> set[str]:
        """The languages that live entries with a text are written in."""
        return {r.event.language for r in self.live.values() if r.event.language}

    def says(self, name: str) -> bool:
        """Whether a live entry has this name, as it is written and not within longer words."""
        whole = whole_words(name)
        for number in self.words.holding(terms(name)):
            entry, place = self._document_owner[number]
            text = self.live[entry].text
            passage = text.passages[place]
            if whole.search(f"{text.title}\n{passage.heading}\n{passage.text}"):
                return True
        return False

    def view(self) -> View:
        """The live entries as arrays; made anew after a change."""
        if self._view is None:
            self._view = _view_of(self.live, self._document_owner)
        return self._view


@dataclass(frozen=True)
class View:
    """Arrays over the live entries: one row of `matrix` a vector, ready to multiply.

    `owners[row]` is the entry's place, `places[row]` its passage (-1: the
    title); an entry's rows follow each other, `starts` are the first of each.
    `document_owner[number]` is the place of a document of the words, `stubs` holds
    1 for each entry without a text.
    """

    entries: list[EntryId]
    place_of: dict[EntryId, int]
    matrix: NDArray[np.int8]
    lengths: NDArray[np.float64]
    owners: NDArray[np.int64]
    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    document_owner: NDArray[np.int64]
    document_place: NDArray[np.int64]
    stubs: NDArray[np.float64]


def _view_of(live: dict[EntryId, Revision], documents: Sequence[tuple[EntryId, int]]) -> View:
    entries = list(live)
    place_of = {entry: place for place, entry in enumerate(entries)}
    stacked = [r.vectors for r in live.values() if len(r.vectors)]
    width = stacked[0].shape[1] if stacked else 0
    matrix = np.concatenate(stacked) if stacked else np.zeros((0, width), dtype=np.int8)
    owners, places, starts = list[int](), list[int](), list[int]()
    for place, revision in enumerate(live.values()):
        starts += [len(owners)] if len(revision.vectors) else []
        owners += [place] * len(revision.vectors)
        places += range(-1, len(revision.vectors) - 1)
    return View(
        entries,
        place_of,
        matrix,
        lengths_of(matrix),
        np.array(owners, dtype=np.int64),
        np.array(places, dtype=np.int64),
        np.array(starts, dtype=np.int64),
        np.array([place_of.get(entry, -1) for entry, _ in documents], dtype=np.int64),
        np.array([place for _, place in documents], dtype=np.int64),
        np.array([r.event.origin == "stub" for r in live.values()], dtype=np.float64),
    )
