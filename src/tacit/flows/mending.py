"""What failures call for: of each cause, what to do about which entry, reply or intent.

Reads only; a page and the terminal ask it. The causes are found as agents' replies show that
a decision failed (`flows.diagnose`), so that what to do stands here with the next look at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from tacit.events import (
    ConversationId,
    EntryId,
    EntryRevised,
    IntentId,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.metrics.worth import DAYS

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.metrics.course import Course, Taken

_CONVERSATIONS = 5
About = Literal["entry", "intent", "reply"]
# What each cause calls for, and what it is done to.
MENDS: dict[str, tuple[About, str]] = {
    "missing_article": ("reply", "Publish what the agent wrote, or write an article of it"),
    "outdated_article": ("entry", "Revise it: agents say otherwise"),
    "unknown_term": ("entry", "Write the customers' own words into it; the pairs have taught it"),
    "product_differs": ("entry", "Tell who makes the product, and revise it until it is mended"),
    "ambiguous_intent": ("intent", "Let agents ask first, or split what is asked from one page"),
    "missing_context": ("intent", "Have the page or the plan told with the question, or ask first"),
}


@dataclass(frozen=True)
class Mending:
    """One thing to do: why, to what, and the failures that it would have spared.

    `id` is that of an entry, of an intent, or of the conversation whose reply is meant; of an
    entry only what failed since its last revision counts. `conversations` are the latest.
    """

    cause: str
    about: About
    id: str
    title: str
    says: str
    failures: int
    conversations: Sequence[ConversationId]


@dataclass(frozen=True)
class _Failed:
    at: datetime
    conversation_id: ConversationId


def mendings(
    port: Port, workspace: WorkspaceId, courses: Mapping[ConversationId, Course], now: datetime
) -> list[Mending]:
    """What the failures of the last 30 days call for, what would have spared most first."""
    with port.learned(workspace) as learned:
        found = dict[tuple[str, str], list[_Failed]]()
        for conversation, course, taken in _lately(courses, now):
            target = _target(learned, taken, conversation, course)
            if target is not None and taken.cause is not None:
                failed = _Failed(taken.at, conversation)
                found.setdefault((taken.cause, target), []).append(failed)
        titles = {key: _title(learned, *key) for key in found}
    told = (each for key, held in found.items() for each in _told(port, workspace, key, held))
    named = [_named(each, titles[each.cause, each.id]) for each in told]
    return sorted(named, key=lambda each: (-each.failures, each.cause, each.id))


def _lately(
    courses: Mapping[ConversationId, Course], now: datetime
) -> Iterator[tuple[ConversationId, Course, Taken]]:
    """The decisions of the last days that failed, with their conversations."""
    for conversation, course in courses.items():
        for taken in course.decisions:
            if taken.cause is not None and now - taken.at <= timedelta(days=DAYS):
                yield conversation, course, taken


def _target(
    learned: Learned, taken: Taken, conversation: ConversationId, course: Course
) -> str | None:
    """What is to be mended: the entry that would have been told, or was; None where none is left.

    A reply whose words were published since is written.
    """
    about = MENDS[taken.cause or ""][0]
    if about == "intent":
        return learned.intents.now(course.intent_id)
    if about == "entry":
        of = course.cited if taken.cause == "unknown_term" else taken.ranked
        return next((each for each in of if each in learned.library.live), None)
    exemplar = learned.exemplars.by_id.get(EntryId(conversation))
    is_written = exemplar is not None and (exemplar.is_published or bool(exemplar.cites))
    return None if is_written else conversation


def _title(learned: Learned, cause: str, id: str) -> str:
    match MENDS[cause][0]:
        case "entry":
            return learned.library.live[EntryId(id)].text.title
        case "intent":
            return learned.name_of(IntentId(id)) or "without a name"
    return ""


def _told(
    port: Port, workspace: WorkspaceId, key: tuple[str, str], failed: Sequence[_Failed]
) -> Iterator[Mending]:
    cause, id = key
    about, says = MENDS[cause]
    if about == "entry":
        stream = port.store.read_stream(workspace, Stream("entry", id))
        revised = max((e.at for e in stream if isinstance(e.event, EntryRevised)), default=None)
        failed = [each for each in failed if revised is None or each.at > revised]
    if failed:
        last = sorted(failed, key=lambda each: each.at)[::-1]
        latest = list(dict.fromkeys(each.conversation_id for each in last))[:_CONVERSATIONS]
        yield Mending(cause, about, id, "", says, len(failed), latest)


def _named(found: Mending, title: str) -> Mending:
    return Mending(**vars(found) | {"title": title})
