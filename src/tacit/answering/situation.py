"""The customer's situation at a decision: where they were, and what is told of them.

The answer flow asks it before it decides. What is told becomes a few attributes of short
values, and each value a token: an id keyed with the workspace's secret, so that the log
holds no words. The words lie beside the log and go with their customer. Pure.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.events import EntryId

# Tokens of one decision, letters of a value, and parents of a page that are told apart.
TOKENS, LETTERS, PARENTS = 16, 40, 3
# 48 bits: of a thousand values the chance that any two share a token is below 1 in 10^8.
_TOKEN_DIGITS = 12
# What tells most of who asks comes first, should there be more than can be kept.
_FIRST = ("role", "plan", "segment", "tier", "type", "platform", "os")
# What names one person or company is no situation.
_NAMING = re.compile(r"name|mail|phone|address|url|token|secret|password|birth|(^|_)id$")
_NUMBERED = re.compile(r"\d{4,}|@|://|^[\d.,:+-]+$")
_OF_ONE = re.compile(r"^\d+$|\d{3,}|^(?=.*\d)[0-9a-f-]{8,}$|@|^.{33,}$", re.IGNORECASE)
_CODE = re.compile(r"\b(?:[A-Z][A-Z0-9]*[_-])+[A-Z0-9]+\b|\b[A-Z]{1,5}\d{2,6}\b|\b[1-5]\d\d\b")
_HOST = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*")
_VERSION = re.compile(r"\d+(?:\.\d+){0,3}")
_MONTH_DAYS, _YEAR_DAYS = 30, 365
# How long somebody has been a customer.
TENURES = ("new", "for months", "for years")
# What is told of the surroundings; every other attribute is a trait.
ATTRIBUTES = ("page", "error", "version", "action", "locale", "channel", "customer")

# For each attribute its tokens, from exact to coarse.
Situation = Sequence[Sequence[str]]
NOWHERE: Situation = ()


@dataclass(frozen=True)
class Told:
    """What is known of a customer and of where they are, as it was told.

    `since` is when their first conversation was opened, None for a customer of whom nothing
    but this question is known.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)
    account: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    locale: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Situated:
    """A situation, and for each of its tokens the attribute and the value that it stands for."""

    situation: list[list[str]] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)


def situated(told: Told, moment: datetime, secret: bytes) -> Situated:
    """The situation that was told of; empty where nothing was.

    token = first 48 bits of HMAC-SHA256(secret, "situation" ‖ 0 ‖ attribute ‖ 0 ‖ value)
    """
    lines, words = list[list[str]](), dict[str, list[str]]()
    for name, values in attributes(told, moment):
        tokens = [token_of(secret, name, value) for value in values][: TOKENS - len(words)]
        if tokens:
            lines.append(tokens)
            words |= {token: [name, v] for token, v in zip(tokens, values, strict=False)}
    return Situated(lines, words)


def token_of(secret: bytes, name: str, value: str) -> str:
    """The token of an attribute's value, spelled as `spellings` does."""
    named = f"situation\0{name}\0{value}".encode()
    return hmac.digest(secret, named, "sha256").hex()[:_TOKEN_DIGITS]


def attributes(told: Told, moment: datetime) -> list[tuple[str, list[str]]]:
    """What was told as attributes with their values, from exact to coarse.

    The channel, the language of the surroundings and how long somebody has been a customer
    are known of everybody: they count beside what else is told, never alone.

    >>> told = Told({"page_url": "https://app.example/settings/billing?id=7"}, {"role": "Admin"})
    >>> attributes(told, datetime(2024, 3, 4))
    [('page', ['/settings/billing', '/settings']), ('role', ['admin'])]
    """
    context = told.context
    found = [
        *_spelled("page", context.get("page_url")),
        *_spelled("error", (context.get("errors") or [""])[-1]),
        *traits_of(told.traits, told.account),
        *_spelled("version", context.get("product_version")),
        *_spelled("action", (context.get("recent_actions") or [""])[-1]),
    ]
    if not found:
        return []
    return [
        *found,
        *_spelled("locale", context.get("locale") or told.locale),
        *_spelled("channel", told.channel),
        *_spelled("customer", _tenure(told.since, moment) if told.since else ""),
    ]


def _spelled(name: str, value: object) -> list[tuple[str, list[str]]]:
    """An attribute with its values, or nothing where none is kept."""
    values = spellings(name, str(value or ""))
    return [(name, values)] if values else []


def spellings(name: str, value: str) -> list[str]:
    """A value of an attribute in the one spelling that is kept, exact to coarse; none: it is not.

    >>> spellings("plan", " Enterprise "), spellings("plan", "4711"), spellings("locale", "de_AT")
    (['enterprise'], [], ['de-at', 'de'])
    """
    match name:
        case "page":
            return pages(value)
        case "error":
            return _error(value)
        case "version":
            return versions(value)
        case "locale":
            locale = value.replace("_", "-").casefold()
            return list(dict.fromkeys([locale, locale.split("-")[0]])) if locale else []
        case "customer":
            return [value] if value in TENURES else []
    return _short(value)


def is_naming(name: str) -> bool:
    """Whether a trait of this name would tell one person or company apart."""
    return bool(_NAMING.search(name))


def alike_in(one: Situation, other: Situation) -> int:
    """How much of two situations is the same, in 1/4096; half where one of them is unknown.

    J = |A ∩ B| / |A ∪ B| over their tokens (P. Jaccard, The Distribution of the Flora, 1912)

    >>> alike_in([["billing", "settings"], ["trial"]], [["cards", "settings"], ["trial"]])
    2048
    """
    mine, theirs = ({token for line in each for token in line} for each in (one, other))
    if not mine or not theirs:
        return ONE // 2
    return ONE * len(mine & theirs) // len(mine | theirs)


def situated_keys(entry: EntryId, situation: Situation) -> list[str]:
    """What an entry's answers are counted by: each attribute's exact token."""
    return [f"{entry} {line[0]}" for line in situation]


def pages(address: str) -> list[str]:
    """The page of an address and its parents: no host, no query, what is of one thing masked.

    >>> pages("https://app.example/projects/8123/export#top")
    ['/projects/*/export', '/projects/*', '/projects']
    """
    path = re.split(r"[?#]", _HOST.sub("", address))[0]
    if not path.strip("/"):
        return ["/"] if address else []
    parts = ["*" if _OF_ONE.search(part) else part.casefold() for part in path.split("/") if part][
        : PARENTS + 1
    ]
    return ["/" + "/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def versions(text: str) -> list[str]:
    """The whole version and its first number.

    >>> versions("Thunderbird 115.3.1 (64-bit)")
    ['115.3.1', '115']
    """
    found = _VERSION.search(text)
    return list(dict.fromkeys([found[0], found[0].split(".")[0]])) if found else []


def traits_of(*told: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The traits that many share; what is told of the customer stands before the account's."""
    traits = {
        name.casefold(): _short(value) for each in reversed(told) for name, value in each.items()
    }
    order = sorted(traits, key=lambda name: (not name.startswith(_FIRST), name))
    return [(name, traits[name]) for name in order if traits[name] and not is_naming(name)]


def _short(value: str) -> list[str]:
    """A value that may be many people's, in one spelling; none for another."""
    plain = " ".join(str(value).casefold().split())
    return [plain] if plain and len(plain) <= LETTERS and not _NUMBERED.search(plain) else []


def _error(error: str) -> list[str]:
    """The code of an error, else its words where they are few."""
    found = _CODE.search(error)
    return [found[0]] if found else _short(error)


def _tenure(since: datetime, moment: datetime) -> str:
    days = (moment - since).days
    if days < _MONTH_DAYS:
        return TENURES[0]
    return TENURES[1] if days < _YEAR_DAYS else TENURES[2]
