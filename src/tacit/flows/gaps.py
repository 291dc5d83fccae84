"""What customers asked, no entry answers safely and no intent is near: gaps in the knowledge.

Reads only; a page and the terminal ask it. A gap that an intent is near stands with the
intent (`metrics/worth.py`); what was searched for and not found is `flows/searches.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from typing import TYPE_CHECKING

import numpy as np

from tacit.events import ConversationId, DecisionTaken, EntryId, Stream, WorkspaceId
from tacit.flows.port import Port
from tacit.knowledge.question import question_of
from tacit.knowledge.rows import gathered
from tacit.metrics.worth import DAYS, LEAST

if TYPE_CHECKING:
    from tacit.metrics.course import Course

# The rules of a decision that say that the knowledge did not do, and how each is told.
REASONS = {
    "no_knowledge": "nothing is near it",
    "not_sure": "no answer is sure enough",
    "stub": "the likeliest page has no text",
    "language": "nothing in its language",
}
# So alike (cosine) two questions are one gap; as for searches.
_SAME = 0.6
# The latest that are looked through, and how many of a gap's conversations are named.
_LATEST, _CONVERSATIONS = 500, 5


@dataclass(frozen=True)
class Gap:
    """Questions asked alike that nothing answered safely, in the words of the latest.

    `times` counts conversations, `customers` who opened them, `left` the conversations that
    no agent has answered either. `because` is the latest decision's reason, `entry_id` the
    entry that it found likeliest, with its title; None and nothing where it found none.
    `conversations` are the latest ones, the latest first.
    """

    words: str
    times: int
    customers: int
    left: int
    because: str
    entry_id: EntryId | None
    title: str
    conversations: Sequence[ConversationId]


@dataclass(frozen=True)
class _Asked:
    conversation_id: ConversationId
    course: Course
    decision: DecisionTaken


def gaps(
    port: Port, workspace: WorkspaceId, courses: Mapping[ConversationId, Course], now: datetime
) -> list[Gap]:
    """The gaps of the last 30 days, those with most customers before all else.

    What one customer alone asked may be their own matter, and is no gap yet.
    """
    asked = list(_unmet(port, workspace, courses, now))
    ids = [each.decision.query[0] for each in asked]
    words = port.store.bodies(workspace, ids)
    vectors = port.store.vectors(workspace, port.embedder.namespace, ids)
    # What is erased this moment has no words any more; another model's vectors come later.
    known = words.keys() & vectors.keys()
    held = [each for each in asked if each.decision.query[0] in known]
    if not held:
        return []
    openings = [each.decision.query[0] for each in held]
    rows = np.stack([question_of(words[each], None, vectors[each]).whole for each in openings])
    groups = [[held[place] for place in places] for places in gathered(rows, _SAME)]
    found = [
        _gap(port, workspace, each, words[each[0].decision.query[0]])
        for each in groups
        if _customers(each) >= LEAST
    ]
    return sorted(found, key=lambda each: (-each.customers, -each.times, each.conversations[0]))


def _unmet(
    port: Port, workspace: WorkspaceId, courses: Mapping[ConversationId, Course], now: datetime
) -> Iterator[_Asked]:
    """The latest questions near no intent that the knowledge did not do for, the latest first."""
    with port.learned(workspace) as learned:
        strange = [
            (course.at, id)
            for id, course in courses.items()
            if course.first is not None
            and timedelta() <= now - course.at <= timedelta(days=DAYS)
            and learned.intents.now(course.intent_id) is None
        ]
    for _, id in nlargest(_LATEST, strange):
        stream = port.store.read_stream(workspace, Stream("conversation", id))
        decisions = (each.event for each in stream if isinstance(each.event, DecisionTaken))
        decision = next(decisions, None)
        if decision is not None and decision.rule in REASONS:
            yield _Asked(id, courses[id], decision)


def _customers(group: Sequence[_Asked]) -> int:
    """How many asked; of whom no name is known, each conversation counts as one."""
    return len({each.course.customer_id or each.conversation_id for each in group})


def _gap(port: Port, workspace: WorkspaceId, group: Sequence[_Asked], words: str) -> Gap:
    latest = group[0].decision
    entry = latest.candidates[0].entry_id if latest.candidates else None
    with port.learned(workspace) as learned:
        live = learned.library.live.get(entry) if entry else None
    return Gap(
        words,
        len(group),
        _customers(group),
        sum(not each.course.agent_replies for each in group),
        REASONS[latest.rule],
        entry if live else None,
        live.text.title if live else "",
        [each.conversation_id for each in group[:_CONVERSATIONS]],
    )
