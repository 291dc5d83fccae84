"""What a stream of lessons consists of: who asks, who says what, and the truth of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tacit.history import Article, Conversation

BAD = (
    "wrong",
    "stale",
    "contradictory",
    "broad",
    "personal",
    "injected",
    "foreign",
    "scope",
)
GOOD = ("new", "new_cited", "known", "known_cited", "second", "short", "change")
KINDS = (*BAD, *GOOD)


@dataclass(frozen=True)
class Truth:
    """What a lesson is; for whoever measures, never for the product.

    `policy` is its policy class ('' for none): money, security, credentials, access or legal.
    """

    number: int
    kind: str
    policy: str

    @property
    def is_bad(self) -> bool:
        """Whether it must not serve."""
        return self.kind in BAD


@dataclass(frozen=True)
class Customer:
    """Who asks: an invented person, with or without a company."""

    external_id: str
    name: str
    email: str
    company: str

    @property
    def first_name(self) -> str:
        """How an agent greets them."""
        return self.name.split()[0]


@dataclass(frozen=True)
class Reply:
    """What one agent replies."""

    agent: str
    text: str
    cites: tuple[str, ...] = ()
    publish: bool = False


@dataclass(frozen=True)
class Step:
    """One conversation of the stream: a question and its reply; `truth` if it is a lesson.

    A lesson that two agents say is two steps with the same truth.
    """

    at: datetime
    subject: str
    text: str
    customer: Customer
    reply: Reply
    truth: Truth | None = None


@dataclass(frozen=True)
class Stream:
    """All of it, each part in the order of time.

    `release` are the articles that changed or were withdrawn on the day of the release.
    """

    articles: list[Article]
    history: list[Conversation]
    release_at: datetime
    release: list[Article]
    steps: list[Step]
    agents: list[str]
