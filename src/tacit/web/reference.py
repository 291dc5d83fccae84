"""The interface's description as a file, and as a page for people: no request leaves for either.

Both are open to everybody: they tell what the program can do and nothing of
what any workspace holds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse, Response

from tacit.web.callers import SCOPES
from tacit.web.problems import KINDS

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The page loads its own style sheet and nothing else.
_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"

router = APIRouter(include_in_schema=False)


@router.get("/api/v1/openapi.json")
def openapi(request: Request) -> Response:
    """The description, OpenAPI 3.1."""
    body = json.dumps(request.app.openapi(), ensure_ascii=False).encode()
    return Response(body, media_type="application/json")


@router.get("/api/v1/docs")
def reference(request: Request) -> Response:
    """The description as a page."""
    page = _TEMPLATES.get_template("reference.html").render(
        description=request.app.openapi(), operations=_operations(request.app.openapi()),
        problems=KINDS, scopes=SCOPES, pretty=_pretty, shape_of=_shape_of,
    )  # fmt: skip
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**each, "method": method.upper(), "path": path}
        for path, methods in description["paths"].items()
        for method, each in methods.items()
    ]


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _shape_of(schema: dict[str, Any]) -> str:
    """How a field's type reads: `text`, `list of Citation`, `answer or ask or hand_off`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_shape_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_shape_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "anything"))
