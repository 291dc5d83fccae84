"""The log itself, line by line, as it is hashed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tacit.store.verify import Row
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.shared import Here

router = APIRouter(route_class=Guarded, tags=["log"])

NDJSON = "application/x-ndjson"
_LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An event a line, in the order of their positions.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/log",
    response_class=StreamingResponse,
    summary="The log: every event behind a position",
    **operation("admin"),
    responses=_LINES,
)
def read_log(
    caller: Calling,
    shared: Here,
    after: Annotated[int, Query(ge=0, le=10**15, description="A position.")] = 0,
    limit: Annotated[
        int | None, Query(ge=1, le=10**6, description="How many at most; all if left out.")
    ] = None,
) -> Response:
    """Newline-delimited JSON. `payload` is the very bytes that were hashed, so the chain of
    `hash` can be checked by whoever reads it. It holds ids and numbers, nobody's words."""
    lines = _lines(shared.app.store, caller.workspace, after, limit)
    return StreamingResponse(lines, media_type=NDJSON)


def _lines(store: Store, workspace: WorkspaceId, after: int, limit: int | None) -> Iterator[bytes]:
    for row in store.rows(workspace, after, limit):
        yield line_of(row)


def _utc(moment: datetime) -> str:
    """A time with all its microseconds: they are hashed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_of(row: Row) -> bytes:
    """One event as a line; its payload is put in as it is, for its bytes are what was hashed."""
    told = {name: value for name, value in row.columns.items() if name != "payload"}
    told |= {"workspace": str(told["workspace"])}
    told |= {name: _utc(told[name]) for name in ("at", "recorded_at")}
    head = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f'{head[:-1]},"payload":{row.columns["payload"]},"hash":"{row.hash.hex()}"}}\n'.encode()
