"""Stream `drift`: what goes wrong oftener than it used to, and that it is usual again.

`watched` is an intent's id, for what came of decisions about it, or one of
`answering.drift.OVER_ALL`; each is a stream of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tacit.events.event import Event


@dataclass(frozen=True)
class DriftAlarmed(Event):
    """What is watched is bad oftener than usual, since a day (`2024-03-01`, in UTC).

    Counted are judgements and bad ones among them: before that day the last two hundred or
    so, since then all. `evidence` is that of the detector, in thousandths of its logarithm.
    """

    watched: str
    first_day: str
    judged_before: int
    bad_before: int
    judged_since: int
    bad_since: int
    evidence: int
    reason: str

    kind: ClassVar[str] = "drift.alarmed"
    stream_kind: ClassVar[str] = "drift"
    stream_field: ClassVar[str | None] = "watched"


@dataclass(frozen=True)
class DriftClosed(Event):
    """An alarm is over: what is watched is as it was, or somebody saw that it is not.

    `is_usual` false: what has been since the alarm is what is usual from now on.
    """

    watched: str
    is_usual: bool
    reason: str

    kind: ClassVar[str] = "drift.closed"
    stream_kind: ClassVar[str] = "drift"
    stream_field: ClassVar[str | None] = "watched"
