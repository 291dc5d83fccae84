"""What was learned of situations, in words: which page or plan speaks for which entry."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.spoken import Lesson, lessons
from tacit.events import DecisionTaken, EntryId, Stream, WorkspaceId
from tacit.web.views.sources import sources_of

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.port import Port

_OF_THE_DAY = ("channel", "customer")


@dataclass(frozen=True)
class Told:
    """One thing that was learned: of so many answers with this value so many were the entry.

    `times` is how much oftener that is than elsewhere.
    """

    attribute: str
    value: str
    entry_id: str
    title: str
    answered: float
    seen: float
    times: float


def situations_of(port: Port, workspace: WorkspaceId, entry: EntryId | None = None) -> list[Told]:
    """What was learned of situations, of one entry or of all; nothing whose words are gone."""
    with port.learned(workspace) as learned:
        found = lessons(learned, entry)
        told_in = _told_in(learned, {each.token for each in found})
    words = _words(port, workspace, sorted(set(told_in.values())))
    sources = sources_of(port, workspace, [each.entry_id for each in found])
    return [
        _told(each, words[each.token], source.title if source else "")
        for each in found
        if each.token in words
        for source in [sources.get(each.entry_id)]
    ]


def segments_of(port: Port, workspace: WorkspaceId, conversation: str) -> list[str]:
    """What is told of who asked in a conversation, each as a segment is written, in order.

    But for what is known of everybody and tells of that day alone.
    """
    words = _words(port, workspace, [conversation]).values()
    return sorted({f"{name}={value}" for name, value in words if name not in _OF_THE_DAY})


def _told(each: Lesson, words: Sequence[str], title: str) -> Told:
    attribute, value = words
    times = math.exp(each.says)
    return Told(attribute, value, each.entry_id, title, each.answered, each.seen, times)


def _told_in(learned: Learned, tokens: set[str]) -> dict[str, str]:
    """For each token the latest conversation that taught with it: its words lie there."""
    found = dict[str, str]()
    for exemplar in learned.exemplars.ordered:
        if exemplar.serves:
            told = {token for line in exemplar.situation for token in line} & tokens
            found |= dict.fromkeys(told, str(exemplar.entry_id))
    return found


def _words(
    port: Port, workspace: WorkspaceId, conversations: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """The words of all tokens of these conversations' decisions."""
    ids = list[str]()
    for each in conversations:
        events = (e.event for e in port.store.read_stream(workspace, Stream("conversation", each)))
        ids += [
            event.situation_id
            for event in events
            if isinstance(event, DecisionTaken) and event.situation_id
        ]
    found = dict[str, Sequence[str]]()
    for text in port.store.bodies(workspace, ids).values():
        found |= json.loads(text)
    return found
