"""Lets what is read ahead step aside while requests are served: they share one interpreter.

`Gate` counts who is inside; whoever reads ahead calls `step_aside` between two events.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

# What is read is wanted soon, by an answer maybe: it waits for as long as it worked, no longer.
# What was not needed of it is kept for a burst of requests, up to so many seconds.
_KEPT_SECONDS = 2.0
_NAP_SECONDS = 0.002


@dataclass
class Courtesy:
    """How many requests are inside, and for how long the reading may still wait for them.

    Like a bucket of tokens: a second of work is a second of waiting.
    """

    inside: int = 0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _left: float = 0.0
    _since: float | None = None

    def step_aside(self) -> None:
        """Wait while somebody is inside, for as long as was worked at most."""
        now = self.clock()
        worked = now - (now if self._since is None else self._since)
        self._left = min(self._left + worked, _KEPT_SECONDS)
        while self.inside > 0 and self._left > 0:
            self.sleep(_NAP_SECONDS)
            later = self.clock()
            self._left -= later - now
            now = later
        self._since = now
