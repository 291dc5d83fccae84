"""Questions that the assistant answered alone, each labelled by the entry that it answered with.

A fold over answers and what is said of them. Confidence counts those that stand among the
past questions that vote; they rank nothing. What agents taught is in `exemplars`.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import DecisionId, EntryId
from tacit.knowledge.rows import Rows

# The latest of so many; a label is one of very many, and each is read with every question.
_MOST = 20_000
# What an exemplar that is taken back may have led to is at least so near it (cosine).
_LED = 0.7
# The objection of whoever says that an answer was wrong, among those by the id of an exemplar.
_SAID = "said"
# Rows that count no more are left where they are until more of them than so many do not.
_GONE = 256


@dataclass
class PseudoLabels:
    """The labels, in the order of their answers; a conversation has that of its latest one.

    After: H. Scudder, Probability of error of some adaptive pattern-recognition machines
    (1965); D.-H. Lee, Pseudo-Label (2013), section 2.
    """

    _rows: Rows = field(default_factory=Rows)
    _place: dict[DecisionId, int] = field(default_factory=dict)
    _answer: dict[EntryId, DecisionId] = field(default_factory=dict)
    # Of each row whether it counts, and its entry's place in `_entries`.
    _stands: array[int] = field(default_factory=lambda: array("b"))
    _entry: array[int] = field(default_factory=lambda: array("i"))
    _entries: dict[EntryId, int] = field(default_factory=dict)
    _conversation: dict[DecisionId, EntryId] = field(default_factory=dict)
    # What speaks against a label: exemplars that were taken back, and `_SAID`.
    _against: dict[DecisionId, set[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(self._stands)

    def take(
        self, decision: DecisionId, conversation: EntryId, entry: EntryId, whole: NDArray[np.int8]
    ) -> None:
        """Label a conversation's question, by the vector of all of it (int8)."""
        self.leave(conversation)
        self._place[decision] = self._rows.count
        self._answer[conversation], self._conversation[decision] = decision, conversation
        self._stands.append(1)
        self._entry.append(self._entries.setdefault(entry, len(self._entries)))
        self._rows.add(whole, 0)
        if len(self._place) > _MOST:
            self.drop(next(iter(self._place)))

    def doubt(self, decision: DecisionId, *, is_doubted: bool) -> None:
        """Let the label of an answer count no more, or again, as is said of it now."""
        if decision in self._place:
            self._object(decision, _SAID, holds=is_doubted)

    def leave(self, conversation: EntryId) -> None:
        """Forget the label of a conversation: an agent said what answers it, or an answer did."""
        if conversation in self._answer:
            self.drop(self._answer[conversation])

    def drop(self, decision: DecisionId) -> None:
        """Forget the label of an answer."""
        place = self._place.pop(decision, None)
        if place is None:
            return
        del self._answer[self._conversation.pop(decision)]
        self._against.pop(decision, None)
        self._stands[place] = 0
        if self._rows.count - len(self._place) > max(_GONE, len(self._place)):
            self._close_ranks()

    def suspect(
        self, exemplar: EntryId, cites: Collection[EntryId], whole: NDArray[np.int8]
    ) -> None:
        """Let count no more what may have been answered as it was because of an exemplar.

        Answers by what it cites, to questions near its own.
        """
        numbers = [self._entries[each] for each in cites if each in self._entries]
        if not numbers or not self._place:
            return
        near = self.nearness(whole) >= _LED
        near &= np.isin(np.array(self._entry), numbers)
        for decision, place in self._place.items():
            if near[place]:
                self._object(decision, exemplar, holds=True)

    def clear(self, exemplar: EntryId) -> None:
        """Let count again what was suspected because of an exemplar alone, as that serves again."""
        for decision in [each for each, names in self._against.items() if exemplar in names]:
            self._object(decision, exemplar, holds=False)

    def nearness(self, whole: NDArray[np.int8]) -> NDArray[np.float64]:
        """How near a question is to that of every row (cosine)."""
        found: NDArray[np.float64] = self._rows.cosines(whole[None])[0]
        return found

    def standing(
        self, places: dict[EntryId, int], own: EntryId | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of the labels that count, in order, and where the entry of each is in `places`.

        Without those of entries that are not there, and without that of the conversation `own`.
        """
        stands = np.array(self._stands, dtype=bool)
        if own in self._answer:
            stands[self._place[self._answer[own]]] = False
        voted = np.array([places.get(each, -1) for each in self._entries], dtype=np.int64)
        of = voted[np.array(self._entry)] if len(self._entry) else np.zeros(0, np.int64)
        rows = np.flatnonzero(stands & (of >= 0))
        return rows, of[rows]

    def state(self) -> list[tuple[DecisionId, EntryId, list[str]]]:
        """Each label: the answer, what it cites, and what speaks against it."""
        entries = [*self._entries]
        against = {each: sorted(names) for each, names in self._against.items()}
        held = self._place.items()
        return [(each, entries[self._entry[p]], against.get(each, [])) for each, p in held]

    def _object(self, decision: DecisionId, name: str, *, holds: bool) -> None:
        """Let an objection to a label hold, or hold no more."""
        names = self._against.setdefault(decision, set())
        (names.add if holds else names.discard)(name)
        self._stands[self._place[decision]] = not names
        if not names:
            del self._against[decision]

    def _close_ranks(self) -> None:
        """Leave out the rows of what was dropped; the others keep their order."""
        rows, stands, entry = Rows(), array("b"), array("i")
        for decision, place in self._place.items():
            self._place[decision] = rows.count
            rows.add(self._rows.vectors[place], 0)
            stands.append(self._stands[place])
            entry.append(self._entry[place])
        self._rows, self._stands, self._entry = rows, stands, entry
