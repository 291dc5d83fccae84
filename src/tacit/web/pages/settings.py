"""Settings: what the assistant may do by itself, as one audited step, and who has keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from tacit.events import Mode, ModeSet, PersonId, Stream
from tacit.flows import desk
from tacit.web import drawing
from tacit.web.callers import SCOPES
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, Sent, SignedIn, one, page

if TYPE_CHECKING:
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

MODES: dict[Mode, tuple[str, str]] = {
    "observe": (
        "Observe",
        "It says nothing. You read what it would have said, and how right it was.",
    ),
    "draft": ("Draft", "It writes drafts for agents. Nothing leaves without one of them."),
    "auto": ("Auto", "It answers by itself what it is sure enough of, and hands over the rest."),
}
_REASON_LETTERS = 200


@dataclass(frozen=True)
class Change:
    """One time that the mode was set."""

    at: datetime
    mode: str
    reason: str
    who: str


@router.get("/settings", **page("desk"))
def settings(request: Request, who: Here, shared: Process) -> Response:
    """The mode with its history, and the keys."""
    return _page(request, shared, who, "", "")


@router.post("/settings/mode", **page("desk", "admin"))
def set_mode(request: Request, who: Here, sent: Sent, shared: Process) -> Response:
    """Set the mode, with the reason that the log keeps."""
    wanted, reason = one(sent, "mode"), " ".join(one(sent, "reason").split())[:_REASON_LETTERS]
    mode = next((each for each in MODES if each == wanted), None)
    if mode is None or not reason:
        wrong = "Choose a mode." if mode is None else "Write why: the log keeps it with your name."
        return _page(request, shared, who, wrong, wanted)
    desk.set_mode(shared.port, who.workspace, mode, reason, who.actor)
    return RedirectResponse("/settings", 303)


def _page(request: Request, shared: Shared, who: SignedIn, wrong: str, wanted: str) -> Response:
    with shared.port.learned(who.workspace) as learned:
        mode = learned.modes.get("*", "observe")
        budget = learned.budget.target
        line = learned.budget.predict()
    return drawing.draw(
        request, "settings/page.html", 422 if wrong else 200, mode=mode, modes=MODES,
        wanted=wanted or mode, changes=_changes(shared, who), wrong=wrong, budget=budget,
        line=line, keys=shared.app.store.keys(who.workspace), scopes=SCOPES,
    )  # fmt: skip


def _changes(shared: Shared, who: SignedIn) -> list[Change]:
    events = shared.app.store.read_stream(who.workspace, Stream("autonomy", "*"))
    ids = {PersonId(each.actor.id) for each in events if each.actor.id}
    people = shared.app.store.people(who.workspace, ids) if ids else {}
    found = list[Change]()
    for each in reversed(events):
        if isinstance(each.event, ModeSet):
            person = people.get(PersonId(each.actor.id or ""))
            name = person.name if person else each.actor.kind
            found.append(Change(each.at, each.event.mode, each.event.reason, name))
    return found
