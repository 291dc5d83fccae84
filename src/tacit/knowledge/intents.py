"""What customers want: which past question is of which intent, and what became of intents.

A fold over `intent.*` events and the exemplars' pairings. It holds who belongs where, as
the log says it, and finds nothing out by itself: what a question wants is asked of
`answering/intent.py`, what is to be founded, split or merged of `flows/intents.py`.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tacit.events import (
    EntryId,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    Logged,
)
from tacit.knowledge.grouping import GONE, NONE
from tacit.knowledge.telling import telling

if TYPE_CHECKING:
    from tacit.knowledge.exemplars import Exemplar, Exemplars
    from tacit.knowledge.library import Library


@dataclass
class Intents:
    """Every intent that was ever founded, and the past questions that are of it now.

    `of` says it of each question, `members` of each intent. `into` is what an intent
    was split or merged into, `whole` what a part was split from. `position` is
    that of the last event that says so.
    """

    of: dict[EntryId, IntentId] = field(default_factory=dict)
    members: dict[IntentId, dict[EntryId, None]] = field(default_factory=dict)
    into: dict[IntentId, tuple[IntentId, ...]] = field(default_factory=dict)
    whole: dict[IntentId, IntentId] = field(default_factory=dict)
    named: dict[IntentId, tuple[str, str]] = field(default_factory=dict)
    ids: list[IntentId] = field(default_factory=list)
    position: int = 0
    _numbers: dict[IntentId, int] = field(default_factory=dict)
    _places: dict[EntryId, int] = field(default_factory=dict)
    _rows: array[int] = field(default_factory=lambda: array("i"))
    _names: dict[IntentId, str] = field(default_factory=dict)

    def see(self, logged: Logged, exemplars: Exemplars, texts: Mapping[str, str]) -> None:
        """Fold one event of the stream `intent`; questions that are not here are passed over."""
        if logged.event.stream_id == "manifest":
            self.position = logged.position
        match logged.event:
            case IntentFounded(intent_id=intent, exemplars=named):
                self._found(intent)
                self._take(intent, named, exemplars)
            case IntentJoined(intent_id=intent, exemplars=named):
                self._take(intent, named, exemplars)
            case IntentSplit(intent_id=intent, into=into):
                self.into[intent] = tuple(into)
                self.whole |= dict.fromkeys(into, intent)
                for entry in [*self.members[intent]]:
                    self._leave(exemplars.by_id[entry])
            case IntentMerged(intent_id=intent, into=other):
                self.into[intent] = (other,)
                self._take(other, [*self.members[intent]], exemplars)
            case IntentNamed(intent_id=intent, name_id=name):
                self.named[intent] = name, texts.get(name, "")
            case _:
                pass

    def pair(self, exemplar: Exemplar, intent: IntentId | None) -> None:
        """Take in a question that was just paired; one that was of an intent stays of it."""
        if exemplar.place == len(self._rows):
            self._rows.append(NONE)
        earlier = self._places.setdefault(exemplar.entry_id, exemplar.place)
        if earlier != exemplar.place:
            # The conversation's question is another now.
            self._rows[earlier] = GONE
            self._places[exemplar.entry_id] = exemplar.place
        found = self.of.get(exemplar.entry_id) or self.now(intent)
        if found is not None:
            self._put(exemplar, found)

    def _found(self, intent: IntentId) -> None:
        if intent not in self._numbers:
            self._numbers[intent] = len(self.ids)
            self.ids.append(intent)
            self.members[intent] = {}

    def _take(self, intent: IntentId, named: Iterable[EntryId], exemplars: Exemplars) -> None:
        for entry in named:
            exemplar = exemplars.by_id.get(entry)
            if exemplar is not None:
                self._leave(exemplar)
                self._put(exemplar, intent)

    def _put(self, exemplar: Exemplar, intent: IntentId) -> None:
        self.of[exemplar.entry_id] = intent
        self.members[intent][exemplar.entry_id] = None
        self._rows[exemplar.place] = self._numbers[intent]
        count = len(self.members[intent])
        if _told_by(count) == count:
            self._names.pop(intent, None)

    def _leave(self, exemplar: Exemplar) -> None:
        held = self.of.pop(exemplar.entry_id, None)
        if held is not None:
            del self.members[held][exemplar.entry_id]
            self._rows[exemplar.place] = NONE

    # -- asking ----------------------------------------------------------------------

    @property
    def live(self) -> list[IntentId]:
        """The intents that take questions, in the order of their founding."""
        return [intent for intent in self.ids if intent not in self.into]

    def rows(self) -> NDArray[np.int32]:
        """Of each row of the exemplars the place of its intent in `ids`; NONE or GONE."""
        return np.frombuffer(self._rows, dtype=np.int32) if self._rows else np.zeros(0, np.int32)

    def now(self, intent: IntentId | None) -> IntentId | None:
        """What an intent is called by now: it may have been merged; None for one that was split."""
        while intent is not None and intent in self.into:
            intent = self.into[intent][0] if len(self.into[intent]) == 1 else None
        return intent if intent in self._numbers else None

    def known_as(self, intent: IntentId) -> list[IntentId]:
        """Every id that is this intent by now: its own, and of those that were merged into it."""
        return [each for each in self.ids if self.now(each) == intent]

    def held_by(self, intent: IntentId) -> tuple[list[str], list[str]]:
        """What finds the conversations of an intent: its ids, and the questions that are of it."""
        return [*self.known_as(intent)], [*self.members.get(intent, ())]

    def about(self, conversation: str, decided: str | None) -> IntentId | None:
        """What a conversation is about by now; `decided` is what its last decision said."""
        found = self.of.get(EntryId(conversation))
        return found or self.now(IntentId(decided) if decided else None)

    def line(self, intent: IntentId) -> list[IntentId]:
        """An intent, and those that it was split from, the nearest first."""
        found = [intent]
        while found[-1] in self.whole:
            found.append(self.whole[found[-1]])
        return found

    def answers(self, intent: IntentId, exemplars: Exemplars) -> Counter[EntryId]:
        """How many of its questions were answered with each entry."""
        held = (exemplars.by_id[entry] for entry in self.members[intent])
        return Counter(e for each in held if each.serves for e in each.cites)

    def name(self, intent: IntentId, exemplars: Exemplars, library: Library) -> str:
        """What an agent called it, else its questions' telling words; "" where there are none.

        One that was merged is called what the other is. The words are found in its first
        questions, an eighth more each time, so that a name does not change with every one.
        """
        intent = self.now(intent) or intent
        if intent in self.named:
            return self.named[intent][1]
        if intent not in self._names:
            everywhere = exemplars.words, library.words
            of = sum(len(each) for each in everywhere)

            def among(root: str) -> tuple[int, int]:
                return sum(each.having(root) for each in everywhere), of

            members = self.members.get(intent, {})
            entries = islice(members, _told_by(len(members)))
            said = [exemplars.said[self._places[entry]] for entry in entries]
            self._names[intent] = ", ".join(telling(said, among))
        return self._names[intent]

    def state(self) -> dict[str, Any]:
        """All of it as plain ids: what its bytes are made of."""
        return {
            "of": self.of,
            "founded": self.ids,
            "into": self.into,
            "named": {intent: name for intent, (name, _) in self.named.items()},
        }


def _told_by(count: int) -> int:
    """How many of so many questions tell the name: their number in binary, cut to four digits.

    >>> [_told_by(count) for count in (3, 15, 17, 100, 103)]
    [3, 15, 16, 96, 96]
    """
    step = 1 << max(count.bit_length() - 4, 0)
    return count - count % step
