"""How a page says that something failed: in words, with what to do, and never a stack.

`signed.Page` calls it with whatever a route raised. The API's own problems
are told by `problems`.
"""

from __future__ import annotations

import psycopg
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tacit.store.batch import Conflict, Erased
from tacit.store.server import Unusable
from tacit.web import drawing
from tacit.web.arrival import LOOK_AGAIN_SECONDS, Arrival, Arriving
from tacit.web.problems import LacksRight, Problem, note

# Everything a page loads is ours: no other host is ever asked.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_TITLES = {
    401: "Sign in first",
    403: "This form was not taken",
    404: "There is nothing here",
    409: "Somebody was quicker",
    410: "This was erased",
    422: "Something in the address is not right",
    500: "Something went wrong here",
    503: "The desk catches its breath",
}
_ADVICE = {
    401: "Run `tacit sign-in` in the terminal and open the link that it prints.",
    403: "Open the page again and send it from there. Nothing was changed.",
    404: "It may be in another workspace, or the address lost a piece. Go back to the inbox.",
    409: "Go back, read what is new, and do it again.",
    410: "Its customer asked to be forgotten; what was here is gone for good.",
    422: "Go back to the inbox and start from there.",
    500: "Try it again. Nothing that was accepted is lost; the server's log has the cause.",
    503: "Wait a moment, then load the page again. Nothing that was accepted is lost.",
}
# Of what takes a right; other forms that are refused want none.
_LACKING = (
    "That is not yours to do",
    "Ask whoever runs this desk for a link with that right: `tacit sign-in --right …`.",
)


def page_of(request: Request, failure: Exception) -> Response:
    """The page that tells of a failure."""
    if isinstance(failure, Arriving):
        return _arriving(request, failure.arrival)
    status, detail = _told(failure)
    usual = _TITLES.get(status, _TITLES[500]), _ADVICE.get(status, _ADVICE[500])
    title, advice = _LACKING if isinstance(failure, LacksRight) else usual
    return drawing.draw(
        request,
        "refusal.html",
        status,
        title=title,
        detail=detail,
        advice=advice,
        status=status,
    )


def _arriving(request: Request, arrival: Arrival) -> Response:
    """How far the history is, on a page that looks again by itself; a form is not taken."""
    status = 200 if request.method == "GET" else 503
    return drawing.draw(request, "arriving.html", status, again=LOOK_AGAIN_SECONDS, how=arrival)


def _told(failure: Exception) -> tuple[int, str]:
    match failure:
        case Problem() | HTTPException():
            return failure.status_code, str(failure.detail)
        case Erased():
            return 410, "The customer who opened this conversation was erased."
        case KeyError():
            return 404, "What this address names is not there."
        case RequestValidationError():
            return 422, "A part of the address is not what it must be."
        case Conflict():
            return 409, "Somebody else changed it at the same moment."
        case psycopg.OperationalError() | Unusable():
            note(failure)
            return 503, "The database does not answer."
    note(failure)
    return 500, "That was not foreseen."


def sealed(response: Response) -> Response:
    """A page's answer with the headers that keep it ours, and out of shared caches."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
