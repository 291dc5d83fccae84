"""Pairs a conversation's opening turn with the reply that is worth imitating.

Runs after every reply of an agent and every solution mark, and chooses anew
from what is known then. Lessons themselves are folded by whoever answers
next: settling them is all that teaching takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tacit.answering.intent import wanted_by
from tacit.conversation import Conversation, Spoken, best_reply
from tacit.events import (
    Actor,
    EntryId,
    ExemplarPaired,
    IntentId,
    Logged,
    MessageReceived,
    SolutionMarked,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing, question_text
from tacit.knowledge.question import Question, question_of
from tacit.store.batch import Vectors


def on_message(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Choose the conversation's exemplar anew after an agent's reply or a solution mark."""
    event = logged.event
    assert isinstance(event, MessageReceived | SolutionMarked)
    if isinstance(event, MessageReceived) and event.author != "agent":
        return []
    conversation = port.conversation(workspace, event.conversation_id)
    reply = best_reply(conversation)
    opening = conversation.opening_turn()
    if reply is None or not opening or not isinstance(reply.event, MessageReceived):
        return []
    pair = _pair(conversation, reply, reply.event)
    writing = port.write(workspace, logged.at)
    actor = Actor(reply.author, reply.event.author_id)
    if pair is not None:
        question = _question(writing, conversation, opening)
        intent = _intent(port, workspace, question, pair)
        writing.event(replace(pair, intent_id=intent), actor, logged.position)
        writing.expected[event.stream] = conversation.position
    return writing.append()


def _pair(
    conversation: Conversation, reply: Spoken, message: MessageReceived
) -> ExemplarPaired | None:
    """The new pair, or None where the choice stands."""
    query = [each.message_id for each in conversation.opening_turn()]
    held = conversation.exemplar
    if held is not None and (held.reply, held.query) == (reply.message_id, query):
        return None
    assert message.author_id is not None, "an agent's reply has an author"
    n = held.n + 1 if held else 1
    return ExemplarPaired(
        conversation.conversation_id, n, query, reply.message_id, message.author_id, message.cites
    )


def _question(
    writing: Writing, conversation: Conversation, opening: Sequence[MessageReceived]
) -> Question:
    """The opening turn as retrieval sees it; where it has no vectors yet, it is given them."""
    port, workspace, last = writing.port, writing.workspace, opening[-1].message_id
    text = question_text(port, workspace, [each.message_id for each in opening])
    vectors = port.store.vectors(workspace, port.embedder.namespace, [last]).get(last)
    if vectors is None:
        vectors = port.vectors_of(text, has_subject=opening[0].has_subject)
        owner = conversation.customer_id, conversation.conversation_id
        writing.vectors.append(Vectors(last, port.embedder.namespace, vectors, *owner))
    return question_of(text, None, vectors)


def _intent(
    port: Port, workspace: WorkspaceId, question: Question, pair: ExemplarPaired
) -> IntentId | None:
    """What the question wants, now that its answer is known; what was said of it before stays."""
    entry = EntryId(pair.conversation_id)
    with port.learned(workspace) as learned:
        if not learned.intents.ids:
            return None
        held = learned.intents.of.get(entry)
        asked = learned.exemplars.whole.cosines(question.whole[None, :])[0]
        return held or wanted_by(learned, asked, entry, pair.cites).intent_id
