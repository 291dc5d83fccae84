"""What an agent did with a draft: how their words differ from it, how much, and of what sort.

`flows/drafts.py` logs it. The rule reads words alone: it tells a greeting from a number, and not
whether what was changed was wrong. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# So many words of either text are laid beside each other: more nobody writes by hand.
MOST = 1_000
_NO_WORD = re.compile(r"^\W+|\W+$")
_ALWAYS = re.compile(r"\d|://|@")
_GREETING = {"hi", "hello", "hey", "dear", "hallo", "liebe", "lieber", "hola", "bonjour", "ciao"}
# Words that carry manners or grammar, and no fact: by language, English, German, Spanish, French,
# Italian. A negation is none of them, nor is "must".
_NO_FACT = _GREETING | set(
    "thank thanks you your yours please sorry apologies apologise regards best kind kindly warm "
    "welcome happy glad cheers sincerely greetings great good day morning afternoon evening nice "
    "hope helps help feel free let know us me questions any further anything else wishes "
    "a an the and or but so to of in on at for from with by as is are was be been it its this that "
    "these those there here we our i i'm my im he she they them their can could would will may "
    "might just also then if when which what how do does did have has had very really quite "
    "danke bitte vielen dank guten tag grüße grüßen freundlichen viele entschuldigung herzlich "
    "der die das und oder ein eine ich du sie wir ihr ihre ist sind "
    "gracias por favor saludos estimado estimada disculpe el la los las un una y es son "
    "merci cordialement désolé bonne journée le les et est vous nous votre "
    "grazie cordiali saluti buongiorno prego il lo gli e di che".split()
)


@dataclass(frozen=True)
class Difference:
    """How a reply differs from a draft: counts of words, and the spans that changed.

    A span is [from, to, from, to] in words of the draft, then of the reply. `sort` is `same`,
    `tone` where only manners and grammar changed, `addition` or `removal` of what tells
    something, and `fact` where something telling stands for something else.
    """

    sort: str
    kept: int
    added: int
    removed: int
    spans: list[list[int]]


def difference(draft: str, reply: str) -> Difference:
    """How a reply differs from a draft, word by word; what has no letter or digit is no word.

    >>> found = difference("Open Billing and pay.", "Hi Ada, open Billing and pay.")
    >>> found.sort, found.kept, found.added, found.removed
    ('tone', 4, 2, 0)
    >>> difference("It takes 5 days.", "It takes 7 days.").sort
    'fact'
    >>> difference("Open Billing.", "Open Billing. Restart the router.").sort
    'addition'
    """
    before, after = words_of(draft), words_of(reply)
    bare = [[_bare(each) for each in words] for words in (before, after)]
    spans, kept = list[list[int]](), 0
    for what, *span in SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_opcodes():
        if what == "equal":
            kept += span[1] - span[0]
        else:
            spans.append(span)
    removed = [each for span in spans for each in _telling(bare[0], span[0], span[1])]
    added = [each for span in spans for each in _telling(bare[1], span[2], span[3])]
    is_same = not spans and draft.split() == reply.split()
    sort = "same" if is_same else _sort(is_added=bool(added), is_removed=bool(removed))
    return Difference(sort, kept, len(after) - kept, len(before) - kept, spans)


def words_of(text: str) -> list[str]:
    """The words of a text as they stand in it, the first of many."""
    return [each for each in text.split() if _bare(each)][:MOST]


def _bare(word: str) -> str:
    return _NO_WORD.sub("", word).casefold()


def _sort(*, is_added: bool, is_removed: bool) -> str:
    if is_added and is_removed:
        return "fact"
    if is_added:
        return "addition"
    return "removal" if is_removed else "tone"


def _telling(words: list[str], begins: int, ends: int) -> list[str]:
    """Those of a span that tell something; whom a greeting greets tells nothing."""
    return [
        words[place]
        for place in range(begins, ends)
        if _ALWAYS.search(words[place])
        or not (words[place] in _NO_FACT or (place and words[place - 1] in _GREETING))
    ]
