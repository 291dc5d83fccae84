"""Other people's words in one line."""

from __future__ import annotations

import re

_SUBJECT_LETTERS = 120
# The marks of Markdown that say nothing in one line.
_MARKS = re.compile(r"\*\*|`|^#+ +|^ *[-*] +", re.MULTILINE)


def subject_of(text: str | None, *, has_subject: bool) -> str:
    """What a conversation is about in one line: its subject, or how it begins.

    >>> subject_of("Broken kettle\\nIt leaks.", has_subject=True)
    'Broken kettle'
    """
    if text is None:
        return "(erased)"
    first = next((line for line in text.splitlines() if line.strip()), "(no words)")
    return short(first if has_subject else " ".join(text.split()) or first, _SUBJECT_LETTERS)


def unmarked(text: str) -> str:
    """A text of an agent or the assistant without the marks of its Markdown.

    >>> unmarked("# Steps\\n1. Choose **Forgot password?**")
    'Steps\\n1. Choose Forgot password?'
    """
    return _MARKS.sub("", text)


def short(text: str, letters: int) -> str:
    """A text in one line of so many letters at most."""
    plain = " ".join(text.split())
    return plain if len(plain) <= letters else plain[: letters - 1].rstrip() + "…"
