"""Articles by the other system's id: written, read, withdrawn, and gone back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from tacit.clean import clean
from tacit.events import EntryId, EntryRevised, KnowledgePublished, Logged, Stream
from tacit.flows import publish
from tacit.flows.publish import Edit
from tacit.store.batch import AlreadyKnown, Conflict
from tacit.web.asking import tell
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Asked
from tacit.web.known import Id
from tacit.web.paging import FIRST, After, Limit, Page, cut, number
from tacit.web.problems import Problem, missing
from tacit.web.shapes.article import Article, ArticleTold, Revision, revision_of
from tacit.web.shapes.fields import answered
from tacit.web.shared import Here, Shared
from tacit.web.tags import IfMatch, IfNoneMatch, as_read, tag

if TYPE_CHECKING:
    from tacit.flows.port import Port, Writing

router = APIRouter(route_class=Guarded, tags=["knowledge"])

# How often an edit is tried while other parts of the knowledge move.
_TRIES = 5
_LAST = 1 << 60
Nth = Annotated[int, Path(ge=1, le=10**9)]


@router.put(
    "/articles/{external_id}",
    response_model=Article,
    summary="Write an article: answers rest on it from the next question on",
    **operation("knowledge", problems=["conflict", "moved"]),
    responses={201: {"description": "The article is new.", "model": Article}},
)
def write_article(
    external_id: Id,
    told: ArticleTold,
    caller: Calling,
    shared: Here,
    if_match: IfMatch = None,
) -> Response:
    """The same text again changes nothing. A changed one is a new revision in a new version."""
    edit = Edit(caller.actor, as_read(if_match))
    row = told.row(external_id, clean(told.markdown))
    is_new = _find(shared, caller, external_id) is None
    _again(lambda: publish.put_article(shared.port, caller.workspace, row, edit))
    entry = _known(shared, caller, external_id)
    return _article(shared, caller, (external_id, entry), status=201 if is_new else 200)


@router.get(
    "/articles/{external_id}",
    response_model=Article,
    summary="An article as it is answered from",
    **operation("knowledge", "desk", problems=["not_found"]),
    responses={304: {"description": "Nothing changed since the ETag that was sent."}},
)
def read_article(
    external_id: Id, caller: Calling, shared: Here, if_none_match: IfNoneMatch = None
) -> Response:
    """The live revision; its number is the ETag."""
    entry = _known(shared, caller, external_id)
    answer = _article(shared, caller, (external_id, entry))
    if if_none_match == answer.headers["ETag"]:
        return Response(status_code=304, headers={"ETag": answer.headers["ETag"]})
    return answer


@router.delete(
    "/articles/{external_id}",
    status_code=204,
    response_class=Response,
    summary="Withdraw an article: no answer rests on it from the next question on",
    **operation("knowledge", problems=["not_found", "conflict", "moved"]),
)
def withdraw_article(
    external_id: Id, caller: Calling, shared: Here, if_match: IfMatch = None
) -> Response:
    """Its revisions stay, and any of them can be restored."""
    entry = _known(shared, caller, external_id)
    edit = Edit(caller.actor, as_read(if_match))
    if not _again(lambda: publish.drop_article(shared.port, caller.workspace, entry, edit)):
        raise missing("article", external_id)
    return Response(status_code=204)


@router.get(
    "/articles/{external_id}/revisions",
    response_model=Page[Revision],
    summary="Every text that an article had, the newest first",
    **operation("knowledge", "desk", problems=["not_found"]),
)
def list_revisions(
    external_id: Id, caller: Calling, shared: Here, limit: Limit = FIRST, after: After = None
) -> Response:
    """Who wrote it, when, and which one is answered from; of withdrawn articles, too."""
    entry, before = _known(shared, caller, external_id), number(after, _LAST)
    written = [e for e in _written(shared, caller, entry) if e[1].revision < before]
    kept, following = cut(written[::-1][: limit + 1], limit, lambda each: str(each[1].revision))
    live = _live(shared, caller, entry)
    bodies = shared.app.store.bodies(caller.workspace, [event.revision_id for _, event in kept])
    revisions = [
        revision_of(logged, event, bodies[event.revision_id], is_live=event.revision == live)
        for logged, event in kept
    ]
    return answered(Page[Revision](items=revisions, next=following))


@router.post(
    "/articles/{external_id}/revisions/{n}/restoration",
    status_code=201,
    response_model=Revision,
    summary="Answer from an earlier text of an article again",
    **operation("knowledge", problems=["not_found", "conflict", "moved"]),
)
def restore_revision(
    external_id: Id,
    n: Nth,
    asked: Asked,
    caller: Calling,
    shared: Here,
    if_match: IfMatch = None,
) -> Response:
    """Publishes a new version with that revision; a withdrawn article comes back by it."""
    entry = _known(shared, caller, external_id)
    restored = _revision(shared, caller, entry, n)
    edit = Edit(caller.actor, as_read(if_match))

    def begin(port: Port) -> list[Logged]:
        return _again(lambda: publish.restore_article(port, caller.workspace, entry, n, edit))

    def answer(writing: Writing) -> Revision:
        return restored

    if (stored := asked.earlier()) is None and _live(shared, caller, entry) == n:
        _check(edit, n)
        return asked.finish(restored)
    return stored or tell(asked, begin, KnowledgePublished, answer)


def _check(edit: Edit, live: int) -> None:
    """What is live already is not restored again, and is still refused to who read another."""
    if edit.as_read not in (None, live):
        raise Problem("moved", f"Your If-Match is of an earlier state: it is at revision {live}.")


def _again(edit: Callable[[], list[Logged]]) -> list[Logged]:
    """Edit; again where another part of the knowledge moved at the same moment."""
    for _ in range(_TRIES):
        try:
            return edit()
        except (Conflict, AlreadyKnown) as moved:
            if isinstance(moved, AlreadyKnown) and "idempotency" in moved.what:
                raise
    raise Conflict(f"the knowledge kept moving for {_TRIES} tries; try again")


def _find(shared: Shared, caller: Caller, external_id: str) -> EntryId | None:
    """The entry of that id which is answered from, if there is one."""
    known = shared.app.store.find_external(caller.workspace, "article", [external_id])
    if external_id not in known:
        return None
    entry = EntryId(known[external_id])
    return entry if _live(shared, caller, entry) else None


def _known(shared: Shared, caller: Caller, external_id: str) -> EntryId:
    known = shared.app.store.find_external(caller.workspace, "article", [external_id])
    if external_id not in known:
        raise missing("article", external_id)
    return EntryId(known[external_id])


def _live(shared: Shared, caller: Caller, entry: EntryId) -> int:
    """The number of the revision that is answered from; 0 for none."""
    with shared.port.learned(caller.workspace) as learned:
        live = learned.library.live.get(entry)
    return live.event.revision if live else 0


def _written(shared: Shared, caller: Caller, entry: EntryId) -> list[tuple[Logged, EntryRevised]]:
    events = shared.app.store.read_stream(caller.workspace, Stream("entry", entry))
    return [(each, each.event) for each in events if isinstance(each.event, EntryRevised)]


def _revision(shared: Shared, caller: Caller, entry: EntryId, n: int) -> Revision:
    """One revision, as it is once it is live."""
    for logged, event in _written(shared, caller, entry):
        if event.revision == n:
            bodies = shared.app.store.bodies(caller.workspace, [event.revision_id])
            return revision_of(logged, event, bodies[event.revision_id], is_live=True)
    raise missing("revision", str(n))


def _article(
    shared: Shared, caller: Caller, named: tuple[str, EntryId], status: int = 200
) -> Response:
    external_id, entry = named
    live = _live(shared, caller, entry)
    if not live:
        raise missing("article", external_id)
    revision = _revision(shared, caller, entry, live)
    article = Article(**dict(revision), external_id=external_id)
    return answered(article, status, {"ETag": tag(live)})
