"""The agents' list: who waits and since when, what it is about, what the assistant made of it.

A fold over the log beside the inbox's, caught up when asked. The web door
reads pages of it; the whole of a conversation is `record`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from tacit.events import (
    AttentionCalled,
    AttentionPaid,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    CustomerErased,
    DecisionTaken,
    Logged,
    MessageReceived,
    MoodCorrected,
    MoodRead,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.learners.fixed import ONE
from tacit.store.listing import FLAGGED, ORDINARY, DeskRow, Filter, FoldedRows, Line

FOLDED = tuple(
    kind.kind
    for kind in (
        ConversationOpened,
        MessageReceived,
        DecisionTaken,
        MoodRead,
        MoodCorrected,
        AttentionCalled,
        AttentionPaid,
        ReplyDelivered,
        ConversationResolved,
        ConversationReopened,
        CustomerErased,
    )
)
_TOGETHER = 2000
# Who is surely frustrated is due as if they had asked a working day sooner, who is so with a
# chance of one in four two hours sooner.
SOONER = timedelta(hours=8)


def page(port: Port, workspace: WorkspaceId, wanted: Filter) -> list[Line]:
    """The conversations that pass a filter; the inbox must be caught up by the caller."""
    catch_up(port, workspace)
    return port.store.listing.page(workspace, wanted)


def catch_up(port: Port, workspace: WorkspaceId) -> None:
    """Fold what the log holds beyond the cursor; two who do it at once do it once."""
    listing, head = port.store.listing, port.store.head(workspace)
    after = listing.position(workspace)
    while after < head:
        events = port.store.read(workspace, after=after, upto=head, kinds=FOLDED)
        stretch = list(islice(events, _TOGETHER))
        upto = stretch[-1].position if len(stretch) == _TOGETHER else head
        is_kept = listing.keep(workspace, _folded(port, workspace, stretch, (after, upto)))
        after = upto if is_kept else listing.position(workspace)


def _folded(
    port: Port, workspace: WorkspaceId, stretch: Sequence[Logged], span: tuple[int, int]
) -> FoldedRows:
    own = {e.event.stream_id for e in stretch if e.event.stream_kind == "conversation"}
    rows = port.store.listing.rows(workspace, sorted(own))
    folded = FoldedRows(*span)
    for logged in stretch:
        event = logged.event
        if isinstance(event, CustomerErased):
            folded.erased.append(event.customer_id)
        elif isinstance(event, ConversationOpened):
            rows[event.conversation_id] = DeskRow(event.conversation_id, event.customer_id)
        elif event.stream_id in rows:
            rows[event.stream_id] = seen(rows[event.stream_id], logged)
    folded.rows = list(rows.values())
    return folded


def seen(row: DeskRow, logged: Logged) -> DeskRow:
    """A conversation's row after one more of its events."""
    row = _moved(row, logged)
    if row.asked_at is None:
        return replace(row, due_at=None)
    return replace(row, due_at=row.asked_at - SOONER * (row.frustration or 0) // ONE)


def _moved(row: DeskRow, logged: Logged) -> DeskRow:
    match logged.event:
        case MessageReceived(author="customer") as said:
            # Of a history, only what nobody ever replied to waits: what a customer said last
            # of all, a year ago, is mostly thanks.
            if logged.origin == "live" or row.subject_id is None:
                row = replace(row, asked_at=row.asked_at or logged.at)
            row = replace(row, language=said.language or row.language)
            if row.subject_id is None:
                row = replace(row, subject_id=said.message_id, has_subject=said.has_subject)
        case MessageReceived(author="agent") | ConversationResolved():
            return replace(row, asked_at=None, precedence=ORDINARY)
        case ReplyDelivered():
            return replace(row, asked_at=None)
        case AttentionCalled():
            return replace(row, precedence=FLAGGED)
        case AttentionPaid():
            return replace(row, precedence=ORDINARY)
        case ConversationReopened() if logged.origin == "live":
            return replace(row, asked_at=row.asked_at or logged.at)
        case DecisionTaken() as taken:
            # Who said thanks waits for nothing.
            asked_at = None if taken.rule == "thanks" else row.asked_at
            row = replace(row, asked_at=asked_at, mode=taken.mode, action=taken.action)
            row = replace(row, rule=taken.rule, confidence=taken.confidence)
            return replace(row, threshold=taken.threshold)
        case MoodRead(frustration=frustration, urgency=urgency):
            return replace(row, frustration=frustration, urgency=urgency)
        case MoodCorrected(about="frustration") as told:
            return replace(row, frustration=told.stands)
        case MoodCorrected() as told:
            return replace(row, urgency=told.stands)
    return row
