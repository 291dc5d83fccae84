"""Finds conversations by the words in them: a fold over the log in the memory of the process.

Doors call `Search.find`. Built before the first search and kept current by a
cursor after that; where somebody was erased it is read anew, without them.
"""

from __future__ import annotations

import re
import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tacit.events import (
    ConversationOpened,
    CustomerErased,
    Logged,
    MessageReceived,
    PersonId,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows.port import Port

FOLDED = tuple(
    kind.kind for kind in (ConversationOpened, MessageReceived, ReplyDelivered, CustomerErased)
)
_TOGETHER = 2000
_WORD = re.compile(r"[^\W_]+")
# A word longer than this is a key or an address; its beginning finds it.
_LETTERS = 32
# The last word is looked for by its beginning, in so many words at most.
_COMPLETIONS = 200


@dataclass
class Words:
    """One workspace's words: for each the numbers of the conversations that hold it."""

    position: int = 0
    # Erasures that it was read after, and those met while reading.
    erasures: int = 0
    seen: int = 0
    ids: list[str] = field(default_factory=list)
    moved: array[int] = field(default_factory=lambda: array("q"))
    numbers: dict[str, int] = field(default_factory=dict)
    held: dict[str, array[int]] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _new: list[str] = field(default_factory=list)

    def add(self, conversation: str, text: str, position: int) -> None:
        """Count a text's words for a conversation."""
        number = self.numbers.get(conversation)
        if number is None:
            number = self.numbers[conversation] = len(self.ids)
            self.ids.append(conversation)
            self.moved.append(position)
        self.moved[number] = position
        for word in set(words_of(text)):
            numbers = self.held.get(word)
            if numbers is None:
                numbers = self.held[word] = array("I")
                self._new.append(word)
            if not numbers or numbers[-1] != number:
                numbers.append(number)

    def is_stale(self, erasures: int) -> bool:
        """Whether somebody of whom it may hold words was erased; `erasures` are newly read."""
        self.seen += erasures
        return self.seen > self.erasures

    def find(self, wanted: Sequence[str], at_most: int) -> list[str]:
        """Conversations that hold all the words, the last one by its beginning; newest first."""
        if not wanted:
            return []
        holds = self._holding(self._begun(wanted[-1]))
        for word in wanted[:-1]:
            holds &= self._holding([word])
        found = np.flatnonzero(holds)
        moved = np.array(self.moved)[found]
        newest = found[np.argsort(-moved, kind="stable")][:at_most]
        return [self.ids[number] for number in newest]

    def _begun(self, start: str) -> list[str]:
        """The words that begin so."""
        if self._new:
            # Two sorted runs: a merge, however many words there are.
            self._sorted += sorted(self._new)
            self._sorted.sort()
            self._new = []
        at = bisect_left(self._sorted, start)
        completions = islice(self._sorted, at, at + _COMPLETIONS)
        return [each for each in completions if each.startswith(start)]

    def _holding(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Which conversations hold any of the words: marked, not sorted, as lists are long."""
        holds = np.zeros(len(self.ids), np.bool_)
        for each in words:
            holds[np.array(self.held.get(each, ()), np.int64)] = True
        return holds


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case, cut to so many letters.

    >>> words_of("Straße 12: REFUND-id")
    ['strasse', '12', 'refund', 'id']
    """
    return [word[:_LETTERS] for word in _WORD.findall(text.casefold())]


@dataclass
class Search:
    """The words of the workspaces that this process serves."""

    _held: dict[WorkspaceId, Words] = field(default_factory=dict)
    _locks: dict[WorkspaceId, threading.Lock] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def find(self, port: Port, workspace: WorkspaceId, text: str, at_most: int = 5000) -> list[str]:
        """The ids of conversations whose messages, or whose customer's name, hold all the words."""
        with self._lock(workspace):
            return self._caught_up(port, workspace, _at_once).find(words_of(text), at_most)

    def warm(self, port: Port, workspace: WorkspaceId, goes_on: Callable[[], bool]) -> None:
        """Read the words before anybody asks, as long as `goes_on` says so between two events."""
        with self._lock(workspace):
            self._caught_up(port, workspace, goes_on)

    def _lock(self, workspace: WorkspaceId) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(workspace, threading.Lock())

    def _caught_up(self, port: Port, workspace: WorkspaceId, goes_on: Callable[[], bool]) -> Words:
        words = self._held.setdefault(workspace, Words())
        self._held[workspace] = words = _caught_up(port, workspace, words, goes_on)
        return words


def _at_once() -> bool:
    return True


def _caught_up(
    port: Port, workspace: WorkspaceId, words: Words, goes_on: Callable[[], bool]
) -> Words:
    head = port.store.head(workspace)
    while words.position < head:
        events = port.store.read(workspace, after=words.position, upto=head, kinds=FOLDED)
        stretch = list(islice(events, _TOGETHER))
        if words.is_stale(sum(isinstance(each.event, CustomerErased) for each in stretch)):
            # Their words go too. Read anew, theirs are missing beside the log by now.
            words = Words(erasures=len(port.store.erased(workspace)))
            continue
        for logged, text in _beside(port, workspace, stretch):
            words.add(logged.event.stream_id, text, logged.position)
            words.position = logged.position
            if not goes_on():
                return words
        words.position = stretch[-1].position if len(stretch) == _TOGETHER else head
    return words


def _beside(
    port: Port, workspace: WorkspaceId, stretch: Sequence[Logged]
) -> Iterator[tuple[Logged, str]]:
    """What was said in each event, or by whom its conversation was opened."""
    said = [_said(each) for each in stretch]
    texts = port.store.bodies(workspace, [each for each in said if each])
    people = port.store.people(
        workspace,
        {e.event.customer_id for e in stretch if isinstance(e.event, ConversationOpened)},
    )
    for logged, text_id in zip(stretch, said, strict=True):
        if isinstance(logged.event, ConversationOpened):
            being = people.get(PersonId(logged.event.customer_id))
            named = f"{being.name} {being.email}" if being else ""
            yield logged, named
        elif text_id in texts:
            yield logged, texts[text_id]


def _said(logged: Logged) -> str:
    match logged.event:
        case MessageReceived(message_id=message) | ReplyDelivered(message_id=message):
            return message
    return ""
