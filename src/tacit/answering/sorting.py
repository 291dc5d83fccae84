"""What is to become of intents: which past questions found one, and which are two, or the same.

The intents' flow asks it and logs what it says; from then on only the log is asked. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.intent import wanted_by
from tacit.events import EntryId, IntentId
from tacit.knowledge.grouping import ALIKE, MOST_ADDED, NONE, answered_alike, groups
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# One customer is an outlier: so many that ask alike, near no intent, are one.
FEWEST = 5
# How many of the nearest questions of no intent are looked at when one more came.
_NEIGHBOURHOOD = 60
# A part of an intent has an answer of its own where so many agree, with this share.
_ANSWERED = 3
_AGREED = 0.6
# An intent separates well where no more of its questions than this fall between its parts.
_BETWEEN = 0.2
# Two intents are one where they are so much more alike than the parts of one have to be:
# what was just split is not merged again.
_MORE_ALIKE = 0.02
# Of a large intent the latest questions tell whether it is two.
_LATEST = 400
_AT_ONCE = 500


def to_found(learned: Learned, entry: EntryId | None = None) -> list[list[EntryId]]:
    """The past questions of no intent that are enough, and alike enough, to be one.

    With `entry` only those around it; without, all.
    """
    places = np.flatnonzero(learned.intents.rows() == NONE)
    if entry is not None:
        own = learned.exemplars.by_id[entry].place
        places = _around(learned, own, places)
    if len(places) < FEWEST:
        return []
    found = [[int(places[row]) for row in each] for each in _groups(learned, places)]
    if entry is not None:
        found = [each for each in found if own in each]
    ordered = learned.exemplars.ordered
    return [[ordered[place].entry_id for place in each] for each in found if len(each) >= FEWEST]


def _around(learned: Learned, own: int, places: NDArray[np.intp]) -> NDArray[np.intp]:
    rows = learned.exemplars.whole
    near = rows.cosines(rows.vectors[own : own + 1])[0, places]
    kept = places[np.argsort(-near, kind="stable")[:_NEIGHBOURHOOD]]
    return np.sort(kept) if own in kept else kept[:0]


def _groups(learned: Learned, places: NDArray[np.intp]) -> list[list[int]]:
    vectors = learned.exemplars.whole.vectors[places].astype(np.float32)
    return groups(vectors, [_cites(learned, place) for place in places])


def _cites(learned: Learned, place: int) -> Sequence[EntryId]:
    held = learned.exemplars.ordered[place]
    return held.cites if held.serves else ()


def to_join(learned: Learned) -> dict[IntentId, list[EntryId]]:
    """The past questions of no intent that want what one of the intents is."""
    exemplars, found = learned.exemplars, dict[IntentId, list[EntryId]]()
    if not learned.intents.live:
        return found
    places = np.flatnonzero(learned.intents.rows() == NONE)
    for first in range(0, len(places), _AT_ONCE):
        some = places[first : first + _AT_ONCE]
        near = exemplars.whole.against(exemplars.whole.vectors[some])
        for place, alike in zip(some, near, strict=True):
            own = exemplars.ordered[place]
            wanted = wanted_by(learned, alike, own.entry_id, _cites(learned, place)).intent_id
            if wanted is not None:
                found.setdefault(wanted, []).append(own.entry_id)
    return found


def to_split(learned: Learned, intent: IntentId) -> list[list[EntryId]]:
    """The parts of an intent that ask apart, and are not answered the same; else none."""
    entries = [*learned.intents.members[intent]]
    places = np.array([learned.exemplars.by_id[each].place for each in entries], np.intp)
    looked = places[-_LATEST:]
    parts, answers = list[list[int]](), set[EntryId | None]()
    for group in _groups(learned, looked):
        part = [int(looked[row]) for row in group]
        answer = _answer(_cites(learned, place) for place in part)
        if len(part) >= FEWEST and answer not in answers:
            parts.append(part)
            answers |= {answer} - {None}
    if len(parts) < 2 or sum(map(len, parts)) < (1 - _BETWEEN) * len(looked):
        return []
    return _dealt(learned, places, parts)


def _answer(cites: Iterable[Sequence[EntryId]]) -> EntryId | None:
    """The entry that most of the answered are answered with; None where they do not agree."""
    answered = [each for each in cites if each]
    counts = Counter(entry for each in answered for entry in each)
    if len(answered) < _ANSWERED:
        return None
    entry, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return entry if count >= _AGREED * len(answered) else None


def _dealt(
    learned: Learned, places: NDArray[np.intp], parts: list[list[int]]
) -> list[list[EntryId]]:
    """All questions of an intent by the parts: those between them go to the nearest."""
    vectors = learned.exemplars.whole.vectors
    centres = np.stack([vectors[part].astype(np.float64).mean(axis=0) for part in parts])
    links = np.rint(vectors[places].astype(np.float64) @ centres.T)
    held = {place: number for number, part in enumerate(parts) for place in part}
    dealt: list[list[EntryId]] = [[] for _ in parts]
    for place, link in zip(places.tolist(), links, strict=True):
        number = held.get(place, int(np.argmax(link)))
        dealt[number].append(learned.exemplars.ordered[place].entry_id)
    return dealt


def to_merge(
    learned: Learned, among: Sequence[IntentId] | None = None
) -> list[tuple[IntentId, IntentId]]:
    """Intents that are the same, two by two, the smaller first: near, and not answered apart.

    One of each two is `among` these. What may be done about them must be the same too:
    nobody's word on one of them is to hold for the other unseen.
    """
    members = learned.intents.members
    live = [each for each in learned.intents.live if members[each]]
    if len(live) < 2:
        return []
    asked = [place for place, each in enumerate(live) if among is None or each in among]
    links = _links(learned, live, asked)
    found = list[tuple[int, IntentId, IntentId]]()
    for one, other in np.argwhere(links >= (ALIKE + _MORE_ALIKE) * ONE).tolist():
        small, large = sorted((live[asked[one]], live[other]), key=lambda i: (len(members[i]), i))
        if small != large and learned.mode_of(small) == learned.mode_of(large):
            found.append((-int(links[one, other]), small, large))
    pairs, taken = list[tuple[IntentId, IntentId]](), set[IntentId]()
    for _, small, large in sorted(found):
        if not taken & {small, large}:
            pairs.append((small, large))
            taken |= {small, large}
    return pairs


def _links(learned: Learned, live: Sequence[IntentId], asked: Sequence[int]) -> NDArray[np.int64]:
    """How alike the asked of the intents are with each, as of `grouping.groups`, in 1/4096."""
    centres = np.stack([_centre(learned, each) for each in live])
    links = centres[asked] @ centres.T
    answers = [learned.intents.answers(each, learned.exemplars) for each in live]
    agreed = [_agreed(learned, each) for each in live]
    for row, one in enumerate(asked):
        for other in np.flatnonzero(links[row] >= ALIKE - MOST_ADDED):
            if len({agreed[one], agreed[other]} - {None}) == 2:
                links[row, other] = -1.0  # most of each was answered, and differently
            else:
                links[row, other] += answered_alike(answers[one], answers[other])
    steps: NDArray[np.int64] = np.rint(links * ONE).astype(np.int64)
    return steps


def _agreed(learned: Learned, intent: IntentId) -> EntryId | None:
    held = (learned.exemplars.by_id[each].place for each in learned.intents.members[intent])
    return _answer(_cites(learned, place) for place in held)


def _centre(learned: Learned, intent: IntentId) -> NDArray[np.float64]:
    """The mean of an intent's questions, each at length 1."""
    rows = learned.exemplars.whole
    places = [learned.exemplars.by_id[each].place for each in learned.intents.members[intent]]
    units = rows.vectors[places].astype(np.float64) / rows.lengths[places, None]
    mean: NDArray[np.float64] = units.mean(axis=0)
    return mean
