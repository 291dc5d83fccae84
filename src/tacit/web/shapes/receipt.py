"""A receipt: everything that decided, with each score's parts by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from tacit.answering.priors import NAMES, PARTS
from tacit.answering.spoken import spoken
from tacit.events import ContextNoted, DecisionTaken, Logged
from tacit.web.shapes.decision import Decision, decision_of
from tacit.web.shapes.failure import Failure
from tacit.web.shapes.fields import Chance, Count, Shape, share

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import Candidate as Ranked
    from tacit.events import EntryId

_TITLE_LETTERS = 120


class Candidate(Shape):
    """One of the likeliest entries, with all that ranked it."""

    entry_id: str
    title: str = Field(description="Of an article its title, of a reply its first words.")
    origin: str
    is_approved: bool = Field(description="False for an agent's words that nobody published.")
    revision: Count
    passage: int
    score: float
    quality: float = Field(
        description="Log-odds of resolving where it is shown, added to the score among the likely."
    )
    parts: dict[str, float]


class Attribute(Shape):
    """One thing known of the customer then, and what it says of the likeliest entry by now."""

    attribute: str
    value: str = Field(description="The exact one, or the nearest coarser one seen often enough.")
    seen: float = Field(description="How many answers were given with it.")
    answered: float = Field(description="How many of them were the likeliest entry.")
    says: float = Field(description="Log-odds for the entry: 0 where it says nothing.")
    wrong: float = Field(description="How much oftener it was wrong with it than anyway (log).")


class Receipt(Decision):
    """A decision with everything that decided it."""

    conversation_id: str
    taken_at: datetime
    position: Count
    n: Count = Field(description="How often the conversation had come back from an agent.")
    query: list[str] = Field(description="The ids of the messages that it was decided over.")
    context: list[dict[str, Any]] = Field(description="Where the customer was, as told.")
    situation: list[Attribute] = Field(description="What was known of the customer, as it weighs.")
    language: str | None
    propensity: Chance = Field(description="With what chance this answer was to be the one.")
    lots: dict[str, Chance] = Field(
        description="The chances of all entries that might have been drawn; empty: none was."
    )
    tone: Literal["", "acknowledging", "explaining"] = Field(
        description="How the text opens: with an acknowledgement of frustration, with what the "
        "entry explains first, or as it comes."
    )
    confidence_parts: dict[str, float]
    candidates: list[Candidate]
    judgement: Count
    namespace: str
    failure: Failure | None = Field(description="Null where no agent showed that it failed.")


class Replay(Shape):
    """A receipt beside its recomputation from what was known then."""

    equal: bool
    reason: str | None = Field(
        description="older_judgement, erased, namespace_retired or differs; null where equal."
    )
    stored: Receipt
    recomputed: Receipt | None = Field(description="Null where there is nothing to compute from.")


def receipt_of(
    learned: Learned, logged: Logged, event: DecisionTaken, texts: Mapping[str, str]
) -> Receipt:
    """A logged decision as a receipt; `texts` are by id, those of its context among them."""
    shown = decision_of(learned, event, texts.get(event.decision_id))
    return Receipt(
        **dict(shown),
        conversation_id=event.conversation_id,
        taken_at=logged.at,
        position=logged.position,
        n=event.n,
        query=[*event.query],
        context=[],
        situation=situation_of(learned, event, texts.get(event.situation_id or "")),
        language=event.language,
        propensity=share(event.propensity),
        lots={entry: share(chance) for entry, chance in event.lots.items()},
        tone=event.tone,
        confidence_parts=named(PARTS, event.parts),
        candidates=candidates_of(learned, event.candidates, event.qualities, texts),
        judgement=event.judgement,
        namespace=event.namespace,
        failure=None,
    )


def situation_of(learned: Learned, event: DecisionTaken, words: str | None) -> list[Attribute]:
    """What a decision's situation says of its likeliest entry; none where its words are gone."""
    if words is None or not event.cites:
        return []
    found = spoken(learned, event.situation, json.loads(words), event.cites[0])
    return [
        Attribute(**vars(each) | {"says": round(each.says, 3), "wrong": round(each.wrong, 3)})
        for each in found
    ]


def contexts(
    events: Sequence[Logged], query: Sequence[str], texts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What was told of where the customer was, message by message."""
    noted = [e.event for e in events if isinstance(e.event, ContextNoted)]
    return [
        {"message_id": each.message_id, **json.loads(texts[each.context_id])}
        for each in noted
        if each.message_id in query and each.context_id in texts
    ]


def replies_of(learned: Learned, ranked: Sequence[Ranked]) -> list[str]:
    """The ids of the replies whose words stand for candidates that are no articles."""
    held = (learned.exemplars.by_id.get(e.entry_id) for e in ranked if e.origin == "exemplar")
    return [each.reply for each in held if each is not None]


def candidates_of(
    learned: Learned,
    ranked: Sequence[Ranked],
    qualities: Mapping[EntryId, int],
    texts: Mapping[str, str],
) -> list[Candidate]:
    """Candidates as callers see them, the likeliest first."""
    return [
        Candidate(
            entry_id=each.entry_id,
            title=_title(learned, each, texts),
            origin=each.origin,
            is_approved=each.is_approved,
            revision=each.revision,
            passage=each.passage,
            score=share(each.score),
            quality=share(qualities.get(each.entry_id, 0)),
            parts=named(NAMES, each.features),
        )
        for each in ranked
    ]


def _title(learned: Learned, each: Ranked, texts: Mapping[str, str]) -> str:
    revision = learned.library.revisions.get(each.entry_id, {}).get(each.revision)
    if revision is not None:
        return revision.text.title
    exemplar = learned.exemplars.by_id.get(each.entry_id)
    words = texts.get(exemplar.reply, "") if exemplar else ""
    return shorten(" ".join(words.split()), _TITLE_LETTERS, placeholder=" …") or "An agent's reply"


def named(names: Sequence[str], scaled: Sequence[int]) -> dict[str, float]:
    """Numbers of a receipt by their names; those that say nothing are left out."""
    return {name: share(value) for name, value in zip(names, scaled, strict=False) if value}
