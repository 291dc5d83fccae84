"""What a decision and the words on it teach the learners that go by order.

The learned state's fold calls it for what is new. Pure but for the learners.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tacit.answering.priors import NAMES, without_residuals
from tacit.answering.situation import situated_keys
from tacit.events import EVERY_INTENT, EntryId
from tacit.learners.fixed import ONE
from tacit.lesson import is_shown

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import DecisionTaken, LessonSettled
    from tacit.lesson import Lesson

_NEAR = NAMES.index("near")
# The share of the nearest past questions' votes that says that what is cited was likely anyway.
_VOTED = ONE // 5
# The rules of decisions that hung on their confidence alone: the budget's line is drawn from them.
ANSWERABLE = (
    "sure", "lost", "two_likely", "frustrated", "not_sure", "policy_line", "policy_few"
)  # fmt: skip


def leave(learned: Learned, moment: datetime) -> None:
    """Leave at every event what nobody can judge any more: what is held hangs on time alone."""
    learned.latest = moment
    for old in learned.awaiting.leave(moment):
        learned.budget.drop(old)
        learned.pseudo_labels.drop(old)


def decided(learned: Learned, decision: DecisionTaken, whose: str = "") -> None:
    """Count a decision for an account; an answer seen is right until somebody complains."""
    if decision.rule not in ANSWERABLE:
        return
    learned.budget.saw(decision.confidence, whose, is_shown=is_shown(decision))
    if decision.cites and decision.parts:
        chance = learned.calibrator.predict(without_residuals(decision.parts))
        learned.residual.saw(decision.cites[0], chance)
        for key in situated_keys(decision.cites[0], decision.situation):
            learned.situated.saw(key, chance)
    if not is_shown(decision):
        return
    learned.calibrator.shown(decision.parts, learned.budget.heard())
    learned.successors.saw(decision.cites[0])
    for each in _watched(decision):
        learned.track_record.learn(each, answers=1, wrong=0)


def rated(learned: Learned, decision: DecisionTaken, settled: LessonSettled) -> None:
    """Teach what an answer shown was worth by a word on it, instead of by the one before."""
    earlier, now = learned.awaiting.rate(decision, settled)
    if learned.position <= learned.known:
        return
    if earlier is not None:
        learned.quality.forget(*earlier.counts())
    if now is not None:
        learned.quality.learn(*now.counts())


def told(
    learned: Learned,
    decision: DecisionTaken,
    settled: LessonSettled,
    lesson: Lesson,
    words: tuple[Lesson | None, Lesson | None],
    whose: str = "",
) -> None:
    """Teach by a word on a decision for an account; `words` stood on it before, and stand now."""
    earlier, now = words
    if settled.witness != "customer":
        learned.fusion.learn(lesson)
        learned.runners_up.learn(lesson.behind)
    if decision.rule in ANSWERABLE and decision.cites:
        _of_entry(learned, decision, settled, lesson, words)
    if not lesson.is_shown:
        learned.calibrator.learn(lesson)
    if now is earlier:
        return
    # What was taken back leaves nothing that stands: the void itself says so.
    stands = now or lesson
    if lesson.is_shown:
        learned.calibrator.learn(stands, earlier, learned.budget.heard())
    learned.budget.learn(stands, earlier, whose)
    for each in _watched(decision):
        learned.track_record.judge(each, now, earlier)


def _watched(decision: DecisionTaken) -> list[str]:
    """What a record is kept of: the intent, each token of the situation, and all of them."""
    tokens = [token for line in decision.situation for token in line]
    everything = [EVERY_INTENT] if tokens else []
    return [*([decision.intent_id] if decision.intent_id else []), *tokens, *everything]


def _of_entry(
    learned: Learned,
    decision: DecisionTaken,
    settled: LessonSettled,
    lesson: Lesson,
    words: tuple[Lesson | None, Lesson | None],
) -> None:
    """What a word tells of the entry that was first: how often it is wrong, and what is right."""
    first = decision.cites[0]
    is_told = settled.witness == "agent" and settled.n == 1 and bool(settled.cites)
    if (
        is_told
        and not asks_on(learned, decision)
        and not _is_voted_for(lesson, first, settled.cites[0])
    ):
        if not lesson.is_shown:
            learned.successors.saw(first)
        if first not in settled.cites:
            learned.successors.learn(first, settled.cites[0], settled.witness_id or "")
    if lesson.is_shown:
        before, after = (each.wrongness if each else 0.0 for each in words)
        _wrong(learned, decision, (after - before) / learned.budget.heard())
    elif lesson.is_fair and lesson.reward is not None and settled.n == 1:
        wrong = (1 - lesson.reward / 1000) * (1 - lesson.doubted / ONE)
        _wrong(learned, decision, wrong)


def _is_voted_for(lesson: Lesson, first: EntryId, cited: EntryId) -> bool:
    """Whether the nearest past questions voted for what an agent cites, beside what came first.

    Such a question asks for either: the agent's choice tells which, not that one has gone.
    """
    if cited == first or cited not in lesson.entries:
        return False
    return lesson.features[lesson.entries.index(cited)][_NEAR] >= _VOTED


def _wrong(learned: Learned, decision: DecisionTaken, wrong: float) -> None:
    """Count so many wrong answers of the first entry, on the whole and in the situation."""
    learned.residual.learn(decision.cites[0], wrong)
    for key in situated_keys(decision.cites[0], decision.situation):
        learned.situated.learn(key, wrong)


def refuse(learned: Learned, decision: DecisionTaken, settled: LessonSettled) -> None:
    """Note what an agent's reply set aside; its later word may take that back."""
    if settled.witness != "agent" or not decision.cites or asks_on(learned, decision):
        return
    exemplar = EntryId(decision.conversation_id)
    learned.exemplars.refused.pop(exemplar, None)
    if settled.reward == 0:
        learned.exemplars.refused[exemplar] = decision.cites[0]


def asks_on(learned: Learned, decision: DecisionTaken) -> bool:
    """Whether a decision was taken on a turn after an agent had answered the opening one.

    What is asked then may be something else: a reply to it sets nothing aside that was said.
    """
    held = learned.exemplars.by_id.get(EntryId(decision.conversation_id))
    return held is not None and bool(held.cites) and decision.message_id not in held.query
