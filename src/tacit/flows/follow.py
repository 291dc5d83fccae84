"""Keeps each workspace's learned state current by a cursor on its log.

Flows ask for the current state through the port. Catching up and ranking
happen under the workspace's lock; embedding does not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from tacit.answering import JUDGEMENT
from tacit.answering.awaiting import JUDGED_WITHIN
from tacit.answering.learned import Beside, Learned
from tacit.answering.start import start
from tacit.events import (
    AuditDrawn,
    AuditJudged,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    CustomerErased,
    DecisionTaken,
    DriftAlarmed,
    DriftClosed,
    EarningSet,
    EntryRevised,
    Event,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarSuspended,
    ExemplarTried,
    ExemplarWithdrawn,
    ExplorationSet,
    FeedbackGiven,
    IntentFounded,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    KnowledgePointed,
    KnowledgePublished,
    LessonSettled,
    Logged,
    MessageReceived,
    ModeSet,
    ModeUnset,
    MoodCorrected,
    MoodRead,
    PatienceSet,
    PolicySet,
    ReplyDelivered,
    SignalWeighed,
    SolutionMarked,
    WorkspaceId,
)
from tacit.lesson import is_shown

# What teaches of a mood: a reading, and what the customer said or did next.
_OF_MOOD = (
    MoodRead,
    FeedbackGiven,
    ConversationReopened,
    ConversationResolved,
    SolutionMarked,
)
# What teaches whether a question first beats an answer: who said what in which turn.
_SPOKEN = (MessageReceived, ReplyDelivered)
# Of those from before a snapshot only what was of late counts: as of the last event folded.
_LATE = (DecisionTaken, LessonSettled, ConversationOpened, *_SPOKEN, *_OF_MOOD)
_JUDGED = frozenset(kind.kind for kind in _LATE)
# What is exactly so old still counts.
_INSTANT = timedelta(microseconds=1)

if TYPE_CHECKING:
    from tacit.store.log import Store

_TOGETHER = 2000
_GLANCE_SECONDS = 0.01
Seen = TypeVar("Seen")
# Positions between snapshots: folding so many takes a second or two.
_SNAPSHOT_EVERY = 20_000
# Kinds that change learned state; the others are not even read.
FOLDED = tuple(
    kind.kind
    for kind in (
        ConversationOpened,
        DecisionTaken,
        LessonSettled,
        ExemplarPaired,
        ExemplarPublished,
        ExemplarWithdrawn,
        ExemplarHeld,
        ExemplarPassed,
        ExemplarTried,
        ExemplarSuspended,
        EntryRevised,
        KnowledgePublished,
        KnowledgePointed,
        ModeSet,
        ModeUnset,
        EarningSet,
        ExplorationSet,
        PatienceSet,
        DriftAlarmed,
        DriftClosed,
        PolicySet,
        SignalWeighed,
        IntentFounded,
        IntentJoined,
        IntentSplit,
        IntentMerged,
        IntentNamed,
        AuditDrawn,
        AuditJudged,
        *_SPOKEN,
        *_OF_MOOD,
        MoodCorrected,
        CustomerErased,
    )
)


@dataclass
class Follower:
    """The learned states of the workspaces that this process serves."""

    store: Store
    namespace: str
    dimensions: int
    target: float = 0.02
    _states: dict[WorkspaceId, Learned] = field(default_factory=dict)
    _locks: dict[WorkspaceId, threading.RLock] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _pauses: dict[WorkspaceId, Callable[[], None]] = field(default_factory=dict)
    _seen: dict[tuple[WorkspaceId, str], Any] = field(default_factory=dict)

    @contextmanager
    def current(self, workspace: WorkspaceId, reached: int | None = None) -> Iterator[Learned]:
        """The state as of the log's end, held for as long as the block runs.

        With `reached` one that knows the log so far is current enough.
        """
        with self._lock(workspace):
            held = self._states.get(workspace)
            if held is None or reached is None or held.position < reached:
                held = self._caught_up(workspace)
            yield held

    def warm(self, workspace: WorkspaceId, pause: Callable[[], None]) -> None:
        """Fold a state before anybody asks for it; `pause` is called between two events."""
        with self._lock(workspace):
            self._pauses[workspace] = pause
            try:
                if workspace not in self._states:
                    self._states[workspace] = self.past(workspace, None)
            finally:
                del self._pauses[workspace]

    def glance(
        self, workspace: WorkspaceId, name: str, read: Callable[[Learned], Seen], otherwise: Seen
    ) -> Seen:
        """What `read` says of the state, or said last where others hold it; it hardly waits.

        `otherwise` before the state was first folded: nobody's page waits for that.
        """
        lock = self._lock(workspace)
        if workspace in self._states and lock.acquire(timeout=_GLANCE_SECONDS):
            try:
                self._seen[workspace, name] = read(self._caught_up(workspace))
            finally:
                lock.release()
        found: Seen = self._seen.get((workspace, name), otherwise)
        return found

    def _lock(self, workspace: WorkspaceId) -> threading.RLock:
        with self._guard:
            return self._locks.setdefault(workspace, threading.RLock())

    def _caught_up(self, workspace: WorkspaceId) -> Learned:
        learned = self._states.get(workspace)
        if learned is None:
            learned = self.past(workspace, None)
        head, events = self.store.since(workspace, learned.position, _kinds(learned))
        if head > learned.position and not self._take(workspace, learned, events, head):
            # Somebody was erased: what they taught is folded out from the start.
            learned = self.past(workspace, None)
        self._states[workspace] = learned
        self._keep(workspace, learned)
        return learned

    def _keep(self, workspace: WorkspaceId, learned: Learned) -> None:
        """Save a snapshot now and then, so that the next start folds little."""
        if learned.position - learned.known >= _SNAPSHOT_EVERY:
            learned.known = learned.position
            state = learned.snapshot(self.namespace)
            self.store.save_snapshot(workspace, JUDGEMENT, learned.position, state)

    def past(
        self, workspace: WorkspaceId, position: int | None, *, is_quick: bool = True
    ) -> Learned:
        """The state as of a position (None: now), less whoever was erased since.

        From the last snapshot before it, or from the log alone if not `is_quick`.
        """
        head = self.store.head(workspace)
        # After the head: of an erasure in between it knows, of one behind the head it may.
        erased = frozenset(self.store.erased(workspace))
        learned = start(self.dimensions, erased, self.target)
        upto = head if position is None else min(position, head)
        held = self.store.snapshot_before(workspace, JUDGEMENT, upto) if is_quick else None
        if held is not None and learned.restore(held[1], held[0], self.namespace):
            self._bring_back(workspace, learned)
        self._fold(workspace, learned, upto)
        return learned

    def _bring_back(self, workspace: WorkspaceId, learned: Learned) -> None:
        """Fold what a snapshot leaves out: knowledge, exemplars, decisions yet to be judged."""
        judged = 0
        if learned.latest is not None:
            earliest = learned.latest - JUDGED_WITHIN - _INSTANT
            judged = self.store.position_at(workspace, earliest)
        self._fold(workspace, learned, judged, without=_JUDGED)
        self._fold(workspace, learned, learned.known)
        learned.first_replies.bring_back()

    def evict(self, workspace: WorkspaceId) -> None:
        """Forget a workspace's state; it is folded again on demand."""
        self._states.pop(workspace, None)
        self._seen = {key: seen for key, seen in [*self._seen.items()] if key[0] != workspace}

    def _fold(
        self,
        workspace: WorkspaceId,
        learned: Learned,
        upto: int,
        without: frozenset[str] = frozenset(),
    ) -> bool:
        """Fold events up to a position; False where an erasure calls for a new start."""
        kinds = _kinds(learned, without)
        events = self.store.read(workspace, after=learned.position, upto=upto, kinds=kinds)
        return self._take(workspace, learned, events, upto)

    def _take(
        self, workspace: WorkspaceId, learned: Learned, events: Iterator[Logged], upto: int
    ) -> bool:
        while stretch := list(islice(events, _TOGETHER)):
            if self._erases(stretch, learned):
                return False
            self._see(workspace, learned, stretch)
        learned.position = upto
        return True

    def _erases(self, stretch: list[Logged], learned: Learned) -> bool:
        erasures = (e.event for e in stretch if isinstance(e.event, CustomerErased))
        return any(each.customer_id not in learned.erased for each in erasures)

    def feed(self, workspace: WorkspaceId, learned: Learned, events: Iterator[Logged]) -> None:
        """Fold a stream of events onto a state, with what lies beside them."""
        while stretch := list(islice(events, _TOGETHER)):
            self._see(workspace, learned, stretch)

    def _see(self, workspace: WorkspaceId, learned: Learned, stretch: list[Logged]) -> None:
        beside = self._beside(workspace, stretch)
        pause = self._pauses.get(workspace)
        for logged in stretch:
            learned.see(logged, beside)
            if pause is not None:
                pause()

    def _beside(self, workspace: WorkspaceId, stretch: list[Logged]) -> Beside:
        texts, vectors = list[str](), list[str]()
        for logged in stretch:
            for_texts, for_vectors = _needed(logged.event)
            texts += for_texts
            vectors += for_vectors
        return Beside(
            self.store.bodies(workspace, texts) if texts else {},
            self.store.vectors(workspace, self.namespace, vectors) if vectors else {},
        )


def _kinds(learned: Learned, without: frozenset[str] = frozenset()) -> list[str]:
    """The kinds of event that a state folds; who opened what counts once somebody was erased."""
    openings = {ConversationOpened.kind} if learned.erased else set[str]()
    return sorted({*FOLDED} - without | openings)


def _needed(event: Event) -> tuple[list[str], list[str]]:
    """The ids of the texts and of the vectors that folding this event takes."""
    match event:
        case EntryRevised(revision_id=revision):
            return [revision], [revision]
        case ExemplarPaired(query=query):
            return [*query], [query[-1]]
        case IntentNamed(name_id=name):
            return [name], []
        case DecisionTaken(message_id=message) if is_shown(event):
            return [], [message]
        case MoodRead(message_id=message) | MoodCorrected(message_id=message):
            return [message], []
    return [], []
