"""The metrics as the contract sees them: worlds whose true share is known.

A new metric gets one `World` here; `test_metrics.py` refuses one without.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tacit.events import AccountId, DecisionId, EntryId
from tacit.metrics import ALL
from tacit.metrics.calibration import ONE
from tacit.metrics.churn import Churn, Reached
from tacit.metrics.course import (
    Corrected,
    Course,
    Decided,
    Draft,
    Drafted,
    Fact,
    HandedOff,
    Taken,
)
from tacit.metrics.effort import Effort
from tacit.metrics.handed import Handoff
from tacit.metrics.reply import Reply

EASY, HARD = Effort(turns=2), Effort(turns=2, rephrasings=1)
DAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
RIGHT, WRONG = EntryId("right"), EntryId("wrong")
ACME, LATER = AccountId("acme"), Reached(DAY + timedelta(days=31), tells_of_accounts=True)
LEFT = Churn(20, is_unresolved=True)
GIVEN = (Handoff(DAY, "low_confidence", "known_limit"),)
# So many confidences as a small desk sees; each several times.
CONFIDENCES = [ONE * n // 64 for n in range(20, 60)]


@dataclass(frozen=True)
class World:
    """One metric under contract: facts in which each of the whole is a part with chance `truth`."""

    name: str
    make: Callable[[], Any]
    fact: Callable[[random.Random, float], Fact]
    truths: tuple[float, ...] = (0.3, 0.9)

    def facts(self, seed: int, count: int, truth: float | None = None) -> list[Fact]:
        dice = random.Random(seed)
        return [self.fact(dice, self.truths[0] if truth is None else truth) for _ in range(count)]

    def told(self, facts: Sequence[Fact]) -> Any:
        """A metric that saw these facts."""
        metric = self.make()
        for each in facts:
            metric.see(each)
        return metric


def course(**fields: Any) -> Course:
    """A conversation; what a world does not name is as at its opening."""
    made = Course(1, DAY, "live", "web", None, None)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def taken(**fields: Any) -> Taken:
    """A decision to answer from the right entry; what a world does not name is plain."""
    plain = {"mode": "auto", "action": "answer", "confidence": ONE // 2, "ranked": (RIGHT,)}
    return Taken(DecisionId("d"), DAY, **(plain | fields))


def own(**fields: Any) -> Course:
    """A conversation that was the assistant's to answer."""
    return course(is_assistants=True, **fields)


def judged(cited: EntryId, **fields: Any) -> Course:
    """A conversation whose first decision an agent's citation judges."""
    return course(decisions=(taken(**fields),), cited=(cited,))


def ranked_at(k: int) -> Callable[[random.Random, float], Fact]:
    """Conversations that rank the cited entry at k, or nowhere."""
    filler = tuple(EntryId(f"other {n}") for n in range(4))

    def fact(dice: random.Random, truth: float) -> Fact:
        ranked = (*filler[: k - 1], RIGHT) if dice.random() < truth else filler
        return judged(RIGHT, ranked=ranked)

    return fact


def confident(dice: random.Random, gap: float) -> Fact:
    """A confidence that is right less often than it says, by this gap."""
    confidence = dice.choice(CONFIDENCES)
    is_right = dice.random() < confidence / ONE - gap
    return judged(RIGHT if is_right else WRONG, confidence=confidence)


def corrected(dice: random.Random, truth: float) -> Fact:
    """A correction that was taught at once, or after a minute."""
    waited = timedelta(milliseconds=90) if dice.random() < truth else timedelta(minutes=1)
    return Corrected(course(), Reply(1, DAY, DAY, True, DAY + waited))


def observed(dice: random.Random, truth: float) -> Fact:
    reward = 1000 if dice.random() < truth else 0
    return Decided(course(), taken(mode="observe", reward=reward))


def failed(dice: random.Random, truth: float) -> Fact:
    """A judged decision that failed, from one of two causes."""
    cause = dice.choice(["missing_article", "unknown_term"]) if dice.random() < truth else None
    return Decided(course(), taken(reward=0 if cause else 1000, found=cause))


def handed_off(dice: random.Random, truth: float) -> Fact:
    """A handoff of a conversation of the assistant's, after an answer that fell short or not."""
    sort = "fell_short" if dice.random() < truth else dice.choice(["known_limit", "asked_for"])
    return HandedOff(own(), Handoff(DAY, "low_confidence", sort))


def drafted(dice: random.Random, truth: float) -> Fact:
    """A draft that was sent, or edited or put aside."""
    outcome = "sent" if dice.random() < truth else dice.choice(["edited", "overridden"])
    return Drafted(course(), Draft(DAY, outcome, "fact"))


def resolved(how: str) -> Callable[[random.Random, float], Fact]:
    def fact(dice: random.Random, truth: float) -> Fact:
        return own(answers=1, resolution=how if dice.random() < truth else None)

    return fact


FACTS: dict[str, Callable[[random.Random, float], Fact]] = {
    "coverage": lambda dice, truth: own(answers=int(dice.random() < truth)),
    "containment": lambda dice, truth: own(handoffs=() if dice.random() < truth else GIVEN),
    "resolution_confirmed": resolved("confirmed"),
    "resolution_assumed": resolved("assumed"),
    "handoff": lambda dice, truth: own(handoffs=GIVEN if dice.random() < truth else ()),
    "handoff_fell_short": handed_off,
    "drafts_sent": drafted,
    "asked_fast": lambda dice, truth: own(answers=1, asked_fast=dice.random() < truth),
    "reopen_rate": lambda dice, truth: course(resolutions=1, reopenings=int(dice.random() < truth)),
    "churned": lambda dice, truth: course(
        account_id=ACME, log=LATER, churn=LEFT if dice.random() < truth else None
    ),
    "csat": lambda dice, truth: course(csat=4 if dice.random() < truth else 3),
    "csat_answer_rate": lambda dice, truth: course(
        agent_replies=1, csat=1 if dice.random() < truth else None
    ),
    "effort_low": lambda dice, truth: own(
        answers=1, resolution="assumed", effort=EASY if dice.random() < truth else HARD
    ),
    "ces": lambda dice, truth: course(effort=Effort(rated=3 if dice.random() < truth else 4)),
    "frustrated": lambda dice, truth: course(
        frustrations=(0, 2049) if dice.random() < truth else (2048,)
    ),
    "observe_score": observed,
    "failures": failed,
    "precision_at_answered": lambda dice, truth: judged(RIGHT if dice.random() < truth else WRONG),
    "recall_at_1": ranked_at(1),
    "recall_at_3": ranked_at(3),
    "recall_at_5": ranked_at(5),
    "correction_to_live": corrected,
}

WORLDS = [
    *(World(name, ALL[name], fact) for name, fact in FACTS.items()),
    World("calibration_error", ALL["calibration_error"], confident, truths=(0.0, 0.2)),
]

# What nobody saw must change none of these: a flattering figure is worse than none.
SEEN_ONLY = (
    "coverage",
    "containment",
    "resolution_confirmed",
    "resolution_assumed",
    "handoff",
    "effort_low",
    "asked_fast",
)


def unseen(seed: int, count: int) -> list[Fact]:
    """Conversations that the assistant only watched, with everything that could flatter it."""
    dice = random.Random(seed)
    return [
        course(
            decisions=(taken(mode=dice.choice(["observe", "draft"]), reward=1000),),
            cited=(RIGHT,),
            resolution=dice.choice(["confirmed", "assumed", None]),
            resolutions=1,
            handoffs=dice.choice([(), GIVEN]),
        )
        for _ in range(count)
    ]
