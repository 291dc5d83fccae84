"""What all requests of one web process share: the open product, and what keeps it from drowning.

The factory makes one; routes get it as the parameter `shared: Here`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from tacit.web.limits import Pace

if TYPE_CHECKING:
    from tacit.app import App
    from tacit.flows.port import Port

# Threads that take decisions; a decision is numpy and the embedder, which leave the
# interpreter's lock alone for most of it.
DECIDERS = 8


@dataclass
class Shared:
    """The product as the web door holds it.

    `deciders` run what follows a message, so that a caller can stop waiting
    for it and it still gets done.
    """

    app: App
    pace: Pace
    deciders: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(DECIDERS, "tacit-decider")
    )

    @property
    def port(self) -> Port:
        """The world as flows see it."""
        return self.app.port

    def close(self) -> None:
        """Let what is being decided end; what never began is the worker's by now."""
        self.deciders.shutdown(wait=True, cancel_futures=True)


def shared_of(request: Request) -> Shared:
    """What the process shares."""
    shared: Shared = request.app.state.shared
    return shared


Here = Annotated[Shared, Depends(shared_of)]
