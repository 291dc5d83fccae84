"""Whom to send a matter to, and the ways that resolved it, from the courses of conversations.

Doors ask it, with what `flows/measure.py` keeps counted. It reads only: nobody is assigned
anything by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from tacit.events import EntryId, IntentId, PersonId, WorkspaceId
from tacit.learners.routing import LEAST, Routing, Suggestion, Tally, together
from tacit.metrics.paths import Paths, paths_of
from tacit.metrics.sides import sides_of
from tacit.share import Share

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.port import Port
    from tacit.metrics.course import Course
    from tacit.metrics.courses import Courses
    from tacit.metrics.steps import Ending

_HOURS, _DAYS = 60, 60 * 24


class Counted(Protocol):
    """What is counted of a workspace, as of a position of its log."""

    courses: Courses
    routing: Routing
    teams: Routing
    assistant: Routing

    @property
    def week(self) -> int:
        """The log's last week since 1970."""


@dataclass(frozen=True)
class Soonest:
    """The agent who resolves such matters soonest, with everything that says so."""

    agent_id: PersonId
    name: str
    found: Suggestion
    assistant: Tally | None = None

    @property
    def n(self) -> int:
        """Cases that it rests on, the agent's and all others'."""
        return self.found.own.n + self.found.others.n

    @property
    def reason(self) -> str:
        """Why, in one sentence with its counts."""
        own, others, assistant = self.found.own, self.found.others, self.assistant
        beside = ""
        if assistant is not None and assistant.n >= LEAST:
            held = f"{assistant.held} of {assistant.n}"
            beside = f"; the assistant {held}, half within {span(assistant.median)}"
        return (
            f"{self.name} resolves these soonest: {own.held} of {own.n} held, half of them within "
            f"{span(own.median)}; others {others.held} of {others.n}, half within "
            f"{span(others.median)} (n = {self.n}){beside}"
        )


@dataclass(frozen=True)
class Side:
    """What the assistant, or all agents together, did about an intent: what its replies resolved,
    and of the conversations with one how many for good."""

    tally: Tally = field(default_factory=lambda: together(()))
    resolved: Share = field(default_factory=lambda: Share(0, 0))

    @property
    def is_told(self) -> bool:
        """Whether enough is known to compare it."""
        return min(self.tally.n, self.resolved.whole) >= LEAST


@dataclass(frozen=True)
class Handled:
    """Both sides of an intent. Nobody is assigned anything by it, and no mode is set."""

    assistant: Side = field(default_factory=Side)
    agents: Side = field(default_factory=Side)

    @property
    def faster(self) -> Literal["agents", "assistant", ""]:
        """Which of the two is faster beyond what chance would do: the medians' intervals lie apart;
        '' where neither is, or too little is known."""
        agents, assistant = self.agents.tally, self.assistant.tally
        if not self._is_told:
            return ""
        if agents.between[1] < assistant.between[0]:
            return "agents"
        return "assistant" if assistant.between[1] < agents.between[0] else ""

    @property
    def oftener(self) -> Literal["agents", "assistant", ""]:
        """Which of the two resolves it oftener, likewise: the difference's interval is above 0."""
        if not self._is_told:
            return ""
        _, low, high = self.agents.resolved.above(self.assistant.resolved)
        return "agents" if low > 0 else "assistant" if high < 0 else ""

    @property
    def is_for_agents(self) -> bool:
        """Whether both speak for agents: a reason to set the intent's mode."""
        return self.faster == self.oftener == "agents"

    @property
    def _is_told(self) -> bool:
        return self.assistant.is_told and self.agents.is_told

    @property
    def reason(self) -> str:
        """What both did, in a sentence or two; '' where either resolved nothing."""
        if not (self.assistant.tally.n and self.agents.tally.n):
            return ""
        told = f"{_side(self.assistant, 'The assistant')}; {_side(self.agents, 'agents')}"
        if not self._is_told:
            return f"{told}; from {LEAST} of either on they are compared"
        beyond = [words for words in (_FASTER[self.faster], _OFTENER[self.oftener]) if words]
        if not beyond:
            return f"{told}. Neither differs beyond what chance would do"
        return f"{told}. Beyond what chance would do, {' and '.join(beyond)}"


_FASTER = {"agents": "agents are faster", "assistant": "the assistant is faster", "": ""}
_OFTENER = {
    "agents": "agents resolve it oftener",
    "assistant": "the assistant resolves it oftener",
    "": "",
}


def handled_of(counted: Counted, intents: Collection[IntentId]) -> dict[IntentId, Handled]:
    """What the assistant and what agents did about each of these intents."""
    resolved = sides_of(counted.courses, intents)
    return {
        intent: Handled(
            Side(together(counted.assistant.tallies(intent).values()), resolved[intent].assistant),
            Side(together(counted.routing.tallies(intent).values()), resolved[intent].agents),
        )
        for intent in intents
    }


def _side(side: Side, name: str) -> str:
    resolved = f"{name} resolved {held_in_words(side.resolved)} for good"
    return f"{resolved}, half within {soon_in_words(side.tally)}"


@dataclass(frozen=True)
class Row:
    """What one agent resolved of an intent, or all those together of whom too little is known."""

    name: str
    tally: Tally
    people: int = 1


def soonest(
    port: Port, workspace: WorkspaceId, counted: Counted, intents: Sequence[IntentId]
) -> dict[IntentId, Soonest]:
    """Who resolves each of these intents soonest, where that can be said."""
    found = {each: counted.routing.predict(each, counted.week) for each in intents}
    said = {intent: each for intent, each in found.items() if each is not None}
    names = names_of(port, workspace, [PersonId(each.agent) for each in said.values()])
    return {
        intent: Soonest(
            PersonId(each.agent),
            names[PersonId(each.agent)],
            each,
            counted.assistant.tallies(intent).get(""),
        )
        for intent, each in said.items()
    }


def team_of(
    port: Port, workspace: WorkspaceId, counted: Counted, intent: IntentId
) -> Soonest | None:
    """The team that resolves an intent soonest, where that can be said."""
    found = counted.teams.predict(intent, counted.week)
    if found is None:
        return None
    known = port.store.externals_of(workspace, [found.agent])
    name = next((name for _, kind, name in known if kind == "team"), "a team")
    return Soonest(PersonId(found.agent), f"Team {name}", found)


def counts_in_words(counts: Sequence[int]) -> str:
    """What a team was chosen by, as the event has it; "" where an agent chose.

    >>> counts_in_words([12, 12, 15, 24, 20, 127])
    'resolves these soonest: 12 of 12 held, half within 15 minutes; others 20 of 24, half within \
2 hours (n = 36)'
    """
    if not counts:
        return ""
    n, held, median, others, others_held, others_median = counts
    return (
        f"resolves these soonest: {held} of {n} held, half within {span(median)}; others "
        f"{others_held} of {others}, half within {span(others_median)} (n = {n + others})"
    )


def names_of(port: Port, workspace: WorkspaceId, ids: Sequence[PersonId]) -> dict[PersonId, str]:
    """What agents are called: by name, else as the other system calls them."""
    if not ids:
        return {}
    people = port.store.people(workspace, ids)
    elsewhere = {id: name for id, kind, name in port.store.externals_of(workspace, ids)}
    return {
        each: (people[each].name if each in people else "") or elsewhere.get(each) or "an agent"
        for each in ids
    }


def rows_of(port: Port, workspace: WorkspaceId, counted: Counted, intent: IntentId) -> list[Row]:
    """What each agent resolved of an intent, by name, and last all of whom too little is known."""
    tallies = counted.routing.tallies(intent)
    enough = [PersonId(each) for each, tally in tallies.items() if tally.n >= LEAST]
    names = names_of(port, workspace, enough)
    rows = [Row(names[each], tallies[each]) for each in enough]
    few = [tally for agent, tally in tallies.items() if PersonId(agent) not in names]
    rows.sort(key=lambda each: each.name.lower())
    if few:
        rows.append(Row("", together(few), len(few)))
    return rows


def verdict(found: Soonest | None, rows: Sequence[Row]) -> str:
    """What these cases say, in one sentence: whom, or why nobody."""
    if found is not None:
        return found.reason
    if not any(row.name for row in rows):
        return f"Nobody resolved {LEAST} of these yet: too few to compare"
    return "Nobody resolves these sooner than the others beyond what chance would do"


def ways_of(courses: Iterable[Course], intents: Collection[IntentId]) -> dict[IntentId, Paths]:
    """The ways that resolved matters of each of these intents."""
    endings: dict[IntentId, list[Ending]] = {each: [] for each in intents}
    for course in courses:
        if course.endings and course.intent_id and course.intent_id in endings:
            endings[course.intent_id].extend(course.endings)
    return {intent: paths_of(each) for intent, each in endings.items()}


_STEPS = {
    "asked": "assistant asked back",
    "answered": "assistant answered",
    "handed_over": "handed over",
    "agent_asked": "agent asked back",
    "replied": "agent replied",
    "complained": "customer said it did not help",
    "resolved": "resolved",
}
_FROM = {"answered": "from", "replied": "citing"}


def told(learned: Learned, steps: Sequence[tuple[str, EntryId | None]]) -> list[str]:
    """A way in words, a step each."""
    return [_step(learned, what, entry) for what, entry in steps]


def _step(learned: Learned, what: str, entry: EntryId | None) -> str:
    if entry is None or what not in _FROM:
        return _STEPS[what]
    live = learned.library.live.get(entry)
    named = f"“{live.text.title}”" if live else "an entry that is gone"
    if live is None and entry in learned.exemplars.by_id:
        named = "an agent’s earlier reply"
    return f"{_STEPS[what]} {_FROM[what]} {named}"


def held_in_words(held: Share) -> str:
    """A share that held with its 95% interval.

    >>> held_in_words(Share(12, 14))
    '12 of 14 (60% – 96%)'
    """
    low, high = (round(100 * each) for each in held.interval())
    return f"{held.part} of {held.whole} ({low}% – {high}%)"


def soon_in_words(tally: Tally) -> str:
    """The median time and its 95% interval."""
    low, high = map(span, tally.between)
    return f"{span(tally.median)} ({low} – {high})"


def span(minutes: int) -> str:
    """A length of time in words, in the largest unit that leaves at least two of it.

    What took less than a minute was within one.

    >>> span(0), span(25), span(180), span(60 * 72)
    ('1 minute', '25 minutes', '3 hours', '3 days')
    """
    for unit, name in ((_DAYS, "days"), (_HOURS, "hours")):
        if minutes >= 2 * unit:
            return f"{minutes / unit:.0f} {name}"
    return f"{minutes} minutes" if minutes > 1 else "1 minute"
