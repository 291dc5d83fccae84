"""The evidence for the cause of a failure: what the receipt, the question and the reply give away.

The diagnose flow asks it once agents showed that a decision failed; `cause` weighs
what it says. Whole numbers in 1/4096, so that a cause can be found again without
the texts. It reads the library and knows nothing of what will be made of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering import wording
from tacit.answering.features import nearness
from tacit.answering.priors import PARTS
from tacit.answering.weights import USUAL
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import DecisionTaken, EntryId
    from tacit.knowledge.question import Question

# The rules of decide by which a decision is handed over for want of knowledge.
WANTS_KNOWLEDGE = ("no_knowledge", "stub", "language")

NAMES = (
    "near",      # cosine of the question and what agents cited; 0 where that has no text
    "gap",       # the same less that of the nearest entry there is
    "behind",    # log of one more than the entries that are nearer than what was cited
    "sibling",   # cosine of what was cited and the first candidate
    "odds",      # log-odds of the first candidate, from the receipt
    "closest",   # how near the nearest passage was, from the receipt
    "place",     # log of one more than the candidates above what agents cited, from the receipt
    "unread",    # a cited page has no text here
    "told",      # log of the reply's own words
    "ends_asking",  # the reply ends with a question
    "asks",      # how often the reply asks, in 20 of its words
    "outward",   # links of the reply that lead elsewhere, up to 3
    "change",    # words of a before and an after in the question, up to 4
    "language",  # no entry is in the language of the message
    "named",     # the customer had named the very page that agents cite, and says it is not so
)  # fmt: skip

# What an agent's reply tells, and what the entries tell that it cites.
_OF_REPLIES = ("told", "ends_asking", "asks", "outward")
_OF_CITED = ("near", "gap", "behind", "sibling", "place", "unread")
_NOTHING_NEAR = -0.4
_FURTHEST = 5.0
# Where what agents cited is not among the candidates.
_NO_PLACE = 25
# A reply shorter than this is measured as if it were so long.
_FEW_WORDS = 15
_IN_SO_MANY_WORDS = 20


@dataclass(frozen=True)
class Failure:
    """A decision that was shown to have failed, and what agents said instead.

    `reply` is their own words in the message that showed it, quotations left out; None where it
    was complained of and no agent replied yet: what only a reply tells is then as usual.
    """

    decision: DecisionTaken
    question: Question
    reply: str | None
    cites: tuple[EntryId, ...]


def is_failure(rule: str, reward: int | None) -> bool:
    """Whether an agent's reply of this reward shows that a decision by this rule failed.

    It cites other entries, or deals with what was handed over for want of knowledge.
    """
    return reward == 0 or rule in WANTS_KNOWLEDGE


def evidence(learned: Learned, failure: Failure) -> list[int]:
    """What speaks for one cause or another, in 1/4096, in the order of NAMES."""
    found = _of_entries(learned, failure) | _of_words(learned, failure)
    told = {name: round(found[name] * ONE) for name in NAMES}
    if failure.reply is None:
        untold = _OF_REPLIES if failure.cites else (*_OF_REPLIES, *_OF_CITED)
        told |= {name: USUAL[name] for name in untold}
    return [*told.values()]


def _of_entries(learned: Learned, failure: Failure) -> dict[str, float]:
    """How near what was cited is to the question, and to what was first."""
    entries = learned.entries()
    meaning = nearness(learned, failure.question)
    texted = [not _is_stub(learned, each) for each in entries]
    best = max((float(m) for m, has in zip(meaning, texted, strict=True) if has), default=0.0)
    place_of = {entry: place for place, entry in enumerate(entries)}
    places = [place_of[each] for each in failure.cites if each in place_of]
    known = [place for place in places if texted[place]]
    near = max((float(meaning[place]) for place in known), default=None)
    ranked = [each for each in failure.decision.candidates if each.features]
    first = place_of.get(ranked[0].entry_id) if ranked else None
    parts = dict(zip(PARTS, failure.decision.parts, strict=False))
    return {
        "near": near or 0.0,
        "gap": _NOTHING_NEAR if near is None else near - best,
        "behind": _FURTHEST if near is None else _behind(meaning, texted, near),
        "sibling": _alike(learned, first, known[:1]),
        "odds": parts.get("odds", 0) / ONE,
        "closest": parts.get("closest", 0) / ONE,
        "place": _place([each.entry_id for each in ranked], failure.cites),
        "unread": float(any(_is_stub(learned, each) for each in failure.cites)),
        "language": float(failure.decision.rule == "language"),
    }


def _is_stub(learned: Learned, entry: EntryId) -> bool:
    """Whether an entry is an address without a text."""
    revision = learned.library.live.get(entry)
    return revision is not None and revision.event.origin == "stub"


def _place(ranked: Sequence[EntryId], cites: Sequence[EntryId]) -> float:
    """The log of one more than the candidates above the first that agents cited."""
    above = next((place for place, each in enumerate(ranked) if each in cites), _NO_PLACE)
    return math.log1p(min(above, _NO_PLACE))


def _behind(meaning: NDArray[np.float64], texted: Sequence[bool], near: float) -> float:
    nearer = sum(has and m > near for m, has in zip(meaning, texted, strict=True))
    return min(math.log1p(nearer), _FURTHEST)


def _alike(learned: Learned, first: int | None, cited: Sequence[int]) -> float:
    """The cosine of two entries' passages taken together; 0 where either has none."""
    if first is None or not cited:
        return 0.0
    one, other = (_together(learned, place) for place in (first, cited[0]))
    lengths = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / lengths if lengths else 0.0


def _together(learned: Learned, place: int) -> NDArray[np.float64]:
    view = learned.library.view()
    rows = np.flatnonzero(view.owners == place)
    lengths = view.lengths[rows][:, None]
    total: NDArray[np.float64] = (view.matrix[rows].astype(np.float64) / lengths).sum(axis=0)
    return total


def _of_words(learned: Learned, failure: Failure) -> dict[str, float]:
    """What the question's and the reply's wording gives away."""
    asked, reply = failure.question.text, failure.reply or ""
    told = wording.without_links(reply)
    words = len(told.split())
    change = min(wording.changes(asked), 4)
    outward = wording.links(reply) - len(failure.cites)
    return {
        "told": math.log1p(words),
        "ends_asking": float(wording.ends_asking(told)),
        "asks": wording.asks(told) * _IN_SO_MANY_WORDS / max(words, _FEW_WORDS),
        "outward": float(min(max(outward, 0), 3)),
        "change": float(change),
        "named": float(change > 0 and _is_named(learned, failure)),
    }


def _is_named(learned: Learned, failure: Failure) -> bool:
    """Whether the question gives the address of an article that agents then cite."""
    live = (learned.library.live.get(each) for each in failure.cites)
    addresses = (each.text.url for each in live if each and each.event.origin == "article")
    return any(address and address in failure.question.text for address in addresses)
