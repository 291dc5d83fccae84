"""Reads a history into the spool and back, a message a row, in the order of time.

The import calls it. Each row of the spool can be taken in without the others;
the one of the first reply that may be paired carries the question it answers.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import takewhile

from tacit.events import WorkspaceId
from tacit.flows.importing.erased import without_erased
from tacit.flows.importing.facts import Happening, may_be_paired
from tacit.flows.port import Port
from tacit.history import Account, Article, Conversation, Customer, Message, Refused, Row, questions
from tacit.store.spool import Spooled

# What is spooled of a conversation with each of its messages.
_HEAD = "external_id customer subject channel locale language account is_spam".split()

WAITING = 100

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


@dataclass
class Tally:
    """What an import did: counts of each kind, and every row that was not taken in.

    `erased` counts what was left out because its person was erased here before.
    """

    taken: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    erased: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)


@dataclass(order=True)
class Rehearsed:
    """A conversation that is to be rehearsed: the questions it asks, and its messages' number."""

    opened_at: datetime
    external_id: str
    questions: list[tuple[str, bool]] = field(compare=False)
    messages: int = field(compare=False)


@dataclass
class Plan:
    """What was read: articles and people, and which conversations are to be rehearsed.

    Those are the `kept` last answered ones and, of those opened since the first of
    them, the last WAITING that nobody answered yet: their agents find a draft.
    """

    kept: int
    articles: list[Article] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    answered: list[Rehearsed] = field(default_factory=list)
    waiting: list[Rehearsed] = field(default_factory=list)

    def note(self, row: Conversation) -> None:
        """Keep a conversation's questions if it is among those to be rehearsed so far."""
        if any(each.author == "agent" for each in row.messages):
            kept, most = self.answered, self.kept
        elif row.outcome == "resolved" or row.is_spam:
            return
        else:
            kept, most = self.waiting, min(self.kept, WAITING)
        if most:
            opened_at, number = row.messages[0].at, len(row.messages)
            heapq.heappush(kept, Rehearsed(opened_at, row.external_id, questions(row), number))
            if len(kept) > most:
                heapq.heappop(kept)

    @property
    def last(self) -> list[Rehearsed]:
        """The conversations that are to be rehearsed."""
        begin = min(self.answered, default=None)
        return self.answered + [each for each in self.waiting if begin is None or each > begin]

    def rehearsed(self) -> set[str]:
        """Their external ids."""
        return {each.external_id for each in self.last}

    @property
    def rehearsed_messages(self) -> int:
        """How many messages they have."""
        return sum(each.messages for each in self.last)


def spool(
    port: Port,
    workspace: WorkspaceId,
    rows: Iterable[Row],
    tally: Tally,
    rehearse: int,
    *,
    newest_first: bool = False,
) -> Plan:
    """Read a history into the spool; what the spool holds already is passed over.

    It lies there in the order of time; `newest_first`: what is to be rehearsed
    does, and behind it come the other conversations, the newest first.
    Whoever was erased here is left out before anything else sees them.
    """
    plan = Plan(rehearse)
    left = without_erased(rows, port.store.tombstones(workspace), tally.erased)
    first = plan.rehearsed if newest_first else None
    port.store.spool(workspace, _sorted_out(left, plan, tally), first)
    return plan


def _sorted_out(rows: Iterable[Row], plan: Plan, tally: Tally) -> Iterator[Spooled]:
    for row in rows:
        match row:
            case Refused():
                tally.refused.append(row)
            case Article():
                plan.articles.append(row)
            case Customer():
                plan.customers.append(row)
            case Account():
                plan.accounts.append(row)
            case Conversation():
                plan.note(row)
                tally.taken["conversation"] += 1
                yield from _messages(row)


def _messages(row: Conversation) -> Iterator[Spooled]:
    """A row of the spool for each message, in the order of time.

    Its lines: what the conversation's messages have in common, what else is told
    of this one, and then its text as it is. JSON holds no line end.
    """
    opened = row.messages[0].at
    head = _encode([getattr(row, name) for name in _HEAD])
    in_time = sorted(row.messages, key=lambda each: max(each.at, opened))
    answer = next((each for each in in_time if may_be_paired(each)), None)
    for said in in_time:
        told = _encode(
            [
                said.external_id,
                said.at.isoformat(),
                said.author,
                said.author_id,
                said.cites,
                said.is_solution,
                _opening(row, in_time) if said is answer else None,
                [row.outcome, row.csat] if said is in_time[-1] else None,
            ]
        )
        name = f"{row.external_id}/{said.external_id}"
        text = f"{head}\n{told}\n{said.text}"
        moment = max(said.at, opened)
        yield Spooled("message", name, moment, text, row.customer, said.author_id, row.external_id)


def _opening(row: Conversation, in_time: Sequence[Message]) -> tuple[str, bool]:
    """The opening turn's text, and whether its first line is a subject."""
    turn = takewhile(lambda each: each.author not in ("agent", "assistant"), in_time)
    texts = [each.text for each in turn if each.author == "customer"]
    if row.subject and texts:
        texts[0] = f"{row.subject}\n{texts[0]}"
    return "\n".join(texts), bool(row.subject)


def spooled(port: Port, workspace: WorkspaceId) -> Iterator[Happening]:
    """The messages that are yet to be taken in, in the order of time."""
    for row in port.store.spooled(workspace):
        yield happening_of(row)


def happening_of(row: Spooled) -> Happening:
    """The message that a row of the spool holds."""
    head, rest, text = row.text.split("\n", 2)
    name, at, author, author_id, cites, is_solution, question, end = _decode(rest)
    at = datetime.fromisoformat(at)
    said = Message(name, at, author, author_id, text, tuple(cites), is_solution)
    told = _told(head)
    if end:
        told = replace(told, outcome=end[0], csat=end[1])
    asked = (question[0], question[1]) if question else None
    is_last = end is not None
    return Happening(row.external_id, told, said, row.at or at, row.sequence, asked, is_last)


@lru_cache(maxsize=4096)
def _told(head: str) -> Conversation:
    """What a conversation's messages have in common; they lie near each other."""
    return Conversation(messages=(), **dict(zip(_HEAD, _decode(head), strict=True)))
