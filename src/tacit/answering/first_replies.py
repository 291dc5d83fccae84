"""How each conversation began, with a question back or with an answer, and what came of it.

The learned state's fold tells it every event; it teaches the learner of asking first by the
difference that each makes. It holds ids and counts, never a word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tacit import reward
from tacit.events import (
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    DecisionId,
    DecisionTaken,
    EntryId,
    ExemplarPaired,
    FeedbackGiven,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentSplit,
    Logged,
    MessageReceived,
    ReplyDelivered,
)
from tacit.learners.asking import Asking, Began, Question, Start

if TYPE_CHECKING:
    from tacit.knowledge.intents import Intents


@dataclass(slots=True)
class Beginning:
    """One conversation: how it began, and the turn in which it was resolved (0: it is not).

    `replied` is the turn of the last reply, `told` of the last that was no question, since the
    last complaint. `counted` is how the learner counts it by now.
    """

    intent: IntentId | None = None
    turns: int = 0
    is_customers: bool = False
    start: Start | None = None
    question: str = ""
    replied: int = 0
    told: int = 0
    resolved: int = 0
    is_back: bool = False
    is_paired: bool = False
    asking: set[DecisionId] = field(default_factory=set)
    counted: Began | None = None

    def see(self, logged: Logged) -> None:
        """Fold one more event of this conversation."""
        match logged.event:
            case DecisionTaken() as decision:
                self.intent = decision.intent_id or self.intent
                if decision.action == "ask":
                    self.asking.add(decision.decision_id)
            case MessageReceived(author="customer", signals=signals):
                if "still_broken" in signals:
                    self._complain()
                self.turns += not self.is_customers
                self.is_customers = True
            case MessageReceived(author="agent") as said:
                asks = said.asks and not said.cites
                if asks and self.start is None:
                    self.question = _key(said)
                self._reply(asks=asks)
            case ReplyDelivered(decision_id=decision_id):
                self._reply(asks=decision_id in self.asking)
            case ConversationResolved(how=how):
                # Who was asked and falls silent gave up.
                self.resolved = self.told or (self.replied if how == "confirmed" else 0)
            case ConversationReopened():
                self.is_back = True
                self._complain()
            case FeedbackGiven() as given if logged.actor.kind == "customer":
                if reward.of_feedback(given).value == 0:
                    self._complain()
            case _:
                pass

    def _reply(self, *, asks: bool) -> None:
        self.start = self.start or ("ask" if asks else "answer")
        self.is_customers = False
        self.replied = self.turns
        self.told = self.told if asks else self.turns

    def _complain(self) -> None:
        """What is complained of resolved nothing."""
        self.resolved = self.told = self.replied = 0

    def began(self, intent: IntentId | None) -> Began | None:
        """How it counts; None before a first reply, or where it is of no intent."""
        if self.start is None or intent is None:
            return None
        return Began(intent, self.start, self.resolved, self.is_back, self.question)


def _key(said: MessageReceived) -> str:
    """The question that an agent began with."""
    author, language = said.author_id or "", said.language or ""
    return Question(said.message_id, author, said.publish, language).key


@dataclass
class FirstReplies:
    """The conversations that were opened within `within`; of older ones nothing changes.

    `early` are older ones whose intent was not founded yet, as all of a history may be.
    """

    within: timedelta
    open: dict[ConversationId, Beginning] = field(default_factory=dict)
    early: dict[ConversationId, Beginning] = field(default_factory=dict)
    _opened: deque[tuple[datetime, ConversationId]] = field(default_factory=deque)
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def see(self, logged: Logged, intents: Intents, taught: Asking | None) -> None:
        """Fold one more event; `taught` is None where the learner knows it already."""
        self._forget(logged.recorded_at)
        match logged.event:
            case ConversationOpened(conversation_id=name):
                self.open[name] = Beginning()
                self._opened.append((logged.recorded_at, name))
            case IntentFounded(exemplars=named) | IntentJoined(exemplars=named):
                self._count(named, intents, taught)
            case IntentSplit(intent_id=intent) | IntentMerged(intent_id=intent):
                held = self.open.items()
                left = [n for n, e in held if e.counted and e.counted.intent == intent]
                self._count(left, intents, taught)
            case ExemplarPaired(conversation_id=name):
                if name in self.open:
                    self.open[name].is_paired = True
                self._count([name], intents, taught)
            case (
                DecisionTaken(conversation_id=name)
                | MessageReceived(conversation_id=name)
                | ReplyDelivered(conversation_id=name)
                | ConversationResolved(conversation_id=name)
                | ConversationReopened(conversation_id=name)
                | FeedbackGiven(conversation_id=name)
            ) if name in self.open:
                self.open[name].see(logged)
                self._count([name], intents, taught)
            case _:
                pass

    def early_state(self) -> dict[str, dict[str, Any]]:
        """What is kept of `early` with a snapshot: their events are not read again.

        The decisions that asked are left out, as nothing more is said in them that counts.
        """
        kept = [each.name for each in fields(Beginning) if each.name not in {"asking", "counted"}]
        return {
            name: {each: getattr(held, each) for each in kept} for name, held in self.early.items()
        }

    def restore_early(self, state: dict[str, dict[str, Any]]) -> None:
        """Take `early` from what was kept, once what is read again was read: see `bring_back`."""
        self._kept = state

    def bring_back(self) -> None:
        """Let `early` be what was kept, whatever the openings that were read again left in it."""
        self.early = {ConversationId(name): Beginning(**held) for name, held in self._kept.items()}
        self._kept = {}

    def _forget(self, now: datetime) -> None:
        while self._opened and now - self._opened[0][0] > self.within:
            name = self._opened.popleft()[1]
            held = self.open.pop(name)
            if held.start is not None and held.counted is None and held.is_paired:
                self.early[name] = held

    def _count(self, names: Iterable[str], intents: Intents, taught: Asking | None) -> None:
        """Count conversations as they stand now, and no longer as they stood."""
        for name in names:
            held = self.open.get(ConversationId(name)) or self.early.get(ConversationId(name))
            if held is None:
                continue
            now = held.began(intents.of.get(EntryId(name)) or held.intent)
            if now != held.counted and taught is not None:
                if held.counted is not None:
                    taught.forget(held.counted)
                if now is not None:
                    taught.learn(now)
            held.counted = now
            if now is not None:
                self.early.pop(ConversationId(name), None)
