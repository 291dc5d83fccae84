"""Closes the window on a decision: who says what of it, as a reward with its reason.

Runs after what people do: an agent's reply, a customer's next message, a
rating, a reopening, and silence that lasted. A later word supersedes the
earlier one of the same witness; nothing is ever edited. A customer's word has the
weight that was set for its signal, and a rating overturns nothing that weighs more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tacit import reward
from tacit.conversation import Conversation
from tacit.events import (
    SYSTEM,
    Actor,
    AuditJudged,
    ConversationHandedOff,
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    DecisionId,
    DecisionTaken,
    EntryId,
    FeedbackGiven,
    LessonSettled,
    Logged,
    MessageReceived,
    PersonId,
    ReplyDelivered,
    Witness,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.knowledge.question import likeness
from tacit.reward import Reward
from tacit.weights import RATINGS, WHOLE, is_closing, signal_of

# Two messages this alike ask the same thing again (cosine).
_REPHRASED = 0.8
DURABLE_HOURS = 168


@dataclass(frozen=True)
class Word:
    """What one witness says of one decision."""

    decision_id: DecisionId
    witness: Witness
    witness_id: PersonId | None
    reward: Reward
    cites: tuple[EntryId, ...] = ()
    weight: int = WHOLE


@dataclass(frozen=True)
class Judgement:
    """What an agent says of an answer: right, or wrong and `instead` what would have been."""

    decision_id: DecisionId
    by: PersonId
    is_right: bool
    instead: EntryId | None = None


def on_message(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """An agent's reply judges the would-be answer, a customer's message the reply they saw."""
    message = logged.event
    assert isinstance(message, MessageReceived)
    conversation = port.conversation(workspace, message.conversation_id)
    if logged.position in conversation.settled:
        return []
    if message.author == "agent":
        return _on_reply(port, workspace, conversation, logged, message)
    if message.author == "customer":
        then = port.conversation(workspace, message.conversation_id, logged.position)
        return _on_customer(port, workspace, then, logged, message)
    return []


def _on_reply(
    port: Port,
    workspace: WorkspaceId,
    conversation: Conversation,
    logged: Logged,
    message: MessageReceived,
) -> list[Logged]:
    decision = conversation.decision_before(logged.position)
    if decision is None:
        return []
    cites = tuple(message.cites)
    if not cites and message.publish:
        # Who publishes their own words for this question sets aside what would have been said.
        cites = (EntryId(conversation.conversation_id),)
    judged = reward.of_reply(decision.cites, cites)
    if message.decision_id == decision.decision_id and message.is_edited is not None:
        judged = reward.of_draft(is_edited=message.is_edited)
        cites = cites or (tuple(decision.cites[:1]) if not message.is_edited else ())
    words = [Word(decision.decision_id, "agent", message.author_id, judged, cites)]
    words += _on_complaints(conversation, message, decision)
    writing = port.write(workspace, logged.at)
    for word in words:
        if word.reward.value is not None:
            settle(writing, conversation, word, logged.actor, logged.position)
    return writing.append()


def _on_complaints(
    conversation: Conversation, message: MessageReceived, judged: DecisionTaken
) -> list[Word]:
    """An agent who cites an entry after a complaint says what the answer should have been.

    Once one did, what is cited to a later turn says nothing of it: that asks something else.
    """
    words = list[Word]()
    if _is_asked_on(conversation, message):
        return words
    for reply in conversation.delivered:
        held = conversation.lessons.get((reply.decision_id, "customer"))
        if held is None or held.reward != 0 or reply.decision_id == judged.decision_id:
            continue
        found = reward.of_reply(reply.cites, message.cites)
        words.append(
            Word(reply.decision_id, "agent", message.author_id, found, tuple(message.cites))
        )
    return words


def _is_asked_on(conversation: Conversation, message: MessageReceived) -> bool:
    """Whether the customer wrote again after an agent's citing reply, before this one."""
    is_cited = False
    for spoken in conversation.spoken:
        if spoken.message_id == message.message_id:
            break
        if spoken.author == "assistant":
            is_cited = False
        elif spoken.author == "agent" and spoken.event.cites:
            is_cited = True
        elif spoken.author == "customer" and is_cited:
            return True
    return False


def _on_customer(
    port: Port,
    workspace: WorkspaceId,
    conversation: Conversation,
    logged: Logged,
    message: MessageReceived,
) -> list[Logged]:
    replies = [s for s in conversation.spoken if s.author in ("agent", "assistant")]
    # Only the last reply that reached them is judged; an agent's is none of ours.
    seen = conversation.delivered if replies and replies[-1].author == "assistant" else []
    writing = port.write(workspace, logged.at)
    judged = reward.of_customer(message.signals)
    is_asked = bool(seen) and not seen[-1].cites
    if is_asked and judged is not None and judged.value:
        judged = None  # who thanks for a question back was not helped by it yet
    if seen and judged is None and _is_rephrased(port, workspace, conversation, message):
        judged = Reward(0, "customer_rephrased", "provisional")
    if seen and judged is not None:
        heard = Heard(message.author_id, judged, _weight(port, workspace, judged))
        _settle_heard(writing, conversation, seen[-1:], heard, logged)
    is_good = judged is not None and judged.value == 1000
    if conversation.state == "resolved" and not is_closing(message.signals):
        writing.event(
            ConversationReopened(conversation.conversation_id, "reopened"),
            logged.actor,
            logged.position,
        )
    elif replies and is_good and not _is_confirmed(conversation):
        writing.event(
            ConversationResolved(conversation.conversation_id, "confirmed", "customer"),
            logged.actor,
            logged.position,
        )
    if not writing.events:
        return []
    now = port.conversation(workspace, conversation.conversation_id)
    writing.expected[message.stream] = now.position
    return writing.append()


def _is_confirmed(conversation: Conversation) -> bool:
    """Whether somebody said that it is resolved; what silence let assume may yet be confirmed."""
    return conversation.state == "resolved" and conversation.resolution == "confirmed"


def _is_rephrased(
    port: Port, workspace: WorkspaceId, conversation: Conversation, message: MessageReceived
) -> bool:
    """Whether a message says again what an earlier message of its customer said."""
    earlier = [
        s.message_id
        for s in conversation.spoken
        if s.author == "customer" and s.message_id != message.message_id
    ]
    if not earlier:
        return False
    held = port.texts(workspace, [message.message_id, earlier[-1]])
    if len(held) < 2:
        return False
    now, before = (
        np.frombuffer(port.vectors_of(held[each])[1], np.int8)
        for each in (message.message_id, earlier[-1])
    )
    return likeness(now, before) >= _REPHRASED


def on_feedback(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """A rating judges the reply it is about; of the whole, every answer that the customer saw.

    Then the last one in full, and each before it by half as much; a question back only where
    nothing was answered. What is about an agent's reply says nothing of an answer.
    """
    feedback = logged.event
    assert isinstance(feedback, FeedbackGiven)
    conversation = port.conversation(workspace, feedback.conversation_id)
    if logged.actor.kind != "customer":
        return []
    seen = [r for r in conversation.delivered if r.cites] or conversation.delivered[-1:]
    if feedback.message_id is not None:
        seen = [r for r in conversation.delivered if r.message_id == feedback.message_id]
    if not seen or logged.position in conversation.settled:
        return []
    person, judged = _person(logged), reward.of_feedback(feedback)
    writing = port.write(workspace, logged.at)
    heard = Heard(person, judged, _weight(port, workspace, judged))
    _settle_heard(writing, conversation, seen, heard, logged)
    return writing.append()


@dataclass(frozen=True)
class Heard:
    """What a customer says of what they saw, and of how much of a word it is, in thousandths."""

    person: PersonId | None
    reward: Reward
    weight: int


def _person(logged: Logged) -> PersonId | None:
    return PersonId(logged.actor.id) if logged.actor.id else None


def _weight(port: Port, workspace: WorkspaceId, judged: Reward) -> int:
    with port.learned(workspace) as learned:
        return learned.policies.weight(signal_of(judged.reason))


def _settle_heard(
    writing: Writing,
    conversation: Conversation,
    seen: Sequence[ReplyDelivered],
    heard: Heard,
    logged: Logged,
) -> None:
    """Settle replies by a customer's word: the last in full, each before it by half as much."""
    weight = heard.weight
    for reply in reversed(seen):
        word = Word(reply.decision_id, "customer", heard.person, heard.reward, weight=weight)
        weight //= 2
        if word.weight and not _is_outweighed(conversation, word):
            settle(writing, conversation, word, logged.actor, logged.position)


def _is_outweighed(conversation: Conversation, word: Word) -> bool:
    """Whether a rating is of something on which more was said: by what was done, or of it alone."""
    held = conversation.lessons.get((word.decision_id, "customer"))
    if held is None or held.reward is None or held.reason == "silence":
        return False
    return signal_of(word.reward.reason) in RATINGS and held.weight > word.weight


def on_handoff(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Who asks for a person after an answer was not helped by it, by whichever door they ask.

    What a message said already is not said again. An agent who takes over says nothing of the
    answer, nor does a handoff of what was asked next.
    """
    handed = logged.event
    assert isinstance(handed, ConversationHandedOff)
    conversation = port.conversation(workspace, handed.conversation_id)
    judged = reward.of_handoff(handed.reason)
    replies = [s for s in conversation.spoken if s.author in ("agent", "assistant")]
    seen = conversation.delivered[-1:] if replies and replies[-1].author == "assistant" else []
    if judged is None or not seen or not seen[0].cites or logged.position in conversation.settled:
        return []
    held = conversation.lessons.get((seen[0].decision_id, "customer"))
    if held is not None and held.reward == 0:
        return []
    writing = port.write(workspace, logged.at)
    heard = Heard(conversation.customer_id, judged, _weight(port, workspace, judged))
    _settle_heard(writing, conversation, seen, heard, logged)
    return writing.append()


def on_resolution(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """A customer who closes the matter confirms the last reply that they saw.

    What a message of theirs resolved has settled with that message.
    """
    resolved = logged.event
    assert isinstance(resolved, ConversationResolved)
    is_word = resolved.how == "confirmed" and logged.actor.kind == "customer"
    if not is_word or logged.cause_position is not None:
        return []
    conversation = port.conversation(workspace, resolved.conversation_id)
    if not conversation.delivered or logged.position in conversation.settled:
        return []
    judged = reward.of_confirmation()
    writing = port.write(workspace, logged.at)
    heard = Heard(_person(logged), judged, _weight(port, workspace, judged))
    _settle_heard(writing, conversation, conversation.delivered[-1:], heard, logged)
    return writing.append()


def on_reopen(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """A reopening voids what was believed of every reply that the customer saw.

    A good rating it turns into its opposite, unless that is set to weigh more.
    """
    reopened = logged.event
    assert isinstance(reopened, ConversationReopened)
    conversation = port.conversation(workspace, reopened.conversation_id)
    if logged.position in conversation.settled:
        return []
    writing = port.write(workspace, logged.at)
    for reply in conversation.delivered:
        held = conversation.lessons.get((reply.decision_id, "customer"))
        if held is None or not held.reward:
            continue
        back, weight = reward.VOID, WHOLE
        if signal_of(held.reason) in RATINGS:
            back, weight = reward.REOPENED, _weight(port, workspace, reward.REOPENED)
            if weight < held.weight:
                continue
        word = Word(reply.decision_id, "customer", held.witness_id, back, weight=weight)
        settle(writing, conversation, word, logged.actor, logged.position)
    return writing.append()


def on_silence(
    port: Port, workspace: WorkspaceId, conversation: Conversation, decision: DecisionId, hours: int
) -> list[Logged]:
    """Silence since a reply: a weak and later durable word, and an assumed resolution.

    Nothing where anybody spoke since, where it was reopened, or where the account took the same
    elsewhere; what a customer said becomes durable, and if it was good, silence resolves as well.
    """
    delivered = [r for r in conversation.delivered if r.decision_id == decision]
    if not delivered or conversation.is_taken_elsewhere:
        return []
    writing = port.write(workspace)
    held = conversation.lessons.get((decision, "customer"))
    is_quiet = conversation.spoken[-1].message_id == delivered[-1].message_id
    is_quiet = is_quiet and not conversation.is_reopened
    # A question back that nobody answers is no resolution.
    is_open = is_quiet and conversation.state == "open" and bool(delivered[-1].cites)
    silence = reward.of_silence(hours)
    if held is not None and held.reward is not None and held.reason != "silence":
        if hours >= DURABLE_HOURS and held.standing == "provisional":
            firm = Reward(held.reward, held.reason, "durable")
            word = Word(decision, "customer", held.witness_id, firm, weight=held.weight)
            settle(writing, conversation, word)
        is_open = is_open and held.reward > 0
    elif is_quiet and conversation.state != "with_agent" and not _is_said(held, silence):
        if weight := _weight(port, workspace, silence):
            silence = reward.of_silence(hours, weight)
            settle(writing, conversation, Word(decision, "customer", None, silence, weight=weight))
    else:
        return []
    if is_open:
        writing.event(ConversationResolved(conversation.conversation_id, "assumed", "silence"))
    return writing.append()


def _is_said(held: LessonSettled | None, word: Reward) -> bool:
    """Whether this word, or a firmer one, stands already: a timer may fire twice."""
    return held is not None and held.standing in (word.standing, "durable")


def audit(
    port: Port, workspace: WorkspaceId, conversation_id: ConversationId, found: Judgement
) -> list[Logged]:
    """Settle an answer that a customer saw by an agent's judgement, drawn by lot or not.

    Of how many there are tells only one that was drawn.

    Raises KeyError where the conversation holds no such answer. Judged otherwise later, the
    later word stands; the same said again is said once.
    """
    conversation = port.conversation(workspace, conversation_id)
    given = [r for r in conversation.delivered if r.decision_id == found.decision_id and r.cites]
    if not given:
        raise KeyError(f"no answer of decision {found.decision_id} was given in this conversation")
    instead = (found.instead,) if found.instead else ()
    cites = tuple(given[0].cites[:1]) if found.is_right else instead
    judged = reward.of_audit(is_right=found.is_right)
    held = conversation.lessons.get((found.decision_id, "audit"))
    if held is not None and (held.reason, tuple(held.cites)) == (judged.reason, cites):
        return []
    writing, actor = port.write(workspace), Actor("agent", found.by)
    word = Word(found.decision_id, "audit", found.by, judged, cites)
    settle(writing, conversation, word, actor)
    writing.follow_up()
    writing.event(AuditJudged(conversation_id, found.decision_id), actor)
    writing.follow_up()
    return writing.append()


def settle(
    writing: Writing,
    conversation: Conversation,
    word: Word,
    actor: Actor = SYSTEM,
    cause: int | None = None,
) -> None:
    """Add the lesson that a witness's word makes, superseding their earlier one."""
    earlier = conversation.lessons.get((word.decision_id, word.witness))
    n = earlier.n + 1 if earlier else 1
    lesson = LessonSettled(
        conversation.conversation_id,
        word.decision_id,
        word.witness,
        word.witness_id,
        n,
        word.reward.value,
        word.reward.reason,
        word.reward.standing,
        [*word.cites],
        word.weight,
    )
    writing.event(lesson, actor, cause)
    writing.unique.append(("lesson", word.decision_id, word.witness, str(n)))


def judged(conversation: Conversation, decision: DecisionTaken) -> LessonSettled | None:
    """What an agent said of a decision, if any did."""
    return conversation.lessons.get((decision.decision_id, "agent"))
