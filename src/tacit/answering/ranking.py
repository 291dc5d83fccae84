"""Ranks entries by the fused evidence, and lists the unapproved replies nearby.

Decide asks it, and the gate what would lead. Scores are rounded to 1/4096 before they are
compared; ties go to the smaller id. Among those about equally likely to be what answers, it
counts which of them resolved where they were shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tacit.answering.features import Evidence, evidence
from tacit.answering.intent import Wanted, wanted_by
from tacit.answering.situation import NOWHERE, Situation
from tacit.answering.votes import backers, reach, seconded
from tacit.events import Candidate, EntryId, IntentId
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.knowledge.question import Question

KEPT = 20
UNAPPROVED_KEPT = 5
# An unapproved reply to a question less alike than this is no help to an agent.
_UNAPPROVED_ALIKE = round(0.45 * ONE)
# What an agent said today counts as so much nearer, and half of it after so many days.
_FRESH_COSINE = 0.3
_FRESH_DAYS = 7.0
# Of those about as likely as the first (log-odds) quality decides, by as much at most.
_REACH = 1.0
_MOST_QUALITY = 2.0
# So many stand as likely as they are: a customer may be asked which of the first two is meant.
_FIRST = 2


@dataclass(frozen=True)
class Backing:
    """What past questions say of an entry.

    `margin` is how much nearer (cosine) one that it answered is than any that another entry
    answered, `share` what it has of the votes of the nearest, `seconded` the same without its first
    voter, `agents` how many agents answered those with it.
    """

    margin: float
    share: float
    seconded: float
    agents: int


@dataclass(frozen=True)
class Ranking:
    """The top candidates, best first, from the third on by what is right where the first is not.

    `unapproved` are agents' replies not yet published.

    `intent` is what is wanted; `segments`, all its names, and `tokens`, those of who asks, are
    what quality is told apart by. The first
    `near` are about equally likely to be what answers and stand in the order of their scores and
    `qualities`, in 1/4096: log-odds of resolving against what was expected, of those where
    they are not 0. `backing` is what past questions say of each that may be first, `known` what
    share of the nearest were answered as others were too, `alike[place]` how near exemplar
    `place` asks.
    """

    candidates: list[Candidate]
    unapproved: list[Candidate]
    intent: Wanted
    segments: Sequence[IntentId]
    tokens: Sequence[str]
    near: int
    qualities: dict[EntryId, int]
    backing: list[Backing]
    closest: float
    nearest: float
    known: float
    alike: NDArray[np.float64]

    def led_by(self, place: int) -> Ranking:
        """The same with another of the candidates first."""
        return replace(
            self,
            candidates=_first(self.candidates, place),
            backing=_first(self.backing, place),
        )


def _first(listed: list[Any], place: int) -> list[Any]:
    return [listed[place], *listed[:place], *listed[place + 1 :]]


def rank(
    learned: Learned,
    question: Question,
    day: int,
    own: EntryId | None = None,
    situation: Situation = NOWHERE,
    account: str | None = None,
) -> Ranking:
    """The candidates for a question as of what was learned so far.

    What tells another account's terms than that of `account`, or is told to other customers than
    those of such a situation alone, is none of them.
    """
    found = evidence(learned, question, day, own, situation)
    best = _best(learned, found, account, situation)
    intent = wanted_by(learned, found.asked, own, led=found.led)
    segments = learned.intents.known_as(intent.intent_id) if intent.intent_id else []
    tokens = [token for line in situation for token in line]
    near = _near(learned, found, best)
    likely = [found.entries[each] for each, _ in best[:near]]
    qualities = _qualities(learned, likely, segments, tokens)
    ordered = [*_by_goodness(found, best[:near], qualities), *best[near:]]
    is_tried = bool(qualities) or learned.policies.explores_percent > 0
    kept = max(near, _FIRST) if is_tried else _FIRST
    ordered[kept:] = _behind(learned, found, ordered[kept:])
    return Ranking(
        _candidates(learned, found, ordered),
        _unapproved(learned, found, day, (account, situation)),
        intent,
        segments,
        tokens,
        near,
        qualities,
        [_backing(learned, found, place) for place, _ in ordered[: max(near, 1)]],
        found.closest,
        found.nearest,
        found.known,
        found.asked,
    )


def leader(
    learned: Learned,
    question: Question,
    day: int,
    own: EntryId | None = None,
    situation: Situation = NOWHERE,
    account: str | None = None,
) -> EntryId | None:
    """What `rank` puts first, without all that it says of it and of the others."""
    found = evidence(learned, question, day, own, situation)
    best = _best(learned, found, account, situation)
    near = _near(learned, found, best)
    if near > 1 and learned.quality.counts:
        wanted = wanted_by(learned, found.asked, own, led=found.led).intent_id
        segments = learned.intents.known_as(wanted) if wanted else []
        tokens = [token for line in situation for token in line]
        likely = [found.entries[each] for each, _ in best[:near]]
        qualities = _qualities(learned, likely, segments, tokens)
        best = _by_goodness(found, best[:near], qualities)
    return found.entries[best[0][0]] if best else None


def _best(
    learned: Learned, found: Evidence, account: str | None, situation: Situation
) -> list[tuple[int, int]]:
    """The places of the best entries with their scores, best first."""
    raised = found.features @ np.array(learned.fusion.weights)
    scores: list[int] = np.rint(raised).astype(np.int64).tolist()
    told = [
        place
        for place, each in enumerate(found.entries)
        if not learned.is_kept_from(each, account, situation)
    ]
    order = sorted(told, key=lambda i: (-scores[i], found.entries[i]))[:KEPT]
    return [(place, scores[place]) for place in order]


def _near(learned: Learned, found: Evidence, best: Sequence[tuple[int, int]]) -> int:
    """How many of the first are about as likely as the first; none can be told by its address."""
    least = best[0][1] - _REACH * ONE if best else 0
    for rank, (place, score) in enumerate(best):
        revision = learned.library.live.get(found.entries[place])
        is_stub = revision is not None and revision.event.origin == "stub"
        if is_stub or score < least:
            return rank
    return len(best)


def _qualities(
    learned: Learned,
    near: Sequence[EntryId],
    segments: Sequence[IntentId],
    tokens: Sequence[str],
) -> dict[EntryId, int]:
    """How much likelier each resolves than was expected of it, where that is known."""
    if len(near) < 2 or not learned.quality.counts:
        return {}
    found = dict[EntryId, int]()
    for each in near:
        log_odds = learned.quality.predict(each, segments, tokens).log_odds
        bounded = round(min(max(log_odds, -_MOST_QUALITY), _MOST_QUALITY) * ONE)
        if bounded:
            found[each] = bounded
    return found


def _by_goodness(
    found: Evidence, near: Sequence[tuple[int, int]], qualities: dict[EntryId, int]
) -> list[tuple[int, int]]:
    """Those about as likely, in the order of their scores and qualities."""

    def goodness(each: tuple[int, int]) -> tuple[int, EntryId]:
        entry = found.entries[each[0]]
        return -each[1] - qualities.get(entry, 0), entry

    return sorted(near, key=goodness)


def _behind(
    learned: Learned, found: Evidence, listed: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The others, by what is right where the first candidate is not.

    After: R. Plackett, The Analysis of Permutations (1975): who is second is drawn anew
    among those who are left, here by weights of their own.
    """
    raised = found.features[[place for place, _ in listed]] @ np.array(learned.runners_up.weights)
    order = np.argsort(-np.rint(raised), kind="stable")
    return [listed[each] for each in order.tolist()]


def _backing(learned: Learned, found: Evidence, place: int) -> Backing:
    """What past questions say of the entry at a place."""
    reached = reach(found.near, len(found.entries))
    others = np.delete(reached, place)
    agents = {learned.exemplars.ordered[v].author_id for v in backers(found.near, place)}
    return Backing(
        float(reached[place] - others.max(initial=0.0)),
        float(found.shares[place]),
        seconded(found.near, place),
        len(agents),
    )


def _candidates(
    learned: Learned, found: Evidence, ordered: Sequence[tuple[int, int]]
) -> list[Candidate]:
    passages = _best_passages(learned, found, [place for place, _ in ordered])
    listed = list[Candidate]()
    for (place, score), passage in zip(ordered, passages, strict=True):
        entry, features = found.entries[place], found.features[place].tolist()
        revision = learned.library.live.get(entry)
        if revision is None:
            said = learned.exemplars.by_id[entry]
            listed.append(Candidate(entry, "exemplar", True, said.n, 0, score, features))
        else:
            told = revision.event
            candidate = Candidate(entry, told.origin, True, told.revision, passage, score, features)
            listed.append(candidate)
    return listed


def _best_passages(learned: Learned, found: Evidence, places: Sequence[int]) -> list[int]:
    """Each entry's passage nearest to the whole question; -1 for one without a text."""
    view = learned.library.view()
    # A title is no passage: behind all that are.
    steps = np.where(view.places < 0, -np.inf, np.rint(found.passage_cosines[:, 0] * ONE))
    firsts = np.searchsorted(view.owners, places).tolist()
    ends = np.searchsorted(view.owners, places, side="right").tolist()
    rows = [
        first + int(steps[first:end].argmax()) if first < end else -1
        for first, end in zip(firsts, ends, strict=True)
    ]
    return [int(view.places[row]) if row >= 0 else -1 for row in rows]


def _unapproved(
    learned: Learned, found: Evidence, day: int, who: tuple[str | None, Situation]
) -> list[Candidate]:
    """Replies in an agent's own words to alike questions, the nearest and freshest first.

    The freshest words are what no article says yet, so they come before older
    ones to a question somewhat nearer; newest first among equals.
    """
    places = learned.count().unapproved
    near = places[np.rint(found.alike[places] * ONE) >= _UNAPPROVED_ALIKE]
    ages = np.maximum(day - learned.exemplars.whole.days[near], 0)
    fresh = _FRESH_COSINE * np.exp2(-ages / _FRESH_DAYS)
    steps = np.rint((found.alike[near] + fresh) * ONE).astype(np.int64)
    listed = list[Candidate]()
    for place in near[np.lexsort((-near, -steps))].tolist():
        exemplar = learned.exemplars.ordered[place]
        if learned.is_kept_from(exemplar.entry_id, *who) or len(listed) == UNAPPROVED_KEPT:
            continue
        entry, score = EntryId(exemplar.entry_id), round(float(found.alike[place]) * ONE)
        listed.append(Candidate(entry, "exemplar", False, exemplar.n, 0, score, []))
    return listed
