"""Wires the product together: the one file that names every concrete class.

Doors ask `opened` for an `App`; web, worker, rehearsal and benchmarks walk
the same table of what follows what. It decides nothing itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from tacit.events import (
    AuditJudged,
    BugReported,
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    DecisionId,
    DecisionTaken,
    DraftCompared,
    Event,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarTried,
    ExemplarWithdrawn,
    FailureDiagnosed,
    FeedbackGiven,
    LessonSettled,
    Logged,
    MessageReceived,
    PersonAskedFor,
    ReplyDelivered,
    SolutionMarked,
    Stream,
    WorkspaceId,
)
from tacit.flows import (
    answer,
    asked_again,
    autonomy,
    bug_reports,
    deliver,
    diagnose,
    drafts,
    drift,
    gate,
    haste,
    intents,
    learn,
    route,
    settle,
    watch,
)
from tacit.flows.follow import Follower
from tacit.flows.measure import Measures
from tacit.flows.port import Port
from tacit.language.embedding import Embedder, embedder_from
from tacit.language.identify import identify
from tacit.settings import Settings
from tacit.store.batch import AlreadyKnown, Conflict, Job
from tacit.store.log import Store
from tacit.store.opening import open_store
from tacit.store.walk import Walk

Flow = Callable[[Port, WorkspaceId, Logged], list[Logged]]

# What follows what (design.md 3.6): the flow, and the kinds of event that it makes. The
# order within a row matters: what a message says of the past is settled before the
# present is answered.
_SETTLED = (LessonSettled, ConversationResolved, ConversationReopened)
_GATED = (ExemplarPassed, ExemplarHeld, ExemplarPublished)
FOLLOWS: dict[type[Event], tuple[tuple[Flow, tuple[type[Event], ...]], ...]] = {
    MessageReceived: (
        (settle.on_message, _SETTLED),
        (answer.on_message, (DecisionTaken,)),
        (learn.on_message, (ExemplarPaired,)),
        (diagnose.on_reply, (FailureDiagnosed,)),
        (drafts.on_reply, (DraftCompared,)),
        (haste.on_message, (PersonAskedFor,)),
    ),
    ConversationHandedOff: (
        (settle.on_handoff, _SETTLED),
        (haste.on_handoff, (PersonAskedFor,)),
        (route.on_handoff, (ConversationRouted,)),
    ),
    ConversationReturned: ((answer.on_message, (DecisionTaken,)),),
    DecisionTaken: (
        (deliver.on_decision, (ReplyDelivered, ConversationHandedOff)),
        # What it makes is in other streams, where it says itself that it is done.
        (asked_again.on_decision, ()),
    ),
    # So it is with a report: it is of no conversation.
    BugReported: ((bug_reports.on_report, ()),),
    # A mode that moved tells by itself that it has: the evidence begins anew.
    LessonSettled: (
        (diagnose.on_lesson, (FailureDiagnosed,)),
        (autonomy.on_lesson, ()),
        (drift.on_lesson, ()),
        (watch.on_lesson, (ExemplarTried,)),
    ),
    AuditJudged: ((learn.on_audit, (ExemplarPaired, ExemplarWithdrawn)),),
    FeedbackGiven: ((settle.on_feedback, _SETTLED),),
    ConversationResolved: ((settle.on_resolution, _SETTLED),),
    ConversationReopened: ((settle.on_reopen, _SETTLED),),
    SolutionMarked: ((learn.on_message, (ExemplarPaired,)),),
    # What became of intents tells by itself that it is done: the question is of one.
    ExemplarPaired: ((gate.on_pairing, _GATED), (intents.on_pairing, ())),
}

_TRIES = 5


def follow(port: Port, workspace: WorkspaceId, logged: list[Logged]) -> list[Logged]:
    """Run all that follows these events; returns every event there is now, in order.

    Called again on the same events, after a crash say, it does what is missing
    and nothing twice: what an event has caused already is found by its cause.
    """
    port = port if port.walk else replace(port, walk=Walk())
    everything = list(logged)
    for each in everything:
        rows = FOLLOWS.get(type(each.event), ())
        caused = _caused(port, workspace, each) if rows else []
        for flow, makes in rows:
            done = [e for e in caused if isinstance(e.event, makes)]
            everything += done or _retried(flow, port, workspace, each)
    return everything


def _caused(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """What an event has caused already, in its own stream and in its exemplar's."""
    streams = [logged.event.stream]
    if isinstance(logged.event, ExemplarPaired | AuditJudged):
        streams.append(Stream("entry", logged.event.conversation_id))
    found = (e for s in streams for e in port.stream(workspace, s))
    return [each for each in found if each.cause_position == logged.position]


def _retried(flow: Flow, port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Run a flow again where what it read moved before it could append."""
    for attempt in range(_TRIES):
        try:
            return flow(port, workspace, logged)
        except (Conflict, AlreadyKnown):
            if attempt == _TRIES - 1:
                raise
    return []


def fire(port: Port, job: Job) -> list[Logged]:
    """Do a job that fell due; every kind of job has a line here."""
    workspace = WorkspaceId(job.ids["workspace"])
    match job.task:
        case "settle_silence":
            conversation = port.conversation(workspace, ConversationId(job.ids["conversation"]))
            decision, hours = DecisionId(job.ids["decision"]), int(job.ids["hours"])
            logged = settle.on_silence(port, workspace, conversation, decision, hours)
            return follow(port, workspace, logged)
        case "follow_up":
            return _follow_up(port, workspace, job)
    raise KeyError(f"nobody knows how to do the job {job.task!r}")


def _follow_up(port: Port, workspace: WorkspaceId, job: Job) -> list[Logged]:
    """Do what a process that died left undone behind an event; nothing where it did it all."""
    stream = Stream(job.ids["kind"], job.ids["stream"])
    events = port.store.read_stream(workspace, stream)
    opened = (e.event for e in events if isinstance(e.event, ConversationOpened))
    if any(each.customer_id in port.store.erased(workspace) for each in opened):
        return []
    return follow(port, workspace, [e for e in events if e.event_id == job.ids["event"]])


@dataclass
class App:
    """An open product: its settings, store and port."""

    settings: Settings
    store: Store
    port: Port

    def follow(self, port: Port, workspace: WorkspaceId, logged: list[Logged]) -> list[Logged]:
        """Run all that follows these events through a port of this product's; see `follow`."""
        return follow(port, workspace, logged)

    def is_followed(self, logged: Logged) -> bool:
        """Whether anything follows from such an event."""
        return type(logged.event) in FOLLOWS

    def fire(self, port: Port, job: Job) -> list[Logged]:
        """Do a job that fell due through a port of this product's; see `fire`."""
        return fire(port, job)

    def workspace(self, name: str) -> WorkspaceId:
        """The workspace of this name, made where there is none."""
        return self.store.find_workspace(name) or self.store.create_workspace(name)

    @cached_property
    def measures(self) -> Measures:
        """The metrics of its workspaces, kept current while the app is open."""
        return Measures(self.store)

    def seeded(self, seed: int) -> App:
        """The same product with dice that fall the same way each time."""
        return replace(self, port=replace(self.port, dice=random.Random(seed)))

    def with_embedder(self, embedder: Embedder) -> App:
        """The same product with another embedder, and so another namespace."""
        follower = Follower(
            self.store, embedder.namespace, embedder.dimensions, self.settings.budget
        )
        port = replace(self.port, embedder=embedder, follower=follower)
        return replace(self, port=port)


@contextmanager
def opened(settings: Settings) -> Iterator[App]:
    """Open the store and load what the settings name; closes it all at the end."""
    with open_store(settings.home, settings.database_url) as store:
        embedder = embedder_from(settings.embedding)
        follower = Follower(store, embedder.namespace, embedder.dimensions, settings.budget)
        port = Port(store, embedder, identify, follower, fast_seconds=settings.fast_seconds)
        app = App(settings, store, port)
        port.teams = app.measures.soonest_team
        yield app
