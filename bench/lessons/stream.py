"""Puts lessons, what was told before them and the desk's own year into one order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.lessons.kinds import Draft, Maker
from bench.lessons.matters import YEAR, Matter, Pool, pool_of
from bench.lessons.parts import BAD, Customer, Reply, Step, Stream, Truth
from bench.lessons.wording import FORMS, asked, told
from tacit.history import Conversation, Message

_AGENTS = (
    "Aisha Bell", "Bram Coster", "Carla Duarte", "Deniz Erkin", "Elin Frost", "Farid Gassem",
    "Greta Holm", "Hugo Ilves", "Iris Jansen", "Joris Keller", "Kemal Lund", "Lucia Marek",
    "Milan Novak", "Nora Ostberg", "Otis Pereira", "Petra Quist", "Ravi Sandhu", "Sofia Tamm",
    "Tomas Urban", "Vera Wolff",
)  # fmt: skip
_FIRST = (
    "Alice Bruno Chloe David Edith Felix Gina Harold Ivy Jacob Karen Leon Maria Nigel Olive Paul "
    "Quentin Rosa Simon Tina Ulrich Vanessa Walter Xenia Yusuf Zoe"
).split()
_LAST = (
    "Abbott Barlow Carver Denholm Eastman Farrow Garnett Hollis Irving Jessop Kershaw Lomax "
    "Merton Norland Oakley Prentice Quigley Radford Selwyn Tolland Upton Varley Whitlow Yardley"
).split()
_COMPANIES = (
    "Alder Freight", "Bexley Tools", "Corvane", "Dunmore Press", "Ellery Foods", "Fennick Labs",
    "Gantry Works", "Hartwell Clinics", "Inverloch", "Juniper Mutual", "Kestrel Air", "Lowther",
)  # fmt: skip
_BEGINS_AFTER = timedelta(days=2)
_DAYS_BEFORE = 90
_PUBLISHED = 0.8
# The second agent says the same between an hour and five days later.
_LATER_SECONDS = (3600, 5 * 86_400)


def stream(folder: Path, seed: int, year: int = YEAR) -> Stream:
    """The year of a desk with its thousand lessons, the same for the same seed."""
    pool = pool_of(folder, year)
    return Telling(Random(f"lessons {seed}"), pool).stream()


@dataclass
class Telling:
    """One stream being put together."""

    dice: Random
    pool: Pool
    _people: int = 0
    _steps: list[Step] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def stream(self) -> Stream:
        maker = Maker(self.dice, self.pool, self._customer)
        drafts = self.dice.sample(list(maker.drafts()), 1000)
        authors = self._authors(drafts)
        for number, draft in enumerate(drafts):
            self._tell(number, draft, authors[number])
        self._used |= maker.spared
        self._steps += self._background()
        before = [each for each in self._steps if each.at < self.pool.release_at]
        after = [each for each in self._steps if each.at >= self.pool.release_at]
        return Stream(
            self.pool.articles,
            sorted([*self._history(), *map(_row, before)], key=_begun),
            self.pool.release_at,
            maker.release.articles(self.pool),
            sorted(after, key=lambda each: (each.at, each.customer.external_id)),
            [*_AGENTS],
        )

    def _authors(self, drafts: list[Draft]) -> list[str]:
        """Who gives each lesson: every agent as many bad and as many good ones."""
        order = {True: list[int](), False: list[int]()}
        for number, draft in enumerate(drafts):
            order[draft.kind in BAD].append(number)
        found = dict[int, str]()
        for numbers in order.values():
            for place, number in enumerate(self.dice.sample(numbers, len(numbers))):
                found[number] = _AGENTS[place % len(_AGENTS)]
        return [found[number] for number in range(len(drafts))]

    def _customer(self) -> Customer:
        self._people += 1
        first, last = self.dice.choice(_FIRST), self.dice.choice(_LAST)
        email = f"{first}.{last}{self._people}@mail{self.dice.randint(1, 9)}.example".lower()
        company = self.dice.choice(_COMPANIES) if self.dice.random() < 0.5 else ""
        return Customer(f"customer-{self._people}", f"{first} {last}", email, company)

    def _tell(self, number: int, draft: Draft, author: str) -> None:
        """The lesson's own conversation, what was told before it, and who says it after."""
        truth = Truth(number, draft.kind, draft.policy)
        begins_at = self.pool.release_at + _BEGINS_AFTER
        span = (datetime(begins_at.year, 12, 31, tzinfo=UTC) - begins_at).total_seconds()
        at = begins_at + timedelta(seconds=self.dice.randrange(int(span)))
        forms = self.dice.sample(FORMS, len(FORMS))
        is_original = draft.kind in ("new", "new_cited", "short")
        form = "whole" if is_original else draft.form or forms[0]
        is_published = bool(draft.cites) or self.dice.random() < _PUBLISHED
        said = self._step(at, draft.matter, form, author, (draft.reply, draft.cites))
        said = self._with(said, truth, draft, publish=is_published and not draft.cites)
        self._steps.append(said)
        self._used.add(draft.matter.name)
        if not is_published:
            other = self.dice.choice([each for each in _AGENTS if each != author])
            later = at + timedelta(seconds=self.dice.randrange(*_LATER_SECONDS))
            again = self._step(later, draft.matter, forms[1], other, (draft.reply, ()))
            self._steps.append(self._with(again, truth, draft, publish=False))
        self._before(draft, at, author, forms[1:])

    def _with(self, step: Step, truth: Truth, draft: Draft, *, publish: bool) -> Step:
        reply = replace(step.reply, publish=publish)
        if draft.customer is None:
            return replace(step, reply=reply, truth=truth)
        return replace(step, reply=reply, truth=truth, customer=draft.customer)

    def _before(self, draft: Draft, at: datetime, author: str, forms: list[str]) -> None:
        """What other agents said of this matter earlier, each in another form."""
        others = self.dice.sample([a for a in _AGENTS if a != author], len(draft.tellings))
        latest = self.pool.release_at if draft.is_released else at
        for place, (told_before, other) in enumerate(zip(draft.tellings, others, strict=True)):
            ago = timedelta(seconds=self.dice.randrange(3600, _DAYS_BEFORE * 86_400))
            form = forms[place % len(forms)]
            step = self._step(latest - ago, draft.matter, form, other, told_before)
            is_published = not told_before[1] and self.dice.random() < 0.5
            self._steps.append(replace(step, reply=replace(step.reply, publish=is_published)))

    def _step(
        self, at: datetime, matter: Matter, form: str, agent: str, says: tuple[str, tuple[str, ...]]
    ) -> Step:
        customer = self._customer()
        subject, text = asked(matter, form)
        reply = told(self.dice, says[0], customer, agent.split()[0])
        return Step(at, subject, text, customer, Reply(agent, reply, says[1]))

    def _background(self) -> Iterator[Step]:
        """The desk's own conversations of the second half that cite a page, as they were."""
        for matter in self.pool.cited:
            if matter.at >= self.pool.release_at and matter.name not in self._used:
                agent = self.dice.choice(_AGENTS)
                yield self._step(matter.at, matter, "whole", agent, (matter.reply, matter.cites))

    def _history(self) -> list[Conversation]:
        """The first half of the year as it was."""
        return [each for each in self.pool.told if each.messages[0].at < self.pool.release_at]


def _row(step: Step) -> Conversation:
    """A telling of the first half, as a line of the history."""
    name, says = step.customer.external_id, step.reply
    replied_at = step.at + timedelta(hours=1)
    asks = Message(f"q-{name}", step.at, "customer", name, step.text)
    reply = Message(f"a-{name}", replied_at, "agent", says.agent, says.text, says.cites)
    return Conversation(f"telling-{name}", name, step.subject, (asks, reply), language="en")


def _begun(row: Conversation) -> tuple[datetime, str]:
    return row.messages[0].at, row.external_id
