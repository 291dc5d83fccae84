"""A long log out of a short one: each conversation again and again, under new ids.

`cost` measures on it. Of what a desk logged in a day, the conversations in which an agent
cited an entry are told again, each day's after the last's, until there are as many as are
wanted. Ids are new, a question's vectors are moved a little by seed and its words are joined
with another's, so that no two are alike and words go on becoming more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, islice

import numpy as np

from bench.memory_store import MemoryStore
from tacit.events import (
    ConversationId,
    ExemplarPaired,
    ExemplarPublished,
    LessonSettled,
    Logged,
    MessageReceived,
    NewEvent,
    WorkspaceId,
)
from tacit.store.batch import Batch, Body, Vectors

# A vector is as long as 512 steps; up to 16 in each of 384 places turn it by some 20 degrees.
_MOVED = 16
_SALT = bytes(16)


@dataclass(frozen=True)
class Talk:
    """One conversation as it was logged, with its texts and its question's vectors."""

    events: Sequence[Logged]
    texts: dict[str, str]
    owner: str
    vectors: tuple[bytes, ...]

    @property
    def lessons(self) -> int:
        """How many lessons it teaches."""
        return sum(isinstance(each.event, LessonSettled) for each in self.events)


def talks(store: MemoryStore, workspace: WorkspaceId, namespace: str) -> list[Talk]:
    """The conversations of a log in which an agent cited what there was."""
    by_conversation = dict[str, list[Logged]]()
    for logged in store.read(workspace):
        about = getattr(logged.event, "conversation_id", getattr(logged.event, "entry_id", None))
        if about is not None:
            by_conversation.setdefault(about, []).append(logged)
    found = []
    for events in by_conversation.values():
        pairs = [e.event for e in events if isinstance(e.event, ExemplarPaired)]
        is_new = any(isinstance(e.event, ExemplarPublished) for e in events)
        if is_new or not pairs or not pairs[-1].cites:
            continue
        ids = [e.event.message_id for e in events if isinstance(e.event, MessageReceived)]
        owner = pairs[-1].query[-1]
        vectors = store.vectors(workspace, namespace, [owner])[owner]
        found.append(Talk(events, store.bodies(workspace, ids), owner, vectors))
    return found


def told_again(
    held: Sequence[Talk], day: timedelta, namespace: str, workspace: WorkspaceId, seed: int
) -> Iterator[Batch]:
    """The conversations again, without end: one batch each, in the order of their times."""
    assert held, "there is something to tell again"
    dice = np.random.default_rng(seed)
    for turn in count(1):
        for talk in held:
            other = held[int(dice.integers(len(held)))]
            yield _again(talk, f"~{turn}", turn * day, (namespace, workspace, other), dice)


def _again(
    talk: Talk,
    mark: str,
    later: timedelta,
    where: tuple[str, WorkspaceId, Talk],
    dice: np.random.Generator,
) -> Batch:
    namespace, workspace, other = where
    conversation = ConversationId(_conversation(talk) + mark)
    events = tuple(
        NewEvent(each.event_id + mark, _renamed(each, mark), each.at + later, each.actor)
        for each in talk.events
    )
    more = next(iter(other.texts.values()))
    texts = {
        each: f"{text}\n{more}" if each == talk.owner else text for each, text in talk.texts.items()
    }
    bodies = tuple(
        Body(each + mark, text, _SALT, conversation_id=conversation) for each, text in texts.items()
    )
    moved = tuple(_moved(each, dice) for each in talk.vectors)
    vectors = Vectors(talk.owner + mark, namespace, moved, conversation_id=conversation)
    last: datetime = talk.events[-1].recorded_at + later
    return Batch(workspace, events, last, "rehearsal", bodies=bodies, vectors=(vectors,))


def _conversation(talk: Talk) -> str:
    return str(talk.events[0].event.stream_id)


def _renamed(logged: Logged, mark: str):
    """An event with its own ids marked; what it cites stays."""
    held = vars(logged.event)
    own = {
        name: held[name] + mark
        for name in ("conversation_id", "message_id", "decision_id", "reply")
        if held.get(name)
    }
    if "query" in held:
        own["query"] = [each + mark for each in held["query"]]
    return replace(logged.event, **own)


def _moved(vector: bytes, dice: np.random.Generator) -> bytes:
    steps = np.frombuffer(vector, np.int8).astype(np.int64)
    moved = steps + dice.integers(-_MOVED, _MOVED + 1, size=len(steps))
    return np.clip(moved, -127, 127).astype(np.int8).tobytes()


def together(batches: Iterator[Batch], size: int) -> Iterator[Batch]:
    """So many batches as one append."""
    while held := list(islice(batches, size)):
        yield replace(
            held[-1],
            events=tuple(each for batch in held for each in batch.events),
            bodies=tuple(each for batch in held for each in batch.bodies),
            vectors=tuple(each for batch in held for each in batch.vectors),
        )
