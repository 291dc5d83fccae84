"""Pairs a conversation's opening turn with the reply that is worth imitating.

Runs after every reply of an agent, every solution mark and every judgement of an
answer, and chooses anew from what is known then. Lessons themselves are folded by whoever answers
next: settling them is all that teaching takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tacit.answering.intent import wanted_by
from tacit.conversation import Conversation, Spoken, answers, best_reply
from tacit.events import (
    Actor,
    AuditJudged,
    EntryId,
    ExemplarPaired,
    ExemplarWithdrawn,
    IntentId,
    Logged,
    MessageId,
    MessageReceived,
    PersonId,
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
        _say(writing, conversation, pair, actor, logged)
    return writing.append()


def on_audit(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Pair the opening turn with what an agent says answers it who judged an answer to it.

    An agent's own reply stands before any judgement. Where the judgement names nothing, what
    an earlier one taught is withdrawn.
    """
    event = logged.event
    assert isinstance(event, AuditJudged)
    conversation = port.conversation(workspace, event.conversation_id)
    word = conversation.lessons[event.decision_id, "audit"]
    opening, decision = conversation.opening_turn(), conversation.decision(event.decision_id)
    assert decision is not None, "what was judged was decided"
    is_opening = bool(opening) and decision.message_id == opening[-1].message_id
    if not is_opening or best_reply(conversation) is not None:
        return []
    entry = EntryId(event.conversation_id)
    writing = port.write(workspace, logged.at)
    with port.learned(workspace) as learned:
        held = learned.exemplars.by_id.get(entry)
        taught = held.cites if held is not None and not held.is_withdrawn else ()
    if taught == tuple(word.cites):
        return []
    assert word.witness_id is not None, "who judges is an agent"
    actor = Actor("agent", word.witness_id)
    if word.cites:
        given = next(r for r in conversation.delivered if r.decision_id == event.decision_id)
        pair = _paired(conversation, given.message_id, word.witness_id, word.cites)
        _say(writing, conversation, pair, actor, logged)
    else:
        writing.event(ExemplarWithdrawn(entry, "judged wrong"), actor, logged.position)
    return writing.append()


def _say(
    writing: Writing,
    conversation: Conversation,
    pair: ExemplarPaired,
    actor: Actor,
    logged: Logged,
) -> None:
    question = _question(writing, conversation, conversation.opening_turn())
    intent = _intent(writing.port, writing.workspace, question, pair)
    writing.event(replace(pair, intent_id=intent), actor, logged.position)
    writing.expected[logged.event.stream] = conversation.position


def _pair(
    conversation: Conversation, reply: Spoken, message: MessageReceived
) -> ExemplarPaired | None:
    """The new pair, or None where the choice stands."""
    query = [each.message_id for each in conversation.opening_turn()]
    held, cites = conversation.exemplar, answers(conversation, reply)
    if held is not None and (held.reply, held.query, held.cites) == (
        reply.message_id, query, cites
    ):  # fmt: skip
        return None
    assert message.author_id is not None, "an agent's reply has an author"
    return _paired(conversation, reply.message_id, message.author_id, cites)


def _paired(
    conversation: Conversation, reply: MessageId, author: PersonId, cites: Sequence[EntryId]
) -> ExemplarPaired:
    held = conversation.exemplar
    n = held.n + 1 if held else 1
    query = [each.message_id for each in conversation.opening_turn()]
    told = [d.situation for d in conversation.decisions if d.message_id in query]
    return ExemplarPaired(
        conversation.conversation_id,
        n,
        query,
        reply,
        author,
        [*cites],
        situation=told[-1] if told else [],
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
