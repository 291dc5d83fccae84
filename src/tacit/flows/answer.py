"""Decides what to do about a customer's turn: retrieve, rank, be sure enough or hand over.

Runs after each message of a customer, and again when an agent gives a
conversation back. Preview and replay take the same decision with no effect.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tacit import reward
from tacit.answering import JUDGEMENT
from tacit.answering.compose import spelt_out
from tacit.answering.decide import Asked, Verdict, asked_in, decide, ranked, wanted
from tacit.answering.learned import Learned
from tacit.answering.mood import Heard, heard_in, marks_of
from tacit.answering.situation import Situated, Told, situated
from tacit.conversation import Conversation
from tacit.events import (
    ASSISTANT,
    AttentionCalled,
    ConversationId,
    ConversationReturned,
    DecisionId,
    DecisionTaken,
    Logged,
    MessageId,
    MessageReceived,
    MoodRead,
    PersonId,
    WorkspaceId,
    day_number,
)
from tacit.flows.port import Port, Writing, made_at, question_text
from tacit.knowledge.question import Question, question_of
from tacit.payload import to_payload
from tacit.store.batch import AlreadyKnown, Conflict, Vectors
from tacit.store.beside import Background

_TRIES = 5


def on_message(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Decide on a customer's message; nothing where a decision on it exists."""
    event = logged.event
    if isinstance(event, MessageReceived) and event.author != "customer":
        return []
    assert isinstance(event, MessageReceived | ConversationReturned)
    for _ in range(_TRIES):
        conversation = port.conversation(workspace, event.conversation_id)
        try:
            return take(port, workspace, conversation, logged)
        except (Conflict, AlreadyKnown):
            continue
    raise Conflict("the conversation kept moving; the job that answers later will find it")


def take(
    port: Port, workspace: WorkspaceId, conversation: Conversation, cause: Logged
) -> list[Logged]:
    """Take the decision on the conversation's turn and log it."""
    query = conversation.query()
    if not conversation.turn() or conversation.decision_on(query[-1].message_id):
        return []
    last = query[-1]
    ids = [each.message_id for each in query]
    text = _text_of(port, workspace, conversation, ids)
    vectors = port.vectors_of(text, has_subject=query[0].has_subject)
    question = question_of(text, _language(query), vectors)
    writing = port.write(workspace, cause.at)
    day = day_number(writing.at)
    asked = asked_in(conversation, last.message_id, question, day, cause.position)
    asked = _heard(port, workspace, conversation, last.message_id, asked)
    told = _situated(port, workspace, conversation, ids, writing.at)
    asked = replace(asked, situation=told.situation)
    with port.learned(workspace) as learned:
        verdict = _decided(port, workspace, learned, asked)
        version, position = learned.library.version, learned.position
    decision = DecisionId(writing.new_id())
    commitment, whose = None, (conversation.customer_id, conversation.conversation_id)
    if verdict.text is not None:
        commitment = writing.body(decision, verdict.text, *whose)
    receipt = receipt_of(verdict, question.language, version, position)
    receipt |= _lay_words(writing, conversation, told)
    writing.event(
        DecisionTaken(
            conversation_id=conversation.conversation_id,
            decision_id=decision,
            message_id=last.message_id,
            n=conversation.returns,
            query=ids,
            text_commitment=commitment,
            namespace=port.embedder.namespace,
            **receipt,
        ),
        ASSISTANT,
        cause.position,
    )
    # After the decision: what was read teaches from the next one on.
    _note_mood(writing, conversation, last.message_id, verdict)
    _flag(writing, conversation, decision, verdict)
    writing.expected[cause.event.stream] = conversation.position
    writing.unique.append(("decision", last.message_id, str(conversation.returns)))
    if verdict.mode != "auto" and verdict.rule != "lost":
        # Else something leaves or is handed over, which a process that dies here would owe.
        writing.no_follow_up(cause)
    if not _has_vectors(conversation, last.message_id):
        writing.vectors.append(Vectors(last.message_id, port.embedder.namespace, vectors, *whose))
    return writing.append()


def _text_of(
    port: Port, workspace: WorkspaceId, conversation: Conversation, ids: Sequence[MessageId]
) -> str:
    """The texts of a query; the number of a matter that was asked back stands for its words."""
    asked = conversation.question_before(ids[-1])
    if asked is None:
        return question_text(port, workspace, ids)
    held = port.texts(workspace, [asked, *ids])
    return spelt_out(held.get(asked, ""), [held[each] for each in ids if each in held])


def _situated(
    port: Port,
    workspace: WorkspaceId,
    conversation: Conversation,
    query: list[MessageId],
    moment: datetime,
) -> Situated:
    """What is known of the customer now, and of where they were when they last told of it."""
    noted = [conversation.contexts[each] for each in query if each in conversation.contexts]
    texts = port.texts(workspace, noted) if noted else {}
    context = dict[str, Any]()
    for each in noted:
        context |= json.loads(texts.get(each, "{}"))
    told = Told(context, channel=conversation.channel, locale=conversation.locale)
    known = port.store.background(workspace, conversation.customer_id, conversation.account_id)
    return situated(_better(told, known), moment, known.secret)


def _better(told: Told, known: Background) -> Told:
    """What is told, with what was known of the customer before; what is told stands."""
    return replace(
        told,
        traits={**known.traits, **told.traits},
        account={**known.account, **told.account},
        since=made_at(known.first) if known.first else None,
    )


def _lay_words(writing: Writing, conversation: Conversation, told: Situated) -> dict[str, Any]:
    """Lay the words of a situation beside the log; what the receipt holds of it."""
    if not told.situation:
        return {}
    words = writing.new_id()
    text = json.dumps(told.words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    commitment = writing.body(words, text, conversation.customer_id, conversation.conversation_id)
    return {
        "situation": told.situation,
        "situation_id": words,
        "situation_commitment": commitment,
    }


def _heard(
    port: Port, workspace: WorkspaceId, conversation: Conversation, message: MessageId, asked: Asked
) -> Asked:
    """What is asked, with the message as its mood is read."""
    text = port.texts(workspace, [message]).get(message, "")
    return replace(asked, heard=heard_in(conversation, message, text))


def _note_mood(
    writing: Writing, conversation: Conversation, message: MessageId, verdict: Verdict
) -> None:
    """Log the mood that was read, once a message: on returning it is what it was."""
    mood = verdict.mood
    if mood is None or any(each.message_id == message for each in conversation.moods):
        return
    writing.event(
        MoodRead(
            conversation.conversation_id,
            message,
            mood.frustration,
            mood.urgency,
            [*mood.marks],
        ),
        ASSISTANT,
    )


def _flag(
    writing: Writing, conversation: Conversation, decision: DecisionId, verdict: Verdict
) -> None:
    """Call agents' attention to it, once until one of them has seen it."""
    if not verdict.is_flagged or verdict.mood is None or conversation.attention is not None:
        return
    called = AttentionCalled(
        conversation.conversation_id, decision, "losing_patience", verdict.mood.frustration
    )
    writing.event(called, ASSISTANT)


def _decided(port: Port, workspace: WorkspaceId, learned: Learned, asked: Asked) -> Verdict:
    """Decide, with the replies of published exemplars fetched where one may be quoted."""
    ranking = ranked(learned, asked)
    ids = wanted(learned, ranking)
    held = port.store.bodies(workspace, ids) if ids else {}
    replies = {MessageId(each): text for each, text in held.items()}
    return decide(learned, asked, replies, ranking)


def receipt_of(
    verdict: Verdict, language: str | None, version: int, position: int
) -> dict[str, Any]:
    """The fields of a receipt that the judgement decides; replay compares these."""
    return {
        "action": verdict.action,
        "mode": verdict.mode,
        "reason": verdict.sentence(),
        "rule": verdict.rule,
        "confidence": verdict.confidence,
        "threshold": verdict.threshold,
        "propensity": verdict.propensity,
        "intent_id": verdict.intent.intent_id,
        "intent_confidence": verdict.intent.chance,
        "language": language,
        "candidates": verdict.candidates,
        "parts": verdict.parts,
        "policy_classes": [*verdict.needed.classes],
        "qualities": dict(verdict.qualities),
        "lots": dict(verdict.lots),
        "tone": verdict.tone,
        "cites": verdict.cites,
        "knowledge_version": version,
        "learned_at": position,
        "judgement": JUDGEMENT,
    }


def _has_vectors(conversation: Conversation, message: MessageId) -> bool:
    return any(each.message_id == message for each in conversation.decisions)


def _language(query: list[MessageReceived]) -> str | None:
    """The language that the turn's latest recognisable message is in."""
    for message in reversed(query):
        if message.language is not None:
            return message.language
    return None


@dataclass(frozen=True)
class Preview:
    """A decision with no effect: the verdict, and what it was taken from.

    `past` is the learned state of a past view, which nobody else holds.
    """

    verdict: Verdict
    question: Question
    knowledge_version: int
    learned_at: int
    past: Learned | None = None


@dataclass(frozen=True)
class Who:
    """Who would ask, and from where: what is told, beside what is known of them already."""

    told: Told = field(default_factory=Told)
    customer_id: PersonId | None = None


def preview(
    port: Port,
    workspace: WorkspaceId,
    text: str,
    *,
    subject: str = "",
    as_of: int | None = None,
    who: Who | None = None,
) -> Preview:
    """The decision that would be taken on a first message now, or as of a log position."""
    whole = f"{subject}\n{text}" if subject else text
    vectors = port.vectors_of(whole, has_subject=bool(subject))
    question = question_of(whole, port.identify(whole), vectors)
    signals = reward.signals(text)
    heard = Heard(marks_of(whole, signals), whole)
    now = port.clock()
    asked = Asked(question, day_number(now), signals=signals, heard=heard)
    if who is not None:
        known = port.store.background(workspace, who.customer_id, None)
        told = situated(_better(who.told, known), now, known.secret)
        asked = replace(asked, situation=told.situation)
    if as_of is not None:
        past = port.follower.past(workspace, as_of)
        then = next(port.store.read(workspace, after=as_of - 1, upto=as_of), None)
        day = day_number(then.recorded_at if then else port.clock())
        found = _previewed(port, workspace, past, replace(asked, day=day))
        return replace(found, past=past)
    with port.learned(workspace) as learned:
        return _previewed(port, workspace, learned, asked)


def _previewed(port: Port, workspace: WorkspaceId, learned: Learned, asked: Asked) -> Preview:
    verdict = _decided(port, workspace, learned, asked)
    return Preview(verdict, asked.question, learned.library.version, learned.position)


@dataclass(frozen=True)
class Replay:
    """A receipt beside today's recomputation of it; `reason` says why they differ."""

    stored: DecisionTaken
    recomputed: DecisionTaken
    is_equal: bool
    reason: str | None


def replay(
    port: Port,
    workspace: WorkspaceId,
    conversation_id: ConversationId,
    decision_id: DecisionId,
    past: Callable[[WorkspaceId, int], Learned] | None = None,
) -> Replay:
    """Recompute a decision from what was known and learned when it was taken.

    `past` brings the state as of a position: who replays many folds the log once for
    all. By default it is folded for this one. Raises KeyError where the conversation has
    no such decision.
    """
    conversation = port.conversation(workspace, conversation_id)
    stored = next((d for d in conversation.decisions if d.decision_id == decision_id), None)
    if stored is None:
        raise KeyError(f"conversation {conversation_id} has no decision {decision_id}")
    taken = next(
        each
        for each in port.store.read_stream(workspace, stored.stream)
        if isinstance(each.event, DecisionTaken) and each.event.decision_id == decision_id
    )
    if stored.namespace != port.embedder.namespace:
        return Replay(stored, stored, False, "namespace_retired")
    vectors = port.store.vectors(workspace, stored.namespace, [stored.message_id])
    if stored.message_id not in vectors:
        return Replay(stored, stored, False, "erased")
    text = _text_of(port, workspace, conversation, stored.query)
    question = question_of(text, stored.language, vectors[stored.message_id])
    learned = (past or port.follower.past)(workspace, stored.learned_at)
    before = taken.cause_position or taken.position
    asked = asked_in(conversation, stored.message_id, question, day_number(taken.at), before)
    asked = _heard(port, workspace, conversation, stored.message_id, asked)
    asked = replace(asked, situation=stored.situation)
    verdict = _decided(port, workspace, learned, asked)
    values = vars(stored) | receipt_of(
        verdict, question.language, learned.library.version, stored.learned_at
    )
    recomputed = DecisionTaken(**values)
    equal = to_payload(recomputed) == to_payload(stored)
    return Replay(stored, recomputed, equal, None if equal else _why(stored, learned))


def _why(stored: DecisionTaken, learned: Learned) -> str:
    if stored.judgement != JUDGEMENT:
        return "older_judgement"
    return "erased" if learned.erased else "differs"
