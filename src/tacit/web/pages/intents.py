"""Intents: what customers want, how well each is answered, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from tacit.events import IntentId
from tacit.flows import autonomy, drift, intents
from tacit.metrics.reliability import DEFINITION as RELIABILITY
from tacit.metrics.reliability import LEAST
from tacit.web import drawing
from tacit.web.pages.settings import MODES, reason_of
from tacit.web.problems import missing
from tacit.web.shared import Here as Process
from tacit.web.signed import Here, Page, Sent, SignedIn, one, page
from tacit.web.views.drift import Unsaid
from tacit.web.views.intents import FIGURES, intent_of, intents_of

if TYPE_CHECKING:
    from tacit.web.shared import Shared

router = APIRouter(route_class=Page, include_in_schema=False)

AS_ALL = "as-all"


@router.get("/intents", **page("desk"))
def listed(request: Request, who: Here, shared: Process) -> Response:
    """The intents, the most asked first."""
    found, of = intents_of(shared, who.workspace)
    with shared.port.learned(who.workspace) as learned:
        of_all = learned.mode_of(None)
    return drawing.draw(
        request, "intents/page.html", found=found, of=of, of_all=of_all, shown=FIGURES
    )


@router.get("/intents/{intent_id}", **page("desk"))
def intent(request: Request, intent_id: str, who: Here, shared: Process) -> Response:
    """One intent."""
    return _page(request, shared, who, intent_id)


@router.post("/intents/{intent_id}/mode", **page("desk", "admin"))
def set_mode(request: Request, intent_id: str, who: Here, sent: Sent, shared: Process) -> Response:
    """Set what may be done about one intent, or let it follow all others again."""
    wanted, (reason, unsaid) = one(sent, "mode"), reason_of(sent)
    mode = next((each for each in MODES if each == wanted), None)
    if (mode is None and wanted != AS_ALL) or unsaid:
        wrong = unsaid or "Choose a mode."
        return _page(request, shared, who, intent_id, Refused("mode", wrong, wanted))
    where = shared.port, who.workspace
    if mode is None:
        autonomy.unset_mode(*where, reason, who.actor, IntentId(intent_id))
    else:
        autonomy.set_mode(*where, mode, reason, who.actor, IntentId(intent_id))
    return RedirectResponse(f"/intents/{intent_id}", 303)


@router.post("/intents/{intent_id}/name", **page("desk", "knowledge"))
def rename(request: Request, intent_id: str, who: Here, sent: Sent, shared: Process) -> Response:
    """Call an intent by a name of one's own."""
    words = one(sent, "name")
    if not words.strip():
        refused = Refused("name", "A name has at least one letter.")
        return _page(request, shared, who, intent_id, refused)
    intents.name(shared.port, who.workspace, IntentId(intent_id), words, who.actor)
    return RedirectResponse(f"/intents/{intent_id}", 303)


@router.post("/intents/{intent_id}/seen", **page("desk", "knowledge"))
def seen(request: Request, intent_id: str, who: Here, sent: Sent, shared: Process) -> Response:
    """Close its alarm, with the reason that the log keeps: what is now is usual from now on."""
    with shared.port.learned(who.workspace) as learned:
        now = learned.intents.now(IntentId(intent_id))
    if now is None:
        raise missing("intent", intent_id)
    reason, wrong = reason_of(sent)
    if wrong:
        return _page(request, shared, who, intent_id, Refused("alarm", wrong))
    drift.seen(shared.port, who.workspace, now, reason, who.actor)
    return RedirectResponse(f"/intents/{now}", 303)


@dataclass(frozen=True)
class Refused:
    """A form of the page that could not be taken: `of` the mode, the name or an alarm, and why."""

    of: str = ""
    wrong: str = ""
    wanted: str = ""

    def said_of(self, form: str) -> str:
        """What is wrong with a form; "" where nothing is."""
        return self.wrong if self.of == form else ""


SOUND = Refused()


def _page(
    request: Request, shared: Shared, who: SignedIn, intent_id: str, refused: Refused = SOUND
) -> Response:
    """The page of an intent, with what was wrong with what was sent from it."""
    found = intent_of(shared, who.workspace, intent_id)
    own = found.listed.mode if found.listed.has_own_mode else AS_ALL
    return drawing.draw(
        request, "intents/intent.html", 422 if refused.wrong else 200, intent=found, modes=MODES,
        as_all=AS_ALL, wanted=refused.wanted or own, own=own,
        reliability_definition=RELIABILITY, reliability_least=LEAST,
        wrong=refused.said_of("mode"), unnamed=refused.said_of("name"),
        unsaid=Unsaid(found.listed.intent_id, refused.said_of("alarm")),
    )  # fmt: skip
