"""A history brought in over the wire: articles, customers, accounts, whole conversations."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tacit.events import WorkspaceId
from tacit.flows import inbox
from tacit.store.batch import AlreadyKnown
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Exchange, exchange_with
from tacit.web.problems import Problem
from tacit.web.shapes.fields import Count, Shape
from tacit.web.shared import Here

if TYPE_CHECKING:
    from tacit.flows.importing import Tally

router = APIRouter(route_class=Guarded, tags=["import"])

# A million conversations of four kilobytes; it lies on the disk until it is taken in.
IMPORT_BYTES = 4 << 30
NDJSON = "application/x-ndjson"
_BUFFER = 1 << 20
_REFUSALS_TOLD = 1000

_under_way: set[WorkspaceId] = set()
_lock = threading.Lock()


class Refusal(Shape):
    """A line that was not taken in, and why; the others were."""

    line: Count
    reason: str


class Imported(Shape):
    """What an import did: new ones and known ones of each kind, and every line refused."""

    taken: dict[str, int]
    known: dict[str, int]
    refused: list[Refusal]
    refused_count: Count


@router.post(
    "/import",
    status_code=201,
    response_model=Imported,
    summary="Bring in a history",
    **operation("import", problems=["conflict", "too_large"], body=NDJSON),
)
async def bring_in(
    request: Request,
    caller: Calling,
    shared: Here,
    rehearse: Annotated[
        int,
        Query(ge=0, le=10**6, description="Of a workspace not yet live, how many to rehearse."),
    ] = 2000,
) -> Response:
    """Newline-delimited JSON, one row a line, streamed. What is known by its external id is
    passed over, so a history that broke off is simply sent again. Into a live workspace
    everything is imported as facts, recorded now; into one that is not, the last answered
    conversations are rehearsed."""
    with tempfile.NamedTemporaryFile(prefix="tacit-import-", suffix=".ndjson") as file:
        digest = await _receive(request, file)
        exchange = exchange_with(request, digest)
        return await run_in_threadpool(_take, exchange, Path(file.name), rehearse)


async def _receive(request: Request, file: IO[bytes]) -> bytes:
    """Write the body into a file as it comes; returns its hash."""
    hashed, held, size = hashlib.sha256(), bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size > IMPORT_BYTES:
            detail = f"An import may have {IMPORT_BYTES:,} bytes; send it in parts."
            raise Problem("too_large", detail)
        hashed.update(piece)
        held += piece
        if len(held) >= _BUFFER:
            await run_in_threadpool(file.write, bytes(held))
            held.clear()
    await run_in_threadpool(file.write, bytes(held))
    await run_in_threadpool(file.flush)
    return hashed.digest()


def _take(exchange: Exchange, path: Path, rehearse: int) -> Response:
    """Take the file in, one import a workspace at a time."""
    if (stored := exchange.earlier()) is not None:
        return stored
    workspace = exchange.caller.workspace
    with _lock:
        if workspace in _under_way:
            raise Problem("conflict", "An import into this workspace is under way; send it after.")
        _under_way.add(workspace)
    try:
        exchange.start()
        tally = exchange.shared.take(exchange.shared.app, workspace, path, rehearse)
        inbox.catch_up(exchange.shared.port, workspace)
        return exchange.finish(_imported(tally))
    except AlreadyKnown:
        return exchange.told()
    finally:
        with _lock:
            _under_way.discard(workspace)


def _imported(tally: Tally) -> Imported:
    refused = [Refusal(line=e.line, reason=e.reason) for e in tally.refused[:_REFUSALS_TOLD]]
    return Imported(
        taken=dict(tally.taken),
        known=dict(tally.known),
        refused=refused,
        refused_count=len(tally.refused),
    )
