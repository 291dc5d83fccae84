"""What customers searched the help centre for and found nothing: gaps that nobody asked about.

Reads only; a page and the terminal ask it. Searches come in through `flows/usage.py`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tacit.answering.intent import wanted_by
from tacit.events import IntentId, SearchId, SearchMade, WorkspaceId
from tacit.flows.port import Port
from tacit.knowledge.question import question_of
from tacit.knowledge.rows import gathered
from tacit.metrics.worth import DAYS

# So alike (cosine) two searches are for the same; as for questions that are asked alike.
_SAME = 0.6
# The latest that are looked through, and of how many groups of them, the largest first, it is
# looked up what they want: each takes as long as a question's neighbours do.
_LATEST, _LOOKED_AT, _AT_ONCE = 1_000, 200, 50


@dataclass(frozen=True)
class InVain:
    """Searches for about the same that found nothing, in the words of the latest.

    `customers` are those that are known by name; `intent_id` is what the words are near, if
    anything.
    """

    words: str
    times: int
    customers: int
    intent_id: IntentId | None


@dataclass(frozen=True)
class _Group:
    """The searches of one group, the latest first, with its words and their vector."""

    searches: Sequence[SearchMade]
    words: str
    vector: NDArray[np.int8]

    @property
    def customers(self) -> int:
        """How many are known by name among those who searched."""
        return len({each.customer_id for each in self.searches} - {None})


def in_vain(port: Port, workspace: WorkspaceId) -> list[InVain]:
    """What was searched for in vain in the last 30 days, the oftenest before all else."""
    groups = sorted(_groups(port, workspace), key=_size)[:_LOOKED_AT]
    wanted = [
        intent
        for first in range(0, len(groups), _AT_ONCE)
        for intent in _wanted(port, workspace, groups[first : first + _AT_ONCE])
    ]
    return [
        InVain(group.words, len(group.searches), group.customers, intent)
        for group, intent in zip(groups, wanted, strict=True)
    ]


def by_intent(found: Iterable[InVain]) -> Counter[IntentId]:
    """How often each intent was searched for in vain."""
    times = Counter[IntentId]()
    for each in found:
        if each.intent_id is not None:
            times[each.intent_id] += each.times
    return times


def _size(group: _Group) -> tuple[int, int]:
    return -len(group.searches), -group.customers


def _groups(port: Port, workspace: WorkspaceId) -> Iterator[_Group]:
    """Searches for about the same, the group of the latest first."""
    searches = _latest(port, workspace)
    ids = [each.search_id for each in searches]
    words = port.store.bodies(workspace, ids)
    vectors = port.store.vectors(workspace, port.embedder.namespace, ids)
    # What is erased this moment has no words any more; another model's vectors come later.
    held = [each for each in searches if each.search_id in words and each.search_id in vectors]
    if not held:
        return
    rows = np.stack([_whole(words, vectors, each.search_id) for each in held])
    for places in gathered(rows, _SAME):
        latest = held[places[0]].search_id
        yield _Group([held[place] for place in places], words[latest], rows[places[0]])


def _latest(port: Port, workspace: WorkspaceId) -> list[SearchMade]:
    """The latest searches that found nothing, without those of the erased, the latest first."""
    since = port.clock() - timedelta(days=DAYS)
    erased = port.store.erased(workspace)
    # Nothing is recorded before it happened.
    begins = port.store.position_at(workspace, since)
    latest = deque[SearchMade](maxlen=_LATEST)
    for logged in port.store.read(workspace, after=begins, kinds=[SearchMade.kind]):
        search = logged.event
        assert isinstance(search, SearchMade), "no other kind was asked for"
        if not search.results and logged.at >= since and search.customer_id not in erased:
            latest.append(search)
    return [*latest][::-1]


def _whole(
    words: dict[str, str], vectors: dict[str, tuple[bytes, ...]], search: SearchId
) -> NDArray[np.int8]:
    return question_of(words[search], None, vectors[search]).whole


def _wanted(
    port: Port, workspace: WorkspaceId, groups: Sequence[_Group]
) -> Iterator[IntentId | None]:
    """What the words of each want; None where they are near no intent."""
    with port.learned(workspace) as learned:
        asked = learned.exemplars.whole.against(np.stack([each.vector for each in groups]))
        for alike in asked:
            yield wanted_by(learned, alike).intent_id if learned.intents.ids else None
