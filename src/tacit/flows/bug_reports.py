"""Voids what an answer seemed to resolve once its account reports a bug about the same.

Runs after a report that came in through `flows/usage.py`. Who was helped has nothing to report;
a history's reports, told before the desk is live, void nothing.
"""

from __future__ import annotations

from datetime import datetime

from tacit.answering.matter import matter_of, reported
from tacit.conversation import fold
from tacit.events import (
    BugReported,
    ConversationReopened,
    ConversationResolved,
    DecisionTaken,
    Logged,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port


def on_report(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Reopen the account's conversations in which this was answered within seven days before."""
    report = logged.event
    assert isinstance(report, BugReported)
    if logged.origin != "live":
        return []
    # When it is told, for until then what it voids did stand.
    writing = port.write(workspace, logged.recorded_at)
    for answered in _same(port, workspace, logged, report):
        events = port.stream(workspace, Stream("conversation", answered.conversation_id))
        conversation = fold(answered.conversation_id, events)
        if not conversation.is_helped_alone or _is_confirmed(events, logged.at):
            continue
        voided = ConversationReopened(answered.conversation_id, "bug_reported")
        writing.expected[voided.stream] = conversation.position
        writing.event(voided, cause=logged.position)
        writing.follow_up()
    return writing.append() if writing.events else []


def _same(
    port: Port, workspace: WorkspaceId, logged: Logged, report: BugReported
) -> list[DecisionTaken]:
    """The decisions on what is reported, as the account, or who reports it, saw them answered."""
    whose = report.account_id, report.customer_id
    with port.learned(workspace, logged.position) as learned:
        answered = learned.awaiting.lately.seen(whose, logged.at)
    messages = [each.message_id for each in answered]
    ids = [report.report_id, *messages]
    held = port.store.vectors(workspace, port.embedder.namespace, ids) if answered else {}
    # Whoever was erased since has no report any more.
    if report.report_id not in held:
        return []
    with port.learned(workspace, logged.position) as learned:
        matter = reported(learned, held[report.report_id])
    return [e for e in answered if matter.is_same(matter_of(e, held.get(e.message_id)))]


def _is_confirmed(events: list[Logged], since: datetime) -> bool:
    """Whether somebody said after that moment that it is resolved."""
    said = (e.event for e in events if e.at > since)
    return any(isinstance(e, ConversationResolved) and e.how == "confirmed" for e in said)
