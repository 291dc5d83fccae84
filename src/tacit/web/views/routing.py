"""Who resolves a matter soonest, and the ways that resolved it, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import ConversationId, IntentId, WorkspaceId
from tacit.flows import asking, routing
from tacit.flows.routing import span

if TYPE_CHECKING:
    from tacit.flows.routing import Soonest
    from tacit.learners.routing import Tally
    from tacit.web.shared import Shared

_WAYS = 5


@dataclass(frozen=True)
class Agents:
    """One agent, several together, or the assistant, in words: what they resolved, held, and how
    soon."""

    name: str
    resolved: int
    held: str
    soon: str


@dataclass(frozen=True)
class Way:
    """One sequence of steps in words, with its counts."""

    steps: Sequence[str]
    resolved: int
    held: str
    soon: str


@dataclass(frozen=True)
class Started:
    """Conversations that began alike, in words: resolved within so few turns, and how many came
    back."""

    name: str
    n: int
    soon: str
    turns: int | None
    back: int


@dataclass(frozen=True)
class Strategy:
    """How an intent begins, with a question or with an answer, and what says so."""

    verdict: str
    within: int
    started: Sequence[Started]
    asks_first: bool
    question: str | None


@dataclass(frozen=True)
class Resolved:
    """How matters of an intent were resolved; `others` went ways that were gone too seldom.

    `both` says what the assistant did beside agents, '' where either resolved nothing.
    """

    verdict: str
    agents: Sequence[Agents]
    ways: Sequence[Way]
    others: int
    strategy: Strategy
    both: str
    is_for_agents: bool
    team: str


def soonest_for(shared: Shared, workspace: WorkspaceId, conversation_id: str) -> Soonest | None:
    """Whom to send a conversation to that waits for agents; None where it does not, or where
    too little is known."""
    with shared.app.measures.at_hand(workspace) as counted:
        course = counted and counted.courses.by_id.get(ConversationId(conversation_id))
        if not counted or not course or not course.waits or course.intent_id is None:
            return None
        found = routing.soonest(shared.port, workspace, counted, [course.intent_id])
        return found.get(course.intent_id)


def resolved_of(shared: Shared, workspace: WorkspaceId, intent: IntentId) -> Resolved:
    """How matters of an intent were resolved, by whom and in which ways."""
    with shared.app.measures.counted(workspace) as counted:
        found = routing.soonest(shared.port, workspace, counted, [intent]).get(intent)
        rows = routing.rows_of(shared.port, workspace, counted, intent)
        handled = routing.handled_of(counted, [intent])[intent]
        team = routing.team_of(shared.port, workspace, counted, intent)
        ways = routing.ways_of(counted.courses, [intent])[intent]
    with shared.port.learned(workspace) as learned:
        told = [routing.told(learned, each.steps) for each in ways.listed[:_WAYS]]
    return Resolved(
        routing.verdict(found, rows),
        [_told(each.name or _others(each.people), each.tally) for each in rows]
        + [_told("The assistant", each) for each in [handled.assistant.tally] if each.n],
        [
            Way(steps, way.held.whole, routing.held_in_words(way.held), span(way.minutes))
            for steps, way in zip(told, ways.listed, strict=False)
        ],
        ways.others + sum(each.held.whole for each in ways.listed[_WAYS:]),
        _strategy(shared, workspace, intent),
        handled.reason,
        handled.is_for_agents,
        team.reason if team else "",
    )


def _told(name: str, tally: Tally) -> Agents:
    held, soon = routing.held_in_words(tally.share), routing.soon_in_words(tally)
    return Agents(name, tally.n, held, soon)


def _strategy(shared: Shared, workspace: WorkspaceId, intent: IntentId) -> Strategy:
    found, question = asking.strategy(shared.port, workspace, intent)
    return Strategy(
        asking.verdict(found),
        found.within,
        [
            Started(name, arm.n, asking.within_in_words(arm), arm.median_turns, arm.back)
            for name, arm in (("asked something back", found.ask), ("answered", found.answer))
        ],
        found.asks_first,
        question,
    )


def _others(people: int) -> str:
    return "one with fewer" if people == 1 else f"{people} with fewer, together"
