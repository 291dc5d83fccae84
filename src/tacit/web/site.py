"""The one factory of the web door: `site(app)` joins resources, guards and limits.

`tacit serve` runs it, tests call it in process. A resource is a file in
`api/` and a line in `RESOURCES`; pages for people are routers of their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from tacit.web import description, problems, reference
from tacit.web.api import conversations, decisions, preview, steps
from tacit.web.limits import Bodies, Gate, Pace
from tacit.web.shared import Shared

if TYPE_CHECKING:
    from tacit.app import App

RESOURCES = (conversations.router, steps.router, decisions.router, preview.router)
# Nothing is measured for, or sent to, anybody else, whatever the environment says.
SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def site(app: App) -> FastAPI:
    """The whole web door of an open product, as one ASGI application."""
    shared = Shared(app, Pace(app.settings.rate, 2 * app.settings.rate))

    @asynccontextmanager
    async def living(made: FastAPI) -> AsyncIterator[None]:
        yield
        shared.close()

    made = FastAPI(
        title="tacit",
        version=metadata.version("tacit"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SILENT,
        generate_unique_id_function=_name,
        middleware=[Middleware(problems.Unforeseen), Middleware(Gate), Middleware(Bodies)],
        lifespan=living,
    )
    made.state.shared = shared
    problems.install(made)
    for router in RESOURCES:
        made.include_router(router, prefix="/api/v1")
    made.include_router(reference.router)
    made.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), "static")
    description.install(made)
    return made


def _name(route: APIRoute) -> str:
    """Operations are named as the functions that answer them."""
    return route.name
