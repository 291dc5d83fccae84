"""A log in memory: what flows ask of the store while they answer, hear and learn.

`closed_loop` gives it to the very flows that a desk runs, so that ten thousand questions
take minutes. It checks what an append expects as the store does, hashes nothing and keeps
nothing; a test compares its decisions with those of the store.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from tacit.app import App
from tacit.events import AccountId, Logged, Origin, PersonId, Stream, WorkspaceId
from tacit.flows.follow import Follower
from tacit.flows.port import Port
from tacit.language.embedding import Embedder, embedder_from
from tacit.language.identify import identify
from tacit.language.remembered import Remembered
from tacit.settings import Settings
from tacit.store.batch import AlreadyKnown, Appended, Batch, Conflict, Person
from tacit.store.beside import Background
from tacit.store.log import Store


def in_memory(
    settings: Settings,
    seed: int,
    embedder: Embedder | None = None,
    log: MemoryStore | None = None,
) -> App:
    """The product with a log in memory, dice from a seed, and an embedder that may be told."""
    told = embedder or Remembered(embedder_from(settings.embedding))
    store = cast(Store, log or MemoryStore())
    follower = Follower(store, told.namespace, told.dimensions, settings.budget)
    return App(settings, store, Port(store, told, identify, follower, dice=random.Random(seed)))


@dataclass
class _Held:
    """One workspace: its log, the streams in it, and what lies beside."""

    log: list[Logged] = field(default_factory=list)
    streams: dict[Stream, list[Logged]] = field(default_factory=lambda: defaultdict(list))
    unique: dict[tuple[str, ...], str] = field(default_factory=dict)
    external: dict[tuple[str, str], str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    vectors: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    snapshots: dict[tuple[int, int], bytes] = field(default_factory=dict)


class MemoryStore:
    """Workspaces by name. Only what a rehearsal and its flows call is here."""

    def __init__(self) -> None:
        self._held: dict[WorkspaceId, _Held] = {}

    def find_workspace(self, name: str) -> WorkspaceId | None:
        """A workspace goes by its name."""
        return WorkspaceId(name) if WorkspaceId(name) in self._held else None

    def create_workspace(self, name: str) -> WorkspaceId:
        self._held[WorkspaceId(name)] = _Held()
        return WorkspaceId(name)

    def append(self, batch: Batch, *, durable: bool = True) -> Appended:
        """Write all of the batch; raises Conflict or AlreadyKnown with nothing written."""
        held = self._held[batch.workspace]
        for key in batch.unique:
            if key in held.unique:
                raise AlreadyKnown(f"unique key {key}", held.unique[key])
        for each in batch.external_ids:
            if (each.kind, each.external_id) in held.external:
                known = held.external[each.kind, each.external_id]
                raise AlreadyKnown(f"external id {each.kind} {each.external_id}", known)
        for stream, position in batch.expected.items():
            events = held.streams[stream]
            if (events[-1].position if events else 0) != position:
                raise Conflict(f"{stream} is not at {position}")
        first = len(held.log) + 1
        for position, new in enumerate(batch.events, first):
            logged = Logged(
                position, new.event_id, new.event, new.at, batch.recorded_at, new.actor,
                batch.origin, new.cause_position,
            )  # fmt: skip
            held.log.append(logged)
            held.streams[new.event.stream].append(logged)
        held.unique |= dict.fromkeys(batch.unique, batch.events[0].event_id if batch.events else "")
        held.external |= {(each.kind, each.external_id): each.id for each in batch.external_ids}
        held.bodies |= {each.body_id: each.text for each in batch.bodies}
        held.vectors |= {each.owner_id: each.vectors for each in batch.vectors}
        return Appended(first, len(held.log), batch.recorded_at)

    def read_stream(self, workspace: WorkspaceId, stream: Stream) -> list[Logged]:
        return [*self._held[workspace].streams[stream]]

    def read(
        self,
        workspace: WorkspaceId,
        after: int = 0,
        upto: int | None = None,
        kinds: Iterable[str] | None = None,
    ) -> Iterator[Logged]:
        """Events in the order of their positions."""
        wanted = None if kinds is None else frozenset(kinds)
        for logged in self._held[workspace].log[after:upto]:
            if wanted is None or logged.event.kind in wanted:
                yield logged

    def since(
        self, workspace: WorkspaceId, after: int, kinds: Iterable[str]
    ) -> tuple[int, Iterator[Logged]]:
        """The last position, and the events of some kinds behind another."""
        return self.head(workspace), self.read(workspace, after, kinds=kinds)

    def head(self, workspace: WorkspaceId) -> int:
        return len(self._held[workspace].log)

    def bodies(self, workspace: WorkspaceId, ids: Iterable[str]) -> dict[str, str]:
        bodies = self._held[workspace].bodies
        return {each: bodies[each] for each in ids if each in bodies}

    def vectors(
        self, workspace: WorkspaceId, namespace: str, owner_ids: Iterable[str]
    ) -> dict[str, tuple[bytes, ...]]:
        vectors = self._held[workspace].vectors
        return {each: vectors[each] for each in owner_ids if each in vectors}

    def find_external(
        self, workspace: WorkspaceId, kind: str, external_ids: Iterable[str]
    ) -> dict[str, str]:
        known = self._held[workspace].external
        return {name: known[kind, name] for name in external_ids if (kind, name) in known}

    def background(
        self, workspace: WorkspaceId, customer: PersonId | None, account: AccountId | None
    ) -> Background:
        """In memory nothing is told of anybody but with what they say."""
        return Background(b"", {}, {}, None)

    def people(self, workspace: WorkspaceId, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        """Nobody: in memory people are known by their ids alone."""
        return {}

    def erased(self, workspace: WorkspaceId) -> set[PersonId]:
        """Nobody: in memory nobody is erased."""
        return set()

    def is_live(self, workspace: WorkspaceId) -> bool:
        return any(each.origin == "live" for each in self._held[workspace].log[:1])

    def last_at(self, workspace: WorkspaceId, kind: str, origin: Origin) -> datetime | None:
        """When the last event of a kind and origin happened; None where there is none."""
        held = self._held[workspace].log
        found = (e.at for e in reversed(held) if e.event.kind == kind and e.origin == origin)
        return next(found, None)

    def position_at(self, workspace: WorkspaceId, moment: datetime) -> int:
        """The last position recorded by then."""
        log = self._held[workspace].log
        return bisect_right(log, moment, key=lambda logged: logged.recorded_at)

    def snapshot_before(
        self, workspace: WorkspaceId, judgement: int, position: int
    ) -> tuple[int, bytes] | None:
        """The last snapshot at or before a position."""
        held = self._held[workspace].snapshots
        found = [(at, state) for (by, at), state in held.items() if by == judgement]
        return max((each for each in found if each[0] <= position), default=None)

    def save_snapshot(
        self, workspace: WorkspaceId, judgement: int, position: int, state: bytes
    ) -> bool:
        self._held[workspace].snapshots[judgement, position] = state
        return True

    def drop_snapshots(self, workspace: WorkspaceId) -> None:
        """Let the next fold begin from the log's start."""
        self._held[workspace].snapshots.clear()
