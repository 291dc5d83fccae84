"""The one factory of the web door: `site(app)` joins resources, guards and limits.

`tacit serve` runs it, tests call it in process. A resource is a file in
`api/` and a line in `RESOURCES`; pages for people are routers of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from tacit.store.server import Unusable
from tacit.web import description, problems, reference
from tacit.web.api import (
    articles,
    conversations,
    decisions,
    entries,
    imports,
    intents,
    learnings,
    log,
    metrics,
    people,
    preview,
    steps,
    stream,
    trace,
    usage,
)
from tacit.web.idempotency import KEPT
from tacit.web.limits import Bodies, Gate, Pace
from tacit.web.live import Live
from tacit.web.pages import (
    ask,
    churn,
    conversation,
    first,
    inbox,
    learning,
    months,
    settings,
    sign_in,
)
from tacit.web.pages import entries as entry_pages
from tacit.web.pages import intents as intent_pages
from tacit.web.pages import stream as page_stream
from tacit.web.shared import Shared, Take

if TYPE_CHECKING:
    from tacit.app import App

RESOURCES = (
    conversations.router,
    steps.router,
    stream.router,
    decisions.router,
    preview.router,
    articles.router,
    entries.router,
    metrics.router,
    intents.router,
    learnings.router,
    trace.router,
    people.router,
    usage.router,
    imports.router,
    log.router,
)
PAGES = (
    sign_in.router,
    inbox.router,
    conversation.router,
    page_stream.router,
    entry_pages.router,
    intent_pages.router,
    learning.router,
    months.router,
    churn.router,
    first.router,
    settings.router,
    ask.router,
)
_FORGET_SECONDS = 3600
_STREAMED = ("/api/v1/import",)
# Nothing is measured for, or sent to, anybody else, whatever the environment says.
SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def site(app: App, take: Take, *, reads_ahead: bool = True) -> FastAPI:
    """The whole web door of an open product, as one ASGI application.

    `take` takes a history's file in; doors do not know each other's readers,
    so whoever opens this one brings it. `reads_ahead`: what the first requests
    need is read when it starts, not when the first of them comes.
    """
    pace = Pace(app.settings.rate, 2 * app.settings.rate)
    shared = Shared(app, pace, take, Live(app.store))

    @asynccontextmanager
    async def living(made: FastAPI) -> AsyncIterator[None]:
        shared.live.open()
        if reads_ahead:
            warming = asyncio.create_task(run_in_threadpool(shared.warm))
        forgetting = asyncio.create_task(_keep_forgetting(app))
        yield
        forgetting.cancel()
        await shared.live.stop()
        await run_in_threadpool(shared.close)
        if reads_ahead:
            await warming

    made = FastAPI(
        title="tacit",
        version=metadata.version("tacit"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SILENT,
        generate_unique_id_function=_name,
        middleware=[
            Middleware(problems.Unforeseen),
            Middleware(Gate, courtesy=shared.courtesy),
            Middleware(Bodies, without=_STREAMED),
        ],
        lifespan=living,
    )
    made.state.shared = shared
    problems.install(made)
    for router in RESOURCES:
        made.include_router(router, prefix="/api/v1")
    made.include_router(reference.router)
    for pages in PAGES:
        made.include_router(pages)
    made.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), "static")
    description.install(made)
    return made


async def _keep_forgetting(app: App) -> None:
    """Forget, every hour, what requests were answered more than seven days ago."""
    while True:
        await asyncio.sleep(_FORGET_SECONDS)
        with contextlib.suppress(psycopg.Error, Unusable):
            await run_in_threadpool(forget_answers, app)


def forget_answers(app: App) -> None:
    """Forget the answers of requests that are older than their keys are kept."""
    before = app.port.clock() - KEPT
    for workspace in app.store.workspaces().values():
        app.store.drop_old_requests(workspace, before)


def _name(route: APIRoute) -> str:
    """Operations are named as the functions that answer them."""
    return route.name
