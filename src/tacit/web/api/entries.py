"""Entries of every kind, and the versions of the knowledge with what changed between two."""

from __future__ import annotations

import difflib
import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from tacit.events import EntryId, KnowledgePointed, KnowledgePublished, Logged
from tacit.flows.port import MANIFEST
from tacit.flows.quality import of_entry
from tacit.flows.record import names
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.paging import FIRST, After, Limit, Page, cut, number
from tacit.web.problems import missing
from tacit.web.shapes.article import Change, Entry, Version
from tacit.web.shapes.fields import answered
from tacit.web.shapes.quality import EntryRead, quality_of
from tacit.web.shared import Here, Shared

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.knowledge.library import Revision

router = APIRouter(route_class=Guarded, tags=["knowledge"])

_LAST = 1 << 60
Kind = Literal["article", "exemplar", "fact"]
Nth = Annotated[int, Path(ge=0, le=10**9)]


@router.get(
    "/entries",
    response_model=Page[Entry],
    summary="What is known, an entry a row",
    **operation("knowledge", "desk"),
)
def list_entries(
    caller: Calling,
    shared: Here,
    kind: Annotated[Kind | None, Query(description="Of one kind only.")] = None,
    held: Annotated[bool | None, Query(description="Only what the gate holds, or not.")] = None,
    limit: Limit = FIRST,
    after: After = None,
) -> Response:
    """Live articles, and exemplars that were not withdrawn, by id."""
    with shared.port.learned(caller.workspace) as learned:
        ids = sorted(_ids(learned, kind, held=held))
        found = ids[bisect_right(ids, after or "") :][: limit + 1]
        kept, following = cut(found, limit, str)
        entries = [_entry(learned, each) for each in kept]
    return answered(Page[Entry](items=_named(shared, caller, entries), next=following))


@router.get(
    "/entries/{entry_id}",
    response_model=EntryRead,
    summary="One thing that is known, and how often it resolves",
    **operation("knowledge", "desk", problems=["not_found"]),
)
def read_entry(entry_id: str, caller: Calling, shared: Here) -> Response:
    """An article or an exemplar, with its quality by intent and the events that moved it."""
    with shared.port.learned(caller.workspace) as learned:
        if entry_id not in _ids(learned, None, held=None):
            raise missing("entry", entry_id)
        entry = _entry(learned, entry_id)
    (shown,) = _named(shared, caller, [entry])
    found = of_entry(shared.port, caller.workspace, EntryId(entry_id))
    return answered(EntryRead(**dict(shown), quality=quality_of(found)))


def _named(shared: Shared, caller: Caller, entries: list[Entry]) -> list[Entry]:
    """Entries with what others call them, and with their words."""
    articles = [each.entry_id for each in entries if each.kind == "article"]
    known = names(shared.port, caller.workspace, "article", articles)
    told = _told(shared, caller, entries)
    return [
        each.model_copy(
            update={"external_id": known.get(each.entry_id), **told.get(each.entry_id, {})}
        )
        for each in entries
    ]


def _ids(learned: Learned, kind: Kind | None, *, held: bool | None) -> set[str]:
    found = set[str]()
    if kind in (None, "article", "fact"):
        found |= {
            str(entry)
            for entry, revision in learned.library.live.items()
            if kind is None or (revision.event.origin == "fact") == (kind == "fact")
        }
    if kind in (None, "exemplar"):
        ordered = learned.exemplars.ordered
        found |= {str(each.entry_id) for each in ordered if not each.is_withdrawn}
    if held is not None:
        found = {each for each in found if (_held_by(learned, each) is not None) == held}
    return found


def _held_by(learned: Learned, entry: str) -> str | None:
    """The rule for which an exemplar does not act; None for what may."""
    ruling = learned.rulings.get(EntryId(entry))
    return ruling.rule if ruling is not None and ruling.kind != "passed" else None


def _entry(learned: Learned, entry: str) -> Entry:
    revision = learned.library.live.get(EntryId(entry))
    if revision is not None:
        return _article(entry, revision)
    exemplar = learned.exemplars.by_id[EntryId(entry)]
    return Entry(
        entry_id=entry,
        kind="exemplar",
        external_id=None,
        title=exemplar.query[0],
        text=exemplar.reply,
        url=None,
        language=None,
        revision=0,
        is_approved=exemplar.serves and bool(exemplar.cites or exemplar.is_published),
        held_by=_held_by(learned, entry),
        is_stub=False,
        cites=[*exemplar.cites],
        conversation_id=entry,
    )


def _article(entry: str, revision: Revision) -> Entry:
    event = revision.event
    return Entry(
        entry_id=entry,
        kind="fact" if event.origin == "fact" else "article",
        external_id=None,
        title=revision.text.title,
        text=None,
        url=revision.text.url,
        language=event.language,
        revision=event.revision,
        is_approved=True,
        held_by=None,
        is_stub=event.origin == "stub",
        cites=[],
        conversation_id=None,
    )


def _told(shared: Shared, caller: Caller, entries: list[Entry]) -> dict[str, dict[str, str | None]]:
    """The words of exemplars: the question's first message, and the reply."""
    exemplars = [each for each in entries if each.kind == "exemplar"]
    ids = [id for each in exemplars for id in (each.title, each.text) if id]
    texts = shared.app.store.bodies(caller.workspace, ids)
    return {
        each.entry_id: {"title": texts.get(each.title, ""), "text": texts.get(each.text or "")}
        for each in exemplars
    }


@router.get(
    "/versions",
    response_model=Page[Version],
    summary="The versions of the knowledge, the newest first",
    **operation("knowledge"),
)
def list_versions(
    caller: Calling, shared: Here, limit: Limit = FIRST, after: After = None
) -> Response:
    """What each changed and why; a move back to an earlier version is a row of its own."""
    before = number(after, _LAST)
    events = shared.app.store.read_stream(caller.workspace, MANIFEST)
    found = [each for each in reversed(events) if each.position < before][: limit + 1]
    kept, following = cut(found, limit, lambda each: str(each.position))
    last = events[-1].position if events else 0
    versions = [_version(each, is_current=each.position == last) for each in kept]
    return answered(Page[Version](items=versions, next=following))


def _version(logged: Logged, *, is_current: bool) -> Version:
    event = logged.event
    assert isinstance(event, KnowledgePublished | KnowledgePointed)
    published = event if isinstance(event, KnowledgePublished) else None
    return Version(
        version=event.version,
        base=published.base if published else None,
        at=logged.at,
        position=logged.position,
        reason=event.reason,
        changed=len(published.revisions) if published else 0,
        dropped=len(published.dropped) if published else 0,
        is_current=is_current,
    )


@router.get(
    "/versions/{a}/difference/{b}",
    response_model=Page[Change],
    summary="What changed between two versions of the knowledge",
    **operation("knowledge", problems=["not_found"]),
)
def compare_versions(
    a: Nth, b: Nth, caller: Calling, shared: Here, limit: Limit = FIRST, after: After = None
) -> Response:
    """Entries added, removed and revised on the way from `a` to `b`, with both texts compared."""
    with shared.port.learned(caller.workspace) as learned:
        manifests = learned.library.manifests
        for version in (a, b):
            if version not in manifests:
                raise missing("version", str(version))
        old, new = manifests[a], manifests[b]
        ids = sorted(e for e in old.keys() | new.keys() if old.get(e) != new.get(e))
        found = ids[bisect_right(ids, after or "") :][: limit + 1]
        kept, following = cut(found, limit, str)
        spans = [(each, _held(learned, each, old), _held(learned, each, new)) for each in kept]
    wanted = [held.event.revision_id for _, *both in spans for held in both if held]
    bodies = shared.app.store.bodies(caller.workspace, wanted)
    changes = [_change(entry, was, now, bodies) for entry, was, now in spans]
    return answered(Page[Change](items=changes, next=following))


def _held(learned: Learned, entry: EntryId, manifest: dict[EntryId, int]) -> Revision | None:
    number = manifest.get(entry)
    return None if number is None else learned.library.revisions.get(entry, {}).get(number)


def _change(
    entry: str, was: Revision | None, now: Revision | None, bodies: dict[str, str]
) -> Change:
    shown = now or was
    lines = difflib.unified_diff(
        _lines(was, bodies), _lines(now, bodies), "before", "after", lineterm=""
    )
    return Change(
        entry_id=entry,
        change="added" if was is None else "removed" if now is None else "revised",
        title=shown.text.title if shown else "",
        from_revision=was.event.revision if was else None,
        to_revision=now.event.revision if now else None,
        difference="\n".join(lines),
    )


def _lines(revision: Revision | None, bodies: dict[str, str]) -> list[str]:
    if revision is None:
        return []
    held = json.loads(bodies[revision.event.revision_id])
    return [f"# {held['title']}", "", *str(held["markdown"]).splitlines()]
