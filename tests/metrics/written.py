"""Logs written by hand for the tests of metrics: conversations in a few words, day by day.

`Log` numbers the events; `Talk` writes one conversation. `total` asks a metric
about a whole log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tacit.events import (
    SYSTEM,
    AccountId,
    Actor,
    Candidate,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationRouted,
    CustomerErased,
    DecisionId,
    DecisionTaken,
    EntryId,
    Event,
    ExemplarPaired,
    ExemplarPublished,
    FeedbackGiven,
    IntentId,
    LessonSettled,
    Logged,
    MessageId,
    MessageReceived,
    PersonId,
    ReplyDelivered,
    SubscriptionChanged,
    TeamId,
)
from tacit.metrics.course import Course
from tacit.metrics.courses import courses_of
from tacit.metrics.measure import Measured, measure
from tacit.metrics.metric import Reading
from tacit.metrics.window import Window

MONDAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
CUSTOMER, AGENT = Actor("customer", "ada"), Actor("agent", "ines")


@dataclass
class Log:
    """A workspace's log as a test writes it. Events are a minute apart unless told otherwise."""

    events: list[Logged] = field(default_factory=list)
    origin: str = "live"
    now: datetime = MONDAY

    def add(
        self, event: Event, actor: Actor = SYSTEM, cause: int | None = None, **late: float
    ) -> Logged:
        """One more event; `late` is how much later than it happened it was recorded."""
        position = len(self.events) + 1
        recorded_at = self.now + timedelta(**late)
        origin: Any = self.origin
        logged = Logged(
            position, f"e{position}", event, self.now, recorded_at, actor, origin, cause
        )
        self.events.append(logged)
        self.now += timedelta(minutes=1)
        return logged

    def opens(self, name: str = "", customer: str = "ada", **more: Any) -> Talk:
        """A customer opens a conversation."""
        talk = Talk(self, ConversationId(name or f"c{len(self.events)}"))
        account = more.pop("account", None)
        event = ConversationOpened(
            talk.name, PersonId(customer), AccountId(account) if account else None, **more
        )
        self.add(event, Actor("customer", customer))
        return talk

    def waits(self, **by: float) -> None:
        self.now += timedelta(**by)

    def erases(self, person: str) -> None:
        self.add(CustomerErased(PersonId(person)))

    def leaves(self, account: str, status: Any = "cancelled", **by: float) -> None:
        """An account leaves, or is back, so much later; told of when it happens."""
        self.waits(**by)
        self.add(SubscriptionChanged(AccountId(account), status))

    def measured(self, name: str, window: Window | None = None, by: str | None = None) -> Measured:
        """A metric over the whole log, or over a window of it."""
        return measure(courses_of(self.events), name, window or Window(), by)

    def total(self, name: str) -> Reading:
        return self.measured(name).series.total

    def share(self, name: str) -> tuple[int, int]:
        """A metric over the whole log as (part, whole)."""
        share = self.total(name).share
        return share.part, share.whole


@dataclass
class Talk:
    """One conversation of a log."""

    log: Log
    name: ConversationId
    decisions: int = 0

    def decides(
        self,
        action: str,
        ranked: Sequence[str] = ("a", "b", "c", "d", "e", "f"),
        mode: str = "auto",
        confidence: int = 2048,
        intent: str | None = None,
        learned_at: int | None = None,
    ) -> Talk:
        """The assistant decides, knowing all so far; `ranked` are its candidates, best first."""
        self.decisions += 1
        named: Any = {"action": action, "mode": mode}
        self.log.add(
            DecisionTaken(
                conversation_id=self.name,
                decision_id=self.decision,
                message_id=MessageId("m"),
                n=0,
                query=[],
                reason="",
                rule="",
                confidence=confidence,
                threshold=0,
                propensity=4096,
                intent_id=IntentId(intent) if intent else None,
                language=None,
                candidates=[
                    Candidate(EntryId(each), "article", True, 1, 0, 0, [1]) for each in ranked
                ],
                parts=[],
                cites=[EntryId(each) for each in ranked[:1]],
                text_commitment=None,
                knowledge_version=1,
                learned_at=len(self.log.events) if learned_at is None else learned_at,
                judgement=1,
                namespace="",
                **named,
            )
        )
        return self

    @property
    def decision(self) -> DecisionId:
        """The last decision's id."""
        return DecisionId(f"{self.name}/{self.decisions}")

    def delivers(self, cites: str = "") -> Talk:
        """What was decided last reaches the customer, citing these entries."""
        reply = ReplyDelivered(self.name, self.decision, MessageId("m"), "", _entries(cites))
        self.log.add(reply)
        return self

    def replies(self, cites: str = "", agent: Actor = AGENT, **more: Any) -> Logged:
        """An agent replies, citing these entries."""
        person = PersonId(agent.id or "")
        message = _said(len(self.log.events) + 1)
        event = MessageReceived(
            self.name, message, "agent", person, "", cites=_entries(cites), **more
        )
        return self.log.add(event, agent)

    def says(self, signals: Sequence[str] = ()) -> Logged:
        """The customer says one more thing."""
        person = PersonId("ada")
        event = MessageReceived(
            self.name, MessageId("m"), "customer", person, "", signals=[*signals]
        )
        return self.log.add(event, CUSTOMER)

    def settles(
        self,
        reward: int | None,
        cause: int | None = None,
        witness: Any = "agent",
        standing: Any = "final",
        **late: float,
    ) -> Talk:
        """A witness's word on the last decision."""
        event = LessonSettled(self.name, self.decision, witness, None, 1, reward, "", standing)
        self.log.add(event, AGENT, cause, **late)
        return self

    def paired(self, reply: int, cites: str = "", **late: float) -> Talk:
        """The conversation's exemplar is a reply, by its position, from now on."""
        event = ExemplarPaired(
            self.name, 1, [], _said(reply), PersonId("ines"), cites=_entries(cites)
        )
        self.log.add(event, AGENT, reply, **late)
        return self

    def published(self, reply: int, rule: Any = "review", **late: float) -> Talk:
        """An agent's own words may reach customers."""
        self.log.add(ExemplarPublished(EntryId(self.name), _said(reply), rule), AGENT, **late)
        return self

    def hands_off(self, reason: str = "low_confidence") -> Talk:
        self.log.add(ConversationHandedOff(self.name, reason, 1))
        return self

    def goes_to(self, team: str) -> Talk:
        self.log.add(ConversationRouted(self.name, TeamId(team)))
        return self

    def resolves(self, how: Any = "confirmed", by: Any = "customer") -> Talk:
        self.log.add(ConversationResolved(self.name, how, by), CUSTOMER)
        return self

    def reopens(self) -> Talk:
        self.log.add(ConversationReopened(self.name, "reopened"), CUSTOMER)
        return self

    def rates(self, value: int, actor: Actor = CUSTOMER, feedback: Any = "csat") -> Talk:
        self.log.add(FeedbackGiven(self.name, feedback, value), actor)
        return self

    @property
    def course(self) -> Course:
        """The conversation as metrics know it."""
        return courses_of(self.log.events).by_id[self.name]


def _said(position: int) -> MessageId:
    """What the message of an agent is called that stands there in the log."""
    return MessageId(f"m{position}")


def _entries(names: str) -> list[EntryId]:
    return [EntryId(each) for each in names.split()]
