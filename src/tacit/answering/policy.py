"""What is grave wherever it is said: money, credentials, access, security and the law.

The gate asks it of a lesson, decide of a question: of the line that says what was asked, and
of the words of the reply, or of the title of the article that those are from. What many of a
desk's questions are about is no sign there: who sells invoicing says "invoice" of everything.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tacit.knowledge.words import terms

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# English, with the commonest stems of German, French, Spanish and Italian: a question in
# those is found by its plainest words alone, one in any other language is of no class.
_CLASSES = {
    "money": r"refund|reimburs|\bcredit(?:ed)? (?:card|note|back)|payments?\b|\bpaid\b|"
    r"\bpay(?:pal|s)?\b|invoic|billing|\bpric(?:e|es|ing)\b|\bcharg(?:e|ed|es)\b (?:you|your|to|"
    r"back|for|a)|\bfees?\b|discount|voucher|donat|compensat|bank account|"
    r"(?<!feed )subscription|erstattung|rechnung|zahlung|rembours|reembols|rimbors",
    "credentials": r"pass(?:word|code|phrase|wd)s?\b|passwor[dt]|(?-i:\bPIN\b)|oauth|authenticat|"
    r"credential|\b[2m]fa\b|two[- ]factor|mail key|api[- ]key|access token|contraseña|"
    r"mot de passe|kennwort",
    "access": r"\blog(?:ging|ged|s)?[- ]?(?:in|on)\b|(?<!plus )\bsign(?:ing|ed|s)?[- ]?(?:in|on)\b|"
    r"locked out|unlock|account recover|recover (?:your|the|an|my) account|lost access|anmeld|"
    r"verify (?:your|their) identity",
    "security": r"virus|malware|trojan|ransom|phish|\bscam|hack(?:ed|er|ing)|compromis|breach|"
    r"certificat|encrypt|decrypt|openpgp|\bpgp\b|\bgpg\b|s/mime|vulnerab|\bsecur(?:e|ity)\b|"
    r"verschlüssel|sicherheit",
    "legal": r"licen[cs]e|gdpr|dsgvo|privacy|\blegal|lawsuit|\blaws?\b|copyright|liable for|"
    r"\bliability|terms of (?:service|use)|consent|datenschutz",
}
CLASSES = tuple(_CLASSES)
# As a sentence says what it is about.
ABOUT = {name: name for name in CLASSES} | {"legal": "the law"}
_PATTERNS = {name: re.compile(text, re.IGNORECASE) for name, text in _CLASSES.items()}


def _never(word: str) -> bool:
    return False


# A word of one question in eight is what a desk is about: of an invoicing desk's, "invoice" is in
# one of five; of a mail program's, "password" in one of ten. Fewer questions tell no shares.
_USUAL, _FEW = 0.125, 50


def is_usual(learned: Learned, said: str) -> bool:
    """Whether all words of what was said are in so many questions that they tell nothing here."""
    held, found = learned.exemplars.words, terms(said)
    return len(held) >= _FEW and bool(found) and held.rare(found, _USUAL) == 0


def policy_classes(subject: str, reply: str, is_usual: Callable[[str], bool] = _never) -> list[str]:
    """The policy classes that a question and its reply are of, in the order of CLASSES.

    A word that `is_usual` on this desk is no sign of one.

    >>> policy_classes("Where is my refund?", "It comes once you signed in.")
    ['money', 'access']
    >>> policy_classes("It is slow", "Compact the folders.")
    []
    >>> policy_classes("An invoice in red", "Choose a colour.", lambda word: word == "invoice")
    []
    """
    text = f"{subject}\n{reply}"
    return [
        name
        for name, pattern in _PATTERNS.items()
        if any(not is_usual(_whole(text, found)) for found in pattern.finditer(text))
    ]


def _whole(text: str, found: re.Match[str]) -> str:
    """The words that a match begins and ends in."""
    start, end = found.span()
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
