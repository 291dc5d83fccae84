"""Writes a reply out of approved text: the right section, its steps in order, the link.

Decide asks it when no language model writes. Nothing it returns was not in an
approved entry, but for the fixed frame around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.addresses import ADDRESS
from tacit.answering.excerpt import excerpt, introduction
from tacit.answering.opening import unopened

if TYPE_CHECKING:
    from tacit.events import Candidate
    from tacit.knowledge.library import Library

_NUMBER = re.compile(r"\d[\d .,/:-]*\d|\d")
_STEP = re.compile(r"^[^\S\n]*\d{1,2}[.)]\s", re.MULTILINE)
# A name said to somebody: ", Ingrid." or "Thanks Ingrid,".
_NAMED = re.compile(
    r"(?:[,;]|\b[Tt]hanks|\b[Hh]i|\b[Hh]ello)\s+([A-Z][a-z'’-]{2,})(?=\s*(?:[.!?,;]|$))", re.M
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|"
    r"hallo|guten tag|hola|bonjour|ciao)\b"
    r"(?:[ ]+[\w'’-]+){0,3}?[ ]*(?:[,!.:]+|(?=\n)|$)\s*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^\s*(?:(?:best|kind|warm|many)?\s*(?:regards|wishes)|best|thanks|cheers|sincerely|greetings|"
    r"(?:mit )?(?:freundlichen|besten|vielen|viele|liebe) gr(?:ü|ue)(?:ß|ss)en?|"
    r"(?:un )?saludos?|atentamente|cordialement|cordiali saluti|met vriendelijke groet)"
    r"(?:[ ]+[\w.'’-]+){0,2}\s*[,.!]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quote:
    """What a reply rests on: an entry's title, its address and the words used."""

    title: str
    url: str | None
    text: str


def quote(library: Library, candidate: Candidate, *, is_explained: bool = False) -> Quote | None:
    """The best passage of an entry with the rest of its section, or None for a stub.

    `is_explained` lets what the entry begins with stand before it.
    """
    revision = library.live.get(candidate.entry_id)
    if revision is None or candidate.passage < 0:
        return None
    passages = revision.text.passages
    text = excerpt(passages, candidate.passage)
    heading = passages[candidate.passage].heading
    shown = f"{heading}\n\n{text}" if heading else text
    if is_explained:
        shown = "\n\n".join(filter(None, [introduction(passages, candidate.passage), shown]))
    return Quote(revision.text.title, revision.text.url, shown)


def answer(found: Quote) -> str:
    """The reply to a customer: what the article says, and where it says it."""
    where = f"\n\nFrom “{found.title}”: {found.url}" if found.url else f"\n\nFrom “{found.title}”."
    return found.text + where


def question_back(titles: list[str]) -> str:
    """One question that tells the likeliest matters apart."""
    listed = "\n".join(f"{n}. {title}" for n, title in enumerate(titles, 1))
    return f"To be sure that I help with the right thing: which of these is it about?\n\n{listed}"


# How people say which of a list they mean, beside its words: "2", "the first one", "No. 2, please".
_CHOICE = re.compile(
    r"\W*(?:(?:it is|it's|its|i mean|number|option|no|nr|the)\b\W*)*"
    r"(?:(?P<number>\d{1,2})(?:st|nd|rd|th)?|(?P<word>first|second|third))"
    r"(?:\W+(?:one|please|thanks|thank you))*\W*",
    re.IGNORECASE,
)
_PLACES = {"first": 1, "second": 2, "third": 3}
_LISTED = re.compile(r"^(\d{1,2})\. (.+)$", re.MULTILINE)


def chosen(question: str, reply: str) -> str | None:
    """The matter of a question back that a reply means by its number; None where it names none.

    >>> asked = question_back(["Returns", "Refunds"])
    >>> chosen(asked, "2."), chosen(asked, "The first one, please"), chosen(asked, "3")
    ('Refunds', 'Returns', None)
    """
    said = _CHOICE.fullmatch(reply.strip())
    if said is None:
        return None
    place = int(said["number"]) if said["number"] else _PLACES[said["word"].lower()]
    return {int(number): title for number, title in _LISTED.findall(question)}.get(place)


def spelt_out(question: str, said: list[str]) -> str:
    """The messages of a turn as one text, the last as what it chooses of a question back."""
    words = chosen(question, said[-1]) if said else None
    return "\n".join([*said[:-1], words] if words else said)


def ungreeted(text: str) -> str:
    """A text without the greeting that it begins with; all of it where that is all.

    >>> ungreeted("Hi Ann,\\nWhere is my refund?"), ungreeted("Hello")
    ('Where is my refund?', 'Hello')
    """
    return _GREETING.sub("", text.strip(), count=1) or text


def own_words(reply: str) -> str:
    """An agent's reply without the greeting and the signature that named people, and without
    the sentence that a draft may open with.

    >>> own_words("Hi Ann,\\nTurn it off and on.\\nBest regards\\nBo")
    'Turn it off and on.'
    """
    lines = unopened(_GREETING.sub("", reply.strip(), count=1)).splitlines()
    for place, line in enumerate(lines):
        if place and _SIGN_OFF.match(line) and len(lines) - place <= 4:
            lines = lines[:place]
            break
    return "\n".join(lines).strip()


def particulars(text: str, given: str) -> list[str]:
    """Addresses, numbers and names in a text that the present customer did not give.

    >>> particulars("Call 555 1234 or see https://a.example", "my id is 7")
    ['https://a.example', '555 1234']
    >>> particulars("It is mended, Ingrid.", "")
    ['Ingrid']
    """
    allowed = set(_spoken(given))
    named = [name for name in _NAMED.findall(text) if name not in given]
    return [each for each in _spoken(text) if each not in allowed] + named


def _spoken(text: str) -> list[str]:
    """The addresses and numbers of a text; the numbers of its steps are none."""
    bare = _STEP.sub(" ", ADDRESS.sub(" ", text))
    addresses = [each.rstrip(".,;:!?)") for each in ADDRESS.findall(text)]
    return addresses + _NUMBER.findall(bare)
