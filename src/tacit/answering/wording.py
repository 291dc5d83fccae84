"""What the wording of a question or a reply gives away, whatever it is about.

The evidence for the cause of a failure counts these. Question marks, lengths, quotations and links
show themselves in every language; the words are of English, and of German, Spanish, French and
Italian as far as each list goes. They are words of talk about any product, never of one. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINK = re.compile(r"https?://[^\s)>\]]+")
_NO_WORD = re.compile(r"\W+")
_ASKS_LAST = re.compile(r"[?？؟][\s\"')\]]*$")
# A line this short may stand in two messages without being quoted.
_SHORTEST_QUOTE = 12

_ASKING = re.compile(
    r"[?？؟]|"
    r"\bplease (?:post|tell|provide|send|describe|supply|share|explain|upload|attach|confirm)\b|"
    r"\bscreen ?shots?\b|\bmore (?:info\w*|details?)\b|\blet (?:me|us) know\b|"
    r"\bbitte (?:schick\w*|send\w*|nenn\w*|beschreib\w*)|\bpor favor (?:env[ií]\w*|ind[ií]\w*)|"
    r"\bveuillez (?:indiquer|envoyer|préciser)|\bpuoi (?:inviare|indicare|aggiungere)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:updat\w+|upgrad\w+|version|since|previous(?:ly)?|used to|roll ?back|go(?:ing)? back|"
    r"revert\w*|downgrad\w+|changed|no longer|disappeared|suddenly|always worked|worked fine|"
    r"any ?more|"
    r"aktualisier\w+|seit|actualiza\w+|desde|mise à jour|depuis|aggiorna\w+)\b",
    re.IGNORECASE,
)


def own_lines(text: str, earlier: Sequence[str]) -> str:
    """A message less the lines that it quotes from earlier ones.

    >>> own_lines("It does not open.\\nWhich version?", ["It does not open."])
    'Which version?'
    """
    said = _bare(" ".join(earlier))
    return "\n".join(line for line in text.splitlines() if not _is_in(_bare(line), said))


def _bare(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()


def _is_in(line: str, said: str) -> bool:
    return len(line) > _SHORTEST_QUOTE and line in said


def without_links(text: str) -> str:
    """The words of a text, its addresses left out: they hold words of their own."""
    return _LINK.sub(" ", text)


def links(text: str) -> int:
    """How many addresses a text leads to.

    >>> links("See https://a.example/x and https://b.example")
    2
    """
    return len(_LINK.findall(text))


def asks(text: str) -> int:
    """How often a text asks for something to be told.

    >>> asks("Which version? Please post a screenshot.")
    3
    """
    return len(_ASKING.findall(text))


def ends_asking(text: str) -> bool:
    """Whether the last thing that a text does is to ask.

    >>> ends_asking("Restart it. Does that help?"), ends_asking("Does it? Then restart it.")
    (True, False)
    """
    return _ASKS_LAST.search(text.rstrip()) is not None


def changes(text: str) -> int:
    """How often a question speaks of a before and an after.

    >>> changes("It worked fine until the update")
    2
    """
    return len(_CHANGED.findall(text))
