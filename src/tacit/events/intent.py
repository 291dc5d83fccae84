"""Streams `intent` and `autonomy`: what customers want, and what the assistant may do about it.

An intent's id never changes. What is done with intents is said here, with the past
questions concerned, so that no later version of the code ever groups them anew. All of
that is one stream: what is done with one intent depends on what was done with the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tacit.events.event import EntryId, Event, IntentId, Mode, Moved, Patience, Treatment

# Stands for every intent that has no mode of its own.
EVERY_INTENT = IntentId("*")


@dataclass(frozen=True)
class IntentFounded(Event):
    """Past questions that ask alike, near no intent, became one; or a part of one that was split.

    `exemplars` are their entry ids.
    """

    intent_id: IntentId
    exemplars: list[EntryId]

    kind: ClassVar[str] = "intent.founded"
    stream_kind: ClassVar[str] = "intent"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class IntentJoined(Event):
    """Past questions that no decision had seen, of an import say, are of an intent there was."""

    intent_id: IntentId
    exemplars: list[EntryId]

    kind: ClassVar[str] = "intent.joined"
    stream_kind: ClassVar[str] = "intent"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class IntentSplit(Event):
    """An intent was two: its past questions went to the intents that it was split into.

    It takes no further ones. The parts were founded just before; what may be done
    about it holds for them until it is set for them.
    """

    intent_id: IntentId
    into: list[IntentId]

    kind: ClassVar[str] = "intent.split"
    stream_kind: ClassVar[str] = "intent"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class IntentMerged(Event):
    """An intent was the same as another, to which its past questions went; it takes no more."""

    intent_id: IntentId
    into: IntentId

    kind: ClassVar[str] = "intent.merged"
    stream_kind: ClassVar[str] = "intent"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class IntentNamed(Event):
    """An agent named an intent; the name lies beside the log. Else its questions' words name it."""

    intent_id: IntentId
    name_id: str
    commitment: str

    kind: ClassVar[str] = "intent.named"
    stream_kind: ClassVar[str] = "intent"
    stream_field: ClassVar[str | None] = "intent_id"


@dataclass(frozen=True)
class ModeSet(Event):
    """What may be done with decisions about an intent; `*` is every intent without its own.

    A segment of customers (`plan=enterprise`) has one too, told by the `token` that their
    situations hold: of its questions no more is done than it allows.

    `why`: `set` by people, `earned` or `lost` by what came of its `answers`, of which so many
    were `wrong`, or taken back as what they rest on was `revised`.
    """

    intent_id: str
    mode: Mode
    reason: str = ""
    why: Moved = "set"
    answers: int = 0
    wrong: int = 0
    token: str | None = None

    kind: ClassVar[str] = "mode.set"
    schema: ClassVar[int] = 3
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "intent_id"


@dataclass(frozen=True)
class ModeUnset(Event):
    """What may be done about an intent is again what may be done about every one."""

    intent_id: str
    reason: str = ""

    kind: ClassVar[str] = "mode.unset"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "intent_id"


@dataclass(frozen=True)
class EarningSet(Event):
    """Up to which mode intents may rise by themselves, by what came of their answers.

    `observe` lets none rise.
    """

    upto: Mode
    reason: str = ""

    kind: ClassVar[str] = "earning.set"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class PolicySet(Event):
    """What is done about questions of a policy class, or of a segment; None: as if nobody had said.

    A segment is named as ATTRIBUTE=VALUE; `token` is what the situation of its customers
    holds. A class has none.
    """

    policy_class: str
    treatment: Treatment | None
    reason: str = ""
    token: str | None = None

    kind: ClassVar[str] = "policy.set"
    schema: ClassVar[int] = 2
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "policy_class"


@dataclass(frozen=True)
class ExplorationSet(Event):
    """Of how many in a hundred answers another about as likely is tried by lot; 0: of none."""

    percent: int
    reason: str = ""

    kind: ClassVar[str] = "exploration.set"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = None


@dataclass(frozen=True)
class SignalWeighed(Event):
    """Of how much of a word a customer's signal is worth from now on, in thousandths; 0: of none.

    `signal` is one of `weights.WEIGHTS`; None: as if nobody had said.
    """

    signal: str
    weight: int | None
    reason: str = ""

    kind: ClassVar[str] = "signal.weighed"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = "signal"


@dataclass(frozen=True)
class PatienceSet(Event):
    """What is done where frustration rose at two messages in a row and is likely, or said.

    `hand_over`: a person answers what would have been answered; `flag`: it is answered, and
    the conversation is flagged for attention; `off`: it is answered as any other.
    """

    action: Patience
    reason: str = ""

    kind: ClassVar[str] = "patience.set"
    stream_kind: ClassVar[str] = "autonomy"
    stream_field: ClassVar[str | None] = None
