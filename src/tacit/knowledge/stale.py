"""What articles once said and no live article says any more: the names of things that changed.

A name is two words or more written large, or a number with what it counts. The
gate asks it of a reply: who says what an article said before its last revision
says what was right then. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tacit.knowledge.library import whole_words

if TYPE_CHECKING:
    from tacit.knowledge.library import Library, Text

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|&|[^\s\w]|\n")
# The words of an address are no name.
_ADDRESS = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
_MOST_WORDS = 4


def names(text: str) -> set[str]:
    """The names in a text: every run of two to four large words, and numbers with their words.

    >>> sorted(names("Open the Config Editor, wait 30 days."))
    ['30 days', 'Config Editor']
    >>> names("See https://kb.example/Config_Editor")
    set()
    """
    found, run = set[str](), list[str]()
    tokens = [*_TOKEN.findall(_ADDRESS.sub(" . ", text)), "."]
    for token, following in zip(tokens, [*tokens[1:], "."], strict=True):
        if token.isdecimal() and following.isalpha() and following.islower():
            found.add(f"{token} {following}")
        if token[0].isupper() or (token == "&" and run):
            run.append(token)
            continue
        found.update(_runs(run))
        run = []
    return found


def _runs(words: list[str]) -> Iterable[str]:
    for start in range(len(words) - 1):
        for end in range(start + 2, min(start + _MOST_WORDS, len(words)) + 1):
            if "&" not in (words[start], words[end - 1]):
                yield " ".join(words[start:end])


def gone(library: Library, text: str) -> set[str]:
    """The names in a text that an article had before it was changed and no live one has."""
    unsaid = {name for name in names(text) if not library.says(name)}
    if not unsaid:
        return set()
    former = "\n".join(map(_all_of, _former(library)))
    found = {name for name in unsaid if whole_words(name).search(former)}
    if not found:
        return found
    # Names of words that no search keeps are looked for in the texts themselves.
    now = "\n".join(_all_of(each.text) for each in library.live.values())
    return {name for name in found if not whole_words(name).search(now)}


def _former(library: Library) -> Iterator[Text]:
    """The texts that entries in service had before, but for the pages whose text we lack."""
    for entry, held in library.live.items():
        for revision in library.revisions.get(entry, {}).values():
            if revision is not held:
                yield revision.text


def _all_of(text: Text) -> str:
    return "\n".join((text.title, *(f"{each.heading}\n{each.text}" for each in text.passages)))
