"""Runs the flows over a history in the order of time: predict, then learn.

The importer, worlds and benchmarks call it with a workspace that is not yet
live. It gives the flows the history's clock and keeps the timers; those due
after the history's last day never fire. A run that was broken off is taken up
where its log ends: the timers that it had kept follow from the log.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tacit.events import (
    AccountId,
    Actor,
    ConversationId,
    ConversationOpened,
    ConversationResolved,
    DecisionTaken,
    FeedbackGiven,
    Logged,
    MessageId,
    MessageReceived,
    PersonId,
    ReplyDelivered,
    Stream,
    WorkspaceId,
)
from tacit.flows import deliver, desk, receive
from tacit.flows.port import Port
from tacit.history import Conversation, Message
from tacit.store.batch import AlreadyKnown, Job

Follow = Callable[[Port, WorkspaceId, list[Logged]], list[Logged]]
Fire = Callable[[Port, Job], list[Logged]]


@dataclass
class HistoryClock:
    """The time of the history that is being rehearsed; it never goes back."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


@dataclass
class Rehearsal:
    """One run over a history. `seen` is called with all that each step appended."""

    port: Port
    workspace: WorkspaceId
    clock: HistoryClock
    follow: Follow
    fire: Fire
    seen: Callable[[Sequence[Logged]], None] = lambda logged: None
    _people: dict[str, PersonId] = field(default_factory=dict)
    _conversations: dict[str, ConversationId] = field(default_factory=dict)
    _due: list[tuple[datetime, int, Job]] = field(default_factory=list)
    _jobs: int = 0

    def step(self, conversation: Conversation, message: Message, at: datetime) -> list[Logged]:
        """One message at its time: what falls due before it first, then it and what follows."""
        self._fire_until(at)
        self.clock.advance(at)
        try:
            logged = self._heard(conversation, message)
        except AlreadyKnown:
            logged = self._found(conversation, message)
        everything = self._done(logged)
        heard = [e.event for e in logged if isinstance(e.event, MessageReceived)]
        if message.is_solution and heard and heard[0].author != "customer":
            everything += self._mark(conversation, heard[0].message_id)
        return everything + self._end(conversation)

    def _heard(self, conversation: Conversation, message: Message) -> list[Logged]:
        opened = self._opened(conversation.external_id)
        if opened is None:
            return self._open(conversation, message)
        said = self._said(conversation, message)
        return receive.hear(self.port, self.workspace, opened, said)

    def _opened(self, name: str) -> ConversationId | None:
        """Our id of a conversation, also of one that an earlier run of this history opened."""
        if name not in self._conversations:
            known = self.port.store.find_external(self.workspace, "conversation", [name])
            if name in known:
                self._conversations[name] = ConversationId(known[name])
        return self._conversations.get(name)

    def _found(self, conversation: Conversation, message: Message) -> list[Logged]:
        """A message that was logged before a run broke off: what follows may be missing yet."""
        store, name = self.port.store, conversation.external_id
        opened = self._opened(name)
        assert opened is not None, "what is known already was opened"
        key = f"{name}/{message.external_id}"
        wanted = store.find_external(self.workspace, "message", [key]).get(key)
        if wanted is None:
            raise KeyError(f"message {key} is known by half: its conversation has no such message")
        stream = store.read_stream(self.workspace, Stream("conversation", opened))
        return [e for e in stream if getattr(e.event, "message_id", None) == wanted][:1]

    def _open(self, conversation: Conversation, message: Message) -> list[Logged]:
        said = self._said(conversation, message)
        customer = self._person(conversation.customer)
        opening = receive.Opening(
            customer,
            replace(said, author="customer", author_id=customer, subject=conversation.subject),
            account_id=self._account(conversation.account),
            channel=conversation.channel,
            locale=conversation.locale,
            external_id=conversation.external_id,
        )
        logged = receive.open_conversation(self.port, self.workspace, opening)
        for each in logged:
            if isinstance(each.event, ConversationOpened):
                self._conversations[conversation.external_id] = each.event.conversation_id
        return logged

    def _mark(self, conversation: Conversation, message: MessageId) -> list[Logged]:
        customer = self._person(conversation.customer)
        opened = self._conversations[conversation.external_id]
        if self.port.conversation(self.workspace, opened).solution == message:
            return []
        marked = receive.mark_solution(
            self.port, self.workspace, opened, message, Actor("customer", customer)
        )
        return self._done(marked)

    def _end(self, conversation: Conversation) -> list[Logged]:
        """How the other system says that it ended: its last message tells it."""
        if conversation.outcome != "resolved" and conversation.csat is None:
            return []
        opened = self._conversations[conversation.external_id]
        customer = Actor("customer", self._person(conversation.customer))
        # A run that broke off may have logged it already, and not what follows.
        stream = self.port.store.read_stream(self.workspace, Stream("conversation", opened))
        logged = [each for each in stream if _is_told(each)]
        known = {type(each.event) for each in logged}
        if conversation.outcome == "resolved" and ConversationResolved not in known:
            step = desk.Step(opened, customer)
            logged += desk.resolve(self.port, self.workspace, step, "confirmed", "customer")
        if conversation.csat is not None and FeedbackGiven not in known:
            rated = FeedbackGiven(opened, "csat", conversation.csat)
            logged += receive.rate(self.port, self.workspace, rated, customer)
        return self._done(logged)

    def _said(self, conversation: Conversation, message: Message) -> receive.Said:
        return receive.Said(
            message.author,
            self._person(message.author_id) if message.author != "assistant" else None,
            message.text,
            cites=message.cites,
            external_id=f"{conversation.external_id}/{message.external_id}",
        )

    def _person(self, external_id: str) -> PersonId:
        if external_id not in self._people:
            self._people[external_id] = receive.person(self.port, self.workspace, external_id)
        return self._people[external_id]

    def _account(self, external_id: str | None) -> AccountId | None:
        wanted = [external_id] if external_id else []
        known = self.port.store.find_external(self.workspace, "account", wanted)
        return AccountId(known[external_id]) if external_id in known else None

    def _done(self, logged: list[Logged]) -> list[Logged]:
        everything = self.follow(self.port, self.workspace, logged)
        self._keep_timers()
        self.seen(everything)
        return everything

    def _keep_timers(self) -> None:
        timers = self.port.timers
        assert timers is not None, "a rehearsal keeps its own timers"
        self._keep(timers)
        timers.clear()

    def _keep(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self._jobs += 1
            heapq.heappush(self._due, (job.due_at, self._jobs, job))

    def take_up(self) -> None:
        """Keep the timers that an earlier run of this rehearsal had kept when it broke off.

        What was due by the last message heard was done before that message. What
        was due later may have been done too, just before the run broke off: then
        its word is in the log, and fired again it finds that and says nothing.
        """
        store, heard_at = self.port.store, last_heard(self.port, self.workspace)
        if heard_at is None:
            return
        longest = timedelta(hours=max(deliver.SILENCES))
        after = store.position_at(self.workspace, heard_at - longest)
        for logged in store.read(self.workspace, after=after, kinds=[ReplyDelivered.kind]):
            reply = logged.event
            if isinstance(reply, ReplyDelivered) and logged.origin == "rehearsal":
                ids = self.workspace, reply.conversation_id, reply.decision_id
                self._keep(
                    job for job in deliver.silences(*ids, logged.at) if job.due_at > heard_at
                )

    def _fire_until(self, moment: datetime) -> None:
        while self._due and self._due[0][0] <= moment:
            due_at, _, job = heapq.heappop(self._due)
            self.clock.advance(due_at)
            self.seen(self.fire(self.port, job))
            self._keep_timers()


def _is_told(logged: Logged) -> bool:
    """Whether a customer said so by themselves, and not by what they wrote."""
    is_end = isinstance(logged.event, ConversationResolved | FeedbackGiven)
    return is_end and logged.actor.kind == "customer" and logged.cause_position is None


def rehearsal(
    port: Port, workspace: WorkspaceId, begins_at: datetime, follow: Follow, fire: Fire
) -> Rehearsal:
    """A rehearsal through this port: its clock is the history's, its timers are its own.

    Of a run that was broken off it takes up the timers. Raises ValueError for a
    workspace that is live.
    """
    if port.store.is_live(workspace):
        raise ValueError("this workspace is live; rehearse into a new one")
    clock = port.clock if isinstance(port.clock, HistoryClock) else HistoryClock(begins_at)
    inside = replace(port, clock=clock, origin="rehearsal", is_durable=False, timers=[])
    made = Rehearsal(inside, workspace, clock, follow, fire)
    made.take_up()
    return made


def last_heard(port: Port, workspace: WorkspaceId) -> datetime | None:
    """When the last message was said that a rehearsal heard here; None before the first."""
    return port.store.last_at(workspace, MessageReceived.kind, "rehearsal")


def decision_of(logged: Sequence[Logged]) -> DecisionTaken | None:
    """The first decision among events, if one was taken."""
    found = (each.event for each in logged if isinstance(each.event, DecisionTaken))
    return next(found, None)
