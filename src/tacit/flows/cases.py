"""The pinned cases: every correction that was accepted, asked again of what is known now.

Reads only; the terminal asks it. The gate replays those near a new lesson by itself; this runs
them all, also those of corrections that were taken back since: whoever takes one back sees
what that breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.ranking import rank
from tacit.events import EntryId, WorkspaceId
from tacit.flows.port import Port
from tacit.knowledge.exemplars import Exemplar
from tacit.knowledge.question import question_of

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

# The latest corrections that are asked again.
MOST = 500


@dataclass(frozen=True)
class Case:
    """One correction: its conversation, the question, what must be first, and what is.

    `is_taken_back`: it was withdrawn since.
    """

    entry_id: EntryId
    question: str
    wanted: Sequence[EntryId]
    first: EntryId | None
    is_taken_back: bool

    @property
    def holds(self) -> bool:
        """Whether the question is still answered as the correction says."""
        return self.first in self.wanted


def count(port: Port, workspace: WorkspaceId) -> int:
    """How many cases there are to ask."""
    with port.learned(workspace) as learned:
        return len(_corrections(learned))


def asked_again(port: Port, workspace: WorkspaceId) -> Iterator[Case]:
    """The cases, one after the other as they are asked, the latest correction first."""
    with port.learned(workspace) as learned:
        found = _corrections(learned)
    texts = port.texts(workspace, [message for each in found for message in each.query])
    for each in found:
        asked = "\n".join(texts[message] for message in each.query if message in texts)
        if not asked:
            continue
        question = question_of(asked, port.identify(asked), port.vectors_of(asked))
        with port.learned(workspace) as learned:
            # Who asks it is of the account whose terms it tells, if it tells any.
            account = learned.kept_for.get(each.entry_id)
            ranking = rank(learned, question, each.day, situation=each.situation, account=account)
        first = ranking.candidates[0].entry_id if ranking.candidates else None
        wanted = each.cites or (each.entry_id,)
        yield Case(each.entry_id, asked, wanted, first, each.is_withdrawn)


def _corrections(learned: Learned) -> list[Exemplar]:
    """What agents corrected and the gate, or a person, let act: of a citation one that set
    another answer aside, of own words those that were published."""
    held, found = learned.exemplars, list[Exemplar]()
    for entry, ruling in reversed(learned.rulings.items()):
        exemplar = held.by_id.get(entry)
        is_correction = exemplar is not None and (
            exemplar.is_published or (exemplar.cites and entry in held.refused)
        )
        if exemplar is not None and ruling.kind == "passed" and is_correction:
            found.append(exemplar)
    return found[:MOST]
