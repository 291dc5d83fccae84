"""What is watched for drift, how the learned state counts it, and when that is an alarm.

The learned state's fold calls `taken`, `told` and `see`; the drift flow asks `due` after
each final lesson and logs what it says. Pure.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tacit.answering.priors import PARTS
from tacit.events import (
    EPOCH,
    EVERY_INTENT,
    DriftAlarmed,
    DriftClosed,
    IntentId,
    IntentMerged,
    IntentSplit,
    Logged,
    day_number,
)
from tacit.learners.drift import FALSE_ALARM_EVERY
from tacit.learners.fixed import ONE, rounded
from tacit.learners.novelty import FAR, QUESTIONS
from tacit.lesson import is_shown

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import DecisionTaken
    from tacit.lesson import Lesson

# What is watched over all: what came of decisions, what is far from all that was asked before,
# and what asks for other things than most did.
UNKNOWN, MIX = "unknown", "mix"
OVER_ALL = (EVERY_INTENT, UNKNOWN, MIX)
# What is watched over all is judged much oftener than one intent.
OVER_ALL_EVERY = 10 * FALSE_ALARM_EVERY
# Questions come much oftener than judgements: two thousand or so say what is usual of them, as two
# hundred may be a day, within which what is new would be usual.
_LONG = rounded(0.9995)
# A share of new questions among many others moves what is far by little: a smaller bet finds it.
_SMALL = 1 / 16
_NEAREST = PARTS.index("nearest")
# Of a question without any candidate.
_NOWHERE_NEAR = -ONE
_NAMES = {
    EVERY_INTENT: "All answers",
    UNKNOWN: "Questions far from all past ones",
    MIX: "What is asked for",
}
_ARE = {
    UNKNOWN: "questions were farther from all past ones than nine in ten had been",
    MIX: "questions were of less usual intents",
}


def taken(learned: Learned, decision: DecisionTaken, moment: datetime, *, is_judged: bool) -> None:
    """Count what a question was of; an answer that is shown is good until somebody complains.

    `is_judged`: it hung on its confidence alone, so what comes of it tells of performance.
    """
    day = day_number(moment)
    if len(decision.query) == 1 and decision.n == 0:
        _count(learned, decision, day)
    if is_judged and is_shown(decision):
        for watched in _of(learned, decision):
            learned.drift.shown(watched, decision.decision_id, day)


def _count(learned: Learned, decision: DecisionTaken, day: int) -> None:
    """Count an opening question: whether it is far from all past ones, and of what is common."""
    parts = decision.parts
    _measure(learned, parts[_NEAREST] if len(parts) > _NEAREST else _NOWHERE_NEAR, day)
    intent = learned.intents.now(decision.intent_id)
    if intent is None:
        return
    is_common = learned.mix.predict(intent)
    if is_common is not None:
        learned.drift.learn(MIX, bad=int(not is_common), day=day, keeps=_LONG)
    learned.mix.learn(intent)


def _measure(learned: Learned, nearness: int, day: int) -> None:
    """What is far is told by five hundred questions of a time in which nothing is suspected."""
    drift, is_far = learned.drift, learned.novelty.predict(nearness)
    if is_far is not None:
        drift.learn(UNKNOWN, bad=int(is_far), day=day, keeps=_LONG, least=_SMALL)
    learned.novelty.learn(nearness)
    if UNKNOWN not in drift.since and learned.novelty.renew():
        drift.usual[UNKNOWN] = [float(QUESTIONS), FAR * QUESTIONS]


def told(
    learned: Learned,
    decision: DecisionTaken,
    words: tuple[Lesson | None, Lesson | None],
) -> None:
    """Count the word that stands on a decision now, where it says another thing than before."""
    before, now = map(_went_wrong, words)
    if now is None or now == before:
        return
    is_new = before is not None or not is_shown(decision)
    day = day_number(learned.awaiting.taken_at(decision.decision_id))
    for watched in _of(learned, decision):
        learned.drift.hear(watched, decision.decision_id, day, is_bad=now, is_new=is_new)


def _of(learned: Learned, decision: DecisionTaken) -> list[str]:
    """What a decision is watched as: of its intent, and of all."""
    intent = learned.intents.now(decision.intent_id)
    return [EVERY_INTENT] if intent is None else [EVERY_INTENT, intent]


def _went_wrong(lesson: Lesson | None) -> bool | None:
    """Whether what was answered, or would have been, was wrong; None where that is not said.

    Of an answer that was shown a complaint counts unless it is more likely unfounded; of one
    that was not, an agent's citation tells, whether it would have been let go or not.
    """
    if lesson is None or lesson.reward is None:
        return None
    if lesson.is_shown:
        return bool(lesson.is_wrong) and 2 * lesson.doubted <= ONE
    return lesson.reward < 500 if lesson.is_fair else None


def see(learned: Learned, logged: Logged) -> None:
    """Fold an alarm, its end, or the end of an intent that was watched."""
    if learned.position <= learned.known:
        return
    match logged.event:
        case DriftAlarmed(watched=watched):
            learned.drift.alarm(watched, day_number(logged.recorded_at))
        case DriftClosed(watched=watched, is_usual=is_usual):
            learned.drift.close(watched, is_usual=is_usual)
        case IntentSplit(intent_id=intent, into=parts):
            _move(learned, intent, parts)
        case IntentMerged(intent_id=intent, into=other):
            _move(learned, intent, [other])


def _move(learned: Learned, intent: IntentId, into: list[IntentId]) -> None:
    """Answers that change split an intent: what was usual of it is what its parts fall from."""
    learned.drift.move(intent, into)
    sizes: dict[str, int] = {each: len(learned.intents.members.get(each, ())) for each in into}
    learned.mix.move(intent, sizes)


def due(learned: Learned, watched: str) -> DriftAlarmed | DriftClosed | None:
    """What is to be logged of something watched now: an alarm, its end, or nothing."""
    drift = learned.drift
    if drift.is_over(watched):
        return DriftClosed(watched, True, f"usual again: {fall_of(learned, watched)}")
    if drift.predict(watched, _every(watched)) < 1:
        return None
    fall = fall_of(learned, watched)
    evidence = round(1000 * drift.evidence[watched])
    reason = f"{fall}; chance alone says so {chance_of(watched)}"
    return DriftAlarmed(**asdict(fall), evidence=evidence, reason=reason)


def _every(watched: str) -> int:
    return OVER_ALL_EVERY if watched in OVER_ALL else FALSE_ALARM_EVERY


def chance_of(watched: str) -> str:
    """How often chance alone raises an alarm of something watched, in words."""
    return f"once in {_every(watched):,} judgements at most"


@dataclass(frozen=True)
class Fall:
    """From what to what something went: judged and bad ones before a day and since."""

    watched: str
    first_day: str
    judged_before: int
    bad_before: int
    judged_since: int
    bad_since: int

    def __str__(self) -> str:
        are = _ARE.get(self.watched, "answers were wrong")
        return (
            f"{self.bad_since} of {self.judged_since} {are} since {self.first_day}, "
            f"{self.bad_before} of the last {self.judged_before} before"
        )


def fall_of(learned: Learned, watched: str) -> Fall:
    """What is known of something that is suspected, or alarmed of."""
    first, judged, bad = learned.drift.since[watched]
    before, wrong = (round(each) for each in learned.drift.usual.get(watched, (0, 0)))
    return Fall(watched, day_of(first), before, wrong, judged, bad)


def falls(learned: Learned) -> list[Fall]:
    """All that is alarmed of now, the earliest first bad day first."""
    found = (fall_of(learned, each) for each in learned.drift.alarmed)
    return sorted(found, key=lambda each: (each.first_day, each.watched))


def name_of(learned: Learned, watched: str) -> str:
    """What is watched, in words."""
    return _NAMES.get(watched) or learned.name_of(IntentId(watched)) or "without a name"


def day_of(days: int) -> str:
    """A day as people write it, in UTC.

    >>> day_of(19783)
    '2024-03-01'
    """
    return date.fromordinal(_EPOCH_DAY + days).isoformat()


_EPOCH_DAY = EPOCH.toordinal()
