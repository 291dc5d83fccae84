"""What a lesson would do to questions whose answer is known: the pinned cases, and late ones.

The gate asks it before new words serve, and right after a citation did. Each
question is ranked twice by the ranking itself, with the lesson and without it. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tacit.answering.gate.folding import untaught
from tacit.answering.ranking import leader, rank
from tacit.events import EntryId
from tacit.knowledge.exemplars import Exemplar
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.gate.folding import Supposing
    from tacit.answering.learned import Learned
    from tacit.knowledge.question import Question

# The late questions that an agent cited something for, and the corrections kept as pinned cases.
ADJUDICATED, PINNED = 500, 200
# A question less alike than this (cosine) is not moved by one more vote; of those nearer, so
# many are ranked, which keeps a lesson below its five seconds in the largest workspaces.
_MOVED, _NEAREST = 0.5, 8


@dataclass(frozen=True)
class Case:
    """A past question with what answers it; a pinned one must go on being answered so."""

    exemplar: Exemplar
    question: Question
    right: frozenset[EntryId]
    is_pinned: bool


@dataclass(frozen=True)
class Turn:
    """What a case ranks first without a lesson, and with it."""

    case: Case
    before: EntryId | None
    after: EntryId | None

    @property
    def is_won(self) -> bool:
        """Whether it is right with the lesson alone."""
        return self.before not in self.case.right and self.after in self.case.right

    @property
    def is_lost(self) -> bool:
        """Whether it is right without the lesson alone."""
        return self.before in self.case.right and self.after not in self.case.right


@dataclass(frozen=True)
class Moved:
    """What a lesson does to the cases: see `events.ExemplarPassed`; the broken ones by id.

    `expected_at` is where its own question ranked what it cites before (1: first; 0: nowhere).
    """

    pinned: int = 0
    judged: int = 0
    broken: tuple[EntryId, ...] = ()
    affected: int = 0
    wins: int = 0
    losses: int = 0
    expected_at: int = 0

    @property
    def is_harm(self) -> bool:
        """More than one in two hundred lost (one at least), or not more won than lost."""
        is_much = self.losses > max(1, 0.005 * self.affected)
        return is_much or 0 < self.losses >= self.wins


def pinned(learned: Learned) -> list[EntryId]:
    """The corrections that agents made and the gate accepted: each guards later lessons.

    One of a citation set another answer aside; one of own words was published.
    """
    held, found = learned.exemplars, list[EntryId]()
    for entry, ruling in reversed(learned.rulings.items()):
        exemplar = held.by_id.get(entry)
        if ruling.kind != "passed" or exemplar is None or not exemplar.serves:
            continue
        if exemplar.is_published or entry in held.refused:
            found.append(entry)
        if len(found) == PINNED:
            break
    return found


def near(learned: Learned, lesson: Exemplar) -> tuple[list[Exemplar], list[Exemplar]]:
    """The pinned cases and the late judged questions that a lesson may move, nearest first."""
    held = learned.exemplars
    guards = [held.by_id[each] for each in pinned(learned) if each != lesson.entry_id]
    late = list[Exemplar]()
    for exemplar in reversed(held.ordered):
        if exemplar.cites and exemplar.serves and exemplar.entry_id != lesson.entry_id:
            late.append(exemplar)
        if len(late) == ADJUDICATED:
            break
    return _nearest(learned, lesson, guards), _nearest(learned, lesson, late)


def _nearest(learned: Learned, lesson: Exemplar, others: Sequence[Exemplar]) -> list[Exemplar]:
    if not others:
        return []
    rows, subjects = learned.exemplars.whole, learned.exemplars.subject
    places = np.array([each.place for each in others])
    whole = rows.cosines(rows.vectors[lesson.place][None, :], places)[0]
    subject = subjects.cosines(subjects.vectors[lesson.place][None, :], places)[0]
    steps = np.rint(np.maximum(whole, subject) * ONE)
    order = [i for i in np.lexsort((places, -steps)) if steps[i] >= _MOVED * ONE]
    return [others[i] for i in order[:_NEAREST]]


def expected_at(learned: Learned, lesson: Exemplar, own: Question, supposing: Supposing) -> int:
    """Where its own question ranks what a lesson cites without it (1: first; 0: nowhere).

    Not even the learners know it there: on a young desk one lesson would vouch for itself.
    """
    with untaught(learned, lesson), supposing.that(learned, serves=False):
        found = rank(learned, own, lesson.day, situation=lesson.situation).candidates
    ranked = [each.entry_id for each in found]
    return min((ranked.index(each) + 1 for each in lesson.cites if each in ranked), default=0)


def turn(learned: Learned, case: Case, supposing: Supposing) -> Turn:
    """What a case's question ranks first without a lesson, and with it."""
    with supposing.that(learned, serves=True):
        after = _first(learned, case)
    with supposing.that(learned, serves=False):
        before = _first(learned, case)
    return Turn(case, before, after)


def moved(turns: Sequence[Turn], expected_at: int) -> Moved:
    """What a lesson does to all of its cases."""
    pinned_ones = [each for each in turns if each.case.is_pinned]
    changes = [each for each in turns if each.before != each.after]
    late = [each for each in changes if not each.case.is_pinned]
    return Moved(
        len(pinned_ones),
        len(turns) - len(pinned_ones),
        tuple(
            each.case.exemplar.entry_id for each in changes if each.case.is_pinned and each.is_lost
        ),
        len(late),
        sum(each.is_won for each in late),
        sum(each.is_lost for each in late),
        expected_at,
    )


def _first(learned: Learned, case: Case) -> EntryId | None:
    """What a case's question ranks first; a judged one without its own vote."""
    asked = case.exemplar
    own = None if case.is_pinned else asked.entry_id
    account = learned.kept_for.get(asked.entry_id)
    return leader(learned, case.question, asked.day, own, asked.situation, account)
