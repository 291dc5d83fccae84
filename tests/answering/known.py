"""A learned state made by hand, event by event, for tests that need no store."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tacit.answering.decide import Asked, Verdict, decide
from tacit.answering.learned import Beside, Learned
from tacit.answering.start import start
from tacit.events import (
    Actor,
    EntryId,
    EntryRevised,
    Event,
    ExemplarPaired,
    ExemplarPublished,
    ExemplarWithdrawn,
    KnowledgePublished,
    Logged,
    ModeSet,
)
from tacit.knowledge.question import Question, question_of, subject_of
from tests.cast import ARTICLES, DIMENSIONS, OPENS_AT, WordVectors

EMBEDDER = WordVectors()
DAY = (OPENS_AT.date() - OPENS_AT.date().replace(year=1970, month=1, day=1)).days


def vectors_of(*texts: str) -> tuple[bytes, ...]:
    return tuple(EMBEDDER.embed(each) for each in texts)


def question(text: str, language: str | None = "en") -> Question:
    subject = subject_of(text, has_subject=False)
    return question_of(text, language, vectors_of(subject, text))


@dataclass
class Known:
    """What a workspace knows, and what it would decide."""

    learned: Learned = field(default_factory=lambda: start(DIMENSIONS))
    replies: dict[Any, str] = field(default_factory=dict)

    def see(self, event: Event, texts: Any = None, vectors: Any = None, actor: str = "") -> None:
        position = self.learned.position + 1
        at = OPENS_AT + timedelta(minutes=position)
        by = Actor("agent", actor or None)
        logged = Logged(position, f"e-{position}", event, at, at, by, "live")
        self.learned.see(logged, Beside(texts or {}, vectors or {}))

    def article(self, name: str, title: str, *passages: str, language: str | None = "en") -> None:
        """Publish an entry; one without a passage is a stub. A passage may be `heading|text`."""
        cut = [each.rpartition("|")[::2] for each in passages]
        body = json.dumps({"title": title, "url": None, "passages": [list(each) for each in cut]})
        held = self.learned.library.revisions.get(EntryId(name), {})
        number, revision = len(held) + 1, f"{name}.{len(held) + 1}"
        whole = [f"{title}\n{heading}\n{text}" for heading, text in cut]
        origin: Any = "article" if passages else "stub"
        event = EntryRevised(EntryId(name), number, revision, origin, "", language)
        self.see(event, {revision: body}, {revision: vectors_of(title, *whole)})
        version = max(self.learned.library.manifests)
        self.see(KnowledgePublished(version + 1, version, {name: number}))

    def exemplar(
        self, name: str, text: str, reply: str = "", *, cites: str = "", publish: bool = False
    ) -> None:
        """A past question that an agent replied to."""
        asked, said = f"{name}.asked", f"{name}.reply"
        held = self.learned.exemplars.by_id.get(EntryId(name))
        entries: Any = cites.split()
        n = held.n + 1 if held else 1
        pair = ExemplarPaired(name, n, [asked], said, "ines", entries)
        self.see(pair, {asked: text}, {asked: vectors_of(text, text)})
        self.replies[said] = reply
        if publish:
            self.see(ExemplarPublished(EntryId(name), said, "agent"))

    def withdraw(self, name: str) -> None:
        self.see(ExemplarWithdrawn(EntryId(name), "undone"))

    def mode(self, mode: Any) -> None:
        self.see(ModeSet("*", mode))

    def decided(self, text: str, language: str | None = "en", **more: Any) -> Verdict:
        return decide(self.learned, Asked(question(text, language), DAY, **more), self.replies)


def help_centre() -> Known:
    """Knows the shop's twelve articles and nothing else."""
    known = Known()
    for each in ARTICLES:
        known.article(each.external_id, each.title, each.markdown)
    return known
