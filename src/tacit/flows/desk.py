"""What an agent can do with a conversation: take it, give it back, resolve or reopen it.

Doors call it. Replies themselves come in through `receive`; what follows is
in app.py's table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tacit.answering.handoff import HANDOFF_REASONS
from tacit.conversation import Conversation
from tacit.events import (
    Actor,
    AttentionPaid,
    ConversationHandedOff,
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    DecisionTaken,
    Logged,
    MessageId,
    MoodCorrected,
    NoteWritten,
    PersonId,
    Stream,
    TeamId,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.store.batch import ExternalId, Moved


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


@dataclass(frozen=True)
class Step:
    """One step with a conversation: who takes it, and at which position they had read it.

    `as_read` None: whatever happened meanwhile is no reason against it.
    """

    conversation_id: ConversationId
    by: Actor
    as_read: int | None = None


def take_over(
    port: Port,
    workspace: WorkspaceId,
    step: Step,
    reason: str = "agent_took_over",
    team: str | None = None,
) -> list[Logged]:
    """Hand the conversation to agents, of one team if named; the assistant is silent from then on.

    With agents already, it can still go to another team.
    """
    conversation, writing = _begin(port, workspace, step)
    if conversation.state != "with_agent":
        nth = conversation.handoffs + 1
        writing.event(ConversationHandedOff(step.conversation_id, reason, nth), step.by)
        writing.follow_up()
    if team is not None:
        team_id = _team(port, writing, team)
        if team_id != conversation.team_id:
            writing.event(ConversationRouted(step.conversation_id, team_id), step.by)
    return writing.append()


def give_back(port: Port, workspace: WorkspaceId, step: Step) -> list[Logged]:
    """The conversation returns to the assistant, which decides anew on the last turn."""
    conversation, writing = _begin(port, workspace, step)
    if conversation.state != "with_agent":
        return []
    writing.event(ConversationReturned(step.conversation_id), step.by)
    writing.follow_up()
    return writing.append()


def resolve(
    port: Port,
    workspace: WorkspaceId,
    step: Step,
    how: Literal["confirmed", "assumed"] = "confirmed",
    who: Literal["customer", "agent"] = "agent",
) -> list[Logged]:
    """Somebody says that the matter is dealt with; what was assumed may be confirmed later."""
    conversation, writing = _begin(port, workspace, step)
    if conversation.state == "resolved" and conversation.resolution in (how, "confirmed"):
        return []
    writing.event(ConversationResolved(step.conversation_id, how, who), step.by)
    writing.follow_up()
    return writing.append()


def reopen(port: Port, workspace: WorkspaceId, step: Step) -> list[Logged]:
    """The matter is not dealt with after all; what was believed of the replies is void."""
    conversation, writing = _begin(port, workspace, step)
    if conversation.state != "resolved":
        return []
    writing.event(ConversationReopened(step.conversation_id, "reopened"), step.by)
    writing.follow_up()
    return writing.append()


@dataclass(frozen=True)
class MoodTold:
    """What an agent says of the mood of a customer's last message; None takes it back."""

    message_id: MessageId
    about: Literal["frustration", "urgency"]
    is_so: bool | None


def tell_mood(port: Port, workspace: WorkspaceId, step: Step, told: MoodTold) -> list[Logged]:
    """Somebody says how a customer's last message was meant; it is learned from.

    Nothing where the customer has written again meanwhile, or it was said already.
    """
    conversation, writing = _begin(port, workspace, step)
    last = conversation.moods[-1] if conversation.moods else None
    stands = conversation.mood_told(told.message_id, told.about)
    if last is None or last.message_id != told.message_id or stands == told.is_so:
        return []
    writing.event(
        MoodCorrected(
            step.conversation_id,
            last.message_id,
            told.about,
            told.is_so,
            last.frustration if told.about == "frustration" else last.urgency,
            [*last.marks],
        ),
        step.by,
    )
    return writing.append()


def pay_attention(port: Port, workspace: WorkspaceId, step: Step) -> list[Logged]:
    """Somebody has seen what the conversation was flagged for; nothing where it is not."""
    conversation, writing = _begin(port, workspace, step)
    if conversation.attention is None:
        return []
    writing.event(AttentionPaid(step.conversation_id), step.by)
    return writing.append()


def write_note(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, who: PersonId, text: str
) -> list[Logged]:
    """Log what an agent tells other agents; it goes with the customer, should they be erased."""
    writing = port.write(workspace)
    note = MessageId(writing.new_id())
    commitment = writing.body(note, text, who, conversation_id)
    writing.event(NoteWritten(conversation_id, note, who, commitment), Actor("agent", who))
    return writing.append()


def _begin(port: Port, workspace: WorkspaceId, step: Step) -> tuple[Conversation, Writing]:
    conversation = port.conversation(workspace, step.conversation_id)
    if not conversation.position:
        raise KeyError(f"there is no conversation {step.conversation_id}")
    if step.as_read not in (None, conversation.position):
        raise Moved(f"it is at {conversation.position} by now")
    writing = port.write(workspace)
    writing.expected[Stream("conversation", step.conversation_id)] = conversation.position
    return conversation, writing


def _team(port: Port, writing: Writing, name: str) -> TeamId:
    """Our id of a team by its name, making it known where it is not."""
    known = port.store.find_external(writing.workspace, "team", [name])
    if name in known:
        return TeamId(known[name])
    team = TeamId(writing.new_id())
    writing.external_ids.append(ExternalId("team", name, team))
    return team


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
