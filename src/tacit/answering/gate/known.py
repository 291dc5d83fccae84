"""What this desk knows of a lesson's matter: who said what to such questions, and whether the
reply is about this one at all.

The gate asks it. Questions are compared by their vectors, replies by theirs, and
what a reply is about by how many late questions it fits better than its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.gate.opposed import opposed
from tacit.events import EntryId, PersonId
from tacit.knowledge.exemplars import Exemplar
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# Questions this near (cosine) are of one matter; this near they are the same question.
_ALIKE, _SAME = 0.7, 0.85
# Replies this near say the same, unless one is the other's opposite; below, they differ.
_SAME_WORDS, _OTHER_WORDS, _COMPARED = 0.85, 0.65, 0.8
_NEAREST = 12
# The late questions that a reply is held against; fewer than so many say nothing.
LATE, _FEW = 500, 50
# A word in more questions than this tells nothing of a matter; fewer questions tell no shares.
_COMMON, _MANY = 0.02, 200
# So many telling words are enough.
_TELLING = 3
# What is said to a question of common words alone, to which others say something else, has to be
# about it: one case's answer fits that many late questions better.
_BROAD = 0.04


@dataclass(frozen=True)
class Testimony:
    """What another agent said to an alike question: what they cited, or their own words."""

    author_id: PersonId
    alike: float
    cites: tuple[EntryId, ...]
    text: str = ""
    vector: NDArray[np.int8] | None = None
    is_stale: bool = False
    entry_id: EntryId | None = None


@dataclass(frozen=True)
class Known:
    """Who says the same as a lesson and who does not, and how far its reply is from its question.

    `agree` and `against` are agents besides its own; `opposed` those who say the
    reverse in the same words, `same_against` those who answered this very question
    otherwise. `akin` is how near the reply is to the nearest of theirs (cosine); `said_alike`
    are the exemplars of those who say the same.
    """

    agree: frozenset[PersonId]
    against: frozenset[PersonId]
    opposed: frozenset[PersonId]
    same_against: frozenset[PersonId]
    akin: float
    far: float
    telling: int
    said_alike: frozenset[EntryId] = frozenset()

    @property
    def is_akin(self) -> bool:
        """Whether somebody said something like it, if not the same."""
        return self.akin >= _OTHER_WORDS

    def is_far(self, limits: Sequence[float]) -> bool:
        """Whether the reply fits too many other questions better than its own.

        `limits` are what is too many for a question of none, one, two or more telling words.
        """
        return self.far >= limits[min(self.telling, len(limits) - 1)]

    @property
    def is_broad(self) -> bool:
        """Whether it tells one case's answer to a question that is of many cases."""
        is_common = self.telling == 0 and self.far >= _BROAD
        # An echo counts as a voice; who says something like it in other words vouches for it.
        is_echo = bool(self.agree) or not self.is_akin
        return is_common and is_echo and len(self.against) > len(self.agree)


def testimonies(learned: Learned, held: Exemplar) -> list[Exemplar]:
    """What other agents said to alike questions, the nearest first.

    Who cites the same and waits for a second person is one, too: each is the other's.
    """
    rows = learned.exemplars.whole
    alike = rows.cosines(rows.vectors[held.place][None, :])[0]
    near = np.flatnonzero(np.rint(alike * ONE) >= round(_ALIKE * ONE))
    found = list[Exemplar]()
    for place in near[np.lexsort((near, -np.rint(alike[near] * ONE)))]:
        other = learned.exemplars.ordered[place]
        if other.author_id == held.author_id or bool(other.cites) != bool(held.cites):
            continue
        if other.serves or (needs_second(learned, other) and set(other.cites) & set(held.cites)):
            found.append(other)
    return found[:_NEAREST]


def needs_second(learned: Learned, held: Exemplar) -> bool:
    """Whether a page that was cited waits for another agent to cite it to such a question."""
    ruling = learned.rulings.get(held.entry_id)
    return bool(held.cites) and held.is_suspended and ruling is not None and ruling.rule == "policy"


def has_others(learned: Learned, held: Exemplar) -> bool:
    """Whether any agent besides its own ever taught anything here."""
    return any(each.author_id != held.author_id for each in learned.exemplars.ordered)


def alike(learned: Learned, one: Exemplar, other: Exemplar) -> float:
    """How alike two past questions are (cosine)."""
    rows = learned.exemplars.whole
    places = np.array([other.place])
    return float(rows.cosines(rows.vectors[one.place][None, :], places)[0, 0])


def known(
    learned: Learned, held: Exemplar, reply: Testimony, said: Sequence[Testimony], words: list[str]
) -> Known:
    """What is known of a lesson; `words` are the terms of its question."""
    agree, against, reverse, same_against = set[str](), set[str](), set[str](), set[str]()
    for each in said:
        if _reverses(reply, each):
            reverse |= set() if each.is_stale else {each.author_id}
        elif _agrees(reply, each):
            agree.add(each.author_id)
        elif _differs(reply, each):
            against.add(each.author_id)
            same_against |= {each.author_id} if each.alike >= _SAME else set()
    words_held = learned.exemplars.words
    is_many = len(words_held) >= _MANY
    return Known(
        frozenset(map(PersonId, agree)),
        frozenset(map(PersonId, against - agree)),
        frozenset(map(PersonId, reverse - agree)),
        frozenset(map(PersonId, same_against - agree)),
        0.0 if reply.cites else max((cosine(reply, each) for each in said), default=0.0),
        far(learned, held, reply.vector),
        words_held.rare(words, _COMMON) if is_many else _TELLING,
        frozenset(each.entry_id for each in said if each.entry_id and _agrees(reply, each)),
    )


def _reverses(reply: Testimony, other: Testimony) -> bool:
    if reply.cites or cosine(reply, other) < _COMPARED:
        return False
    return opposed(reply.text, other.text)


def _agrees(reply: Testimony, other: Testimony) -> bool:
    if reply.cites:
        return bool(set(reply.cites) & set(other.cites))
    return cosine(reply, other) >= _SAME_WORDS


def _differs(reply: Testimony, other: Testimony) -> bool:
    return bool(reply.cites) or cosine(reply, other) < _OTHER_WORDS


def cosine(one: Testimony, other: Testimony) -> float:
    """How near two replies are; 0 where one has no vector."""
    if one.vector is None or other.vector is None:
        return 0.0
    a, b = one.vector.astype(np.int64), other.vector.astype(np.int64)
    length = math.sqrt(float(a @ a)) * math.sqrt(float(b @ b))
    return round(float(a @ b) / max(length, 1.0) * ONE) / ONE


def far(learned: Learned, held: Exemplar, vector: NDArray[np.int8] | None) -> float:
    """The share of late questions that a reply fits better than the one it was given to.

    0 is the nearest of all; 0 too where there are too few to say.
    """
    rows = learned.exemplars.whole
    if vector is None or rows.count < _FEW:
        return 0.0
    places = np.arange(max(0, rows.count - LATE), rows.count)
    asked = np.concatenate([[held.place], places[places != held.place]])
    nearness = np.rint(rows.cosines(vector[None, :], asked)[0] * ONE)
    better = int((nearness[1:] > nearness[0]).sum())
    return better / len(places)
