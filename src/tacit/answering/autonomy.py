"""What an intent has earned by its answers, and what it has lost: the next mode, and why.

The autonomy flow asks it after each final lesson, the drift flow of each alarm, the publish flow
of each new version of the knowledge; they log what it says. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tacit.answering.modes import ORDER
from tacit.events import EVERY_INTENT, DriftAlarmed, EntryId, IntentId, ModeSet
from tacit.knowledge.words import spoken
from tacit.learners.track_record import CONVINCING

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.answering.situation import Situation

# Drafts go to agents, who send or leave them: it takes so many that were judged, most right.
_FEWEST = 10
# An intent rests on what answered one in so many of its questions; what answered fewer is left
# to the odds, as one page that is cited now and then says little of the intent.
_RESTS = 4
_ACCOUNTS = 3


def moved(learned: Learned, intent: IntentId) -> ModeSet | None:
    """The mode that an intent is to have from now on, with the reason; None where it stays.

    Whatever may rise by itself, a fall asks nobody: in auto an intent falls to draft once
    the odds are twenty to one that more of its answers are wrong than the budget allows.
    Nothing rises to auto while its answers are alarmed of.
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
    may_rise = highest >= ORDER.index("auto") and intent not in learned.drift.alarmed
    if mode == "draft" and may_rise and few_enough >= CONVINCING:
        odds = f"{min(few_enough, 1e6):,.0f} to one"
        reason = f"earned: {told}; the odds are {odds} that fewer than {allowed:.2g} are"
        return ModeSet(intent, "auto", reason, "earned", answers, wrong)
    is_mostly_right = answers >= _FEWEST and 2 * wrong <= answers
    if mode == "observe" and highest >= ORDER.index("draft") and is_mostly_right:
        reason = f"earned: {told} of those it would have given"
        return ModeSet(intent, "draft", reason, "earned", answers, wrong)
    return None


def segments_moved(learned: Learned, situation: Situation) -> list[ModeSet]:
    """The steps of a situation's segments: one for each token that falls or rises.

    A segment falls where the odds are that more of its answers are wrong than the budget allows
    and than of everybody else's, against as many such odds as are watched; it rises as an intent
    does. One that has no mode yet has no name either: whoever logs it reads the token's words.
    What fewer than three accounts are of is theirs alone: it moves no mode, and is not named. What
    more than half of all answers went to tells nothing apart.
    """
    tokens = [token for line in situation for token in line]
    found = (_segment_moved(learned, token) for token in dict.fromkeys(tokens))
    return [step for step in found if step is not None]


def _segment_moved(learned: Learned, token: str) -> ModeSet | None:
    record, allowed = learned.track_record, learned.budget.target
    name = learned.modes.segments.get(token, "")
    mode = learned.modes.held.get(name) or "auto"
    answers, wrong = record.counts([token])
    told = f"{wrong} of {answers} answers were wrong"
    if mode == "auto":
        all_answers, all_wrong = record.counts([EVERY_INTENT])
        if 2 * answers > all_answers:
            return None
        others = (all_wrong - wrong + 1) / (all_answers - answers + 2)
        odds = record.odds([token], max(allowed, others))[0]
        bar = CONVINCING * max(len(record.answers), 1)
        if odds < bar or learned.awaiting.accounts_of(token) < _ACCOUNTS:
            return None
        reason = (
            f"lost: {told}, {all_wrong - wrong} of {all_answers - answers} of everybody else; "
            f"the odds are {min(odds, 1e6):,.0f} to one against chance"
        )
        return ModeSet(name, "draft", reason, "lost", answers, wrong, token)
    odds = record.odds([token], allowed)[1]
    may_rise = name in learned.modes.lost and learned.earns == "auto"
    if mode != "draft" or not may_rise or odds < CONVINCING:
        return None
    reason = f"earned: {told}; the odds are {odds:,.0f} to one that fewer than {allowed:.2g} are"
    return ModeSet(name, "auto", reason, "earned", answers, wrong, token)


def alarmed(learned: Learned, alarm: DriftAlarmed) -> ModeSet | None:
    """The step of an intent whose answers go wrong oftener than they used to; None where it stays.

    Many right answers of the past outweigh the first wrong ones in `moved`, but not here.
    """
    intent = learned.intents.now(IntentId(alarm.watched))
    if intent is None or learned.mode_of(intent) != "auto":
        return None
    reason = f"lost: {alarm.reason}"
    return ModeSet(intent, "draft", reason, "lost", alarm.judged_since, alarm.bad_since)


# Of each entry that a new version changes its passages, as heading and text; None without it.
Changes = Mapping[EntryId, Sequence[Sequence[str]] | None]


def taken_back(learned: Learned, changes: Changes, version: int) -> list[ModeSet]:
    """The intents that answer alone no more, now that what their answers rest on says otherwise.

    Those with auto as their own mode: who follows all others was never judged by itself.
    A change without another word in any passage takes nothing back.
    """
    changed = {each for each, passages in changes.items() if _says_other(learned, each, passages)}
    steps = list[ModeSet]()
    for intent in learned.intents.live if changed else ():
        part, of = _resting(learned, intent, changed)
        if not part or part * _RESTS < of or learned.own_mode(intent) != "auto":
            continue
        told = f"{part} of its {of} answered questions rest on what version {version} changed"
        counts = learned.track_record.counts(learned.intents.known_as(intent))
        steps.append(ModeSet(intent, "draft", f"taken back: {told}", "revised", *counts))
    return steps


def _resting(learned: Learned, intent: IntentId, entries: set[EntryId]) -> tuple[int, int]:
    """How many of an intent's answered questions rest on one of these entries, and of how many."""
    held = (learned.exemplars.by_id[each] for each in learned.intents.members[intent])
    cited = [bool(entries & {*each.cites}) for each in held if each.serves]
    return sum(cited), len(cited)


def _says_other(learned: Learned, entry: EntryId, passages: Sequence[Sequence[str]] | None) -> bool:
    """Whether an entry that is live is withdrawn, or a word of its passages is another."""
    held = learned.library.live.get(entry)
    if held is None:
        return False
    if passages is None:
        return True
    before = [(each.heading, each.text) for each in held.text.passages]
    return _words(before) != _words(passages)


def _words(passages: Iterable[Sequence[str]]) -> list[str]:
    return [word for each in passages for part in each for word in spoken(part)]
