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
    from tacit.lesson import Lesson


def believed(trust: Trust, settled: LessonSettled, lesson: Lesson, entries: int) -> Lesson:
    """The lesson, believed the less the more unlikely what an agent cites instead was.

    `entries` is how many an agent may have cited by mistake. `trust` learns by the word, too.
    After a complaint there are two who say so, and nothing is doubted.
    """
    if settled.witness != "agent" or not settled.witness_id or lesson.reward is None:
        return lesson
    agent, belief = settled.witness_id, Belief()
    place = lesson.right[0] + 1 if lesson.right else int(lesson.reward == 1000)
    if lesson.reward == 0 and settled.cites and lesson.features and not lesson.is_shown:
        most = max(entries, len(lesson.entries))
        belief = trust.belief(agent, lesson.confidence / ONE, place, most)
    if settled.n == 1 and settled.cites and not lesson.is_shown:
        trust.learn(agent, place, belief)
    return replace(lesson, believed=belief.cited, doubted=belief.aside)
