"""What a history says happened: the plain rows that readers yield and imports take in.

Connectors turn bytes into these (pure), `flows/receive.py` turns these into
events. External ids are the other system's own; nothing here knows ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tacit.events import Author


@dataclass(frozen=True)
class Article:
    """One help-centre page as it stood at `at` (None: since before the history began).

    `aliases` are other slugs and addresses under which agents cite it.
    `audience` is whom it is for, `about` the features it tells of, `source`
    where it is kept. A stub is a cited page without text.
    """

    external_id: str
    title: str
    markdown: str
    url: str | None = None
    locale: str | None = None
    language: str | None = None
    at: datetime | None = None
    aliases: tuple[str, ...] = ()
    is_withdrawn: bool = False
    audience: str | None = None
    about: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True)
class Account:
    """A customer's company."""

    external_id: str
    name: str = ""
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Customer:
    """Who asks."""

    external_id: str
    name: str = ""
    email: str = ""
    account: str | None = None
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One utterance of a conversation. `cites` are external ids or addresses of articles."""

    external_id: str
    at: datetime
    author: Author
    author_id: str
    text: str
    cites: tuple[str, ...] = ()
    is_solution: bool = False
    solved_at: datetime | None = None

    @property
    def asks(self) -> bool:
        """Whether an agent asks something back: no reply that is worth imitating."""
        return self.author == "agent" and self.text.rstrip().endswith("?")


@dataclass(frozen=True)
class Conversation:
    """A whole conversation; the first message is the customer's opening one.

    `outcome` is what the other system recorded: `resolved`, `unresolved` or
    None. `language` is its own guess, where it made one.
    """

    external_id: str
    customer: str
    subject: str
    messages: tuple[Message, ...]
    channel: str = "import"
    locale: str | None = None
    language: str | None = None
    account: str | None = None
    outcome: str | None = None
    csat: int | None = None
    is_spam: bool = False


def questions(conversation: Conversation) -> list[tuple[str, bool]]:
    """The texts over which decisions will be taken, in order, and whether each has a subject.

    One a customer's message: the turn so far, with the opening message before it.
    """
    found, turn = list[tuple[str, bool]](), list[str]()
    opening = ""
    for message in conversation.messages:
        if message.author in ("agent", "assistant"):
            turn = []
        if message.author != "customer":
            continue
        if not opening:
            subject = conversation.subject
            opening = f"{subject}\n{message.text}" if subject else message.text
            turn.append(opening)
        else:
            turn.append(message.text)
        query = turn if turn[0] == opening else [opening, *turn]
        found.append(("\n".join(query), bool(conversation.subject)))
    return found


@dataclass(frozen=True)
class Refused:
    """A row that was not taken in, and why; `line` counts from 1 in `source`."""

    source: str
    line: int
    reason: str


Row = Article | Account | Customer | Conversation | Refused
