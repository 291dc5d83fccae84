"""The evidence for each entry as an answer to a question, one number a source.

Rank asks it; the receipt records what it says as integers, so that learning
never retrieves. It reads the library, the exemplars and the learners, and
knows nothing of what will be decided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.leading import Leading, leading
from tacit.answering.situation import NOWHERE, Situation, alike_in
from tacit.answering.votes import (
    COSINE_TEMPERATURE,
    NEIGHBOURS,
    WORDS_TEMPERATURE,
    Nearest,
    familiar,
    nearest,
    tally,
    together,
)
from tacit.knowledge.rows import lengths_of, products
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import EntryId
    from tacit.knowledge.question import Question

# A cosine of .1 below the best passage is one unit of evidence against.
_COSINE_UNIT = 0.1
_FURTHEST = -2.5
# Past questions count in full once there are many more than this.
_FEW = 30
# How alike two questions must be before they may be the same one, and when they are.
_ALIKE = 0.92
_SURELY_ALIKE = 0.96
# As many past questions as good as this one lead on to others told in other words.
_BRIDGES = 3
# More than any error of a cosine.
_SLACK = 1e-6
# An earlier answer to the same question counts this much of a later one.
_EARLIER = 0.7
_UNSEEN = 0.05
# An entry that was never cited as often has nothing to hand on.
_USUAL = 5
_LINEAR_UNIT = 5.0
# Near is what lies no further below the best passage (in units of .1), or has such a share of
# the votes of past questions.
_NEAR_ENOUGH = -1.0
_VOTED_FOR = 0.05


@dataclass(frozen=True)
class Evidence:
    """Features of every live entry (rows) in 1/4096, and what else retrieval saw.

    `alike[i]` is how near exemplar i's question is (cosine, by way of another
    that is as good as this one where that is nearer), `asked[i]` how near its
    whole text is, `led` the nearest by that, `closest` the cosine of the nearest passage, `near`
    are the past questions nearest to the whole one, answers that nobody contradicted among
    them, and `shares` what each entry has of their votes: those tell how sure one may be and
    rank nothing. `known` is what share of the nearest questions was answered as others were too.
    """

    entries: list[EntryId]
    features: NDArray[np.int64]
    alike: NDArray[np.float64]
    asked: NDArray[np.float64]
    led: Leading
    passage_cosines: NDArray[np.float64]
    closest: float
    nearest: float
    near: Nearest
    shares: NDArray[np.float64]
    known: float


def evidence(
    learned: Learned,
    question: Question,
    day: int,
    own: EntryId | None = None,
    situation: Situation = NOWHERE,
) -> Evidence:
    """What every source says of every entry that is live now.

    `own` is the exemplar of the conversation that asks: it may not vote for itself.
    """
    entries = learned.entries()
    count = len(entries)
    asked = np.stack([question.whole, question.subject])
    cosines, meaning, subject = _passages(learned, asked, count)
    words = _words(learned, question, count)
    past = _past(learned, question, asked, own, situation)
    everything, recent = learned.popularity.predict(entries, day)
    linear = learned.linear.predict(entries, question.whole)
    _hand_on(learned, [*past.votes, past.same, everything, recent, linear])
    columns = [
        _against_best(meaning),
        _against_best(subject),
        words,
        *past.votes,
        np.log((everything + _UNSEEN) / (everything.sum() + _UNSEEN * max(count, 1))),
        np.log((recent + _UNSEEN) / (recent.sum() + _UNSEEN * max(count, 1))),
        _LINEAR_UNIT * linear,
        past.same,
        np.pad(learned.library.view().stubs, (0, len(learned.published()))),
        _tilt(learned, situation, _against_best(meaning), past.votes),
    ]
    features = np.rint(np.stack(columns, axis=1) * ONE).astype(np.int64)
    return Evidence(
        entries,
        features,
        past.alike,
        past.asked,
        past.led,
        cosines,
        float(meaning.max(initial=-1.0)),
        past.nearest,
        past.near,
        past.shares,
        past.known,
    )


def _tilt(
    learned: Learned,
    situation: Situation,
    meaning: NDArray[np.float64],
    votes: list[NDArray[np.float64]],
) -> NDArray[np.float64]:
    """What the customer's situation says of each entry, among those that are near.

    Of an entry that is not near it never says more than of the least of those that are.
    """
    entries = learned.entries()
    if not situation or not entries:
        return np.zeros(len(entries))
    tilts = np.array(learned.situations.tilt(situation, entries))
    is_near = meaning >= _NEAR_ENOUGH
    for share in votes:
        is_near |= share >= _VOTED_FOR
    least = float(tilts[is_near].min()) if is_near.any() else 0.0
    bounded: NDArray[np.float64] = np.where(is_near, tilts, np.minimum(tilts, least))
    return bounded


def _hand_on(learned: Learned, sources: list[NDArray[np.float64]]) -> None:
    """Let what agents cite now instead of an entry have its share of what speaks for that one."""
    places = learned.count().places
    moves = [
        (places[first], places[other], share)
        for first, other, share in learned.successors.predict()
        if first in places and other in places and learned.popularity.total(first) >= _USUAL
    ]
    for source in sources:
        before = source.copy()
        for first, other, share in moves:
            part = share * max(float(before[first]), 0.0)
            source[first] -= part
            source[other] += part


def nearness(learned: Learned, question: Question) -> NDArray[np.float64]:
    """Each entry's nearest passage to the whole question (cosine), in the order of `entries`."""
    asked = np.stack([question.whole, question.subject])
    return _passages(learned, asked, len(learned.entries()))[1]


def _passages(
    learned: Learned, asked: NDArray[np.int8], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Cosines of the library's rows, and each entry's best with the whole and the subject."""
    view = learned.library.view()
    best = np.full((count, 2), -1.0)
    if not len(view.matrix):
        return np.zeros((0, 2)), best[:, 0], best[:, 1]
    cosines = products(asked, view.matrix).T / view.lengths[:, None] / lengths_of(asked)[None, :]
    owners = view.owners[view.starts]
    best[owners] = np.maximum(best[owners], np.maximum.reduceat(cosines, view.starts))
    published = learned.published()
    if published:
        rows = np.array([exemplar.place for _, exemplar in published])
        held = (learned.exemplars.whole, learned.exemplars.subject)
        best[[place for place, _ in published]] = np.maximum(
            *(each.cosines(asked, rows).T for each in held)
        )
    return cosines, best[:, 0], best[:, 1]


def _against_best(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Steps below the best, none further than the furthest; no passage is the furthest."""
    top = cosines.max(initial=-1.0)
    steps = np.maximum((cosines - top) / _COSINE_UNIT, _FURTHEST)
    against: NDArray[np.float64] = np.where(cosines <= -1.0, _FURTHEST, steps)
    return against


def _words(learned: Learned, question: Question, count: int) -> NDArray[np.float64]:
    view = learned.library.view()
    scores = learned.library.words.scores(question.words)
    best = np.zeros(count)
    held = view.document_owner >= 0
    np.maximum.at(best, view.document_owner[held], scores[held])
    shares: NDArray[np.float64] = best / max(float(best.max(initial=0.0)), 1e-9)
    return shares


_NOBODY = nearest(np.zeros(0), np.zeros(0, np.int64), [])


@dataclass(frozen=True)
class _Past:
    """How alike each exemplar's question is, the three votes, and what answered this very one."""

    alike: NDArray[np.float64]
    asked: NDArray[np.float64]
    led: Leading
    votes: list[NDArray[np.float64]]
    same: NDArray[np.float64]
    nearest: float
    near: Nearest
    shares: NDArray[np.float64]
    known: float


def _past(
    learned: Learned,
    question: Question,
    asked: NDArray[np.int8],
    own: EntryId | None,
    situation: Situation,
) -> _Past:
    count = len(learned.entries())
    exemplars = learned.exemplars
    answered, labels = _answered(learned, asked[0], own)
    if not exemplars.whole.count:
        nothing, none = np.zeros(count), np.zeros(0)
        nobodys = [nothing, nothing, nothing]
        near = together(_NOBODY, answered)
        shares = _trust(labels) * tally(near, COSINE_TEMPERATURE, count)
        return _Past(none, none, leading(none), nobodys, nothing, 0.0, near, shares, 0.0)
    by_whole = exemplars.whole.cosines(asked)
    by_subject = exemplars.subject.cosines(asked)
    direct = np.maximum(by_whole, by_subject)
    alike = _bridged(learned, by_whole, np.maximum(direct[0], direct[1]), own)
    voters, votes = _others(learned, own)
    trust = _trust(len(voters))
    led = leading(by_whole[0])
    told = nearest(by_whole[0], voters, votes, led)
    near = together(told, answered)
    shares = _trust(len(voters) + labels) * tally(near, COSINE_TEMPERATURE, count)
    # Where all vote, as mostly, nothing is copied.
    at = slice(None) if len(voters) == exemplars.whole.count else voters
    words = exemplars.words.scores(question.words)
    relative = words / max(float(words[at].max(initial=0.0)), 1e-9)
    tallies = [
        trust * tally(told, COSINE_TEMPERATURE, count),
        trust * tally(nearest(by_subject[1], voters, votes), COSINE_TEMPERATURE, count),
        trust * tally(nearest(relative, voters, votes), WORDS_TEMPERATURE, count),
    ]
    closest = float(alike[at].max(initial=0.0))
    same = _same(learned, alike, (voters, votes), situation, count)
    known = familiar(by_whole[0], exemplars.standing(own), learned.is_usual, led)
    return _Past(alike, by_whole[0], led, tallies, same, closest, near, shares, known)


def _trust(voters: int) -> float:
    """How much the votes of so many count, in [0, 1): those of a few say little."""
    return voters / (voters + _FEW)


def _answered(
    learned: Learned, whole: NDArray[np.int8], own: EntryId | None
) -> tuple[Nearest, int]:
    """The nearest labels that count, with the places among `entries` that they vote for, and how
    many count in all."""
    labels = learned.pseudo_labels
    rows, voted = labels.standing(learned.count().places, own)
    if not len(rows):
        return _NOBODY, 0
    near = labels.nearness(whole)
    held = leading(near).among(near, rows, NEIGHBOURS)
    votes = voted[np.searchsorted(rows, held)]
    return nearest(near, held, [[each] for each in votes.tolist()]), len(rows)


def _bridged(
    learned: Learned,
    by_whole: NDArray[np.float64],
    alike: NDArray[np.float64],
    own: EntryId | None,
) -> NDArray[np.float64]:
    """How alike each past question is, also by way of one that is as good as the asked.

    A question asked by its title alone reaches so what was said when its text
    was asked alone, if both were once asked together.
    """
    rows, held = learned.exemplars.whole, learned.exemplars.by_id.get(own) if own else None
    ordered = learned.exemplars.ordered
    lead = [p for p in np.flatnonzero(alike >= _ALIKE) if not ordered[p].is_suspended]
    near = np.array([p for p in lead if held is None or p != held.place], dtype=np.int64)
    if not len(near):
        return alike
    near = near[np.lexsort((-near, -np.rint(alike[near] * ONE)))][:_BRIDGES]
    places = _within_reach(by_whole, near)
    through = rows.cosines(rows.vectors[near], places)
    bridge = np.where(through >= _ALIKE, through * alike[near][:, None], -1.0).max(axis=0)
    bridged = alike.copy()
    bridged[places] = np.maximum(alike[places], bridge)
    return bridged


def _within_reach(by_whole: NDArray[np.float64], near: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows that may be as good as one of the near ones; all others are too far to be.

    On a sphere no way round is shorter: what is within an angle of a near row is, from
    the whole question and from its subject, within that angle more than the near row is.
    """
    reached = np.zeros(by_whole.shape[1], dtype=bool)
    for place in near:
        is_near = np.ones(by_whole.shape[1], dtype=bool)
        for column in by_whole:
            apart = math.acos(min(max(float(column[place]), -1.0), 1.0)) + math.acos(_ALIKE)
            is_near &= column >= math.cos(min(apart, math.pi)) - _SLACK
        reached |= is_near
    return np.flatnonzero(reached)


def _others(learned: Learned, own: EntryId | None) -> tuple[NDArray[np.int64], list[list[int]]]:
    """The voters less the asking conversation's own exemplar."""
    voters, votes = learned.voters()
    held = learned.exemplars.by_id.get(own) if own is not None else None
    if held is None:
        return voters, votes
    place = int(np.searchsorted(voters, held.place))
    if place == len(voters) or voters[place] != held.place:
        return voters, votes
    return np.delete(voters, place), votes[:place] + votes[place + 1 :]


def _same(
    learned: Learned,
    alike: NDArray[np.float64],
    cast: tuple[NDArray[np.int64], list[list[int]]],
    situation: Situation,
    count: int,
) -> NDArray[np.float64]:
    """What answered a question as good as this one, up to 1; what was set aside there, to -1.

    The latest word counts in full; where situations were told, first that of the most alike
    one, and each as far as it holds in this.
    """
    same, (voters, votes) = np.zeros(count), cast
    if not len(voters):
        return same
    near = np.flatnonzero(alike > _ALIKE)
    at = np.searchsorted(voters, near)
    near = at[(at < len(voters)) & (voters[np.minimum(at, len(voters) - 1)] == near)]
    weight = 1.0
    for voter in _latest(learned, voters, near, situation):
        holds = _holds(learned, int(voters[voter]), situation)
        above = (alike[voters[voter]] - _ALIKE) / (_SURELY_ALIKE - _ALIKE)
        says = weight * min(max(above, 0.0), 1.0) * holds
        for places, sign in ((votes[voter], 1.0), (learned.refused(voters[voter]), -1.0)):
            for place in places:
                same[place] = sign * says if says > abs(same[place]) else same[place]
        weight *= 1 - (1 - _EARLIER) * holds
    return same


def _latest(
    learned: Learned, voters: NDArray[np.int64], near: NDArray[np.int64], situation: Situation
) -> list[int]:
    """Those who answered this question, last word first: that of an alike situation is later."""
    latest: list[int] = near[::-1].tolist()
    if situation:
        told = {v: learned.exemplars.ordered[voters[v]].situation for v in latest}
        latest.sort(key=lambda voter: -alike_in(situation, told[voter]))
    return latest


def _holds(learned: Learned, voter: int, situation: Situation) -> float:
    """How far what answered a past question does so in this situation, in (0, 1].

    min(1, exp(tilt here - tilt there)): 1 where either situation is unknown, or tells nothing.
    """
    said = learned.exemplars.ordered[voter]
    if not situation or not said.situation or not said.cites:
        return 1.0
    here, there = (
        learned.situations.tilt(each, said.cites[:1])[0] for each in (situation, said.situation)
    )
    return math.exp(min(here - there, 0.0))
