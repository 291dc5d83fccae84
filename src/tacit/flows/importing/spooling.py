"""Reads a history into the spool and back, a message a row, in the order of time.

The import calls it. Each row of the spool can be taken in without the others;
the one of a conversation's first reply carries the question it answers.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tacit.events import WorkspaceId
from tacit.flows.importing.erased import without_erased
from tacit.flows.importing.facts import Happening
from tacit.flows.port import Port
from tacit.history import Account, Article, Conversation, Customer, Message, Refused, Row, questions
from tacit.knowledge.question import LONGEST, subject_of
from tacit.language.embedding import Embedder
from tacit.store.spool import Spooled


@dataclass
class Tally:
    """What an import did: counts of each kind, and every row that was not taken in.

    `erased` counts what was left out because its person was erased here before.
    """

    taken: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    erased: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)


@dataclass
class Plan:
    """What was read: articles and people, and the last answered conversations.

    `last` holds (opened at, external id, the questions asked) of the `kept` latest.
    """

    kept: int
    articles: list[Article] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    last: list[tuple[datetime, str, list[tuple[str, bool]]]] = field(default_factory=list)

    def note(self, row: Conversation) -> None:
        """Keep a conversation's questions if it is among the last answered ones."""
        if self.kept and any(each.author == "agent" for each in row.messages):
            heapq.heappush(self.last, (row.messages[0].at, row.external_id, questions(row)))
            if len(self.last) > self.kept:
                heapq.heappop(self.last)

    def rehearsed(self) -> set[str]:
        """The external ids of the last answered conversations."""
        return {external_id for _, external_id, _ in self.last}


def spool(
    port: Port, workspace: WorkspaceId, rows: Iterable[Row], tally: Tally, rehearse: int
) -> Plan:
    """Read a history into the spool; what the spool holds already is passed over.

    Whoever was erased here is left out before anything else sees them.
    """
    plan = Plan(rehearse)
    left = without_erased(rows, port.store.tombstones(workspace), tally.erased)
    port.store.spool(workspace, _sorted_out(left, plan, tally))
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
    head = {
        "external_id": row.external_id,
        "customer": row.customer,
        "subject": row.subject,
        "channel": row.channel,
        "locale": row.locale,
        "language": row.language,
        "account": row.account,
        "is_spam": row.is_spam,
    }
    end = {"outcome": row.outcome, "csat": row.csat}
    opened = row.messages[0].at
    answer = _first_pairing(row)
    for place, message in enumerate(row.messages):
        question = _opening(row) if place == answer else None
        told = head | end if place == len(row.messages) - 1 else head
        text = json.dumps([told, vars(message), question], default=str, ensure_ascii=False)
        key = f"{row.external_id}/{message.external_id}"
        yield Spooled(
            "message", key, max(message.at, opened), text, row.customer, message.author_id
        )


def _first_pairing(row: Conversation) -> int:
    """The place of the first message after which an exemplar may be paired; -1 if none."""
    for place, message in enumerate(row.messages):
        if message.author == "agent":
            return place
    return -1


def _opening(row: Conversation) -> list[str | bool]:
    """The opening turn's text, and whether its first line is a subject."""
    texts = list[str]()
    for message in row.messages:
        if message.author in ("agent", "assistant"):
            break
        if message.author == "customer":
            texts.append(message.text)
    if row.subject and texts:
        texts[0] = f"{row.subject}\n{texts[0]}"
    return ["\n".join(texts), bool(row.subject)]


def spooled(port: Port, workspace: WorkspaceId) -> Iterator[Happening]:
    """The messages that are yet to be taken in, in the order of time."""
    for row in port.store.spooled(workspace):
        yield happening_of(row)


def happening_of(row: Spooled) -> Happening:
    """The message that a row of the spool holds."""
    head, said, question = json.loads(row.text)
    said["at"] = datetime.fromisoformat(said["at"])
    said["cites"] = tuple(said["cites"])
    said["solved_at"] = None
    message = Message(**said)
    told = Conversation(messages=(), **head)
    asked = (str(question[0]), bool(question[1])) if question else None
    return Happening(told, message, row.at or message.at, row.sequence, asked)


def passages_of(embedder: Embedder, asked: tuple[str, bool]) -> list[str]:
    """The passages that a question's vectors will be made of."""
    text, has_subject = asked
    subject = embedder.passages(subject_of(text, has_subject=has_subject))[:1]
    return [*subject, *embedder.passages(text[:LONGEST])]
