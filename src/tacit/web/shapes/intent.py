"""An intent as callers see it: how many asked it, and what may be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tacit.answering import drift
from tacit.answering.asking_first import compared
from tacit.learners.drift import FALSE_ALARM_EVERY
from tacit.web.shapes.fields import Count, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tacit.answering.learned import Learned
    from tacit.events import IntentId
    from tacit.flows.routing import Handled as Sides
    from tacit.flows.routing import Side as Of
    from tacit.flows.routing import Soonest as Resolver
    from tacit.learners.asking import Arm, Compared
    from tacit.metrics.paths import Path

_WAYS = 5


class Started(Shape):
    """Conversations of an intent that began alike."""

    n: Count = Field(description="Conversations whose first reply was of this kind.")
    resolved: Count = Field(description="Of those, what was resolved for good.")
    resolved_within: Count = Field(description="Of those, within the turns that are compared.")
    came_back: Count = Field(description="Of those, whose customer came back after a resolution.")
    median_turns: Count | None = Field(description="The customer's turns up to the resolution.")
    interval: tuple[float, float] = Field(
        description="The 95% interval of the chance of being resolved within those turns."
    )


class Strategy(Shape):
    """Whether the next conversation of an intent begins with a question, and why."""

    chosen: Literal["ask_first", "answer"]
    within_turns: Count = Field(
        description="The turns that are compared: those that asking takes, half of the time."
    )
    odds: float = Field(description="To one, that asking resolves within them oftener.")
    asked: Started
    answered: Started
    question: str | None = Field(
        description="The agents' question that would be asked; null where two titles are asked "
        "of, or where it is answered."
    )


class Drift(Shape):
    """An intent's answers are wrong oftener than is usual of it."""

    first_day: str = Field(description="The first bad day, in UTC (`2024-03-01`).")
    judged_before: Count = Field(description="Answers before it, of the last two hundred or so.")
    bad_before: Count = Field(description="How many of those were wrong.")
    judged_since: Count
    bad_since: Count


class Soonest(Shape):
    """The agent who resolves such matters soonest, beyond what chance would say; nobody is
    assigned by it."""

    agent_id: str
    name: str
    n: Count = Field(description="Resolutions that it rests on, the agent's and all others'.")
    reason: str = Field(description="One sentence with the counts of both.")
    resolved: Count = Field(description="What this agent's replies resolved.")
    held: Count = Field(description="Of those, what nobody reopened or complained of.")
    median_minutes: Count = Field(description="From the handoff, or the opening; right to 5%.")
    others_resolved: Count
    others_held: Count
    others_median_minutes: Count
    assistant_resolved: Count = Field(description="What the assistant's replies resolved.")
    assistant_median_minutes: Count | None


class Side(Shape):
    """What the assistant, or all agents together, did about an intent."""

    resolved: Count = Field(description="Resolutions by a reply of it.")
    held: Count = Field(description="Of those, what nobody reopened or complained of.")
    median_minutes: Count | None = Field(
        description="From the handoff, or the opening; right to 5%. null before there is one."
    )
    between_minutes: tuple[int, int] | None = Field(description="The median's 95% interval.")
    conversations: Count = Field(
        description="With a reply of it: the assistant's once they ended, those of agents at once."
    )
    resolved_for_good: Count = Field(description="Of those, what it resolved and what held.")


class Handled(Shape):
    """The assistant beside agents; nobody is assigned anything by it, and no mode is set."""

    assistant: Side
    agents: Side
    faster: Literal["agents", "assistant", ""] = Field(
        description="Beyond chance, from ten of either on; empty where neither is."
    )
    oftener: Literal["agents", "assistant", ""] = Field(
        description="Who resolves it for good oftener, likewise."
    )
    reason: str = Field(description="One sentence with both medians; empty where either has none.")


class PathStep(Shape):
    """One step of a way, and the entry that was cited."""

    step: Literal[
        "asked", "answered", "handed_over", "agent_asked", "replied", "complained", "resolved"
    ]
    entry_id: str | None


class Way(Shape):
    """A sequence of steps that resolved matters of this intent."""

    steps: list[PathStep]
    resolved: Count
    held: Count = Field(description="Of those, what nobody reopened or complained of.")
    median_minutes: Count = Field(description="From the opening to the reply that resolved.")


class IntentListed(Shape):
    """Past questions that ask alike; its id never changes."""

    id: str
    name: str = Field(description="As an agent called it, else its questions' telling words.")
    is_named: bool = Field(description="Whether an agent named it.")
    questions: Count = Field(description="Past questions that are of it.")
    mode: Literal["observe", "draft", "auto"]
    has_own_mode: bool = Field(description="False where it follows what holds for all intents.")
    split_from: str | None = Field(description="The intent of which it is a part.")
    drift: Drift | None = Field(
        description="The alarm that is open of it; chance alone raises one in "
        f"{FALSE_ALARM_EVERY:,} judged answers at most."
    )
    soonest: Soonest | None = Field(description="null where nobody differs beyond chance.")
    handled: Handled
    strategy: Strategy = Field(description="How it begins, from ten conversations of either kind.")
    ways: list[Way] = Field(
        description="Those that resolved at least three, the fastest first; five at most."
    )


def intent_of(
    learned: Learned,
    intent: IntentId,
    told: tuple[Resolver | None, Sides],
    ways: Sequence[Path],
    question: str | None = None,
) -> IntentListed:
    """A live intent as callers see it."""
    held = learned.intents
    fall = drift.fall_of(learned, intent) if intent in learned.drift.alarmed else None
    return IntentListed(
        id=intent,
        name=learned.name_of(intent),
        is_named=intent in held.named,
        questions=len(held.members[intent]),
        mode=learned.mode_of(intent),
        has_own_mode=learned.own_mode(intent) is not None,
        split_from=held.whole.get(intent),
        drift=Drift.model_validate(fall, from_attributes=True) if fall else None,
        soonest=soonest_of(told[0]),
        handled=_handled(told[1]),
        strategy=strategy_of(compared(learned, intent), question),
        ways=[_way(each) for each in ways[:_WAYS]],
    )


def soonest_of(found: Resolver | None) -> Soonest | None:
    """Who resolves such matters soonest, as callers see it."""
    if found is None:
        return None
    own, others, assistant = found.found.own, found.found.others, found.assistant
    return Soonest(
        agent_id=found.agent_id,
        name=found.name,
        n=found.n,
        reason=found.reason,
        resolved=own.n,
        held=own.held,
        median_minutes=own.median,
        others_resolved=others.n,
        others_held=others.held,
        others_median_minutes=others.median,
        assistant_resolved=assistant.n if assistant else 0,
        assistant_median_minutes=assistant.median if assistant else None,
    )


def _handled(found: Sides) -> Handled:
    return Handled(
        assistant=_side(found.assistant),
        agents=_side(found.agents),
        faster=found.faster,
        oftener=found.oftener,
        reason=found.reason,
    )


def _side(found: Of) -> Side:
    tally = found.tally
    return Side(
        resolved=tally.n,
        held=tally.held,
        median_minutes=tally.median if tally.n else None,
        between_minutes=tally.between if tally.n else None,
        conversations=found.resolved.whole,
        resolved_for_good=found.resolved.part,
    )


def strategy_of(found: Compared, question: str | None) -> Strategy:
    """How an intent begins, as callers see it."""
    return Strategy(
        chosen="ask_first" if found.asks_first else "answer",
        within_turns=found.within,
        odds=round(found.odds, 3),
        asked=_started(found.ask),
        answered=_started(found.answer),
        question=question,
    )


def _started(arm: Arm) -> Started:
    low, high = arm.interval()
    return Started(
        n=arm.n,
        resolved=arm.resolved.part,
        resolved_within=arm.soon.part,
        came_back=arm.back,
        median_turns=arm.median_turns,
        interval=(round(low, 4), round(high, 4)),
    )


def _way(path: Path) -> Way:
    steps = [
        PathStep.model_validate({"step": what, "entry_id": entry}) for what, entry in path.steps
    ]
    return Way(
        steps=steps,
        resolved=path.held.whole,
        held=path.held.part,
        median_minutes=path.minutes,
    )
