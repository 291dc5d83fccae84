"""What only a second person may let out: money, credentials, access, security and the law.

The gate asks it of what a lesson is about: the line that says what was asked,
and the words of the reply. What many of a desk's questions are about is no sign there:
who sells invoicing says "invoice" of everything. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# English first, with the commonest stems of the languages that desks mix with it.
_CLASSES = {
    "money": r"refund|reimburs|\bcredit(?:ed)? (?:card|note|back)|payments?\b|\bpaid\b|"
    r"\bpay(?:pal|s)?\b|invoic|billing|\bpric(?:e|es|ing)\b|\bcharg(?:e|ed|es)\b (?:you|your|to|"
    r"back|for|a)|\bfees?\b|discount|voucher|donat|compensat|bank account|"
    r"subscription|erstattung|rechnung|zahlung|rembours|reembols|rimbors",
    "credentials": r"pass(?:word|code|phrase|wd)s?\b|passwor[dt]|\bPIN\b|oauth|authenticat|"
    r"credential|\b[2m]fa\b|two[- ]factor|mail key|api[- ]key|access token|contraseña|"
    r"mot de passe|kennwort",
    "access": r"\blog(?:ging|ged|s)?[- ]?(?:in|on)\b|\bsign(?:ing|ed|s)?[- ]?(?:in|on)\b|"
    r"locked out|unlock|account recover|recover (?:your|the|an|my) account|lost access|anmeld|"
    r"verify (?:your|their) identity",
    "security": r"virus|malware|trojan|ransom|phish|\bscam|hack(?:ed|er|ing)|compromis|breach|"
    r"certificat|encrypt|decrypt|openpgp|\bpgp\b|\bgpg\b|s/mime|vulnerab|\bsecur(?:e|ity)\b|"
    r"verschlüssel|sicherheit",
    "legal": r"licen[cs]e|gdpr|dsgvo|privacy|\blegal|lawsuit|\blaws?\b|copyright|liab(?:le|ility)|"
    r"terms of (?:service|use)|consent|datenschutz",
}
_PATTERNS = {name: re.compile(text, re.IGNORECASE) for name, text in _CLASSES.items()}


def _never(word: str) -> bool:
    return False


def policy_class(subject: str, reply: str, is_usual: Callable[[str], bool] = _never) -> str | None:
    """The policy class that a lesson belongs to; None for none.

    A word that `is_usual` on this desk is no sign of one.

    >>> policy_class("Where is my refund?", "It comes within five days.")
    'money'
    >>> policy_class("It is slow", "Compact the folders.")
    >>> policy_class("An invoice in red", "Choose a colour.", lambda word: word == "invoice")
    """
    text = f"{subject}\n{reply}"
    for name, pattern in _PATTERNS.items():
        if any(not is_usual(_whole(text, found)) for found in pattern.finditer(text)):
            return name
    return None


def _whole(text: str, found: re.Match[str]) -> str:
    """The words that a match begins and ends in."""
    start, end = found.span()
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
