"""The knowledge as pages show it: entries in a list, and one with its revisions and witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.answering.learned import Learned
from tacit.answering.segment import in_words
from tacit.events import (
    EntryId,
    EntryRevised,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarSuspended,
    ExemplarWithdrawn,
    Logged,
    PersonId,
    Stream,
    WorkspaceId,
)
from tacit.flows.quality import OfEntry, of_entry
from tacit.knowledge.library import Passage, text_of
from tacit.knowledge.words import terms
from tacit.web.views.held import Held, held_of, state_of, why_of
from tacit.web.views.words import short

if TYPE_CHECKING:
    from tacit.flows.port import Port

KINDS = {
    "article": "Articles",
    "exemplar": "Agents’ replies",
    "stub": "Pages without their text",
    "held": "Held back",
    "all": "All",
}
ENTRIES = 60
_WITNESSES = 20
_TITLE_LETTERS = 120


@dataclass(frozen=True)
class Listed:
    """One entry of the list: `resolved` of `judged` answers with it that somebody saw."""

    entry_id: str
    title: str
    kind: str
    standing: str
    cited: int
    resolved: float
    judged: float


@dataclass(frozen=True)
class Revision:
    """One text that an entry had."""

    number: int
    at: datetime
    title: str
    passages: Sequence[Passage]
    is_live: bool


@dataclass(frozen=True)
class Witness:
    """Somebody who vouches for an entry: an agent who cited it, or said it."""

    conversation_id: str
    question: str
    who: str


@dataclass(frozen=True)
class Entry:
    """An entry with everything that its page shows."""

    listed: Listed
    url: str | None
    revisions: Sequence[Revision]
    question: str
    reply: str
    history: Sequence[tuple[datetime, str]]
    held: Held | None
    witnesses: Sequence[Witness]
    more: int
    now: datetime
    quality: OfEntry


def entries_of(
    port: Port, workspace: WorkspaceId, kind: str, search: str
) -> tuple[Sequence[Listed], int]:
    """The entries of a kind whose title has the words, most cited first; and how many.

    What is held waits for somebody, whoever cited it: of it the last held comes first.

    A title has them where it has each of their stems, or the search as it is written: while
    somebody types, the last word is half a word.
    """
    with port.learned(workspace) as learned:
        found = _all(learned, kind)
        cited = _cited(learned)
        titles = {e: r.text.title for e, r in learned.library.live.items()}
        replies = {e: learned.exemplars.by_id[e].reply for e, k in found if k == "exemplar"}
        totals = {e: learned.quality.total(e) for e, _ in found}
        standings = {e: _standing(learned, e, k) for e, k in found}
    texts = port.store.bodies(workspace, replies.values()) if replies else {}
    wanted = set(terms(search)) if search else set[str]()
    listed = list[Listed]()
    for entry, its_kind in found:
        title = titles.get(entry) or texts.get(replies.get(entry, ""), "(erased)")
        if search and not _has(title, search, wanted):
            continue
        shown = short(title, _TITLE_LETTERS)
        good, judged = (each / 1000 for each in totals[entry])
        listed.append(
            Listed(entry, shown, its_kind, standings[entry], cited.get(entry, 0), good, judged)
        )
    if kind != "held":
        listed.sort(key=lambda each: (-each.cited, each.title, each.entry_id))
    return listed[:ENTRIES], len(listed)


def _has(title: str, search: str, stems: set[str]) -> bool:
    """Whether a title has what is looked for."""
    is_written = " ".join(search.split()).casefold() in title.casefold()
    return is_written or (bool(stems) and stems <= set(terms(title)))


def _all(learned: Learned, kind: str) -> list[tuple[EntryId, str]]:
    """Live articles and stubs, and the exemplars in agents' own words; or all that is held."""
    if kind == "held":
        last = reversed(learned.rulings)
        return [(entry, "exemplar") for entry in last if state_of(learned, entry)]
    found: list[tuple[EntryId, str]] = [
        (entry, revision.event.origin) for entry, revision in learned.library.live.items()
    ]
    found += [
        (each.entry_id, "exemplar")
        for each in learned.exemplars.ordered
        if not each.is_withdrawn and not each.cites
    ]
    return [(entry, its) for entry, its in found if kind in ("all", its)]


def _cited(learned: Learned) -> dict[EntryId, int]:
    """How many replies in service cite each entry."""
    counts = dict[EntryId, int]()
    for exemplar in learned.exemplars.ordered:
        if exemplar.serves:
            for entry in exemplar.cites:
                counts[entry] = counts.get(entry, 0) + 1
    return counts


def _standing(learned: Learned, entry: EntryId, kind: str) -> str:
    """Whether customers may be told of it."""
    if kind == "stub":
        return "address only"
    if kind != "exemplar":
        return "published" if entry in learned.library.live else "withdrawn"
    exemplar = learned.exemplars.by_id[entry]
    if exemplar.is_withdrawn:
        return "withdrawn"
    if held := state_of(learned, entry):
        return held
    return "published" if exemplar.is_published or exemplar.cites else "unapproved"


def entry_of(port: Port, workspace: WorkspaceId, entry_id: str) -> Entry:
    """One entry; raises KeyError for one that nobody knows."""
    entry = EntryId(entry_id)
    with port.learned(workspace) as learned:
        exemplar = learned.exemplars.by_id.get(entry)
        if exemplar is None and entry not in learned.library.revisions:
            raise KeyError(entry_id)
        live = learned.library.live.get(entry)
        kind = "exemplar" if exemplar else (live.event.origin if live else "article")
        standing = _standing(learned, entry, kind)
        good, judged = (each / 1000 for each in learned.quality.total(entry))
        citing = [
            (each.entry_id, each.query[0], each.author_id)
            for each in reversed(learned.exemplars.ordered)
            if entry in each.cites and each.serves
        ]
    events = port.store.read_stream(workspace, Stream("entry", entry_id))
    number = live.event.revision if live else 0
    revisions = _revisions(port, workspace, events, number)
    question = reply = ""
    if exemplar is not None:
        texts = port.store.bodies(workspace, [*exemplar.query, exemplar.reply])
        question = "\n\n".join(texts[each] for each in exemplar.query if each in texts)
        reply = texts.get(exemplar.reply, "(erased)")
        citing = [(entry, exemplar.query[0], exemplar.author_id), *citing]
    title = short(reply, _TITLE_LETTERS) if exemplar else (
        live.text.title if live else next((r.title for r in revisions), "(no title)"))  # fmt: skip
    return Entry(
        Listed(entry_id, title, kind, standing, len(citing), good, judged),
        live.text.url if live else None,
        revisions,
        question,
        reply,
        [told for each in events for told in _told(each)],
        held_of(port, workspace, events) if exemplar is not None else None,
        _witnesses(port, workspace, citing[:_WITNESSES]),
        max(0, len(citing) - _WITNESSES),
        port.clock(),
        of_entry(port, workspace, entry),
    )


def _revisions(
    port: Port, workspace: WorkspaceId, events: Sequence[Logged], live: int
) -> list[Revision]:
    """Every text it had, the newest first."""
    revised = [(e.at, e.event) for e in events if isinstance(e.event, EntryRevised)]
    texts = port.store.bodies(workspace, [event.revision_id for _, event in revised])
    found = list[Revision]()
    for at, event in reversed(revised):
        if event.revision_id in texts:
            text = text_of(texts[event.revision_id])
            is_live = event.revision == live
            found.append(Revision(event.revision, at, text.title, text.passages, is_live))
    return found


def _told(logged: Logged) -> list[tuple[datetime, str]]:
    match logged.event:
        case ExemplarPublished(rule="agent"):
            return [(logged.at, "Published by an agent")]
        case ExemplarPublished(rule="two_agents"):
            return [(logged.at, "Published: two agents said the same")]
        case ExemplarPublished():
            return [(logged.at, "Published after review")]
        case ExemplarWithdrawn(reason=reason):
            return [(logged.at, f"Withdrawn: {reason}")]
        case ExemplarHeld():
            return [(logged.at, f"Held back: {why_of(logged)}")]
        case ExemplarPassed(rule="approved", segment=segment):
            some = f" where {in_words(segment)}" if segment else ""
            return [(logged.at, f"Let pass by a person{some}")]
        case ExemplarPassed():
            return [(logged.at, f"Passed: {why_of(logged)}")]
        case ExemplarSuspended():
            return [(logged.at, f"Suspended: {why_of(logged)}")]
        case ExemplarPaired():
            return [(logged.at, "Chosen as the reply worth imitating")]
    return []


def _witnesses(
    port: Port, workspace: WorkspaceId, citing: Sequence[tuple[EntryId, str, PersonId]]
) -> list[Witness]:
    texts = port.store.bodies(workspace, [question for _, question, _ in citing])
    people = port.store.people(workspace, {author for _, _, author in citing})
    return [
        Witness(
            conversation,
            short(texts[question], _TITLE_LETTERS),
            (author in people and people[author].name) or "an agent",
        )
        for conversation, question, author in citing
        if question in texts
    ]
