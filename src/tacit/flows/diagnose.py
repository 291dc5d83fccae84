"""Finds why a decision failed, once somebody shows that it did; an agent may know better.

Runs after an agent's word on a decision, an audit's and a customer's complaint, and after a
reply that deals with what was complained of, or handed over for want of knowledge. A later word
on the same decision supersedes; one that takes it back leaves no cause standing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacit.answering import failure
from tacit.answering.cause import CAUSES, cause_of
from tacit.answering.failure import WANTS_KNOWLEDGE, Failure, is_failure
from tacit.answering.wording import own_lines
from tacit.conversation import Conversation, Spoken
from tacit.events import (
    Actor,
    CauseSet,
    ConversationId,
    DecisionId,
    DecisionTaken,
    EntryId,
    FailureDiagnosed,
    LessonSettled,
    Logged,
    MessageReceived,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows.port import Port, question_text
from tacit.knowledge.question import question_of
from tacit.weights import HALF


class UnknownCause(ValueError):
    """A cause that is none of the list; the text names the list."""


@dataclass(frozen=True)
class Shown:
    """How it came out that a decision failed: an agent's reply, if one did, and what they cite."""

    decision: DecisionTaken
    reply: Spoken | None
    cites: tuple[EntryId, ...]


@dataclass(frozen=True)
class Opinion:
    """What somebody at the desk holds to be the cause of a failure."""

    decision_id: DecisionId
    cause: str
    by: Actor


def on_lesson(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Diagnose a decision that somebody's word says was wrong."""
    lesson = logged.event
    assert isinstance(lesson, LessonSettled)
    if lesson.reward is None:
        return []
    conversation = port.conversation(workspace, lesson.conversation_id)
    decision = conversation.decision(lesson.decision_id)
    if decision is None:
        return []
    if lesson.witness == "agent":
        reply = next((s for s in conversation.spoken if s.position == logged.cause_position), None)
        is_told = reply is not None and is_failure(decision.rule, lesson.reward)
    else:
        reply, is_told = None, _is_complaint(conversation, lesson)
    if not is_told:
        return []
    shown = Shown(decision, reply, tuple(lesson.cites))
    return _diagnose(port, workspace, logged, conversation, shown)


def _is_complaint(conversation: Conversation, lesson: LessonSettled) -> bool:
    """Whether an audit or a customer says that an answer failed, of which nobody said so yet."""
    if lesson.reward != 0 or lesson.weight < HALF or not _is_answer(conversation, lesson):
        return False
    return lesson.decision_id not in conversation.failed or bool(lesson.cites)


def _is_answer(conversation: Conversation, lesson: LessonSettled) -> bool:
    """Whether it is of an answer that the customer saw: a question back fails for no cause."""
    return any(r.cites for r in conversation.delivered if r.decision_id == lesson.decision_id)


def on_reply(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Diagnose what an agent explains now: it was complained of, or handed over for want of
    knowledge."""
    message = logged.event
    assert isinstance(message, MessageReceived)
    if message.author != "agent" or message.asks:
        return []
    conversation = port.conversation(workspace, message.conversation_id)
    # What an agent's word says of it is diagnosed behind that word.
    if logged.position in conversation.settled:
        return []
    decision = conversation.decision_before(logged.position)
    if decision is None or not _wants_knowledge(conversation, decision):
        decision = _complained(conversation, logged.position)
    if decision is None:
        return []
    reply = next(s for s in conversation.spoken if s.position == logged.position)
    shown = Shown(decision, reply, tuple(message.cites))
    return _diagnose(port, workspace, logged, conversation, shown)


def _wants_knowledge(conversation: Conversation, decision: DecisionTaken) -> bool:
    is_new = decision.decision_id not in conversation.diagnoses
    return is_new and decision.rule in WANTS_KNOWLEDGE


def _complained(conversation: Conversation, position: int) -> DecisionTaken | None:
    """The last answer that failed by a complaint alone, where an agent explains it only now."""
    for spoken in reversed(conversation.spoken):
        match spoken.event:
            case MessageReceived(author="agent", asks=False) if spoken.position < position:
                return None
            case ReplyDelivered(decision_id=seen) if seen in conversation.failed:
                return conversation.decision(seen)
    return None


def _diagnose(
    port: Port, workspace: WorkspaceId, cause: Logged, conversation: Conversation, shown: Shown
) -> list[Logged]:
    decision = shown.decision
    namespace, last = port.embedder.namespace, decision.message_id
    vectors = port.store.vectors(workspace, namespace, [last]).get(last)
    if vectors is None:
        return []
    text = question_text(port, workspace, decision.query)
    question = question_of(text, decision.language, vectors)
    said = _own_words(port, workspace, conversation, shown.reply) if shown.reply else None
    with port.learned(workspace) as learned:
        found = failure.evidence(learned, Failure(decision, question, said, shown.cites))
    held = conversation.diagnoses.get(decision.decision_id)
    diagnosed = FailureDiagnosed(
        conversation_id=conversation.conversation_id,
        decision_id=decision.decision_id,
        n=held.n + 1 if held else 1,
        cause=cause_of(found),
        evidence=found,
        cites=[*shown.cites],
    )
    writing = port.write(workspace, cause.at)
    writing.event(diagnosed, cause=cause.position)
    writing.unique.append(("diagnosis", decision.decision_id, str(diagnosed.n)))
    return writing.append()


def _own_words(
    port: Port, workspace: WorkspaceId, conversation: Conversation, reply: Spoken
) -> str:
    """What a reply says itself, less what it quotes of the conversation."""
    before = [s.message_id for s in conversation.spoken if s.position < reply.position]
    held = port.texts(workspace, [*before, reply.message_id])
    earlier = [held[each] for each in before if each in held]
    return own_lines(held.get(reply.message_id, ""), earlier)


def set_cause(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, said: Opinion
) -> list[Logged]:
    """Log what an agent holds to be the cause: it stands from now on, whatever is found later.

    Raises UnknownCause, and KeyError where that decision has not failed. The same said again
    is said once.
    """
    if said.cause not in CAUSES:
        raise UnknownCause(f"{said.cause!r} is none of {', '.join(CAUSES)}")
    conversation = port.conversation(workspace, conversation_id)
    stands = conversation.cause(said.decision_id)
    if stands is None:
        raise KeyError(f"no failure of decision {said.decision_id} stands in this conversation")
    held = conversation.causes.get(said.decision_id)
    if held is not None and held.cause == said.cause:
        return []
    n = held.n + 1 if held else 1
    writing = port.write(workspace)
    event = CauseSet(conversation_id, said.decision_id, n, said.cause, stands)
    writing.event(event, said.by)
    writing.unique.append(("cause", said.decision_id, str(n)))
    return writing.append()
