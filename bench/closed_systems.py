"""What a closed loop asks (`System`), and the product as one: its flows, log and store.

A system says what it would answer and how sure it is (`asked`), and hears what a customer
said (`heard`), an agent replied (`told`) or judged (`audited`), each of one question by its
number. Vectors are the product's own. What it has to beat is in `closed_baselines`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bench.closed_stream import AGENTS, Asked, Word
from tacit.answering.policy import CLASSES
from tacit.app import App, fire, follow
from tacit.events import (
    Actor,
    AuditDrawn,
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    EntryId,
    Logged,
    Mode,
    PersonId,
    Treatment,
    WorkspaceId,
)
from tacit.flows import autonomy, receive, settle
from tacit.learners.fixed import ONE
from tacit.lesson import is_shown
from tacit.rehearsal import HistoryClock, Rehearsal, rehearsal

_CUSTOMERS = 500
SAYS: dict[Word, str] = {
    "complains": "That is not it. I want to talk to a person.",
    "thanks": "Thanks, that solved it.",
}


@dataclass(frozen=True)
class Taken:
    """What a system would answer, how sure it is, and whether it answered alone."""

    category: str | None
    confidence: float
    is_answer: bool


class System(Protocol):
    """What a closed loop asks; `n` counts the questions from 0."""

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        """Its answer to the next question."""

    def heard(self, n: int, word: Word) -> None:
        """The customer's word on the answer that it gave."""

    def told(self, n: int, question: Asked) -> None:
        """An agent's reply: to what was handed over, or after a complaint."""

    def audited(self, n: int, question: Asked) -> None:
        """An agent's judgement of the answer that it gave: what would have been right."""


@dataclass
class Desk:
    """The product: its flows and log, under a clock of one question a minute."""

    app: App
    name: str
    begins_at: datetime
    mode: Mode = "auto"
    treatment: Treatment = "ordinary"
    audit: float = 0.02
    entry_of: dict[str, EntryId] = field(default_factory=dict)
    decisions: list[DecisionTaken] = field(default_factory=list)
    _names: dict[EntryId, str] = field(default_factory=dict)
    _inside: Rehearsal | None = None
    _workspace: WorkspaceId | None = None
    _people: dict[str, PersonId] = field(default_factory=dict)

    def begin(self) -> None:
        """Make the workspace and let it answer."""
        self._workspace = self.app.workspace(self.name)
        self._inside = rehearsal(self.app.port, self._workspace, self.begins_at, follow, fire)
        by = Actor("agent")
        autonomy.set_mode(*self._where(), self.mode, "the benchmark", by)
        for each in CLASSES:
            autonomy.treat(*self._where(), each, self.treatment, by, "the benchmark")

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        if self._inside is None:
            self.begin()
        self._clock().advance(self.begins_at + timedelta(minutes=n + 1))
        return self._opened(f"{n % _CUSTOMERS}", question.text)[0]

    def _opened(self, customer: str, text: str) -> tuple[Taken, list[Logged]]:
        """A customer opens a conversation: what is decided on it, and all that was logged."""
        person = self._person("customer", customer)
        said = self.said(person, text)
        logged = self._follow(
            receive.open_conversation(*self._where(), receive.Opening(person, said))
        )
        assert any(isinstance(e.event, ConversationOpened) for e in logged), "a new one is opened"
        decision = next(e.event for e in logged if isinstance(e.event, DecisionTaken))
        self.decisions.append(decision)
        would = self._names.get(decision.cites[0]) if decision.cites else None
        return Taken(would, decision.confidence / 4096, is_shown(decision)), logged

    def said(self, person: PersonId, text: str) -> receive.Said:
        """A customer's opening message, with all that is told of it."""
        return receive.Said("customer", person, text)

    def heard(self, n: int, word: Word) -> None:
        customer = self._person("customer", f"{n % _CUSTOMERS}")
        said = receive.Said("customer", customer, SAYS[word])
        self._follow(receive.hear(*self._where(), self._conversation(n), said))

    def told(self, n: int, question: Asked) -> None:
        self._told(n, question)

    def _told(self, n: int, question: Asked) -> list[Logged]:
        category = question.told
        agent = self._person("agent", f"{question.agent}")
        entry = self.entry_of.get(category)
        words = f"This is what we say of {category}."
        reply = receive.Said(
            "agent", agent, words, cites=(entry,) if entry else (), publish=entry is None
        )
        logged = self._follow(receive.hear(*self._where(), self._conversation(n), reply))
        if entry is None:
            made = EntryId(self._conversation(n))
            self.entry_of[category], self._names[made] = made, category
        return logged

    def audited(self, n: int, question: Asked) -> None:
        decision, right = self.decisions[n], self.entry_of.get(question.category)
        is_right = bool(decision.cites) and decision.cites[0] == right
        agent = self._person("agent", f"{AGENTS}")
        found = settle.Judgement(decision.decision_id, agent, is_right, right)
        (port, workspace), conversation = self._where(), self._conversation(n)
        writing = port.write(workspace)
        chance = round(ONE * self.audit)
        writing.event(AuditDrawn(conversation, decision.decision_id, decision.intent_id, chance))
        self._follow(writing.append())
        self._follow(settle.audit(port, workspace, conversation, found))

    def _conversation(self, n: int) -> ConversationId:
        return self.decisions[n].conversation_id

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

    def _person(self, kind: str, name: str) -> PersonId:
        name = f"{kind}-{name}"
        if name not in self._people:
            self._people[name] = receive.person(*self._where(), name)
        return self._people[name]


def rightly_told(questions: list[Asked]) -> list[Asked]:
    """The same questions where no agent is wrong or late: what a ceiling is told."""
    return [replace(each, told=each.category, lag=0) for each in questions]
