"""What one conversation did, stage by stage: collected, sorted, taught, scored, adjusted.

Reads only, for the interface and the terminal. Each link names the event that it is and
those before it that it follows from, so that any change can be walked back to a message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from tacit.events import (
    ConversationId,
    DecisionTaken,
    EntryId,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarSuspended,
    ExemplarTried,
    ExemplarWithdrawn,
    IntentFounded,
    IntentJoined,
    LessonSettled,
    Logged,
    MessageReceived,
    ModeSet,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

Stage = Literal["collected", "sorted", "taught", "scored", "adjusted"]
STAGES: tuple[Stage, ...] = ("collected", "sorted", "taught", "scored", "adjusted")
# What a conversation may bring about in other streams.
_ELSEWHERE = (IntentFounded, IntentJoined, ModeSet, ExemplarTried, ExemplarSuspended)
_RULED = ExemplarPassed | ExemplarHeld | ExemplarPublished | ExemplarWithdrawn


@dataclass(frozen=True)
class Link:
    """One event in its stage, in words; `follows` are the positions of the links before it."""

    stage: Stage
    position: int
    event_id: str
    kind: str
    at: datetime
    says: str
    follows: Sequence[int]
    conversation_id: str | None = None


def trace(port: Port, workspace: WorkspaceId, conversation_id: ConversationId) -> list[Link]:
    """The links of a conversation in the order of the log.

    Raises KeyError where there is no such conversation, Erased where it is gone.
    """
    _, own = port.whole(workspace, conversation_id)
    of_entry = port.store.read_stream(workspace, Stream("entry", conversation_id))
    kinds = [each.kind for each in _ELSEWHERE]
    elsewhere = port.store.read(workspace, after=own[0].position, kinds=kinds)
    entry = EntryId(conversation_id)
    found = {e.position: e for e in [*own, *of_entry]}
    for each in elsewhere:
        if each.cause_position in found or entry in getattr(each.event, "exemplars", ()):
            found[each.position] = each
    with port.learned(workspace) as learned:
        told = _Telling(learned)
        links = [link for each in sorted(found) for link in told.link(found[each])]
    return links + list(_in_force(port, workspace, conversation_id, links))


@dataclass
class _Telling:
    """Says of event after event what it is; `at` has the positions of what later ones name."""

    learned: Learned
    at: dict[str, int] = field(default_factory=dict)

    def link(self, logged: Logged) -> Iterator[Link]:
        """The link that an event is; none where it is of no stage."""
        told = self._told(logged)
        if told is None:
            return
        stage, says, named = told
        before = [self.at.get(each) for each in named]
        before.append(logged.cause_position if logged.cause_position in self._known() else None)
        follows = sorted({each for each in before if each is not None})
        self._note(logged)
        yield Link(
            stage, logged.position, logged.event_id, logged.event.kind, logged.at, says, follows
        )

    def _known(self) -> set[int]:
        return set(self.at.values())

    def _note(self, logged: Logged) -> None:
        event, at = logged.event, logged.position
        self.at[logged.event_id] = at
        match event:
            case MessageReceived(message_id=name) | DecisionTaken(decision_id=name):
                self.at[name] = at
            case LessonSettled(decision_id=decision, witness=witness):
                self.at[f"{decision} {witness}"] = at
            case ExemplarPaired():
                self.at["pair"] = at

    def _told(self, logged: Logged) -> tuple[Stage, str, Sequence[str]] | None:
        match logged.event:
            case MessageReceived(author=author):
                return "collected", f"{_a(author)} wrote", ()
            case DecisionTaken() as decision:
                return "sorted", self._sorted(decision), decision.query
            case IntentFounded(intent_id=intent) | IntentJoined(intent_id=intent):
                return "sorted", f"its question is of {self._name(intent)} now", ("pair",)
            case ExemplarPaired(reply=reply, query=query):
                said = "the question was paired with the reply that answered it"
                return "taught", said, (*query, reply)
            case ExemplarPassed() | ExemplarHeld() | ExemplarPublished() | ExemplarWithdrawn():
                return "taught", _ruled(logged.event), ("pair",)
            case LessonSettled() as word:
                return "scored", _scored(word), (word.decision_id,)
            case ExemplarTried() as tried:
                said = "counted in the test of a past question that the answer rested on"
                return "adjusted", said, (f"{tried.decision_id} {tried.witness}",)
            case ExemplarSuspended():
                said = "a past question was suspended: too much that rested on it went wrong"
                return "adjusted", said, ()
            case ModeSet(mode=mode, intent_id=intent):
                return "adjusted", f"the mode of {self._name(intent)} became {mode}", ()
        return None

    def _sorted(self, decision: DecisionTaken) -> str:
        did = {"answer": "would answer", "ask": "would ask back", "hand_off": "hands over"}
        said = f"the assistant {did.get(decision.action, decision.action)}"
        if decision.intent_id is None:
            return f"near no intent; {said}"
        chance = decision.intent_confidence / ONE
        return f"of {self._name(decision.intent_id)}, {chance:.0%} likely; {said}"

    def _name(self, intent: str) -> str:
        live = next((each for each in self.learned.intents.live if each == intent), None)
        return (live and self.learned.name_of(live)) or f"intent {intent}"


def _a(author: str) -> str:
    return {"agent": "an agent", "customer": "the customer"}.get(author, f"a {author}")


def _ruled(event: _RULED) -> str:
    match event:
        case ExemplarPassed(rule=rule):
            return f"the gate let the pair act: {rule}"
        case ExemplarHeld(rule=rule):
            return f"the gate held the pair back: {rule}"
        case ExemplarPublished():
            return "the reply's words were published"
    return "the pair was withdrawn"


def _scored(word: LessonSettled) -> str:
    worth = "takes its word back" if word.reward is None else f"says {word.reward / 1000:g} of 1"
    part = f", {word.weight / 1000:.0%} of a word" if word.weight < 1000 else ""
    return f"{_a(word.witness)} {worth}: {word.reason}, {word.standing}{part}"


def _in_force(
    port: Port, workspace: WorkspaceId, own: ConversationId, links: Sequence[Link]
) -> Iterator[Link]:
    """The first decision on another conversation that knew the last thing taught or scored."""
    learned = [each.position for each in links if each.stage in ("taught", "scored")]
    if not learned:
        return
    for each in port.store.read(workspace, after=learned[-1], kinds=[DecisionTaken.kind]):
        decision = each.event
        assert isinstance(decision, DecisionTaken)
        if decision.conversation_id != own and decision.learned_at >= learned[-1]:
            says = "the first decision elsewhere that knew all of it"
            yield Link(
                "adjusted", each.position, each.event_id, each.event.kind, each.at, says,
                learned, decision.conversation_id,
            )  # fmt: skip
            return
