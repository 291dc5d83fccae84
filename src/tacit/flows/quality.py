"""What is believed of an answer's quality, by intent and by who asks, and which words moved it.

Reads only; the pages, the interface and the terminal ask it.
"""

from __future__ import annotations

import copy
import json
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
class OfTrait:
    """The quality of an answer where a value was told of who asks; `rest` of all without it.

    `tells` is whether the two are too far apart for chance, so that it decides.
    """

    attribute: str
    value: str
    counted: Counted
    rest: Counted
    tells: bool


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
    traits: Sequence[OfTrait]
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
    traits = _by_trait(held, entry, _words(port, workspace, held, entry, shown))
    counted = _counted(held, entry, held.total(entry))
    return OfEntry(counted, intents, traits, steps_of(held, entry, taken, said))


def of_all(port: Port, workspace: WorkspaceId) -> list[tuple[EntryId, Counted]]:
    """What is believed of every answer that was judged, the most often judged first."""
    with port.learned(workspace) as learned:
        entries = [EntryId(each) for each in learned.quality.counts]
        held = learned.quality
        found = [(each, _counted(held, each, held.total(each))) for each in entries]
    return sorted(found, key=lambda each: (-each[1].judged, each[0]))


def _counted(quality: Quality, entry: EntryId, part: tuple[int, int]) -> Counted:
    return Counted(quality.within(entry, part), *part)


def _by_intent(learned: Learned, entry: EntryId) -> list[OfIntent]:
    """The intents in which the entry was judged, the most often judged first."""
    held = learned.quality
    segments = held.counts.get(entry, {})
    now = dict.fromkeys(learned.intents.now(IntentId(each)) for each in segments if each)
    found = [
        OfIntent(each, learned.name_of(each), _counted(held, entry, held.total(entry, known)))
        for each in now
        if each is not None and (known := learned.intents.known_as(each))
    ]
    return sorted(found, key=lambda each: (-each.counted.judged, each.intent_id))


def _by_trait(
    quality: Quality, entry: EntryId, words: Mapping[str, tuple[str, str]]
) -> list[OfTrait]:
    """What was told of who asks, the most telling first; nothing that everybody has."""
    total, found = quality.total(entry), list[OfTrait]()
    for token, told in words.items():
        part = quality.among(entry, token)
        rest = (total[0] - part[0], total[1] - part[1])
        if rest[1] > 0:
            tells = quality.telling(entry, [token]) is not None
            believed = quality.apart if tells else quality.within
            counted, others = (Counted(believed(entry, each), *each) for each in (part, rest))
            found.append(OfTrait(*told, counted, others, tells))
    return sorted(found, key=lambda e: (not e.tells, -e.counted.judged, e.attribute, e.value))


def _words(
    port: Port,
    workspace: WorkspaceId,
    quality: Quality,
    entry: EntryId,
    shown: Sequence[DecisionTaken],
) -> dict[str, tuple[str, str]]:
    """Attribute and value of each token that an entry was judged with, where they are held."""
    wanted, ids = set(quality.by_token.get(entry, {})), list[str]()
    for each in shown:
        here = {token for line in each.situation for token in line} & wanted
        if here and each.situation_id:
            ids.append(each.situation_id)
            wanted -= here
    found = dict[str, tuple[str, str]]()
    for text in port.store.bodies(workspace, ids).values():
        found |= {token: (name, value) for token, (name, value) in json.loads(text).items()}
    return {token: found[token] for token in quality.by_token.get(entry, {}) if token in found}


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
