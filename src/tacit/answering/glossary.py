"""Customers' own words for what an entry is about: a term, the entry it stands for, who said it.

Doors ask it. A term is learned by nothing of its own: past questions vote by their words, and this
reads off which words they agree on that the entry itself does not use. It knows no language.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.knowledge.words import spoken, stem
from tacit.share import Share

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import EntryId, MessageId
    from tacit.knowledge.library import Text

# Below five questions a word is chance; of so many in a hundred that have it the entry answered.
LEAST, MOST_OF_PERCENT = 5, 80
# And so many times as often as it answers all questions: else the word tells nothing.
LIFT = 2
_SHORTEST = 3


@dataclass(frozen=True)
class Asked:
    """One past question that was answered by citing: its words, its message, what was cited."""

    conversation: EntryId
    message: MessageId
    words: Sequence[str]
    cites: Sequence[EntryId]


@dataclass(frozen=True)
class Term:
    """A word that customers use for what an entry is about, which does not use it.

    `answered`: of the questions with the word, those that the entry answered; `witnesses` are
    those, the latest first.
    """

    word: str
    entry_id: EntryId
    answered: Share
    witnesses: Sequence[Asked]


def asked(learned: Learned) -> list[Asked]:
    """The past questions that vote now, in their order."""
    held = learned.exemplars
    return [
        Asked(each.entry_id, each.query[0], held.said[each.place], each.cites)
        for each in held.ordered
        if each.serves and each.cites and held.by_id.get(each.entry_id) is each
    ]


def glossary(questions: Sequence[Asked], texts: dict[EntryId, Text]) -> list[Term]:
    """The terms that past questions agree on, the most witnessed first.

    `texts` are those of the entries in service.
    """
    having = defaultdict[str, list[Asked]](list)
    for each in questions:
        for word in each.words:
            if len(word) >= _SHORTEST:
                having[word].append(each)
    usual = Counter(entry for each in questions for entry in each.cites)
    own = {entry: {stem(word) for word in _words(text)} for entry, text in texts.items()}
    found = list[Term]()
    for word, among in having.items():
        if len(among) < LEAST:
            continue
        for entry, n in Counter(entry for each in among for entry in each.cites).items():
            is_theirs = entry in own and stem(word) not in own[entry]
            is_most = n >= LEAST and 100 * n >= MOST_OF_PERCENT * len(among)
            if is_theirs and is_most and n * len(questions) >= LIFT * usual[entry] * len(among):
                witnesses = [each for each in reversed(among) if entry in each.cites]
                found.append(Term(word, entry, Share(n, len(among)), witnesses))
    return sorted(found, key=lambda each: (-each.answered.part, each.word, each.entry_id))


def _words(text: Text) -> Iterable[str]:
    yield from spoken(text.title)
    for passage in text.passages:
        yield from spoken(passage.heading)
        yield from spoken(passage.text)
