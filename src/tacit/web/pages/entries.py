"""Entries: what the assistant knows, who vouches for it, and taking words out of service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tacit.events import EntryId
from tacit.flows import approval, publish
from tacit.web import drawing
from tacit.web.shared import Here as Process
from tacit.web.shared import Shared
from tacit.web.signed import Here, Page, Sent, SignedIn, one, page
from tacit.web.views.entries import KINDS, entries_of, entry_of
from tacit.web.views.situation import segments_of, situations_of

router = APIRouter(route_class=Page, include_in_schema=False)

_REASON_LETTERS = 200


@dataclass(frozen=True)
class Refused:
    """Whom somebody wrote that it is to be told to, and why that, or they, cannot be.

    `status` is 403 where it takes another person, whatever was written.
    """

    only: str = ""
    why: str = ""
    status: int = 422

    @property
    def is_only_wrong(self) -> bool:
        """Whether something else has to be written."""
        return bool(self.why) and self.status == 422


SOUND = Refused()


@router.get("/entries", **page("desk"))
def listed(
    request: Request,
    who: Here,
    shared: Process,
    kind: Annotated[str, Query(max_length=20)] = "article",
    search: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Entries of one kind, the most cited first."""
    kind = kind if kind in KINDS else "all"
    found, of = entries_of(shared.port, who.workspace, kind, search.strip())
    return drawing.draw(
        request, "entries/page.html", found=found, of=of, kind=kind, kinds=KINDS, search=search
    )


@router.get("/entries/{entry_id}", **page("desk"))
def entry(request: Request, entry_id: str, who: Here, shared: Process) -> Response:
    """One entry."""
    return _entry(request, shared, who, entry_id)


def _entry(
    request: Request, shared: Shared, who: SignedIn, entry_id: str, refused: Refused = SOUND
) -> Response:
    """The page; with what was typed of whom it is to be told, and what is wrong with it."""
    found = entry_of(shared.port, who.workspace, entry_id)
    told = situations_of(shared.port, who.workspace, EntryId(entry_id))
    of_it = segments_of(shared.port, who.workspace, entry_id) if found.reply else []
    return drawing.draw(
        request,
        "entries/entry.html",
        refused.status if refused.why else 200,
        entry=found,
        situations=told,
        segments=of_it,
        refused=refused,
    )


@router.post("/entries/{entry_id}/pass", **page("desk", "knowledge"))
def let_pass(request: Request, entry_id: str, who: Here, sent: Sent, shared: Process) -> Response:
    """Let what the gate holds, or a test suspended, act from now on: for all, or for some alone."""
    only = one(sent, "only")
    try:
        approval.let_pass(shared.port, who.workspace, EntryId(entry_id), who.actor, only)
    except ValueError as wrong:
        why, is_theirs = str(wrong), not isinstance(wrong, approval.NeedsSecond)
        said = f"{why[:1].upper()}{why[1:].removesuffix('.')}."
        refused = Refused(only, said, 422 if is_theirs else 403)
        return _entry(request, shared, who, entry_id, refused)
    return RedirectResponse(f"/entries/{entry_id}", 303)


@router.post("/entries/{entry_id}/withdrawal", **page("desk", "knowledge"))
def withdraw(entry_id: str, who: Here, sent: Sent, shared: Process) -> Response:
    """Take an agent's reply out of service: what it taught is forgotten at once.

    Where it was taken back as a witness `of` another entry, that entry's page is next.
    """
    with shared.port.learned(who.workspace) as learned:
        exemplar = learned.exemplars.by_id[EntryId(entry_id)]
        is_withdrawn = exemplar.is_withdrawn
        witnessed = one(sent, "of") if one(sent, "of") in exemplar.cites else entry_id
    reason = " ".join(one(sent, "reason").split())[:_REASON_LETTERS] or "withdrawn by an agent"
    if not is_withdrawn:
        publish.withdraw(shared.port, who.workspace, EntryId(entry_id), reason, who.actor)
    return RedirectResponse(f"/entries/{witnessed}", 303)
