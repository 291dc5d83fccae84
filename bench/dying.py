"""A `tacit serve` that kills itself with SIGKILL at a named point of a conversation's POST.

    python -m bench.dying POINT NTH

The product has no such hook: this process wraps the product's own functions
from outside before it serves, and at the NTH time that the point is passed no
process is left to finish anything. POINT `never` serves as it is.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from tacit.cli import main as tacit
from tacit.events import (
    ConversationHandedOff,
    ConversationOpened,
    DecisionTaken,
    ReplyDelivered,
)
from tacit.flows.port import Port
from tacit.store import log
from tacit.store.batch import Batch
from tacit.store.log import Store
from tacit.web.api import conversations
from tacit.web.limits import Gate
from tacit.web.shared import Shared

Is = Callable[..., bool]


class Fuse:
    """Counts down at each passing, and then nothing of this process is left."""

    def __init__(self, passings: int) -> None:
        self._left = passings
        self._lock = threading.Lock()

    def burn(self) -> None:
        """One passing."""
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
                threading.Event().wait()


def _holds(*kinds: type) -> Is:
    def is_it(store: Store, batch: Batch, **rest: Any) -> bool:
        return any(isinstance(each.event, kinds) for each in batch.events)

    return is_it


def _writes(*kinds: type) -> Is:
    def is_it(connection: Any, batches: list[Batch], *rest: Any, **more: Any) -> bool:
        return any(isinstance(n.event, kinds) for batch in batches for n in batch.events)

    return is_it


def _always(*given: Any, **named: Any) -> bool:
    return True


_OPENS, _DECIDES = (ConversationOpened,), (DecisionTaken,)
_DELIVERS = (ReplyDelivered, ConversationHandedOff)
BEFORE, BEHIND = "before", "behind"

# Where it dies: what is wrapped, on which side of it, and which calls count.
POINTS: dict[str, tuple[Any, str, str, Is]] = {
    "the request is read": (conversations, "ask", BEFORE, _always),
    "before the message is logged": (Store, "append", BEFORE, _holds(*_OPENS)),
    "the message is written, not committed": (log, "write", BEHIND, _writes(*_OPENS)),
    "the message is committed": (Store, "append", BEHIND, _holds(*_OPENS)),
    "before what follows": (Shared, "follow", BEFORE, _always),
    "before the question is embedded": (Port, "vectors_of", BEFORE, _always),
    "the question is embedded": (Port, "vectors_of", BEHIND, _always),
    "before the decision is logged": (Store, "append", BEFORE, _holds(*_DECIDES)),
    "the decision is written, not committed": (log, "write", BEHIND, _writes(*_DECIDES)),
    "the decision is committed": (Store, "append", BEHIND, _holds(*_DECIDES)),
    "before it is delivered": (Store, "append", BEFORE, _holds(*_DELIVERS)),
    "it is delivered": (Store, "append", BEHIND, _holds(*_DELIVERS)),
    "the answer is made, not sent": (conversations, "ask", BEHIND, _always),
}
HALF_SENT = "the answer's head is sent, its body not"
NAMES = (*POINTS, HALF_SENT)


def arm(name: str, fuse: Fuse) -> None:
    """Wrap the function of a point."""
    if name == HALF_SENT:
        _arm_sending(fuse)
        return
    owner, attribute, side, is_it = POINTS[name]
    function = getattr(owner, attribute)

    @functools.wraps(function)
    def wrapped(*given: Any, **named: Any) -> Any:
        counts = is_it(*given, **named)
        if counts and side == BEFORE:
            fuse.burn()
        found = function(*given, **named)
        if counts and side == BEHIND:
            fuse.burn()
        return found

    setattr(owner, attribute, wrapped)


def _arm_sending(fuse: Fuse) -> None:
    function = Gate.__call__

    async def wrapped(self: Gate, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.body" and scope.get("method") == "POST":
                fuse.burn()
            await send(message)

        await function(self, scope, receive, sending)

    Gate.__call__ = wrapped  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.argv[1] != "never":
        arm(sys.argv[1], Fuse(int(sys.argv[2])))
    sys.exit(tacit(["serve"]))
