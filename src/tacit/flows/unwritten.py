"""What several agents say alike and nobody wrote down: own words on alike questions.

Reads only; a page and the terminal ask it. Whoever publishes one of them lets it pass the
gate (`approval.let_pass`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tacit.answering.compose import own_words
from tacit.events import EntryId, PersonId, WorkspaceId
from tacit.flows.port import Port
from tacit.knowledge.question import blend, likeness
from tacit.knowledge.rows import gathered

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.knowledge.exemplars import Exemplar

# So many agents who say the same (cosine of their words) to alike questions know something
# unwritten. Two who say it in the very same words publish it by themselves.
LEAST_AGENTS = 3
_SAME_QUESTION, _SAME_WORDS = 0.6, 0.7
# The latest own words that are looked through, and how many of them are read and compared.
_LATEST, _READ = 1_000, 150


@dataclass(frozen=True)
class Unwritten:
    """One thing said by several agents: in words of the latest, and all who said it.

    `conversations` are those it was said in, the latest first: each its exemplar's entry id.
    """

    entry_id: EntryId
    text: str
    conversations: Sequence[EntryId]
    agents: Sequence[PersonId]


def unwritten(port: Port, workspace: WorkspaceId) -> list[Unwritten]:
    """What is said alike by at least three agents, the most often said first.

    What was published or cites an entry is written.
    """
    with port.learned(workspace) as learned:
        groups = list(_asked_alike(learned))
    found, left = list[Unwritten](), _READ
    for group in groups:
        read, left = group[:left], max(left - len(group), 0)
        found += _said_alike(port, workspace, read)
    return sorted(found, key=lambda each: (-len(each.conversations), each.entry_id))


def _asked_alike(learned: Learned) -> Iterator[list[Exemplar]]:
    """Own words on alike questions, of enough agents, the latest first."""
    held = learned.exemplars.ordered[::-1]
    own = [e for e in held if e.serves and not e.cites and not e.is_published][:_LATEST]
    if not own:
        return
    vectors = learned.exemplars.whole.vectors[[each.place for each in own]]
    for near in gathered(vectors, _SAME_QUESTION):
        if len({own[each].author_id for each in near}) >= LEAST_AGENTS:
            yield [own[each] for each in near]


def _said_alike(
    port: Port, workspace: WorkspaceId, group: Sequence[Exemplar]
) -> Iterator[Unwritten]:
    texts = port.texts(workspace, [each.reply for each in group])
    said = [(each, own_words(texts.get(each.reply, ""))) for each in group]
    told = [(each, text, _vector(port, text)) for each, text in said if text.strip()]
    while told:
        first = told[0]
        alike = [each for each in told if likeness(first[2], each[2]) >= _SAME_WORDS]
        told = [each for each in told[1:] if likeness(first[2], each[2]) < _SAME_WORDS]
        agents = list(dict.fromkeys(each.author_id for each, _, _ in alike))
        if len(agents) >= LEAST_AGENTS:
            ids = [each.entry_id for each, _, _ in alike]
            yield Unwritten(ids[0], first[1], ids, agents)


def _vector(port: Port, text: str) -> NDArray[np.int8]:
    passages = port.vectors_of(text)[1:]
    return blend(np.stack([np.frombuffer(each, dtype=np.int8) for each in passages]))
