"""Cuts an article's Markdown into sections at its headings.

The importer asks it before the embedder cuts long sections into passages;
compose shows a section with its steps in order. It never drops a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_FENCE = re.compile(r"^(```|~~~)")


@dataclass(frozen=True)
class Section:
    """A heading (empty before the first one) and the text under it."""

    heading: str
    text: str


def sections(markdown: str) -> list[Section]:
    """The sections of an article in order; a heading without text joins the next one.

    >>> sections("Intro.\\n# Steps\\n1. Open\\n2. Click")
    [Section(heading='', text='Intro.'), Section(heading='Steps', text='1. Open\\n2. Click')]
    """
    found: list[Section] = []
    heading, lines, in_code = "", list[str](), False
    for line in markdown.splitlines():
        in_code ^= bool(_FENCE.match(line.strip()))
        match = None if in_code else _HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        heading = _close(found, heading, lines, match.group(2))
        lines = []
    _close(found, heading, lines, "")
    if heading and not "".join(lines).strip():
        found.append(Section(heading, ""))
    return found


def _close(found: list[Section], heading: str, lines: list[str], following: str) -> str:
    text = "\n".join(lines).strip()
    if text:
        found.append(Section(heading, text))
        return following
    return f"{heading} › {following}" if heading and following else following or heading
