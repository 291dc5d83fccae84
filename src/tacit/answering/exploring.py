"""A small lot among approved answers about as likely: who takes part, and with what chance.

Decide asks it where a lead lets it explore. What is drawn follows from the question's id, so
that a replay draws the same; the chances go into the receipt. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.decide import Verdict
    from tacit.answering.learned import Learned
    from tacit.answering.ranking import Ranking
    from tacit.events import EntryId, MessageId

# So many others may be drawn at most.
_OTHERS = 3


def explored(
    learned: Learned,
    lot: int | None,
    ranking: Ranking,
    first: Verdict,
    led_by: Callable[[Ranking], Verdict],
) -> Verdict:
    """The verdict, or that of another answer about as likely, which the lot fell on.

    `led_by` decides with another candidate first; `lot` None: nothing is drawn, as in a preview.
    """
    percent = learned.policies.explores_percent
    if not percent or lot is None or not _may_draw(first):
        return first
    others = [led_by(ranking.led_by(place)) for place in _untold(learned, ranking)]
    taking_part = [first, *(each for each in others if _is_as_good(each, first))]
    lots = chances(percent, [each.cites[0] for each in taking_part])
    for verdict, chance in zip(taking_part, lots.values(), strict=False):
        if lot < chance:
            return replace(verdict, lots=lots)
        lot -= chance
    return first


def chances(percent: int, entries: Sequence[EntryId]) -> dict[EntryId, int]:
    """The chance of each in 1/4096, the best first: the others share `percent` alike.

    Empty where nothing is to be drawn. So no answer's chance is ever too small to judge by.

    >>> chances(5, ["a", "b", "c"])             # 4096 · .05 / 2 each
    {'a': 3892, 'b': 102, 'c': 102}
    >>> chances(5, ["a"])
    {}

    After: P. Auer, N. Cesa-Bianchi, P. Fischer, Finite-time Analysis of the Multiarmed Bandit
    Problem (2002), section 3.
    """
    others = entries[1:]
    if not others:
        return {}
    each = percent * ONE // (100 * len(others))
    return {entries[0]: ONE - each * len(others), **dict.fromkeys(others, each)}


def lot_of(message: MessageId) -> int:
    """What is drawn on a message, one of 4096 alike: by its id, which nobody chooses."""
    return int.from_bytes(hashlib.sha256(f"lot {message}".encode()).digest()[:2]) >> 4


def _may_draw(verdict: Verdict) -> bool:
    """Whether an answer may be one of several: sure enough, or a draft that an agent looks at.

    Never of a policy class or a set segment, nor for somebody who is probably frustrated.
    """
    is_draft = verdict.mode == "draft" and verdict.rule == "not_sure"
    is_let = verdict.rule == "sure" and verdict.mode != "observe"
    is_calm = verdict.mood is None or not verdict.mood.is_frustrated
    return (is_let or is_draft) and is_calm and not verdict.needed.classes and bool(verdict.text)


def _is_as_good(other: Verdict, first: Verdict) -> bool:
    """Whether another answer clears what the first one cleared."""
    return _may_draw(other) and other.rule == first.rule


def _untold(learned: Learned, ranking: Ranking) -> list[int]:
    """The places of those about as likely that may yet turn out to resolve oftener.

    What surely resolves more seldom than the first is tried no more, as in successive
    elimination: E. Even-Dar, S. Mannor, Y. Mansour, Action Elimination (2006), section 3.
    """
    known = ranking.segments, ranking.tokens
    first, *others = ranking.candidates[: min(ranking.near, 1 + _OTHERS)]
    least = learned.quality.predict(first.entry_id, *known).mean
    reach = (learned.quality.predict(each.entry_id, *known).interval()[1] for each in others)
    return [place for place, highest in enumerate(reach, 1) if highest >= least]
