"""Whether two replies say the opposite in nearly the same words.

Vectors take "enable it" and "do not enable it" for the same. So sentences are
paired by their words, and what a pair does not share is looked at: a negation
in one of them alone, two words that exclude each other, another number. The
gate asks it of a reply and of what others said. Pure.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
# Two sentences with this share of their words in common say something of the same thing.
_ALIKE = 0.6
_NEGATIONS = frozenset(
    "not no never none nothing cannot without nor neither isn't aren't wasn't don't doesn't didn't "
    "can't couldn't won't wouldn't shouldn't mustn't needn't haven't hasn't unable against "
    "nicht kein keine nie niemals".split()
)
_EXCLUDING = tuple(
    frozenset(each.split("/"))
    for each in (
        "enable/disable enabled/disabled enabling/disabling check/uncheck checked/unchecked "
        "checking/clearing check/clear tick/untick tick/clear ticking/clearing ticked/unticked "
        "on/off always/never possible/impossible keep/remove keep/delete keeping/deleting "
        "add/remove before/after yes/no allow/block allowed/blocked true/false increase/decrease "
        "up/down imap/pop show/hide open/close start/stop include/exclude required/optional "
        "free/paid select/deselect subscribe/unsubscribe safe/unsafe supported/unsupported "
        "mark/unmark more/less above/below first/last left/right online/offline accept/decline "
        "lock/unlock pin/unpin"
    ).split()
)


def opposed(one: str, other: str) -> bool:
    """Whether two replies that speak of the same contradict each other.

    >>> opposed("Please disable the filter first.", "Please enable the filter first.")
    True
    >>> opposed("You can sort them by name.", "You cannot sort them by name.")
    True
    >>> opposed("You can sort them by name.", "You could sort them by name, or by date.")
    False
    """
    others = [words for words in map(_words, _SENTENCE.split(other)) if words]
    for words in filter(None, map(_words, _SENTENCE.split(one))):
        near = max(others, key=lambda each: _share(words, each), default=frozenset[str]())
        if near and _share(words, near) >= _ALIKE and _excludes(words - near, near - words):
            return True
    return False


def _words(sentence: str) -> frozenset[str]:
    return frozenset(each.replace("’", "'") for each in _WORD.findall(sentence.casefold()))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)


def _excludes(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    if bool(mine & _NEGATIONS) != bool(theirs & _NEGATIONS):
        return True
    if any(pair & mine and pair & theirs and not pair <= mine for pair in _EXCLUDING):
        return True
    numbers = {each for each in mine if each[0].isdigit()}, {e for e in theirs if e[0].isdigit()}
    return bool(numbers[0] and numbers[1])
