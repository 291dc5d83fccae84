"""Ranks entries by the fused evidence, and lists the unapproved replies nearby.

Decide asks it. Scores are rounded to 1/4096 before they are compared; ties go
to the smaller id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.features import Evidence, evidence
from tacit.answering.votes import backers, reach, seconded
from tacit.events import Candidate, EntryId
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


@dataclass(frozen=True)
class Ranking:
    """The top candidates, best first; `unapproved` are agents' replies not yet published.

    `margin` is how much nearer (cosine) a past question that the first one answered
    is than any that another entry answered, `known` what share of the nearest were answered as
    others were too, `seconded` the first one's share of their votes without its first voter,
    `agents` how many agents those are who answered with it, `alike[place]` how near exemplar
    `place` asks.
    """

    candidates: list[Candidate]
    unapproved: list[Candidate]
    closest: float
    nearest: float
    margin: float
    known: float
    alike: NDArray[np.float64]
    seconded: float = 0.0
    agents: int = 0


def rank(learned: Learned, question: Question, day: int, own: EntryId | None = None) -> Ranking:
    """The candidates for a question as of what was learned so far."""
    found = evidence(learned, question, day, own)
    raised = found.features @ np.array(learned.fusion.weights)
    scores = np.rint(raised).astype(np.int64)
    order = sorted(range(len(scores)), key=lambda i: (-int(scores[i]), found.entries[i]))[:KEPT]
    candidates = [_candidate(learned, found, i, int(scores[i])) for i in order]
    unapproved, margin = _unapproved(learned, found, day), _margin(found, order)
    return Ranking(
        candidates,
        unapproved,
        found.closest,
        found.nearest,
        margin,
        found.known,
        found.asked,
        *_backing(learned, found, order),
    )


def _margin(found: Evidence, order: list[int]) -> float:
    if not order:
        return 0.0
    reached = reach(found.near, len(found.entries))
    others = np.delete(reached, order[0])
    return float(reached[order[0]] - others.max(initial=0.0))


def _backing(learned: Learned, found: Evidence, order: list[int]) -> tuple[float, int]:
    """What speaks for the first one beside the one question that is nearest."""
    if not order:
        return 0.0, 0
    voters = backers(found.near, order[0])
    agents = {learned.exemplars.ordered[each].author_id for each in voters}
    return seconded(found.near, order[0]), len(agents)


def _candidate(learned: Learned, found: Evidence, place: int, score: int) -> Candidate:
    entry = found.entries[place]
    revision = learned.library.live.get(entry)
    features = [int(each) for each in found.features[place]]
    if revision is None:
        exemplar = learned.exemplars.by_id[entry]
        return Candidate(entry, "exemplar", True, exemplar.n, 0, score, features)
    origin = revision.event.origin
    passage = _best_passage(learned, found, place)
    return Candidate(entry, origin, True, revision.event.revision, passage, score, features)


def _best_passage(learned: Learned, found: Evidence, place: int) -> int:
    """The entry's passage nearest to the whole question; -1 for one without a text."""
    view = learned.library.view()
    first, end = np.searchsorted(view.owners, [place, place + 1])
    rows = np.arange(first, end)[view.places[first:end] >= 0]
    if not len(rows):
        return -1
    steps = np.rint(found.passage_cosines[rows, 0] * ONE)
    return int(view.places[rows[int(np.argmax(steps))]])


def _unapproved(learned: Learned, found: Evidence, day: int) -> list[Candidate]:
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
    for place in near[np.lexsort((-near, -steps))][:UNAPPROVED_KEPT]:
        exemplar = learned.exemplars.ordered[place]
        entry, score = EntryId(exemplar.entry_id), round(float(found.alike[place]) * ONE)
        listed.append(Candidate(entry, "exemplar", False, exemplar.n, 0, score, []))
    return listed
