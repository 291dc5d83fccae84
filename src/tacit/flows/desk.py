"""What an agent can do with a conversation: take it, give it back, resolve it, read its handoff.

Doors call it. Replies themselves come in through `receive`; what follows is
in app.py's table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tacit.answering.decide import HANDOFF_REASONS
from tacit.conversation import Conversation
from tacit.events import (
    Actor,
    ConversationHandedOff,
    ConversationId,
    ConversationResolved,
    ConversationReturned,
    DecisionTaken,
    Logged,
    Mode,
    ModeSet,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing


@dataclass(frozen=True)
class Line:
    """One message of a transcript."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True)
class Package:
    """What goes over with a handoff: everything said, what was tried, and why it was unsure.

    `tried` are the titles that replies rested on, `near` those of the likeliest
    candidates with their scores in 1/4096; `draft` is what it would have said.
    """

    transcript: list[Line]
    reason: str
    sentence: str
    tried: list[str]
    near: list[tuple[str, int]]
    draft: str | None
    missing: int


def take_over(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, by: Actor
) -> list[Logged]:
    """An agent takes the conversation; the assistant is silent until it is given back."""
    conversation, writing = _begin(port, workspace, conversation_id)
    if conversation.state == "with_agent":
        return []
    nth = conversation.handoffs + 1
    writing.event(ConversationHandedOff(conversation_id, "agent_took_over", nth), by)
    return writing.append()


def give_back(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, by: Actor
) -> list[Logged]:
    """The conversation returns to the assistant, which decides anew on the last turn."""
    conversation, writing = _begin(port, workspace, conversation_id)
    if conversation.state != "with_agent":
        return []
    writing.event(ConversationReturned(conversation_id), by)
    return writing.append()


def resolve(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, by: Actor
) -> list[Logged]:
    """An agent says that the matter is dealt with."""
    conversation, writing = _begin(port, workspace, conversation_id)
    if conversation.state == "resolved":
        return []
    writing.event(ConversationResolved(conversation_id, "confirmed", "agent"), by)
    return writing.append()


def set_mode(
    port: Port, workspace: WorkspaceId, mode: Mode, reason: str, by: Actor
) -> list[Logged]:
    """Set what may be done with decisions about every intent, unless it is so already."""
    with port.learned(workspace) as learned:
        if learned.modes.get("*", "observe") == mode:
            return []
    writing = port.write(workspace)
    writing.event(ModeSet("*", mode, reason), by)
    return writing.append()


def _begin(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId
) -> tuple[Conversation, Writing]:
    conversation = port.conversation(workspace, conversation_id)
    if not conversation.position:
        raise KeyError(f"there is no conversation {conversation_id}")
    writing = port.write(workspace)
    writing.expected[Stream("conversation", conversation_id)] = conversation.position
    return conversation, writing


def package(port: Port, workspace: WorkspaceId, conversation_id: ConversationId) -> Package:
    """The handoff of a conversation as an agent needs it; raises KeyError where there is none."""
    conversation = port.conversation(workspace, conversation_id)
    if not conversation.decisions:
        raise KeyError(f"no decision was taken in conversation {conversation_id}")
    decision = conversation.decisions[-1]
    bodies = [s.message_id for s in conversation.spoken]
    texts = port.store.bodies(workspace, [*bodies, decision.decision_id])
    lines = [
        Line(s.at, s.author, texts[s.message_id])
        for s in conversation.spoken
        if s.message_id in texts
    ]
    return Package(
        lines,
        HANDOFF_REASONS.get(decision.rule, decision.rule),
        decision.reason,
        _titles(port, workspace, [e for r in conversation.delivered for e in r.cites]),
        _near(port, workspace, decision),
        texts.get(decision.decision_id),
        len(bodies) - len(lines),
    )


def _near(port: Port, workspace: WorkspaceId, decision: DecisionTaken) -> list[tuple[str, int]]:
    top = decision.candidates[:3]
    titles = _titles(port, workspace, [each.entry_id for each in top])
    return [(title, each.score) for title, each in zip(titles, top, strict=True)]


def _titles(port: Port, workspace: WorkspaceId, entries: list[str]) -> list[str]:
    with port.learned(workspace) as learned:
        held = {str(entry): revision for entry, revision in learned.library.live.items()}
    return [held[each].text.title if each in held else "an agent's reply" for each in entries]
