"""A decision as callers see it: what the assistant would say, how sure it is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tacit.web.shapes.fields import Chance, Count, Shape, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tacit.answering.learned import Learned
    from tacit.events import Candidate, DecisionTaken, EntryId, IntentId


class Reason(Shape):
    """Why it decided so: the rule's code, and one sentence for people."""

    code: str
    sentence: str


class Intent(Shape):
    """What the customer wants."""

    id: str
    name: str = Field(description="As an agent called it, else its questions' telling words.")
    confidence: Chance = Field(description="The chance that it is this one.")


class Citation(Shape):
    """An entry that the text rests on, with the words it was taken from."""

    entry_id: str
    title: str
    url: str | None
    revision: Count
    quote: str


class Verdict(Shape):
    """What would be done about a question, without an id: nothing was logged."""

    action: Literal["answer", "ask", "hand_off"]
    mode: Literal["observe", "draft", "auto"]
    text: str | None = Field(description="What the customer sees, or the draft.")
    confidence: Chance
    threshold: Chance
    reason: Reason
    intent: Intent | None
    policy_classes: list[str] = Field(
        description="Of money, credentials, access, security and legal what it is about, then the "
        "customer's segments (`plan=enterprise`) about which somebody set something: there an "
        "answer may need more, as the reason says."
    )
    citations: list[Citation]
    knowledge_version: Count
    learned_at_position: Count


class Decision(Verdict):
    """What was decided about a customer's message."""

    decision_id: str
    message_id: str


class Heard(Shape):
    """A message that was taken in; `decision` is null where none was due or ready in time."""

    conversation_id: str
    message_id: str
    decision: Decision | None


def intent_of(learned: Learned, intent: IntentId | None, chance_of_it: int) -> Intent | None:
    """What a customer wants by its present name; None where it is near no intent."""
    if intent is None:
        return None
    return Intent(id=intent, name=learned.name_of(intent), confidence=chance(chance_of_it))


def decision_of(learned: Learned, taken: DecisionTaken, text: str | None) -> Decision:
    """A logged decision as callers see it; `text` is what lies beside the log for it."""
    return Decision(
        decision_id=taken.decision_id,
        message_id=taken.message_id,
        action=taken.action,
        mode=taken.mode,
        text=text,
        confidence=chance(taken.confidence),
        threshold=chance(taken.threshold),
        reason=Reason(code=taken.rule, sentence=taken.reason),
        intent=intent_of(learned, taken.intent_id, taken.intent_confidence),
        policy_classes=[*taken.policy_classes],
        citations=citations(learned, taken.cites, taken.candidates, text),
        knowledge_version=taken.knowledge_version,
        learned_at_position=taken.learned_at,
    )


def citations(
    learned: Learned, cites: Sequence[EntryId], candidates: Sequence[Candidate], text: str | None
) -> list[Citation]:
    """The cited entries with the passages that spoke for them; `text` is what was said."""
    by_entry = {each.entry_id: each for each in candidates}
    return [_citation(learned, entry, by_entry.get(entry), text) for entry in cites]


def _citation(
    learned: Learned, entry: EntryId, candidate: Candidate | None, text: str | None
) -> Citation:
    number = candidate.revision if candidate else 0
    revision = learned.library.revisions.get(entry, {}).get(number)
    if revision is None or candidate is None:
        return Citation(
            entry_id=entry, title="An agent's reply", url=None, revision=number, quote=text or ""
        )
    passages = revision.text.passages
    is_quoted = 0 <= candidate.passage < len(passages)
    found = passages[candidate.passage] if is_quoted else None
    words = "\n\n".join(filter(None, (found.heading, found.text))) if found else ""
    return Citation(
        entry_id=entry,
        title=revision.text.title,
        url=revision.text.url,
        revision=number,
        quote=words,
    )


def chance(scaled: int) -> float:
    """A confidence or threshold of the log, in [0, 1]."""
    return min(1.0, max(0.0, share(scaled)))
