"""Past questions with the reply that answered them, in the order they were paired.

A fold over `exemplar.*` events with the questions' vectors and words.
Answering asks for the nearest; those that cite an entry vote for it, those
that do not are shown to agents as unapproved until they are published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tacit.events import EntryId, MessageId, PersonId
from tacit.knowledge.question import Question
from tacit.knowledge.rows import Rows
from tacit.knowledge.words import Words, spoken

# Letters of a question whose words may name what is asked.
_NAMING = 1_000


@dataclass
class Exemplar:
    """One pair: the question's place in the arrays, and what was replied."""

    entry_id: EntryId
    place: int
    n: int
    query: tuple[MessageId, ...]
    reply: MessageId
    author_id: PersonId
    cites: tuple[EntryId, ...]
    day: int
    situation: Sequence[Sequence[str]] = ()
    is_published: bool = False
    is_withdrawn: bool = False
    is_suspended: bool = False

    @property
    def serves(self) -> bool:
        """Whether it teaches anything now: neither taken back nor held by the gate."""
        return not self.is_withdrawn and not self.is_suspended


@dataclass
class Exemplars:
    """Every exemplar, by entry id and by place.

    `said` are the distinct words of each question as they were written. `refused`
    holds, by exemplar, the entry that would have been answered and that the agent's
    reply set aside: not this but that.
    """

    by_id: dict[EntryId, Exemplar] = field(default_factory=dict)
    ordered: list[Exemplar] = field(default_factory=list)
    whole: Rows = field(default_factory=Rows)
    subject: Rows = field(default_factory=Rows)
    words: Words = field(default_factory=Words)
    said: list[tuple[str, ...]] = field(default_factory=list)
    refused: dict[EntryId, EntryId] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _spelled: dict[str, str] = field(default_factory=dict)

    def pair(self, exemplar: Exemplar, question: Question) -> Exemplar | None:
        """Add a pair, or let it supersede the conversation's earlier one, which is returned."""
        earlier = self.by_id.get(exemplar.entry_id)
        if earlier is not None and not earlier.serves:
            earlier.is_withdrawn = True
            earlier = None  # what it taught was taken back when it ceased to serve
        if earlier is not None and earlier.query == exemplar.query:
            exemplar.place = earlier.place
            self.ordered[exemplar.place] = exemplar
            self.whole.days[exemplar.place] = exemplar.day
        else:
            if earlier is not None:
                earlier.is_withdrawn = True
                self._gone.add(earlier.place)
                self.words.drop(earlier.place)
            exemplar.place = len(self.ordered)
            self.ordered.append(exemplar)
            self.whole.add(question.whole, exemplar.day)
            self.subject.add(question.subject, exemplar.day)
            self.words.add(question.words)
            words = dict.fromkeys(spoken(question.text[:_NAMING]))
            # Each word once in memory, however many questions have it.
            self.said.append(tuple(self._spelled.setdefault(w, w) for w in words))
        self.by_id[exemplar.entry_id] = exemplar
        return earlier

    def vector(self, exemplar: Exemplar) -> NDArray[np.int8]:
        """That of the whole of an exemplar's question."""
        vector: NDArray[np.int8] = self.whole.vectors[exemplar.place]
        return vector

    def standing(self, own: EntryId | None) -> NDArray[np.int64]:
        """The places of all that were not withdrawn, suspended or superseded, less one."""
        is_in = np.ones(len(self.ordered), dtype=bool)
        is_in[list(self._gone)] = False
        if own in self.by_id:
            is_in[self.by_id[own].place] = False
        return np.flatnonzero(is_in)

    def publish(self, entry_id: EntryId, reply: MessageId) -> None:
        """Let an exemplar's words reach customers, if the reply is still the chosen one."""
        exemplar = self.by_id.get(entry_id)
        if exemplar is not None and exemplar.reply == reply:
            exemplar.is_published = True

    def withdraw(self, entry_id: EntryId) -> Exemplar | None:
        """Take an exemplar out of service; returns it if it was in service."""
        exemplar = self.by_id.get(entry_id)
        if exemplar is None or exemplar.is_withdrawn:
            return None
        did_serve = exemplar.serves
        exemplar.is_withdrawn = True
        if not did_serve:
            return None  # what it taught was taken back when it was suspended
        self._gone.add(exemplar.place)
        self.words.drop(exemplar.place)
        return exemplar

    def suspend(self, entry_id: EntryId) -> Exemplar | None:
        """Hold an exemplar back; returns it if it served until now."""
        exemplar = self.by_id.get(entry_id)
        if exemplar is None or not exemplar.serves:
            return None
        exemplar.is_suspended = True
        self._gone.add(exemplar.place)
        self.words.drop(exemplar.place)
        return exemplar

    def resume(self, entry_id: EntryId) -> Exemplar | None:
        """Let an exemplar serve again that was held back; returns it if it was."""
        exemplar = self.by_id.get(entry_id)
        if exemplar is None or exemplar.is_withdrawn or not exemplar.is_suspended:
            return None
        exemplar.is_suspended = False
        self._gone.discard(exemplar.place)
        self.words.restore(exemplar.place)
        return exemplar

    def serve(self, exemplar: Exemplar, *, serves: bool, is_published: bool) -> None:
        """Let one vote and be found or not, to see what would be; whoever asks puts it back."""
        if serves == exemplar.is_suspended:
            (self.words.restore if serves else self.words.drop)(exemplar.place)
            (self._gone.discard if serves else self._gone.add)(exemplar.place)
        exemplar.is_suspended, exemplar.is_published = not serves, is_published
