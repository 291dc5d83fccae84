"""Customers' own words with their evidence, as doors show them. It reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacit.answering.glossary import asked, glossary
from tacit.events import EntryId, WorkspaceId
from tacit.flows.port import Port
from tacit.share import Share

_SHOWN = 5
_LETTERS = 110


@dataclass(frozen=True)
class Known:
    """A term, the entry it stands for by title, of how many questions, and the latest of those.

    `witnesses` are (conversation, its question's first words).
    """

    word: str
    entry_id: EntryId
    title: str
    answered: Share
    witnesses: Sequence[tuple[EntryId, str]]


def known(port: Port, workspace: WorkspaceId) -> list[Known]:
    """What customers call things that no entry calls so, the most witnessed first."""
    with port.learned(workspace) as learned:
        questions = asked(learned)
        texts = {entry: revision.text for entry, revision in learned.library.live.items()}
    # Outside of the lock: a large desk has asked much.
    found = glossary(questions, texts)
    shown = [w for each in found for w in each.witnesses[:_SHOWN]]
    bodies = port.store.bodies(workspace, [each.message for each in shown])
    return [
        Known(
            each.word,
            each.entry_id,
            texts[each.entry_id].title,
            each.answered,
            [
                (w.conversation, " ".join(bodies[w.message].split())[:_LETTERS])
                for w in each.witnesses[:_SHOWN]
                if w.message in bodies
            ],
        )
        for each in found
    ]
