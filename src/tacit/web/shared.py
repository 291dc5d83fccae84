"""What all requests of one web process share: the open product, and what keeps it from drowning.

The factory makes one; routes get it as the parameter `shared: Here`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import psycopg
from fastapi import Depends, Request

from tacit.flows.port import follow_up_key
from tacit.flows.search import Search
from tacit.store.server import Unusable
from tacit.web.arrival import Arrivals
from tacit.web.courtesy import Courtesy
from tacit.web.limits import Pace, overloaded

if TYPE_CHECKING:
    from pathlib import Path

    from tacit.app import App
    from tacit.events import Logged, WorkspaceId
    from tacit.flows.importing import Tally
    from tacit.flows.port import Port
    from tacit.web.live import Live

# Threads that take decisions; a decision is numpy and the embedder, which leave the
# interpreter's lock alone for most of it.
DECIDERS = 8
# Messages accepted whose decision is not taken yet. About 30 ms of one core each, so the
# last of so many waits two seconds; who comes then is told to come back.
PENDING_AT_MOST = 64
# Workspaces that are read when the process starts, the longest logs first.
WARMED = 4


# Takes a file of JSON lines into a workspace, rehearsing so many of its conversations.
Take = Callable[["App", "WorkspaceId", "Path", int], "Tally"]


@dataclass
class Shared:
    """The product as the web door holds it.

    `deciders` run what follows a message, so that a caller can stop waiting
    for it and it still gets done.
    """

    app: App
    pace: Pace
    take: Take
    live: Live
    deciders: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(DECIDERS, "tacit-decider")
    )
    search: Search = field(default_factory=Search)
    courtesy: Courtesy = field(default_factory=Courtesy)
    arrivals: Arrivals = field(default_factory=Arrivals)
    _closing: threading.Event = field(default_factory=threading.Event)
    _pending: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> Port:
        """The world as flows see it."""
        return self.app.port

    def make_room(self) -> None:
        """Refuse work that nobody would get to soon; asked before anything is accepted."""
        with self._lock:
            if self._pending >= PENDING_AT_MOST:
                raise overloaded()

    def follow(
        self, port: Port, workspace: WorkspaceId, logged: list[Logged]
    ) -> Future[list[Logged]]:
        """Run what follows these events in a thread that nobody has to wait for."""
        with self._lock:
            self._pending += 1
        running = self.deciders.submit(self._follow, port, workspace, logged)
        running.add_done_callback(self._done)
        return running

    def _follow(self, port: Port, workspace: WorkspaceId, logged: list[Logged]) -> list[Logged]:
        followed = self.app.follow(port, workspace, logged)
        done = port.walk.taken_back if port.walk else set[str]()
        keys = [follow_up_key(each.event_id) for each in logged if self.app.is_followed(each)]
        left = [each for each in keys if each not in done]
        if port.follow_up_after is not None and left:
            # Nobody needs to look whether it was done; where this fails, somebody looks in vain.
            with suppress(psycopg.Error, Unusable):
                self.app.store.drop_jobs(workspace, left)
        return followed

    def _done(self, running: Future[list[Logged]]) -> None:
        with self._lock:
            self._pending -= 1

    def warm(self) -> None:
        """Read what the first answer, search and figure need, until it is to close."""
        store = self.app.store
        try:
            found = sorted(store.workspaces().values(), key=store.head, reverse=True)[:WARMED]
            for workspace in found:
                self.port.follower.warm(workspace, self.courtesy.step_aside)
                self.search.warm(self.port, workspace, self._goes_on)
                self.app.measures.warm(workspace, self._goes_on)
        except (psycopg.Error, Unusable):
            return  # the server is away; whoever asks first reads it then

    def _goes_on(self) -> bool:
        self.courtesy.step_aside()
        return not self._closing.is_set()

    def close(self) -> None:
        """Let what is being decided end; what never began is the worker's by now."""
        self._closing.set()
        self.deciders.shutdown(wait=True, cancel_futures=True)


async def shared_of(request: Request) -> Shared:
    """What the process shares."""
    shared: Shared = request.app.state.shared
    return shared


Here = Annotated[Shared, Depends(shared_of)]
