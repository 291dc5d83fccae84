"""The release on the first of July: what the product calls differently from then on.

It renames things that the help centre tells to choose or press, and withdraws a few pages. So
what agents said of such a thing was right, word for word, and is not any more. Things that
nearly every reply names stay as they are.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from random import Random

from bench.lessons.matters import Matter, Pool
from tacit.history import Article

# A thing in the product: what a text tells to select, choose, click or press, or a menu's end,
# of two words at least.
_THING = re.compile(
    r"(?:\b[Ss]elect|\b[Cc]hoose|\b[Cc]lick(?: on)?|\b[Pp]ress|>)\s+(?:the\s+)?"
    r"([A-Z][a-z]+(?: (?:& )?[A-Z][a-z]+){1,3})"
)
_OTHERS_THINGS = re.compile(r"Thunderbird|Mozilla|Google|Windows|Task|Mac|Finder|Start")
_MOST_REPLIES = 8
_NEW_WORDS = ("Centre", "Panel", "Overview", "Workbench", "Chooser", "Desk", "Board", "Studio")
_WITHDRAWN_CITED = 3


@dataclass(frozen=True)
class Release:
    """What it renames, which matters' replies name that, and which pages it withdraws."""

    names: dict[str, str]
    statements: list[Matter]
    withdrawn: list[str]

    def concerns(self, text: str) -> bool:
        """Whether a text names anything that it renames."""
        return any(_named(thing).search(text) for thing in self.names)

    def renamed(self, text: str) -> str:
        """A text with the new names in it, the longest first."""
        for thing in sorted(self.names, key=lambda each: (-len(each), each)):
            text = _named(thing).sub(self.names[thing], text)
        return text

    def articles(self, pool: Pool) -> list[Article]:
        """The articles that it changes or withdraws, as it leaves them."""
        found = list[Article]()
        for page in pool.articles:
            title, text = self.renamed(page.title), self.renamed(page.markdown)
            if page.external_id in self.withdrawn:
                found.append(replace(page, at=pool.release_at, is_withdrawn=True))
            elif (title, text) != (page.title, page.markdown):
                found.append(replace(page, title=title, markdown=text, at=pool.release_at))
        return found


def release_of(dice: Random, pool: Pool, withdrawals: int) -> Release:
    """The release of one stream: all things that few replies name get another name."""
    things = sorted({name for each in pool.articles for name in _THING.findall(each.markdown)})
    names = dict[str, str]()
    matters = dict[str, Matter]()
    for thing in things:
        naming = [m for m in pool.words if _named(thing).search(m.reply)]
        if _OTHERS_THINGS.search(thing) or not 1 <= len(naming) <= _MOST_REPLIES:
            continue
        names[thing] = f"{thing.rsplit(' ', 1)[0]} {dice.choice(_NEW_WORDS)}"
        matters |= {each.name: each for each in naming}
    told = dice.sample([*matters.values()], len(matters))
    return Release(names, told, _withdrawn(dice, pool, withdrawals))


@functools.cache
def _named(thing: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(thing)}\b")


def _withdrawn(dice: Random, pool: Pool, wanted: int) -> list[str]:
    """Pages that were cited a few times."""
    counts = dict[str, int]()
    for matter in pool.cited:
        counts[matter.cites[0]] = counts.get(matter.cites[0], 0) + 1
    known = {each.external_id for each in pool.articles}
    few = sorted(s for s, n in counts.items() if n <= _WITHDRAWN_CITED and s in known)
    return dice.sample(few, wanted)
