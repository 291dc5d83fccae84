"""The part of an article that a reply quotes: the section of the best passage, readable by itself.

Compose asks it. It cuts and joins and never rewords; what it leaves out is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.knowledge.library import Passage

LONGEST = 1800
"""Characters of an excerpt; a single passage or two may be longer."""

# Characters of an introduction: a paragraph or two.
SHORT = 600

_STEP = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-*])\s", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*((?:```|~~~)[^\n]*)$", re.MULTILINE)
_LEFT_OUT = "…"


def excerpt(passages: Sequence[Passage], place: int) -> str:
    """The section of a passage, of at most LONGEST characters.

    From the section's beginning wherever the passage is within reach of it: steps
    that begin with the fourth help nobody. A section that ends in a colon brings
    along what it announces.
    """
    heading = passages[place].heading
    begin = end = place
    while begin > 0 and passages[begin - 1].heading == heading:
        begin -= 1
    while end + 1 < len(passages) and passages[end + 1].heading == heading:
        end += 1
    first = begin if _length(passages[begin : place + 1]) <= LONGEST else place
    last = place
    while last < end and _length(passages[first : last + 2]) <= LONGEST:
        last += 1
    parts = [_joined(passages[first : last + 1], is_cut=first > begin)]
    if last == end and parts[0].endswith(":"):
        parts += _announced(passages[end + 1 :], LONGEST - len(parts[0]))
    before = [_LEFT_OUT] if first > begin else []
    after = [_LEFT_OUT] if last < end else []
    return "\n\n".join([*before, *parts, *after])


def introduction(passages: Sequence[Passage], place: int) -> str:
    """What an entry begins with, in words of its own before the section of a passage.

    '' where it begins with that section, or with steps, or with more than a paragraph or two.
    """
    heading = passages[0].heading
    if passages[place].heading == heading:
        return ""
    end = next(n for n, each in enumerate(passages) if each.heading != heading)
    text = _joined(passages[:end], is_cut=False)
    if len(text) > SHORT or _STEP.search(text):
        return ""
    return f"{heading}\n\n{text}" if heading else text


def _length(passages: Sequence[Passage]) -> int:
    return sum(len(each.text) for each in passages)


def _joined(passages: Sequence[Passage], *, is_cut: bool) -> str:
    """Pieces of one section as they stood: code that was cut in two is one block again.

    `is_cut`: pieces before these are left out, so they may begin inside of code.
    """
    is_code = is_cut and _is_end_of_code(passages[0].text)
    whole = "```" if is_code else ""
    for each in passages:
        whole += ("\n" if is_code else "\n\n") * bool(whole) + each.text
        is_code ^= bool(len(_FENCE.findall(each.text)) % 2)
    return f"{whole}\n```" if is_code else whole


def _is_end_of_code(text: str) -> bool:
    """Whether a piece begins inside of code: its first fence closes, and so names no language."""
    fences = _FENCE.findall(text)
    return len(fences) % 2 == 1 and not fences[0].strip("`~ ")


def _announced(following: Sequence[Passage], room: int) -> Iterator[str]:
    """The sections behind one that ends in a colon: the first, and others as there is room."""
    heading: str | None = None
    for passage in following:
        if heading is not None and len(passage.text) > room:
            return
        if passage.heading != heading:
            heading = passage.heading
            yield f"**{heading}**"
        room -= len(passage.text)
        yield passage.text
