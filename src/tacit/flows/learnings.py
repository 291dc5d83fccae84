"""What was learned, in the order of the log: of which origin, when, from whom.

Reads only; the interface and the terminal ask it. What came from a history is `import` where facts
alone were taken in and `rehearsal` where it was rehearsed; the rest is `live`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal, get_args

from tacit.answering.gate.verdict import RULES
from tacit.events import (
    ConversationId,
    EntryId,
    EntryRevised,
    ExemplarPaired,
    LessonSettled,
    Logged,
    Origin,
    WorkspaceId,
)
from tacit.flows.port import Port

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

What = Literal["exemplar", "lesson", "text"]
WHAT: dict[What, type[ExemplarPaired | LessonSettled | EntryRevised]] = {
    "exemplar": ExemplarPaired,
    "lesson": LessonSettled,
    "text": EntryRevised,
}
ORIGINS: tuple[str, ...] = get_args(Origin)


@dataclass(frozen=True)
class Wanted:
    """Which learnings: of one origin, of one sort, that happened from one time and before another.

    They are those behind a position, `limit` of them at most.
    """

    after: int = 0
    limit: int = 50
    origin: str | None = None
    what: What | None = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, logged: Logged) -> bool:
        """Whether an event is one of them."""
        is_late = self.since is None or logged.at >= self.since
        is_early = self.until is None or logged.at < self.until
        return is_late and is_early and self.origin in (None, logged.origin)


@dataclass(frozen=True)
class Learning:
    """One thing that was learned.

    An `exemplar` is a question paired with a reply, a `lesson` one witness's word on a decision
    (`reward` in thousandths, None where it was taken back), a `text` a revision of an entry. `by`
    is who taught it, None where nobody did. `entries` are those that it speaks for.
    """

    position: int
    at: datetime
    what: What
    origin: str
    conversation_id: ConversationId | None
    entries: tuple[EntryId, ...]
    by: str | None
    reason: str
    reward: int | None = None


def learnings(
    port: Port, workspace: WorkspaceId, wanted: Wanted, known: Container[ConversationId]
) -> list[Learning]:
    """The learnings that are wanted, the oldest first; `known` are the conversations there are.

    What an erased person taught, or what was said in a conversation of theirs, is none. A reply
    that counts for nothing now, as it is held back or was taken back, says so in its reason.
    """
    kinds = [WHAT[wanted.what]] if wanted.what else list(WHAT.values())
    head, erased = port.store.head(workspace), port.store.erased(workspace)
    events = port.store.read(workspace, wanted.after, head, [each.kind for each in kinds])
    found = (
        learning
        for logged in events
        if wanted.holds(logged) and logged.actor.id not in erased
        for learning in _learned(logged, known)
    )
    listed = list(islice(found, wanted.limit))
    with port.learned(workspace) as learned:
        return [_as_it_stands(learned, each) for each in listed]


def _as_it_stands(learned: Learned, learning: Learning) -> Learning:
    """An exemplar with what keeps it from counting, where something does."""
    if learning.what != "exemplar" or learning.conversation_id is None:
        return learning
    entry = EntryId(learning.conversation_id)
    exemplar, ruling = learned.exemplars.by_id.get(entry), learned.rulings.get(entry)
    if exemplar is None or exemplar.serves:
        return learning
    if exemplar.is_withdrawn or ruling is None:
        return replace(learning, reason="taken back")
    return replace(learning, reason=f"held back: {RULES.get(ruling.rule, ruling.rule)}")


def _learned(logged: Logged, known: Container[ConversationId]) -> Iterator[Learning]:
    match logged.event:
        case ExemplarPaired() as pair if pair.conversation_id in known:
            entries = tuple(pair.cites) or (EntryId(pair.conversation_id),)
            yield Learning(
                logged.position, logged.at, "exemplar", logged.origin, pair.conversation_id,
                entries, pair.author_id, "reply worth imitating",
            )  # fmt: skip
        case LessonSettled() as settled if settled.conversation_id in known:
            yield Learning(
                logged.position, logged.at, "lesson", logged.origin, settled.conversation_id,
                tuple(settled.cites), settled.witness_id, settled.reason, settled.reward,
            )  # fmt: skip
        case EntryRevised() as revised:
            yield Learning(
                logged.position, logged.at, "text", logged.origin, None,
                (revised.entry_id,), logged.actor.id, f"revision {revised.revision}",
            )  # fmt: skip
