"""Particulars of one person or one account, which no other customer may ever read.

The gate asks it of a reply's own words. Numbers that carry a check digit are
checked, so that few others are taken for one; names are those that the
workspace knows of the conversation's people. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_EMAIL = re.compile(r"([\w.+-]+)@(?:[\w-]+\.)+[a-z]{2,24}", re.IGNORECASE)
# What an address begins with that is written for anybody's.
_ANYBODY = frozenset(
    "you your yourname your.name your-name name user username someone somebody me email address "
    "youraddress your.address example first.last firstname.lastname".split()
)
# With a country's code, with the area in brackets, or in three and more groups.
_PHONE = re.compile(
    r"(?<![\w.:/-])(?:\+\d{1,3}[ ./-]?(?:\(0?\d{1,4}\)[ ./-]?)?(?:\d[ ./-]?){6,11}\d|"
    r"\(0?\d{2,5}\)[ ./-]?\d{3,4}[ ./-]?\d{3,5}|\d{3}[ .-]\d{3}[ .-]\d{4}|"
    r"0\d{2,4}[ /-]\d{3,4}[ /-]?\d{2,5})(?![\w.:-]\d)"
)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")
_ADDRESS_OF_A_MACHINE = re.compile(
    r"(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w.]\d)"
)
_KEY = re.compile(r"\b(?=[A-Z0-9-]*\d)[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7}\b")
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_NUMBER_OF = re.compile(
    r"\b(?:order|customer|client|contract|account|invoice|case|member(?:ship)?|policy|booking|"
    r"reference|licen[cs]e|ticket|serial|tracking)(?:[ -](?:id|key))?(?: of yours)?[ :]*"
    r"(?:number|no\.?|nr\.?|num\.?|#|is|id)?[ :#]*(?:is )?(?=[A-Z0-9/-]*\d{3})[A-Z]{0,4}[\d/-]"
    r"[A-Z0-9/-]{3,}",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,5}[a-z]? (?:[A-Z][\w'’-]+ ){1,3}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Court|"
    r"Close|Way|Square|Place|Boulevard|Blvd)\b|\b[A-Z][\w-]*(?:straße|strasse|str\.|weg|gasse|allee"
    r"|platz) \d{1,4}\b|\b\d{1,4} [A-Z]\w*(?:weg|straße|strasse|gasse|allee|platz)\b|"
    r"\b\d{1,4},? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Vv]ia|[Cc]alle|[Pp]lace) (?:d\w{0,3} )?[A-Z]\w+"
)
_BORN = re.compile(r"\b(?:date of birth|birth ?da(?:y|te)|born on|geboren am|d\.?o\.?b\.?)\b", re.I)
_TITLED = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Herrn?|Frau|Mme|Monsieur|Señora?)\.? [A-Z][\w'’-]{2,}")
_SHORTEST_NAME = 3


def particulars_of(text: str, names: Sequence[str], is_public: Callable[[str], bool]) -> str | None:
    """What in a reply is one person's own; None for nothing.

    `names` are the full names of the conversation's people; a first name alone
    says nothing of anybody. A mail address that `is_public` is the desk's own.

    >>> nobodys = lambda address: False
    >>> particulars_of("Write to ann@mail.example", [], nobodys)
    'ann@mail.example'
    >>> particulars_of("As Ann Lee said, use port 993 of 127.0.0.1", ["Ann Lee"], nobodys)
    'Ann Lee'
    >>> particulars_of("As name@mail.example, use port 993 of 127.0.0.1, in 115.3.1", [], nobodys)
    """
    for found in _EMAIL.finditer(text):
        if found[1].lower() not in _ANYBODY and not is_public(found[0]):
            return found[0]
    for pattern, is_one in _CHECKED:
        for match in pattern.finditer(text):
            if is_one(match):
                return match[0].strip()
    return _named(text, names)


def _named(text: str, names: Sequence[str]) -> str | None:
    for name in names:
        parts = name.split()
        for said in (name, parts[-1]) if len(parts) > 1 else ():
            is_long = len(said) >= _SHORTEST_NAME
            if is_long and re.search(rf"\b{re.escape(said)}\b", text):
                return said
    return None


def _always(match: re.Match[str]) -> bool:
    return True


def _is_card(match: re.Match[str]) -> bool:
    """By its check digit (ISO/IEC 7812-1)."""
    digits = [int(each) for each in match[0] if each.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) if i % 2 else d for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def _is_iban(match: re.Match[str]) -> bool:
    """By its check digits (ISO 13616)."""
    bare = match[0].replace(" ", "")
    if not 15 <= len(bare) <= 34:
        return False
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _is_public(match: re.Match[str]) -> bool:
    """An address that is one network's own: not a home's, this machine's or a version's."""
    a, b, *rest = (int(each) for each in match.groups())
    if max(a, b, *rest) > 255 or a in (0, 10, 127) or a >= 224:
        return False
    is_version = not any(each > 31 for each in (b, *rest))
    return (a, b) not in ((192, 168), (169, 254)) and not (
        (a == 172 and 16 <= b < 32) or is_version
    )


_CHECKED = (
    (_IBAN, _is_iban),
    (_CARD, _is_card),
    (_SOCIAL, _always),
    (_PHONE, _always),
    (_ADDRESS_OF_A_MACHINE, _is_public),
    (_KEY, _always),
    (_NUMBER_OF, _always),
    (_STREET, _always),
    (_BORN, _always),
    (_TITLED, _always),
)
