"""One conversation as a page shows it: what was said and done in order, and the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.clean import clean
from tacit.events import (
    AttentionCalled,
    AttentionPaid,
    ConversationHandedOff,
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    ConversationReturned,
    ConversationRouted,
    DecisionId,
    DecisionTaken,
    FeedbackGiven,
    Logged,
    MessageReceived,
    NoteWritten,
    PersonAskedFor,
    ReplyDelivered,
    SolutionMarked,
    WorkspaceId,
)
from tacit.flows.drafts import lying
from tacit.flows.record import Being, Record, record
from tacit.flows.routing import counts_in_words, span
from tacit.learners.fixed import ONE
from tacit.web.views.beside import Beside, beside_of
from tacit.web.views.cause import Cause, causes_in
from tacit.web.views.churn import churn_in_words
from tacit.web.views.effort import effort_in_words
from tacit.web.views.mood import MoodShown, mood_of
from tacit.web.views.sources import Source, sources_of
from tacit.web.views.words import subject_of

if TYPE_CHECKING:
    from tacit.flows.port import Port
    from tacit.store.batch import Account

# Below this confidence a draft is folded away: it must never look like an answer.
WEAK_DRAFT = round(0.2 * ONE)
REASONS = {
    "ambiguous_intent": "two articles were equally likely",
    "low_confidence": "the assistant was not sure enough",
    "outside_knowledge": "no entry knows the answer",
    "language": "no entry is in this language",
    "customer_request": "the customer asked for a person",
    "frustration": "the customer was probably frustrated",
    "policy": "the reply held particulars that may not be said",
    "assistant_error": "the likeliest reply had been tried",
    "agent_took_over": "an agent took over",
}
_RATED = {"thumb": "Thumb", "csat": "Satisfaction (csat)", "ces": "Effort (ces)", "flag": "Flag"}
_REOPENED = {
    "reopened": "Reopened",
    "rephrased": "Reopened: the customer asked again in other words",
    "asked_again": "Reopened: the customer asked the same again",
    "bug_reported": "Reopened: the account reported a bug about it",
}


@dataclass(frozen=True)
class Message:
    """One thing said. `badge` says what became of a draft, `decision_id` what was decided on it.

    `beside` is the draft that its agent changed or put aside.
    """

    id: str
    kind: str
    who: str
    at: datetime
    subject: str
    text: str | None
    sources: Sequence[Source]
    badge: str
    decision_id: str
    beside: Beside | None = None
    what: str = "message"


@dataclass(frozen=True)
class Step:
    """One thing done, in words."""

    at: datetime
    words: str
    kind: str
    what: str = "step"


@dataclass(frozen=True)
class Draft:
    """What the assistant would say, for an agent to send, change or leave."""

    decision_id: str
    text: str
    confidence: int
    threshold: int
    sentence: str
    sources: Sequence[Source]

    @property
    def is_weak(self) -> bool:
        """Whether it is too unsure to be shown like an answer."""
        return self.confidence < WEAK_DRAFT


@dataclass(frozen=True)
class Talk:
    """A conversation with everything that its page shows but the why."""

    id: str
    title: str
    who: str
    email: str
    account: str
    facts: Sequence[tuple[str, str]]
    state: str
    resolution: str
    team: str
    channel: str
    position: int
    timeline: Sequence[Message | Step]
    draft: Draft | None
    decisions: Sequence[DecisionTaken]
    causes: Mapping[DecisionId, Cause]
    now: datetime
    mood: MoodShown | None
    is_flagged: bool = False
    effort: str = ""
    churned: str = ""

    @property
    def is_replied(self) -> bool:
        """Whether an agent has said something in it."""
        return any(isinstance(each, Message) and each.kind == "agent" for each in self.timeline)

    @property
    def standing(self) -> str:
        """The state in a word or two."""
        if self.state == "resolved":
            return "resolved" if self.resolution != "assumed" else "assumed resolved"
        return "with agents" if self.state == "with_agent" else "open"


def talk_of(port: Port, workspace: WorkspaceId, conversation_id: str) -> Talk:
    """The conversation as the log has it; raises KeyError or Erased where it is not there."""
    found = record(port, workspace, ConversationId(conversation_id))
    held, opened = found.conversation, found.opened
    being = found.people.get(opened.customer_id)
    account_id = opened.account_id or (being.person.account_id if being else None)
    company = port.store.accounts(workspace, [account_id]).get(account_id) if account_id else None
    first = next((e for e in held.spoken if e.author == "customer"), None)
    text = found.texts.get(first.message_id) if first else None
    has_subject = bool(first and getattr(first.event, "has_subject", False))
    sources = sources_of(port, workspace, _cited(found))
    course = found.course
    return Talk(
        id=conversation_id,
        title=subject_of(text, has_subject=has_subject),
        who=(being.person.name if being else "") or "A customer",
        email=being.person.email if being else "",
        account=company.name if company else "",
        facts=_facts(company, being),
        state=held.state,
        resolution=held.resolution or "",
        team=found.team or "",
        channel=opened.channel,
        position=held.position,
        timeline=[shown for each in found.events for shown in _shown(found, each, sources)],
        draft=_draft(found, sources),
        decisions=held.decisions,
        causes=causes_in(held),
        now=port.clock(),
        mood=mood_of(port, workspace, held, found.texts),
        is_flagged=held.attention is not None,
        effort=effort_in_words(course.effort),
        churned=churn_in_words(course.churn),
    )


def _facts(company: Account | None, being: Being | None) -> list[tuple[str, str]]:
    """What is known of the customer and their account, by name."""
    traits = (company.traits if company else {}) | (being.person.traits if being else {})
    return [(name.replace("_", " "), str(value)) for name, value in sorted(traits.items())]


def _cited(found: Record) -> list[str]:
    said = [e for s in found.conversation.spoken for e in s.event.cites]
    return [*said, *(e for d in found.conversation.decisions for e in d.cites)]


def _shown(found: Record, logged: Logged, sources: dict[str, Source]) -> list[Message | Step]:
    """How one event stands in the timeline, if it does."""
    match logged.event:
        case MessageReceived() as said:
            return [_received(found, logged, said, sources)]
        case ReplyDelivered() as reply:
            return [_delivered(found, logged, reply, sources)]
        case NoteWritten() as note:
            return [_noted(found, logged, note)]
    step = _step(found, logged)
    return [] if step is None else [step]


def _received(
    found: Record, logged: Logged, said: MessageReceived, sources: dict[str, Source]
) -> Message:
    being = found.people.get(said.author_id) if said.author_id else None
    text = found.texts.get(said.message_id)
    subject = ""
    if text is not None and said.has_subject:
        subject, _, text = text.partition("\n")
    decided = [d for d in found.conversation.decisions if d.message_id == said.message_id]
    return Message(
        said.message_id,
        said.author,
        (being.person.name if being else "") or said.author.title(),
        logged.at,
        subject,
        text,
        [sources[each] for each in said.cites if each in sources],
        _badge(said),
        decided[-1].decision_id if decided else "",
        beside_of(found, said),
    )


def _badge(said: MessageReceived) -> str:
    parts = []
    if said.decision_id is not None:
        parts.append("the draft, edited" if said.is_edited else "the draft, as it was")
    if said.publish:
        parts.append("published")
    return " · ".join(parts)


def _delivered(
    found: Record, logged: Logged, reply: ReplyDelivered, sources: dict[str, Source]
) -> Message:
    cites = [sources[each] for each in reply.cites if each in sources]
    text = found.texts.get(reply.message_id)
    return Message(
        reply.message_id, "assistant", "Assistant", logged.at, "", text, cites, "",
        reply.decision_id,
    )  # fmt: skip


def _noted(found: Record, logged: Logged, note: NoteWritten) -> Message:
    being = found.people.get(note.author_id)
    who = (being.person.name if being else "") or "Agent"
    text = found.texts.get(note.note_id)
    return Message(note.note_id, "note", who, logged.at, "", text, [], "", "")


def _step(found: Record, logged: Logged) -> Step | None:
    match logged.event:
        case ConversationHandedOff(reason=reason):
            who = "Taken over" if reason == "agent_took_over" else "Handed over to agents"
            why = "" if reason == "agent_took_over" else f": {REASONS.get(reason, reason)}"
            return Step(logged.at, f"{who}{why}", "handoff")
        case ConversationRouted(counts=counts):
            why = counts_in_words(counts)
            words = f"For the team {found.team or 'of that name'}"
            return Step(logged.at, f"{words}, which {why}" if why else words, "routed")
        case AttentionCalled(frustration=frustration):
            how = f"frustration rose twice in a row, to {frustration / ONE:.0%}"
            return Step(logged.at, f"Flagged for attention: {how}", "flagged")
        case AttentionPaid():
            return Step(logged.at, "Seen: flagged no more", "seen")
        case ConversationReturned():
            return Step(logged.at, "Given back to the assistant", "returned")
        case ConversationResolved(how="assumed"):
            return Step(logged.at, "Assumed resolved: nobody said otherwise", "resolved")
        case ConversationResolved(by=by):
            return Step(logged.at, f"Resolved, confirmed by the {by}", "resolved")
        case ConversationReopened(reason=reason):
            reported = found.reports.get(logged.position)
            words = _REOPENED[reason] + (f": {reported}" if reported else "")
            return Step(logged.at, words, "reopened")
        case FeedbackGiven(feedback=feedback, value=value):
            return Step(logged.at, f"{_RATED[feedback]}: {_rating(feedback, value)}", "feedback")
        case PersonAskedFor(waited_seconds=waited, is_fast=is_fast):
            soon = "at once, " if is_fast else ""
            long = f"{waited} seconds" if waited < 120 else span(waited // 60)
            return Step(logged.at, f"Asked for a person {soon}{long} after the answer", "fast")
        case SolutionMarked():
            return Step(logged.at, "One reply was marked as the solution", "solution")
    return None


def _rating(feedback: str, value: int) -> str:
    if feedback == "thumb":
        return "up" if value > 0 else "down"
    return {"csat": f"{value} of 5", "ces": f"{value} of 7"}.get(feedback, "raised")


def _draft(found: Record, sources: dict[str, Source]) -> Draft | None:
    """The last decision's text, where nobody replied since and it was not delivered."""
    taken = lying(found.conversation)
    text = found.texts.get(taken.decision_id) if taken else None
    if taken is None or not text:
        return None
    cites = [sources[each] for each in taken.cites if each in sources]
    return Draft(
        taken.decision_id, clean(text).strip(), taken.confidence, taken.threshold, taken.reason,
        cites,
    )  # fmt: skip
