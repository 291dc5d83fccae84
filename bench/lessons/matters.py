"""The real texts that lessons are made of: questions with what the desk's agents replied.

Read from the folder of the history each time; the rules by which a reply counts as a good
lesson are here and nowhere else.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tacit.connectors import judged, read_history
from tacit.history import Article, Conversation, Message

YEAR = 2023
RELEASE_AT = datetime(YEAR, 7, 1, tzinfo=UTC)
# A host that so many agents link to is the desk's; one that no agent ever links is foreign.
_AGENTS_OF_A_HOST = 4
_SHORTEST, _LONGEST = 80, 1500
_SHORT_QUESTION = 120
_VAGUE_LETTERS = 110
# A word in this share of all questions tells nothing of a matter; one in fewer tells.
_COMMON, _TELLING = 0.02, 0.05

_HOST = re.compile(r"https?://([\w.-]+)")
_URL = re.compile(r"https?://[\w.-]+/[\w./-]+")
_MASKED = re.compile(r"<(?:email|phone|ip)|\[removed|\bu[0-9a-f]{9}\b")
_LEANS = re.compile(
    r"^(?:thanks|thank you|glad|you.?re welcome|great|ok\b|sorry|yes\b|no\b|see above|duplicate|"
    r"same)|questions/\d|\bsaid\s*$|\b(?:above|my (?:earlier|previous|last))\b|screenshot|"
    r"please (?:post|share|provide|send|attach|let us know|tell|clarify|continue)|paste it|"
    r"i don.t know|no idea|good luck|same topic",
    re.IGNORECASE | re.MULTILINE,
)
_POLICIES = {
    "money": r"refund|donat|payment|\bpaid\b|paypal|invoice|credit card|\bcharged?\b|\bprice|"
    r"\bfees?\b|subscription fee",
    "credentials": r"password|passwd|passcode|oauth|authenticat|credential|\b2fa\b|two.factor|"
    r"mail key",
    "access": r"\blog ?in\b|\blogon\b|\bsign ?in\b|locked out|account recover|lost access",
    "security": r"virus|malware|phish|\bscam|hack|certificate|encrypt|decrypt|openpgp|s/mime|"
    r"\bsecurity|\bsecure\b",
    "legal": r"licen[cs]e|gdpr|privacy|\blegal|copyright",
}


# The folder's guess of a language is of the question, and not always right.
_ENGLISH = frozenset(("the", "to", "you", "is", "and", "it", "in", "of", "for", "that", "on"))


@dataclass(frozen=True)
class Matter:
    """One real question, and what agents replied: the first reply, and other agents' own.

    `cites` is the page that the desk's judgements name; () for a reply in own words.
    """

    name: str
    at: datetime
    subject: str
    text: str
    reply: str
    cites: tuple[str, ...] = ()
    seconds: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """All that was asked."""
        return f"{self.subject}\n{self.text}"

    @property
    def replies(self) -> tuple[str, ...]:
        """What agents replied."""
        return self.reply, *self.seconds


@dataclass(frozen=True)
class Pool:
    """The desk's real texts of the year, sorted into what they can be used for.

    `told` is every conversation that an agent answered. `words` and `cited` are matters, `vague`
    questions of common words alone, `foreign` addresses that customers alone link to,
    `elsewhere` replies in other languages.
    """

    articles: list[Article]
    told: list[Conversation]
    words: list[Matter]
    cited: list[Matter]
    vague: list[Matter]
    foreign: list[str]
    elsewhere: list[str]
    telling: frozenset[str]
    release_at: datetime = RELEASE_AT

    def share_a_word(self, one: str, other: str) -> bool:
        """Whether two questions have a telling word in common."""
        return bool(words_of(one) & words_of(other) & self.telling)


def policy_of(subject: str, reply: str) -> str:
    """The policy class of a lesson: what its question's subject or its reply is about."""
    text = f"{subject}\n{reply}"
    return next((p for p, at in _POLICIES.items() if re.search(at, text, re.IGNORECASE)), "")


@functools.cache
def words_of(text: str) -> frozenset[str]:
    """Its words in lower case."""
    return frozenset(re.findall(r"[a-z][a-z']+", text.lower()))


def pool_of(folder: Path, year: int = YEAR) -> Pool:
    """Read a year of the desk."""
    rows = list(read_history(folder).rows())
    of_year = [r for r in rows if isinstance(r, Conversation) and r.messages[0].at.year == year]
    english = [r for r in of_year if r.language == "en" and not r.is_spam]
    told = [r for r in english if any(m.author == "agent" for m in r.messages)]
    hosts = _hosts(told)
    counts = Counter(w for r in english for w in words_of(f"{r.subject} {r.messages[0].text}"))
    truth = judged(folder)
    cited = [m for r in told if (m := _cited(r, truth.get(r.external_id, set())))]
    named = {each.name for each in cited}
    words = [m for r in told if r.external_id not in named and (m := _in_words(r, hosts))]
    others = [m.text for r in of_year if r.language in ("it", "es", "pt") for m in r.messages[1:]
              if m.author == "agent" and _SHORTEST <= len(m.text) <= _LONGEST]  # fmt: skip
    common = {word for word, count in counts.items() if count >= _COMMON * len(english)}
    return Pool(
        [r for r in rows if isinstance(r, Article)],
        told,
        words,
        cited,
        [_vague(r) for r in english if _is_vague(r, common)],
        [*dict(sorted(_foreign(english, hosts))).values()],
        [each for each in others if "http" not in each and not _MASKED.search(each)],
        frozenset(w for w, count in counts.items() if count < _TELLING * len(english)),
        RELEASE_AT.replace(year=year),
    )


def _hosts(told: Sequence[Conversation]) -> dict[str, set[str]]:
    """The agents who linked each host."""
    found = defaultdict[str, set[str]](set)
    for message in (m for row in told for m in row.messages if m.author == "agent"):
        for host in _HOST.findall(message.text):
            found[host.lower()].add(message.author_id)
    return found


def _foreign(rows: Sequence[Conversation], hosts: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Host and address of pages that customers linked to, on sites that no agent ever named."""
    sites = {_site(host) for host in hosts}
    said = [m.text for row in rows for m in row.messages if m.author == "customer"]
    for url in (url for text in said for url in _URL.findall(text)):
        host = _HOST.findall(url)[0].lower()
        is_web = "mail." not in host and host.count(".") in (1, 2)
        if is_web and _site(host) not in sites and not _MASKED.search(url):
            yield host, url.rstrip(".")


def _site(host: str) -> str:
    return ".".join(host.lower().split(".")[-2:])


def _first(row: Conversation) -> Message | None:
    """The first reply, if an agent gave it before anybody else spoke."""
    at = next(i for i, each in enumerate(row.messages) if each.author == "agent")
    is_first = all(each.author == "customer" for each in row.messages[:at])
    return row.messages[at] if is_first else None


def _in_words(row: Conversation, hosts: dict[str, set[str]]) -> Matter | None:
    reply = _first(row)
    if reply is None or reply.cites or not _is_lesson(reply.text, hosts):
        return None
    seconds = tuple(
        each.text
        for each in row.messages
        if each.author == "agent"
        and each.author_id != reply.author_id
        and not each.cites
        and _is_lesson(each.text, hosts)
    )
    return _matter(row, reply.text, (), seconds)


def _is_lesson(text: str, hosts: dict[str, set[str]]) -> bool:
    """Whether a reply answers by itself, and holds nothing that no lesson may hold."""
    if not _SHORTEST <= len(text) <= _LONGEST or "?" in text:
        return False
    if len(_ENGLISH & words_of(text)) < 2:
        return False
    if _MASKED.search(text) or _LEANS.search(text):
        return False
    return all(len(hosts[h.lower()]) >= _AGENTS_OF_A_HOST for h in _HOST.findall(text))


def _cited(row: Conversation, slugs: set[str]) -> Matter | None:
    """A conversation in which an agent cites the page that the judgements name for it."""
    for message in row.messages:
        named = tuple(each for each in message.cites if each in slugs)
        if message.author == "agent" and named:
            return _matter(row, message.text, named[:1], ())
    return None


def _matter(
    row: Conversation, reply: str, cites: tuple[str, ...], seconds: tuple[str, ...]
) -> Matter | None:
    opening = row.messages[0]
    if _MASKED.search(row.subject) or not opening.text.strip():
        return None
    return Matter(
        row.external_id, opening.at, row.subject, opening.text[:_LONGEST], reply, cites, seconds
    )


def is_short(matter: Matter) -> bool:
    """Whether a question has few words."""
    return len(matter.question) <= _SHORT_QUESTION


def _is_vague(row: Conversation, common: set[str]) -> bool:
    question = f"{row.subject} {row.messages[0].text}"
    words = words_of(question)
    is_short = len(question) <= _VAGUE_LETTERS and len(words) >= 2
    return is_short and words <= common and not re.search(r"\d", question)


def _vague(row: Conversation) -> Matter:
    opening = row.messages[0]
    return Matter(row.external_id, opening.at, row.subject, opening.text, "")
