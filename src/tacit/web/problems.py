"""Every way in which a request can fail, and how that is told: application/problem+json.

Routes raise `Problem`; `install` turns it, and what others raise, into an
answer (RFC 9457). What leaves here names a kind of this table and the
caller's own fields, never a stack, a query or another workspace's things.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tacit.store.batch import Conflict, Erased, ErasedBefore, KeyReused, Moved, Refused
from tacit.store.server import Unusable

MEDIA_TYPE = "application/problem+json"
# Where a kind is explained; the reference page has a heading for each.
EXPLAINED_AT = "/api/v1/docs#problem-"

_log = logging.getLogger("tacit.web")


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its title, and what to do about it."""

    status: int
    title: str
    advice: str


KINDS = {
    "malformed": Kind(400, "The request cannot be read", "Send valid JSON and headers."),
    "unauthenticated": Kind(
        401, "A key is needed", "Send `Authorization: Bearer KEY` with a key that was not revoked."
    ),
    "forbidden": Kind(403, "The key lacks a scope", "Use a key with a scope that `detail` names."),
    "not_found": Kind(404, "There is no such thing", "Check the id; a key sees one workspace."),
    "wrong_method": Kind(405, "That cannot be done here", "`Allow` lists what can."),
    "in_flight": Kind(
        409, "The same request is still being worked on", "Send it again in some seconds."
    ),
    "conflict": Kind(409, "It moved meanwhile", "Read again and decide anew."),
    "erased": Kind(410, "Its customer was erased", "Nothing: what was there is gone for good."),
    "moved": Kind(412, "The text is not the one you read", "Read again, merge, send its `ETag`."),
    "too_large": Kind(413, "The body is too large", "Send less; imports stream."),
    "invalid": Kind(422, "Something in the request is not what it must be", "See `errors`."),
    "key_reused": Kind(
        422, "The Idempotency-Key belongs to another request", "Make a new key for each request."
    ),
    "too_many": Kind(429, "Too many requests with this key", "Wait for `Retry-After` seconds."),
    "failed": Kind(
        500, "Something went wrong here", "Send it again; the server's log has the cause."
    ),
    "overloaded": Kind(
        503, "Too much is waiting", "Wait for `Retry-After` seconds; nothing accepted is lost."
    ),
    "rehearsing": Kind(
        503, "A history is being rehearsed here", "Wait; reading and preview work meanwhile."
    ),
    "unavailable": Kind(503, "The database does not answer", "Wait for `Retry-After` seconds."),
}
# A restart of the embedded server takes two to five seconds.
_DATABASE_SECONDS = 2


@dataclass(frozen=True)
class Wrong:
    """One field that is not what it must be, and why."""

    field: str
    why: str


class Problem(HTTPException):
    """A request that fails in a way that its sender can understand.

    An HTTPException, since FastAPI lets only those through while it reads a body.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(KINDS[kind].status, detail, dict(headers or {}))
        self.kind = kind
        self.errors = tuple(errors)

    def response(self) -> Response:
        """The answer that tells it."""
        kind = KINDS[self.kind]
        told: dict[str, object] = {
            "type": EXPLAINED_AT + self.kind,
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
        }
        if self.errors:
            told["errors"] = [vars(each) for each in self.errors]
        body = json.dumps(told, ensure_ascii=False).encode()
        return Response(body, kind.status, self.headers, MEDIA_TYPE)


class LacksRight(Problem):
    """A page that takes a right which who is signed in lacks; whoever runs the desk may give it."""

    def __init__(self, right: str) -> None:
        super().__init__("forbidden", f"This takes the right to {right}.")


def missing(what: str, name: str) -> Problem:
    """The problem of a thing that is not there, or not in the caller's workspace."""
    return Problem("not_found", f"There is no {what} {name[:200]!r} here.")


def invalid(field: str, why: str) -> Problem:
    """The problem of one field."""
    return Problem("invalid", f"{field}: {why}", errors=[Wrong(field, why)])


def install(site: FastAPI) -> None:
    """Make every failure of a route leave as a problem."""
    site.add_exception_handler(Problem, _told)
    site.add_exception_handler(RequestValidationError, _misshapen)
    site.add_exception_handler(HTTPException, _refused)
    site.add_exception_handler(Conflict, _changed)
    site.add_exception_handler(Moved, _moved)
    site.add_exception_handler(Erased, _gone)
    site.add_exception_handler(KeyReused, _reused)
    site.add_exception_handler(ErasedBefore, _gone)
    site.add_exception_handler(Refused, _against_the_rules)
    site.add_exception_handler(psycopg.OperationalError, _away)
    site.add_exception_handler(Unusable, _away)


def _told(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem.response()


def _misshapen(request: Request, failure: Exception) -> Response:
    """What the declared shapes refuse: unreadable JSON, or fields with their reasons."""
    assert isinstance(failure, RequestValidationError)
    found = failure.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return Problem("malformed", "The body is not valid JSON.").response()
    wrong = [Wrong(_place(each["loc"]), str(each["msg"])) for each in found]
    detail = "; ".join(f"{each.field}: {each.why}" for each in wrong[:3])
    return Problem("invalid", detail, errors=wrong).response()


def _place(location: Sequence[str | int]) -> str:
    """Where a field stands: `customer.external_id`, or `limit` of the query."""
    parts = [str(each) for each in location[1:]] or [str(each) for each in location]
    return ".".join(parts)


_BY_STATUS = {400: "malformed", 404: "not_found", 405: "wrong_method", 413: "too_large"}


def _refused(request: Request, failure: Exception) -> Response:
    """What the router refuses: no such path, no such method."""
    assert isinstance(failure, HTTPException)
    kind = _BY_STATUS.get(failure.status_code, "malformed")
    detail = {"not_found": "There is no such address.", "wrong_method": "Not this method."}
    headers = dict(failure.headers or {})
    return Problem(kind, detail.get(kind, KINDS[kind].title + "."), headers=headers).response()


def _changed(request: Request, failure: Exception) -> Response:
    return Problem("conflict", "Somebody else changed it at the same moment.").response()


def _moved(request: Request, failure: Exception) -> Response:
    return Problem("moved", f"Your If-Match is of an earlier state: {failure}.").response()


def _gone(request: Request, failure: Exception) -> Response:
    return Problem("erased", "This went with a customer who was erased.").response()


def _reused(request: Request, failure: Exception) -> Response:
    return reused().response()


def reused() -> Problem:
    """The problem of a key that belongs to another request."""
    return Problem("key_reused", "This Idempotency-Key came with another request before.")


def _against_the_rules(request: Request, failure: Exception) -> Response:
    return Problem("conflict", f"The log refuses it: {failure}.").response()


def _away(request: Request, failure: Exception) -> Response:
    _log.error("the database does not answer: %s", type(failure).__name__)
    return away().response()


def away() -> Problem:
    """The problem of a database that does not answer."""
    headers = {"Retry-After": str(_DATABASE_SECONDS)}
    return Problem("unavailable", "The database does not answer; try again.", headers=headers)


class Unforeseen:
    """Turns what nobody foresaw into a plain 500, and its place (no words of it) into the log.

    An exception's own text may quote a customer: the log gets its type and where it arose.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for it where it fails before it has answered."""
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, noting)
        except Exception as failure:
            note(failure)
            if has_begun:
                raise Broken from None
            await Problem("failed", "The server's log has the cause.").response()(
                scope, receive, send
            )


class Broken(Exception):
    """An answer that broke off half way; the log has its cause already."""


def note(failure: BaseException) -> None:
    """Log a failure by its type and the places it came through, without its words."""
    frames = traceback.extract_tb(failure.__traceback__)
    places = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames[-8:]))
    _log.error("%s at %s", type(failure).__name__, places)
