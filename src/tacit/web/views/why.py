"""Why the assistant decided so: candidates, scores, confidence against the line, what taught it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.policy import CLASSES
from tacit.answering.priors import NAMES
from tacit.answering.spoken import Spoke, spoken
from tacit.events import Candidate, DecisionTaken, EntryId, WorkspaceId
from tacit.learners.fixed import ONE
from tacit.web.views.sources import Source, sources_of

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.port import Port

_CANDIDATES = 6
_TEACHERS = 5
_PARTS = 3
# A part below this moves nothing that a person would see.
_LEAST_PART = 0.05
LABELS = {
    "meaning": "says much the same",
    "subject": "the subject is alike",
    "words": "shares telling words",
    "near": "alike questions were answered with it",
    "near_subject": "questions with an alike subject were",
    "near_words": "questions in the same words were",
    "popular": "often cited",
    "recent": "lately cited",
    "linear": "goes with such questions",
    "same": "this very question was answered with it",
    "stub": "only its address is known",
    "situation": "customers in this situation were answered with it",
}
# The same where it speaks against an entry.
AGAINST = LABELS | {
    "meaning": "others say it more nearly",
    "subject": "others’ subjects are nearer",
    "words": "others share more words",
    "popular": "seldom cited",
    "recent": "not cited lately",
    "linear": "does not go with such questions",
    "situation": "customers in this situation were answered otherwise",
}


@dataclass(frozen=True)
class Ranked:
    """One candidate: its source, its score, and what most of it came from.

    `quality` is what was added as it resolves oftener than was expected, or seldomer, where it
    was about as likely as the first; `lot` the chance with which it might have been drawn.
    """

    source: Source | None
    score: float
    is_approved: bool
    is_cited: bool
    parts: Sequence[tuple[str, float]]
    quality: float = 0.0
    lot: float = 0.0


@dataclass(frozen=True)
class Teacher:
    """A past conversation whose reply cites the likeliest entry."""

    conversation_id: str
    question: str


@dataclass(frozen=True)
class Why:
    """A receipt in words; `intent` is what the customer wants, under its present id and name."""

    decision: DecisionTaken
    intent: tuple[str, str] | None
    candidates: Sequence[Ranked]
    more: int
    teachers: Sequence[Teacher]
    taught: int
    resolved: float
    judged: float
    situation: Sequence[Spoke] = ()

    @property
    def classes(self) -> Sequence[str]:
        """The policy classes that it was about."""
        return [each for each in self.decision.policy_classes if each in CLASSES]

    @property
    def segments(self) -> Sequence[str]:
        """The customer's segments about which something was set."""
        return [each for each in self.decision.policy_classes if each not in CLASSES]


def why_of(port: Port, workspace: WorkspaceId, taken: DecisionTaken) -> Why:
    """What decided a decision, with the sources as they are now."""
    top = taken.candidates[:_CANDIDATES]
    sources = sources_of(port, workspace, [each.entry_id for each in top])
    words = words_of(port, workspace, taken)
    with port.learned(workspace) as learned:
        weights = [float(each) for each in learned.fusion.weights]
        entry = taken.cites[0] if taken.cites else None
        teachers = _teachers(learned, taken, entry)
        resolved, judged = learned.quality.total(entry or "")
        intent = _intent(learned, taken)
        situation = spoken(learned, taken.situation, words, entry) if entry else []
    questions = port.store.bodies(workspace, [question for _, question in teachers[:_TEACHERS]])
    return Why(
        taken,
        intent,
        [_ranked(each, sources.get(each.entry_id), weights, taken) for each in top],
        len(taken.candidates) - len(top),
        [Teacher(id, questions[q]) for id, q in teachers[:_TEACHERS] if q in questions],
        len(teachers),
        resolved / 1000,
        judged / 1000,
        situation,
    )


def why_in(
    port: Port, workspace: WorkspaceId, decisions: Sequence[DecisionTaken], wanted: str | None
) -> Why | None:
    """The why of one decision of a conversation, the last one's unless another is wanted."""
    taken = [d for d in decisions if d.decision_id == wanted] or [*decisions][-1:]
    return why_of(port, workspace, taken[-1]) if taken else None


def words_of(port: Port, workspace: WorkspaceId, taken: DecisionTaken) -> dict[str, Sequence[str]]:
    """The words of a decision's situation by token; none where they were erased."""
    held = port.store.bodies(workspace, [taken.situation_id]) if taken.situation_id else {}
    found: dict[str, Sequence[str]] = json.loads(held.get(taken.situation_id or "", "{}"))
    return found


def _intent(learned: Learned, taken: DecisionTaken) -> tuple[str, str] | None:
    """What was wanted; None where it was near no intent, or near one that was split since."""
    now = learned.intents.now(taken.intent_id)
    if now is None:
        return None
    return now, learned.name_of(now)


def _teachers(
    learned: Learned, taken: DecisionTaken, entry: EntryId | None
) -> list[tuple[str, str]]:
    """Conversations whose reply cites the entry, newest first: (its id, its first message)."""
    return [
        (each.entry_id, each.query[0])
        for each in reversed(learned.exemplars.ordered)
        if entry in each.cites and each.serves and each.entry_id != EntryId(taken.conversation_id)
    ]


def _ranked(
    candidate: Candidate, source: Source | None, weights: Sequence[float], taken: DecisionTaken
) -> Ranked:
    parts = [
        ((LABELS if weight * feature >= 0 else AGAINST)[name], weight * feature / ONE)
        for name, weight, feature in zip(NAMES, weights, candidate.features, strict=False)
    ]
    strongest = sorted(parts, key=lambda part: -abs(part[1]))[:_PARTS]
    return Ranked(
        source,
        candidate.score / ONE,
        candidate.is_approved,
        candidate.entry_id in taken.cites,
        [part for part in strongest if abs(part[1]) >= _LEAST_PART],
        taken.qualities.get(candidate.entry_id, 0) / ONE,
        taken.lots.get(candidate.entry_id, 0) / ONE,
    )
