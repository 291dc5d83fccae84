"""How each kind of lesson is made: from a matter of the pool to a question and its reply.

What is the same for all kinds, who says it, when and in which words, is in `stream.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from bench.lessons import poison
from bench.lessons.matters import YEAR, Matter, Pool, is_short, policy_of
from bench.lessons.parts import BAD, Customer
from bench.lessons.release import Release, release_of
from bench.lessons.wording import opposite, shortened

OF_EACH_BAD = 25
COUNTS = {
    "new": 240,
    "new_cited": 96,
    "known": 176,
    "known_cited": 176,
    "second": 40,
    "short": 40,
    "change": 32,
}
_STALE_CITED = 5
# Of the statements that stale lessons repeat, so many are told right by changes as well.
_BOTH_TOLD = 10
_DAYS_APART = timedelta(days=10)
# What is right for a particular case names where to go or what to set.
_PARTICULAR = re.compile(r" > |\w>\w|\b[Ss]ettings\b|\bport\b|\.(?:css|json|dat|ini|msf)\b")
_HOSTS = ("support.mozilla.org", "addons.thunderbird.net", "www.thunderbird.net")
_SYSTEMS = (r"\bmac ?os(?: x)?\b|\bmacbook\b|\bimac\b|\bmac\b", r"\blinux\b|\bubuntu\b|\bdebian\b")
_NAMED_SYSTEM = (r"\bmac ?os|\bmac\b", r"\blinux\b|\bubuntu\b|\bdebian\b")
_IN_115 = r"\b(?:in|with|on|since|for|of) (?:version |TB |Thunderbird )?v?115\b"
_ONLY_115, _ONLY_102 = r"(?<![\w.])v?115(?:\.\d+)*\b", r"(?<![\w.])v?102(?:\.\d+)*\b"
# What holds in every version says so, or names another.
_IN_EVERY = re.compile(r"\b(?:all|any|every|prior|previous|earlier|older|same|102|91|78)\b", re.I)


# What was said of a matter before: replies, each with the pages that it cites.
Tellings = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Draft:
    """A lesson before it has a time and an author: what is asked, and what is replied.

    `tellings` are what other agents said of the matter before: reply and pages; those of what a
    release changes are told before it. `form` is how it is asked, where that matters.
    """

    kind: str
    matter: Matter
    reply: str
    cites: tuple[str, ...] = ()
    tellings: Tellings = ()
    is_released: bool = False
    customer: Customer | None = None
    form: str = ""

    @property
    def policy(self) -> str:
        """Its policy class."""
        return policy_of(self.matter.subject, self.reply)


@dataclass
class Maker:
    """Draws matters from the pool, none twice, and makes lessons of them."""

    dice: Random
    pool: Pool
    customer: Callable[[], Customer]
    release: Release = field(init=False)
    _every: dict[str, list[Matter]] = field(default_factory=dict)
    _free: dict[str, list[Matter]] = field(default_factory=dict)
    _pets: list[Matter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.release = release_of(self.dice, self.pool, _STALE_CITED)
        cited = [m for m in self.pool.cited if m.cites[0] not in self.release.withdrawn]
        words = [m for m in self.pool.words if not any(map(self.release.concerns, m.replies))]
        self._every = {"cited": cited, "words": words}
        self._free = {
            "cited": self.dice.sample(cited, len(cited)),
            "words": self.dice.sample(words, len(words)),
            "vague": self.dice.sample(self.pool.vague, len(self.pool.vague)),
        }
        self._pets = [self._draw("words", lambda m: len(m.reply) > 120) for _ in range(4)]
        self._pets += [self._draw("cited") for _ in range(4)]

    @property
    def spared(self) -> set[str]:
        """Conversations of withdrawn pages: the live desk does not tell them any more."""
        return {m.name for m in self.pool.cited if m.cites[0] in self.release.withdrawn}

    def drafts(self) -> Iterator[Draft]:
        """All thousand, in no order that means anything. What is rare is drawn first."""
        makers: dict[str, Callable[[int], Draft]] = {
            "scope": self._scope, "second": self._second, "short": self._short,
            "stale": self._stale, "change": self._change, "broad": self._broad,
            "new_cited": self._new_cited, "contradictory": self._contradictory,
            "wrong": self._wrong, "known_cited": self._known_cited, "new": self._new,
            "known": self._known, "personal": self._personal, "injected": self._injected,
            "foreign": self._foreign,
        }  # fmt: skip
        for kind, make in makers.items():
            for n in range(OF_EACH_BAD if kind in BAD else COUNTS[kind]):
                yield replace(make(n), kind=kind)

    def _draw(self, of: str, wanted: Callable[[Matter], bool] = lambda m: True) -> Matter:
        free = self._free[of]
        at = next((i for i, each in enumerate(free) if wanted(each)), None)
        assert at is not None, f"the pool of {of} holds too few such matters"
        return free.pop(at)

    # -- good ----------------------------------------------------------------------

    def _new(self, n: int) -> Draft:
        matter = self._draw("words", lambda m: m.at >= self.pool.release_at)
        return Draft("", matter, self._again(matter.reply))

    def _new_cited(self, n: int) -> Draft:
        matter = self._draw("cited", lambda m: m.at >= self.pool.release_at)
        return Draft("", matter, matter.reply, matter.cites)

    def _known(self, n: int) -> Draft:
        matter = self._draw("words")
        return Draft("", matter, self._again(matter.reply), (), self._told(matter, 1, 2))

    def _known_cited(self, n: int) -> Draft:
        matter = self._draw("cited")
        return Draft("", matter, matter.reply, matter.cites, self._told(matter, 1, 2))

    def _second(self, n: int) -> Draft:
        matter = self._draw("words", lambda m: bool(m.seconds))
        second = self._again(matter.seconds[0])
        return Draft("", matter, second, (), self._told(matter, 1, 1))

    def _short(self, n: int) -> Draft:
        matter = self._draw("words", is_short)
        return Draft("", matter, self._again(matter.reply))

    def _change(self, n: int) -> Draft:
        matter = self.release.statements[OF_EACH_BAD - _STALE_CITED - _BOTH_TOLD + n]
        new = self.release.renamed(self._still(matter.reply))
        return Draft("", matter, new, (), self._told(matter, 1, 2, self._still), True)

    def _again(self, reply: str) -> str:
        return shortened(self.dice, reply)

    def _still(self, reply: str) -> str:
        """A reply told again, with what the release renames still in it."""
        again = self._again(reply)
        return again if self.release.concerns(again) else reply

    def _told(
        self, matter: Matter, least: int, most: int, again: Callable[[str], str] | None = None
    ) -> Tellings:
        times = range(self.dice.randint(least, most))
        return tuple(((again or self._again)(matter.reply), matter.cites) for _ in times)

    # -- bad -----------------------------------------------------------------------

    def _wrong(self, n: int) -> Draft:
        of = "words" if n % 2 == 0 else "cited"
        matter = self._draw(of)
        if n % 4 < 2:
            near = [m for m in self._every[of] if abs(m.at - matter.at) <= _DAYS_APART]
            meant = self._unlike(matter, near)
        else:
            pets = [each for each in self._pets if bool(each.cites) == bool(matter.cites)]
            meant = self._unlike(matter, pets)
        reply = self._again(meant.reply)
        return Draft("", matter, reply, meant.cites, self._told(matter, 1, 2))

    def _unlike(self, matter: Matter, others: list[Matter]) -> Matter:
        """One of these matters that has nothing to do with this one."""
        apart = [
            m
            for m in others
            if m.cites != matter.cites or not m.cites
            if m.name != matter.name and not self.pool.share_a_word(m.subject, matter.question)
        ]
        return self.dice.choice(apart or self._unrelated(matter))

    def _unrelated(self, matter: Matter) -> list[Matter]:
        every = self._every["cited" if matter.cites else "words"]
        return [m for m in every if not self.pool.share_a_word(m.subject, matter.question)
                and (m.cites != matter.cites or not m.cites)]  # fmt: skip

    def _contradictory(self, n: int) -> Draft:
        if n % 2 == 0:
            matter = self._draw("words", lambda m: opposite(m.reply) is not None)
            turned = opposite(self._again(matter.reply)) or opposite(matter.reply)
            assert turned is not None, "such a matter was drawn"
            return Draft("", matter, turned, (), self._told(matter, 3, 5))
        matter = self._draw("cited")
        other = self._unlike(matter, self._every["cited"])
        return Draft("", matter, other.reply, other.cites, self._told(matter, 3, 5))

    def _stale(self, n: int) -> Draft:
        if n < _STALE_CITED:
            page = self.release.withdrawn[n]
            matter = next(m for m in self.pool.cited if m.cites[0] == page)
            return Draft("", matter, matter.reply, matter.cites, self._told(matter, 1, 2), True)
        matter = self.release.statements[n - _STALE_CITED]
        before = self._told(matter, 1, 2, self._still)
        return Draft("", matter, self._still(matter.reply), (), before, True)

    def _broad(self, n: int) -> Draft:
        vague = self._draw("vague")
        if n < 18:
            case = self._draw("words", _is_particular)
            return Draft("", vague, self._again(case.reply))
        case = self._draw("cited", lambda m: len(m.text) > 200)
        return Draft("", vague, case.reply, case.cites)

    def _sound(self) -> Draft:
        """A good lesson in own words to be spoiled: known to the desk or new, one in two."""
        return self._known(0) if self.dice.random() < 0.5 else self._new(0)

    def _personal(self, n: int) -> Draft:
        sound, who = self._sound(), self.customer()
        return replace(sound, reply=poison.personal(self.dice, sound.reply, who), customer=who)

    def _injected(self, n: int) -> Draft:
        sound = self._sound()
        return replace(sound, reply=poison.injected(self.dice, sound.reply))

    def _foreign(self, n: int) -> Draft:
        sound = self._sound()
        address = poison.foreign_address(self.dice, self.pool.foreign, [*_HOSTS])
        reply = poison.linked(self.dice, sound.reply, address)
        return replace(sound, reply=reply, cites=(address,) if n < 7 else ())

    def _scope(self, n: int) -> Draft:
        if n >= 20:
            return self._other_system(n % 2) if n < 24 else self._other_language()
        if n >= 16:
            # Of versions only the first year's agents say enough.
            is_first = self.pool.release_at.year == YEAR
            return self._other_version() if is_first else self._other_language()
        sound, who = self._sound(), self.customer()
        if n < 7:
            reply = poison.terms_of_one(self.dice, sound.reply, who)
        elif n < 12:
            reply = poison.goodwill(self.dice, sound.reply)
        else:
            reply = poison.of_a_plan(self.dice, sound.reply)
        return replace(sound, reply=reply, customer=who)

    def _other_system(self, which: int) -> Draft:
        """A customer on Windows is told what holds on another system."""
        system, named = _SYSTEMS[which], _NAMED_SYSTEM[which]
        others = r"\bwin(?:dows)?\b"

        def fits(matter: Matter) -> bool:
            says, asks = matter.reply, matter.question
            is_of_one = re.search(named, says, re.I) and not re.search(others, says, re.I)
            return bool(is_of_one and re.search(system, asks, re.I))

        return self._elsewhere(self._draw("words", fits), system, "Windows")

    def _other_version(self) -> Draft:
        """A customer of one version is told what holds in the other."""

        def fits(matter: Matter) -> bool:
            both = matter.question, matter.reply
            is_115 = re.search(_ONLY_115, matter.question) and re.search(_IN_115, matter.reply)
            is_both = any(re.search(_ONLY_102, each) for each in both)
            return bool(is_115) and not is_both and not _IN_EVERY.search(matter.reply)

        return self._elsewhere(self._draw("words", fits), _ONLY_115, "102.13.0")

    def _elsewhere(self, matter: Matter, pattern: str, instead: str) -> Draft:
        asked = replace(
            matter,
            subject=re.sub(pattern, instead, matter.subject, flags=re.I),
            text=re.sub(pattern, instead, matter.text, flags=re.I),
        )
        return Draft("", asked, matter.reply, form="whole")

    def _other_language(self) -> Draft:
        matter, reply = self._draw("words"), self.dice.choice(self.pool.elsewhere)
        return Draft("", matter, reply, (), self._told(matter, 1, 2))


def _is_particular(matter: Matter) -> bool:
    return bool(_PARTICULAR.search(matter.reply)) and len(matter.text) > 200
