"""How far a settled word on a decision is believed, before the learners are taught by it.

The learn fold asks it; what is believed less teaches confidence and fusion less.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tacit.learners.fixed import ONE
from tacit.learners.trust import Belief, Trust

if TYPE_CHECKING:
    from tacit.events import LessonSettled
    from tacit.learners.budget import Budget
    from tacit.lesson import Lesson


def doubted(
    trust: Trust,
    budget: Budget,
    settled: LessonSettled,
    lesson: Lesson,
    *,
    entries: int | None,
    whose: str = "",
) -> Lesson:
    """A final word against an answer that a customer saw, doubted as far as complaints are.

    An agent who cites something else after a complaint is a second one who says so, but
    where the first says nothing they may err alone. An audit was asked for by nobody who
    complained. `whose` account it was; `entries` None: the word was heard before, and `budget`
    knows the doubt.
    """
    if not lesson.is_final or not lesson.is_shown or settled.witness == "audit":
        return lesson
    heard = f"{settled.decision_id} {settled.witness}"
    if entries is not None:
        budget.doubts.pop(heard, None)
        doubt = budget.doubt(whose) if lesson.is_wrong else 0
        if settled.witness == "agent":
            aside = _belief(trust, settled, lesson, entries).aside if settled.witness_id else 0
            doubt = round(doubt * aside / ONE)
        if doubt:
            budget.doubts[heard] = doubt
    return replace(lesson, doubted=budget.doubts.get(heard, 0))


def believed(trust: Trust, settled: LessonSettled, lesson: Lesson, entries: int) -> Lesson:
    """The lesson, believed the less the more unlikely what an agent cites instead was.

    `entries` is how many an agent may have cited by mistake. `trust` learns by the word, too.
    After a complaint there are two who say so: what was cited is believed.
    """
    if settled.witness != "agent" or not settled.witness_id or lesson.reward is None:
        return lesson
    if lesson.is_shown:
        return lesson
    belief = _belief(trust, settled, lesson, entries) if lesson.reward == 0 else Belief()
    if settled.n == 1 and settled.cites:
        trust.learn(settled.witness_id, _place(lesson), belief)
    return replace(lesson, believed=belief.cited, doubted=belief.aside)


def _belief(trust: Trust, settled: LessonSettled, lesson: Lesson, entries: int) -> Belief:
    assert settled.witness_id is not None, "who is believed has a name"
    if not settled.cites or not lesson.features:
        return Belief()
    most = max(entries, len(lesson.entries))
    return trust.belief(settled.witness_id, lesson.confidence / ONE, _place(lesson), most)


def _place(lesson: Lesson) -> int:
    """Where what an agent cites stood in the list, from 1; 0: it was not listed."""
    return lesson.right[0] + 1 if lesson.right else int(lesson.reward == 1000)
