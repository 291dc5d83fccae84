"""The list of conversations: a fold over the log, kept in a table and caught up when asked.

Doors call `page` and `place_of`. A row holds what a list shows and sifts by;
the whole of a conversation is `record`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from tacit.events import (
    ConversationHandedOff,
    ConversationId,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    CustomerErased,
    DecisionTaken,
    FeedbackGiven,
    Logged,
    MessageReceived,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.store.inbox import Folded, InboxRow, Sieve

# What moves a conversation in the list, or changes what the list says of it.
FOLDED = tuple(
    kind.kind
    for kind in (
        ConversationOpened,
        MessageReceived,
        DecisionTaken,
        ReplyDelivered,
        ConversationHandedOff,
        ConversationRouted,
        ConversationReturned,
        ConversationResolved,
        ConversationReopened,
        FeedbackGiven,
        CustomerErased,
    )
)
_TOGETHER = 2000


def page(port: Port, workspace: WorkspaceId, sieve: Sieve) -> list[InboxRow]:
    """The conversations that pass a sieve, what moved last first, as of the log's end."""
    catch_up(port, workspace)
    return port.store.inbox.page(workspace, sieve)


def place_of(port: Port, workspace: WorkspaceId, decision_id: str) -> ConversationId | None:
    """In which conversation a decision was taken; None where nobody took it."""
    catch_up(port, workspace)
    found = port.store.inbox.conversation_of(workspace, decision_id)
    return None if found is None else ConversationId(found)


def catch_up(port: Port, workspace: WorkspaceId) -> None:
    """Fold what the log holds beyond the cursor; two who do it at once do it once."""
    inbox, head = port.store.inbox, port.store.head(workspace)
    after = inbox.position(workspace)
    while after < head:
        events = port.store.read(workspace, after=after, upto=head, kinds=FOLDED)
        stretch = list(islice(events, _TOGETHER))
        upto = stretch[-1].position if len(stretch) == _TOGETHER else head
        is_kept = inbox.keep(workspace, _folded(port, workspace, stretch, (after, upto)))
        after = upto if is_kept else inbox.position(workspace)


def _folded(
    port: Port, workspace: WorkspaceId, stretch: Sequence[Logged], span: tuple[int, int]
) -> Folded:
    own = {e.event.stream_id for e in stretch if e.event.stream_kind == "conversation"}
    rows = port.store.inbox.rows(workspace, sorted(own))
    folded = Folded(*span)
    for logged in stretch:
        event = logged.event
        if isinstance(event, CustomerErased):
            folded.erased.append(event.customer_id)
        elif isinstance(event, ConversationOpened):
            rows[event.conversation_id] = _opened(logged, event)
        elif event.stream_id in rows:
            rows[event.stream_id] = seen(rows[event.stream_id], logged)
        if isinstance(event, DecisionTaken):
            folded.decided.append((event.decision_id, event.conversation_id))
    folded.rows = [row for row in rows.values() if row.conversation_id in own]
    return folded


def _opened(logged: Logged, event: ConversationOpened) -> InboxRow:
    return InboxRow(
        event.conversation_id,
        logged.position,
        logged.at,
        logged.at,
        "open",
        None,
        event.channel,
        event.customer_id,
        event.account_id,
    )


def seen(row: InboxRow, logged: Logged) -> InboxRow:
    """A conversation's row after one more of its events."""
    row = replace(row, position=logged.position, moved_at=logged.at)
    match logged.event:
        case MessageReceived(message_id=message, author=author):
            state = "with_agent" if author == "agent" else row.state
            told = row.messages + 1
            return replace(row, message_id=message, author=author, messages=told, state=state)
        case ReplyDelivered(message_id=message):
            return replace(row, message_id=message, author="assistant", messages=row.messages + 1)
        case DecisionTaken(decision_id=decision, intent_id=intent):
            return replace(row, decision_id=decision, intent_id=intent)
        case ConversationHandedOff(reason=reason):
            return replace(row, state="with_agent", reason=reason)
        case ConversationRouted(team_id=team):
            return replace(row, team_id=team)
        case ConversationReturned():
            return replace(row, state="open", reason=None)
        case ConversationResolved(how=how):
            return replace(row, state="resolved", resolution=how)
        case ConversationReopened():
            return replace(row, state="open", resolution=None)
    return row
