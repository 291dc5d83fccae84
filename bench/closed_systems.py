"""The systems that a closed loop asks: the product through its flows, and what it has to beat.

Each says what it would answer and how sure it is (`asked`), and hears what an
agent replied (`told`) or judged (`audited`). Vectors are the product's own.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from bench.closed_stream import Asked
from tacit.app import App, fire, follow
from tacit.events import (
    Actor,
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    EntryId,
    Logged,
    Mode,
    PersonId,
    WorkspaceId,
)
from tacit.flows import autonomy, receive, settle
from tacit.knowledge.question import blend
from tacit.lesson import is_shown
from tacit.rehearsal import HistoryClock, Rehearsal, rehearsal

_CUSTOMERS, _AGENTS = 500, 20
ASKS_FOR_A_PERSON = "That is not it. I want to talk to a person."


@dataclass(frozen=True)
class Taken:
    """What a system would answer, how sure it is, and whether it answered alone."""

    category: str | None
    confidence: float
    is_answer: bool


class System(Protocol):
    """What a closed loop asks."""

    def asked(self, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        """Its answer to the next question."""

    def told(self, category: str, *, is_complaint: bool) -> None:
        """An agent's reply to it: handed over, or after a complaint of a wrong answer."""

    def audited(self, category: str) -> None:
        """An agent's judgement of the answer that it gave: what would have been right."""


@dataclass
class Desk:
    """The product: its flows, log and store, under a clock of one question a minute."""

    app: App
    name: str
    begins_at: datetime
    mode: Mode = "auto"
    entry_of: dict[str, EntryId] = field(default_factory=dict)
    _inside: Rehearsal | None = None
    _workspace: WorkspaceId | None = None
    _now: tuple[ConversationId, DecisionTaken] | None = None
    _people: dict[str, PersonId] = field(default_factory=dict)
    _count: int = 0

    def begin(self) -> None:
        """Make the workspace and let it answer."""
        self._workspace = self.app.workspace(self.name)
        self._inside = rehearsal(self.app.port, self._workspace, self.begins_at, follow, fire)
        autonomy.set_mode(*self._where(), self.mode, "the benchmark", Actor("agent"))

    def asked(self, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        if self._inside is None:
            self.begin()
        self._count += 1
        self._clock().advance(self.begins_at + timedelta(minutes=self._count))
        customer = self._person("customer", self._count % _CUSTOMERS)
        said = receive.Said("customer", customer, question.text)
        logged = self._follow(
            receive.open_conversation(*self._where(), receive.Opening(customer, said))
        )
        opened = next(e.event for e in logged if isinstance(e.event, ConversationOpened))
        decision = next(e.event for e in logged if isinstance(e.event, DecisionTaken))
        self._now = opened.conversation_id, decision
        names = {entry: name for name, entry in self.entry_of.items()}
        would = names.get(decision.cites[0]) if decision.cites else None
        return Taken(would, decision.confidence / 4096, is_shown(decision))

    @property
    def last(self) -> tuple[ConversationId, DecisionTaken]:
        """The conversation of the last question, and what was decided about it."""
        assert self._now is not None, "somebody asked before"
        return self._now

    def told(self, category: str, *, is_complaint: bool) -> None:
        conversation, _ = self.last
        if is_complaint:
            said = receive.Said(
                "customer", self._person("customer", self._count % _CUSTOMERS), ASKS_FOR_A_PERSON
            )
            self._follow(receive.hear(*self._where(), conversation, said))
        agent = self._person("agent", self._count % _AGENTS)
        entry = self.entry_of.get(category)
        words = f"This is what we say of {category}."
        reply = receive.Said(
            "agent", agent, words, cites=(entry,) if entry else (), publish=entry is None
        )
        self._follow(receive.hear(*self._where(), conversation, reply))
        self.entry_of.setdefault(category, EntryId(conversation))

    def audited(self, category: str) -> None:
        conversation_id, decision = self.last
        port, workspace = self._where()
        right = self.entry_of.get(category)
        is_right = bool(decision.cites) and decision.cites[0] == right
        agent = self._person("agent", 0)
        found = settle.Judgement(decision.decision_id, agent, is_right, right)
        settle.audit(port, workspace, conversation_id, found)

    def _where(self) -> tuple:
        assert self._inside is not None
        assert self._workspace is not None
        return self._inside.port, self._workspace

    def _clock(self) -> HistoryClock:
        assert self._inside is not None
        return self._inside.clock

    def _follow(self, logged: list[Logged]) -> list[Logged]:
        port, workspace = self._where()
        everything = follow(port, workspace, logged)
        port.timers.clear()  # nothing here is learned from silence
        return everything

    def _person(self, kind: str, number: int) -> PersonId:
        name = f"{kind}-{number}"
        if name not in self._people:
            self._people[name] = receive.person(*self._where(), name)
        return self._people[name]


@dataclass
class Told:
    """What a baseline was told: vectors with the categories that answered them."""

    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    categories: list[str] = field(default_factory=list)
    vector: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    def hear(self, vectors: tuple[bytes, ...]) -> None:
        """The question that is asked now."""
        passages = np.stack([np.frombuffer(each, np.int8) for each in vectors[1:] or vectors])
        whole = blend(passages).astype(np.float32)
        self.vector = whole / max(float(np.linalg.norm(whole)), 1.0)

    def add(self, category: str) -> None:
        """What answered it."""
        count = len(self.categories)
        if count == len(self.vectors):
            grown = np.zeros((max(256, 2 * count), len(self.vector)), np.float32)
            if count:
                grown[:count] = self.vectors[:count]
            self.vectors = grown
        self.vectors[count] = self.vector
        self.categories.append(category)

    def nearest(self) -> tuple[str | None, float]:
        """The nearest question's category and cosine."""
        if not self.categories:
            return None, 0.0
        cosines = self.vectors[: len(self.categories)] @ self.vector
        best = int(np.argmax(cosines))
        return self.categories[best], float(cosines[best])


@dataclass
class Memory:
    """Answers as the nearest past question was answered, where that is at least so alike."""

    line: float
    past: Told = field(default_factory=Told)

    def asked(self, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        self.past.hear(vectors)
        category, cosine = self.past.nearest()
        return Taken(category, max(cosine, 0.0), category is not None and cosine >= self.line)

    def told(self, category: str, *, is_complaint: bool) -> None:
        self.past.add(category)

    def audited(self, category: str) -> None:
        self.past.add(category)


@dataclass
class Nightly:
    """Logistic regression of what it was told, retrained each night; answers at a fixed line."""

    line: float
    past: Told = field(default_factory=Told)
    minutes: int = 0
    _fitted: object | None = None

    def asked(self, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        self.past.hear(vectors)
        if self.minutes % 1440 == 0:
            self._train()
        self.minutes += 1
        if self._fitted is None:
            return Taken(None, 0.0, False)
        chances = self._fitted.predict_proba(self.past.vector[None, :])[0]
        best = int(np.argmax(chances))
        chance = float(chances[best])
        return Taken(str(self._fitted.classes_[best]), chance, chance >= self.line)

    def _train(self) -> None:
        from sklearn.linear_model import LogisticRegression

        if len(set(self.past.categories)) < 2:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitting = LogisticRegression(C=10.0, max_iter=100, tol=1e-3)
            count = len(self.past.categories)
            self._fitted = fitting.fit(self.past.vectors[:count], self.past.categories)

    def told(self, category: str, *, is_complaint: bool) -> None:
        self.past.add(category)

    def audited(self, category: str) -> None:
        self.past.add(category)


@dataclass
class Oracle:
    """Right as soon as any agent has given the answer once, and silent before."""

    known: set[str] = field(default_factory=set)

    def asked(self, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        is_known = question.category in self.known
        return Taken(question.category if is_known else None, float(is_known), is_known)

    def told(self, category: str, *, is_complaint: bool) -> None:
        self.known.add(category)

    def audited(self, category: str) -> None:
        self.known.add(category)


def rightly_told(questions: list[Asked]) -> list[Asked]:
    """The same questions where no agent is wrong: what a ceiling is told."""
    return [replace(each, told=each.category) for each in questions]
