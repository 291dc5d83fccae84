"""Entries as sources: what a reply rests on, how old it is, and the words it was taken from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.events import EntryId, EntryRevised, ExemplarPaired, Stream, WorkspaceId
from tacit.web.views.words import short

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.port import Port

_TITLE_LETTERS = 90


@dataclass(frozen=True)
class Source:
    """An entry that somebody cites. `revised_at` is when its text was last changed."""

    entry_id: str
    title: str
    url: str | None
    kind: str
    revised_at: datetime | None
    is_live: bool


def sources_of(port: Port, workspace: WorkspaceId, entries: Iterable[str]) -> dict[str, Source]:
    """Sources by entry id; what is not known any more is left out."""
    wanted = list(dict.fromkeys(entries))
    if not wanted:
        return {}  # what nobody cites needs no learned state, which takes a minute after a start
    with port.learned(workspace) as learned:
        known = {entry: _known(learned, EntryId(entry)) for entry in wanted}
        replies = {
            entry: learned.exemplars.by_id[EntryId(entry)].reply
            for entry in wanted
            if EntryId(entry) in learned.exemplars.by_id
        }
    texts = port.store.bodies(workspace, replies.values()) if replies else {}
    found = dict[str, Source]()
    for entry in wanted:
        title, url, kind, is_live = known[entry]
        if kind == "exemplar":
            title = short(texts.get(replies[entry], "(erased)"), _TITLE_LETTERS)
        if kind:
            at = revised_at(port, workspace, entry, kind)
            found[entry] = Source(entry, title, url, kind, at, is_live)
    return found


def _known(learned: Learned, entry: EntryId) -> tuple[str, str | None, str, bool]:
    """Title, address, kind and whether it serves; an empty kind where nothing is known."""
    exemplar = learned.exemplars.by_id.get(entry)
    if exemplar is not None:
        return "", None, "exemplar", exemplar.is_published and exemplar.serves
    revisions = learned.library.revisions.get(entry)
    if not revisions:
        return "", None, "", False
    held = learned.library.live.get(entry) or revisions[max(revisions)]
    return held.text.title, held.text.url, held.event.origin, entry in learned.library.live


def revised_at(port: Port, workspace: WorkspaceId, entry: str, kind: str) -> datetime | None:
    """When an entry got the words it has."""
    stream = Stream("conversation" if kind == "exemplar" else "entry", entry)
    wanted = ExemplarPaired if kind == "exemplar" else EntryRevised
    events = port.store.read_stream(workspace, stream)
    return max((e.at for e in events if isinstance(e.event, wanted)), default=None)
