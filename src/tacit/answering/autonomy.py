"""What an intent has earned by its answers, and what it has lost: the next mode, and why.

The autonomy flow asks it after each final lesson and logs what it says. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tacit.events import IntentId, Mode, ModeSet
from tacit.learners.track_record import CONVINCING

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

ORDER: tuple[Mode, ...] = ("observe", "draft", "auto")
# Drafts go to agents, who send or leave them: it takes so many that were judged, most right.
_FEWEST = 10


def moved(learned: Learned, intent: IntentId) -> ModeSet | None:
    """The mode that an intent is to have from now on, with the reason; None where it stays.

    Whatever may rise by itself, a fall asks nobody: in auto an intent falls to draft once
    the odds are twenty to one that more of its answers are wrong than the budget allows.
    """
    ids = learned.intents.known_as(intent)
    allowed = learned.budget.target
    answers, wrong = learned.track_record.counts(ids)
    too_many, few_enough = learned.track_record.odds(ids, allowed)
    mode = learned.mode_of(intent)
    highest = ORDER.index(learned.earns)
    told = f"{wrong} of {answers} answers were wrong"
    if mode == "auto":
        if too_many < CONVINCING:
            return None
        odds = f"{min(too_many, 1e6):,.0f} to one"
        reason = f"lost: {told}; the odds are {odds} that more than {allowed:.2g} are"
        return ModeSet(intent, "draft", reason, "lost", answers, wrong)
    if mode == "draft" and highest >= ORDER.index("auto") and few_enough >= CONVINCING:
        odds = f"{min(few_enough, 1e6):,.0f} to one"
        reason = f"earned: {told}; the odds are {odds} that fewer than {allowed:.2g} are"
        return ModeSet(intent, "auto", reason, "earned", answers, wrong)
    is_mostly_right = answers >= _FEWEST and 2 * wrong <= answers
    if mode == "observe" and highest >= ORDER.index("draft") and is_mostly_right:
        reason = f"earned: {told} of those it would have given"
        return ModeSet(intent, "draft", reason, "earned", answers, wrong)
    return None
