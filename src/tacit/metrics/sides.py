"""How often the assistant, and how often agents, resolved for good what they replied to.

`flows/routing.py` asks it, intent by intent, beside how long either took.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.share import Share

if TYPE_CHECKING:
    from tacit.events import IntentId
    from tacit.metrics.course import Course

_NONE = Share(0, 0)


@dataclass(frozen=True)
class Sides:
    """Of the conversations with a reply of the one, or of the other, how many it resolved for good.

    The assistant's count once they ended: an answer may yet resolve. Those of agents count at once,
    so that what they have open speaks against them and never for them. Where the account asked the
    same elsewhere is known of the assistant's answers alone, so agents' may hold less often.
    """

    assistant: Share = _NONE
    agents: Share = _NONE

    def __add__(self, other: Sides) -> Sides:
        return Sides(self.assistant + other.assistant, self.agents + other.agents)


def sides_of(courses: Iterable[Course], intents: Collection[IntentId]) -> dict[IntentId, Sides]:
    """What either resolved of each of these intents."""
    found = {each: Sides() for each in intents}
    for course in courses:
        if course.intent_id in found:
            found[course.intent_id] += _side(course)
    return found


def _side(course: Course) -> Sides:
    """What one conversation says: who both replied to counts for either."""
    last = course.endings[-1] if course.endings else None
    is_good = last is not None and last.is_held
    is_agents = is_good and last is not None and last.agent_id is not None
    is_over = course.resolution or course.reopenings or course.handoffs or course.agent_replies
    is_own = bool(course.answers or course.questions_back) and bool(is_over)
    return Sides(
        Share(int(is_good and not is_agents), 1) if is_own else _NONE,
        Share(int(is_agents), 1) if course.agent_replies else _NONE,
    )
