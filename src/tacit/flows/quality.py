"""What is believed of an answer's quality, over all and by intent, and which words moved it.

Reads only; the pages, the interface and the terminal ask it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.answering.awaiting import Ratings
from tacit.events import (
    ConversationId,
    DecisionId,
    DecisionTaken,
    EntryId,
    IntentId,
    LessonSettled,
    Logged,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.learners.quality import Posterior, Quality
from tacit.lesson import Rating

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# The conversations that a history is read from, and the steps that it shows of them.
_CONVERSATIONS = 60
STEPS = 20


@dataclass(frozen=True)
class Counted:
    """What is believed, and the answers it was learned from: `good` of `judged`, in thousandths."""

    posterior: Posterior
    good: int
    judged: int


@dataclass(frozen=True)
class OfIntent:
    """The quality of an answer where one intent asked; by the intent's present id and name."""

    intent_id: str
    name: str
    counted: Counted


@dataclass(frozen=True)
class Step:
    """One event that moved what is believed of an answer, and from where to where.

    `revision` is that of the entry's text which the answer gave.
    """

    event_id: str
    decision_id: DecisionId
    revision: int
    at: datetime
    conversation_id: ConversationId
    witness: str
    reason: str
    before: float
    after: float


@dataclass(frozen=True)
class OfEntry:
    """The quality of one entry as an answer; `steps` are its latest, the newest first."""

    counted: Counted
    intents: Sequence[OfIntent]
    steps: Sequence[Step]


def of_entry(port: Port, workspace: WorkspaceId, entry: EntryId) -> OfEntry:
    """What is believed of an entry now, and what moved it in the last sixty days."""
    with port.learned(workspace) as learned:
        held = copy.deepcopy(learned.quality)
        intents = _by_intent(learned, entry)
        shown = list(learned.awaiting.shown(entry))
    conversations = list(dict.fromkeys(each.conversation_id for each in shown))[:_CONVERSATIONS]
    said = list[Logged]()
    for each in conversations:
        said += port.store.read_stream(workspace, Stream("conversation", each))
    taken = {each.decision_id: each for each in shown}
    return OfEntry(_counted(held, entry), intents, steps_of(held, entry, taken, said))


def of_all(port: Port, workspace: WorkspaceId) -> list[tuple[EntryId, Counted]]:
    """What is believed of every answer that was judged, the most often judged first."""
    with port.learned(workspace) as learned:
        entries = [EntryId(each) for each in learned.quality.counts]
        found = [(each, _counted(learned.quality, each)) for each in entries]
    return sorted(found, key=lambda each: (-each[1].judged, each[0]))


def _counted(quality: Quality, entry: EntryId, segments: Sequence[str] = ()) -> Counted:
    good, judged = quality.total(entry, segments or None)
    return Counted(quality.predict(entry, segments), good, judged)


def _by_intent(learned: Learned, entry: EntryId) -> list[OfIntent]:
    """The intents in which the entry was judged, the most often judged first."""
    segments = learned.quality.counts.get(entry, {})
    now = dict.fromkeys(learned.intents.now(IntentId(each)) for each in segments if each)
    found = [
        OfIntent(each, learned.name_of(each), _counted(learned.quality, entry, known))
        for each in now
        if each is not None and (known := learned.intents.known_as(each))
    ]
    return sorted(found, key=lambda each: (-each.counted.judged, each.intent_id))


def steps_of(
    now: Quality,
    entry: EntryId,
    taken: Mapping[DecisionId, DecisionTaken],
    events: Iterable[Logged],
) -> list[Step]:
    """The events that moved an entry's posterior, the newest first; `now` is what came of them.

    Walked back from what is believed now, so that the others count at each step as they do now.
    """
    ratings, moves = Ratings(), list[tuple[Logged, Rating | None, Rating | None]]()
    for logged in sorted(events, key=lambda each: each.position):
        settled = logged.event
        if isinstance(settled, LessonSettled) and settled.decision_id in taken:
            earlier, later = ratings.hear(taken[settled.decision_id], settled)
            if earlier != later:
                moves.append((logged, earlier, later))
    quality, found = copy.deepcopy(now), list[Step]()
    for logged, earlier, later in reversed(moves[-STEPS:]):
        after = quality.predict(entry).mean
        if later is not None:
            quality.forget(*later.counts())
        if earlier is not None:
            quality.learn(*earlier.counts())
        found.append(_step(entry, taken, logged, (quality.predict(entry).mean, after)))
    return found


def _step(
    entry: EntryId,
    taken: Mapping[DecisionId, DecisionTaken],
    logged: Logged,
    moved: tuple[float, float],
) -> Step:
    settled = logged.event
    assert isinstance(settled, LessonSettled)
    candidates = taken[settled.decision_id].candidates
    return Step(
        logged.event_id,
        settled.decision_id,
        next(each.revision for each in candidates if each.entry_id == entry),
        logged.at,
        settled.conversation_id,
        settled.witness,
        settled.reason,
        *moved,
    )
